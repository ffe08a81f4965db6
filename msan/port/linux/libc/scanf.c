/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted input. The same six functions exist under three prefixes: libc's headers choose by the
 * language standard, which differ in what %as and %b mean. Each goes to its own.
 */
#include "format.h"
#include <stdio.h>

typedef int scan_file(FILE *f, const char *fmt, va_list ap);
typedef int scan_string(const char *s, const char *fmt, va_list ap);
typedef int scan_wfile(FILE *f, const wchar_t *fmt, va_list ap);
typedef int scan_wstring(const wchar_t *s, const wchar_t *fmt, va_list ap);

static void
stored(struct format f, va_list ap, int r)
{
	va_list copy;

	va_copy(copy, ap);
	libc_format_out(f, copy, r);
	va_end(copy);
}

struct source {
	const char *s;
	size_t used;
};

static ssize_t
source_read(void *cookie, char *buf, size_t size)
{
	struct source *source = cookie;

	(void)size;
	*buf = source->s[source->used++];
	return *buf != '\0';
}

/*
 * A string with uninitialised bytes in it: only those that were looked at matter, and libc does
 * not tell how far that was. So it is read from a stream that gives a byte at a time. The clean
 * case does not come here.
 */
static int
scan_slowly(scan_file *scan, const char *s, size_t *used, const char *fmt, va_list ap)
{
	struct source source = {.s = s};
	FILE *f = fopencookie(&source, "r", (cookie_io_functions_t){.read = source_read});
	int r;

	if (f == NULL)
		return -2;
	(void)setvbuf(f, NULL, _IONBF, 0);
	r = scan(f, fmt, ap);
	(void)fclose(f);
	*used = source.used;
	return r;
}

static int
string_scan(const char *fn, uintptr_t pc, scan_string *scan, scan_file *scan_slow, const char *s,
    const char *fmt, va_list ap)
{
	size_t used = strlen(s) + 1;
	va_list copy;
	int r = -2;

	libc_in_str(fn, 2, fmt, pc);
	va_copy(copy, ap);
	if (kmsan_test(s, used) >= 0) {
		r = scan_slowly(scan_slow, s, &used, fmt, copy);
		libc_in(fn, 1, s, used, KMSAN_KIND_VALUE, pc);
	}
	if (r == -2)
		r = scan(s, fmt, copy);
	va_end(copy);
	stored((struct format){fmt, NULL}, ap, r);
	return r;
}

static int
file_scan(const char *fn, unsigned arg, uintptr_t pc, scan_file *scan, FILE *f, const char *fmt,
    va_list ap)
{
	va_list copy;
	int r;

	libc_in_str(fn, arg, fmt, pc);
	va_copy(copy, ap);
	r = scan(f, fmt, copy);
	va_end(copy);
	stored((struct format){fmt, NULL}, ap, r);
	return r;
}

static int
wfile_scan(const char *fn, unsigned arg, uintptr_t pc, scan_wfile *scan, FILE *f,
    const wchar_t *fmt, va_list ap)
{
	va_list copy;
	int r;

	libc_in_wcs(fn, arg, fmt, pc);
	va_copy(copy, ap);
	r = scan(f, fmt, copy);
	va_end(copy);
	stored((struct format){NULL, fmt}, ap, r);
	return r;
}

static int
wstring_scan(const char *fn, uintptr_t pc, scan_wstring *scan, const wchar_t *s, const wchar_t *fmt,
    va_list ap)
{
	va_list copy;
	int r;

	libc_in_wcs(fn, 1, s, pc);
	libc_in_wcs(fn, 2, fmt, pc);
	va_copy(copy, ap);
	r = scan(s, fmt, copy);
	va_end(copy);
	stored((struct format){NULL, fmt}, ap, r);
	return r;
}

#define ME LIBC_NAME, KMSAN_RET_ADDR
#define VARIADIC(call)                                                                             \
	va_list ap;                                                                                \
	int r;                                                                                     \
                                                                                                   \
	va_start(ap, fmt);                                                                         \
	r = call;                                                                                  \
	va_end(ap);                                                                                \
	return r

/* x: the prefix; real_##x: libc's functions, which its headers may redirect. */
#define FAMILY(x)                                                                                  \
	extern scan_file real_##x##vfscanf __asm__(#x "vfscanf");                                  \
	extern scan_string real_##x##vsscanf __asm__(#x "vsscanf");                                \
	extern scan_wfile real_##x##vfwscanf __asm__(#x "vfwscanf");                               \
	extern scan_wstring real_##x##vswscanf __asm__(#x "vswscanf");                             \
	WRAP(int, x##scanf, (const char *fmt, ...))                                                \
	{                                                                                          \
		VARIADIC(                                                                          \
		    file_scan(LIBC_NAME, 1, KMSAN_RET_ADDR, real_##x##vfscanf, stdin, fmt, ap));   \
	}                                                                                          \
	WRAP(int, x##vscanf, (const char *fmt, va_list ap))                                        \
	{                                                                                          \
		return file_scan(LIBC_NAME, 1, KMSAN_RET_ADDR, real_##x##vfscanf, stdin, fmt, ap); \
	}                                                                                          \
	WRAP(int, x##fscanf, (FILE * f, const char *fmt, ...))                                     \
	{                                                                                          \
		VARIADIC(file_scan(LIBC_NAME, 2, KMSAN_RET_ADDR, real_##x##vfscanf, f, fmt, ap));  \
	}                                                                                          \
	WRAP(int, x##vfscanf, (FILE * f, const char *fmt, va_list ap))                             \
	{                                                                                          \
		return file_scan(LIBC_NAME, 2, KMSAN_RET_ADDR, real_##x##vfscanf, f, fmt, ap);     \
	}                                                                                          \
	WRAP(int, x##sscanf, (const char *s, const char *fmt, ...))                                \
	{                                                                                          \
		VARIADIC(string_scan(ME, real_##x##vsscanf, real_##x##vfscanf, s, fmt, ap));       \
	}                                                                                          \
	WRAP(int, x##vsscanf, (const char *s, const char *fmt, va_list ap))                        \
	{                                                                                          \
		return string_scan(ME, real_##x##vsscanf, real_##x##vfscanf, s, fmt, ap);          \
	}                                                                                          \
	WRAP(int, x##wscanf, (const wchar_t *fmt, ...))                                            \
	{                                                                                          \
		VARIADIC(                                                                          \
		    wfile_scan(LIBC_NAME, 1, KMSAN_RET_ADDR, real_##x##vfwscanf, stdin, fmt, ap)); \
	}                                                                                          \
	WRAP(int, x##vwscanf, (const wchar_t *fmt, va_list ap))                                    \
	{                                                                                          \
		return wfile_scan(                                                                 \
		    LIBC_NAME, 1, KMSAN_RET_ADDR, real_##x##vfwscanf, stdin, fmt, ap);             \
	}                                                                                          \
	WRAP(int, x##fwscanf, (FILE * f, const wchar_t *fmt, ...))                                 \
	{                                                                                          \
		VARIADIC(                                                                          \
		    wfile_scan(LIBC_NAME, 2, KMSAN_RET_ADDR, real_##x##vfwscanf, f, fmt, ap));     \
	}                                                                                          \
	WRAP(int, x##vfwscanf, (FILE * f, const wchar_t *fmt, va_list ap))                         \
	{                                                                                          \
		return wfile_scan(LIBC_NAME, 2, KMSAN_RET_ADDR, real_##x##vfwscanf, f, fmt, ap);   \
	}                                                                                          \
	WRAP(int, x##swscanf, (const wchar_t *s, const wchar_t *fmt, ...))                         \
	{                                                                                          \
		VARIADIC(wstring_scan(ME, real_##x##vswscanf, s, fmt, ap));                        \
	}                                                                                          \
	WRAP(int, x##vswscanf, (const wchar_t *s, const wchar_t *fmt, va_list ap))                 \
	{                                                                                          \
		return wstring_scan(ME, real_##x##vswscanf, s, fmt, ap);                           \
	}                                                                                          \
	_Static_assert(1, "")

FAMILY();
FAMILY(__isoc99_);
#if __GLIBC_PREREQ(2, 38)
FAMILY(__isoc23_);
#endif
