/* SPDX-License-Identifier: BSD-2-Clause */
/* Streams. What libc keeps in its buffers was checked on its way in and counts as initialised. */
#include "libc.h"
#include <errno.h>
#include <stdio.h>
#include <fmtmsg.h>
#include <printf.h>
#include <stdlib.h>
#include "memstream.h"

#define FOPEN(name)                                                                                \
	WRAP(FILE *, name, (const char *path, const char *mode))                                   \
	{                                                                                          \
		IN_STR(1, path);                                                                   \
		IN_STR(2, mode);                                                                   \
		return name(path, mode);                                                           \
	}                                                                                          \
	_Static_assert(1, "")

FOPEN(fopen);
ALIAS(fopen64, fopen);
FOPEN(popen);

WRAP(FILE *, freopen, (const char *path, const char *mode, FILE *f))
{
	IN_STR(1, path);
	IN_STR(2, mode);
	memstream_closing(f);
	return freopen(path, mode, f);
}
ALIAS(freopen64, freopen);

WRAP(FILE *, fdopen, (int fd, const char *mode))
{
	IN_STR(2, mode);
	return fdopen(fd, mode);
}

WRAP(int, fclose, (FILE * f))
{
	struct memstream *m = memstream_closing(f);
	int r = fclose(f);

	memstream_closed(m);
	return r;
}

WRAP(int, fflush, (FILE * f))
{
	int r = fflush(f);

	memstream_flushed(f);
	return r;
}

WRAP(int, fflush_unlocked, (FILE * f))
{
	int r = fflush_unlocked(f);

	memstream_flushed(f);
	return r;
}

/*
 * In bytes, because libc also stores the part of a last item that is not whole. The result is
 * what libc makes of the same number.
 */
#define FREAD(name)                                                                                \
	WRAP(size_t, name, (void *p, size_t size, size_t n, FILE *f))                              \
	{                                                                                          \
		size_t bytes, r;                                                                   \
                                                                                                   \
		if (size == 0 || n == 0 || __builtin_mul_overflow(size, n, &bytes))                \
			return name(p, size, n, f);                                                \
		r = name(p, 1, bytes, f);                                                          \
		OUT(p, r);                                                                         \
		return r == bytes ? n : r / size;                                                  \
	}                                                                                          \
	_Static_assert(1, "")

FREAD(fread);
FREAD(fread_unlocked);

#define FWRITE(name)                                                                               \
	WRAP(size_t, name, (const void *p, size_t size, size_t n, FILE *f))                        \
	{                                                                                          \
		size_t bytes;                                                                      \
                                                                                                   \
		if (!__builtin_mul_overflow(size, n, &bytes))                                      \
			IN(1, p, bytes);                                                           \
		return name(p, size, n, f);                                                        \
	}                                                                                          \
	_Static_assert(1, "")

FWRITE(fwrite);
FWRITE(fwrite_unlocked);

#define FPUTS(name)                                                                                \
	WRAP(int, name, (const char *s, FILE *f))                                                  \
	{                                                                                          \
		IN_STR(1, s);                                                                      \
		return name(s, f);                                                                 \
	}                                                                                          \
	_Static_assert(1, "")

FPUTS(fputs);
FPUTS(fputs_unlocked);

WRAP(int, puts, (const char *s))
{
	IN_STR(1, s);
	return puts(s);
}

WRAP(void, perror, (const char *s))
{
	IN_STR(1, s);
	perror(s);
}

/*
 * How much was written shows only in the characters (a NUL may be one of them), so they are
 * fetched one by one here.
 */
static char *
get_line(char *s, int size, FILE *f)
{
	bool failed_before = ferror_unlocked(f) != 0;
	int n = 0, c = 0;

	if (size <= 0)
		return NULL;
	while (n < size - 1 && c != '\n' && (c = getc_unlocked(f)) != EOF)
		s[n++] = (char)c;
	if ((n == 0 && size > 1) || (!failed_before && ferror_unlocked(f) && errno != EAGAIN)) {
		libc_out(s, (size_t)n);
		return NULL;
	}
	s[n] = '\0';
	libc_out(s, (size_t)n + 1);
	return s;
}

WRAP(char *, fgets, (char *s, int size, FILE *f))
{
	char *r;

	flockfile(f);
	r = get_line(s, size, f);
	funlockfile(f);
	return r;
}

WRAP(char *, fgets_unlocked, (char *s, int size, FILE *f))
{
	return get_line(s, size, f);
}

char *__fgets_chk(char *s, size_t room, int size, FILE *f);
WRAP(char *, __fgets_chk, (char *s, size_t room, int size, FILE *f))
{
	char *r;

	if (size > 0 && (size_t)size > room)
		return __fgets_chk(s, room, size, f); /* does not return */
	flockfile(f);
	r = get_line(s, size, f);
	funlockfile(f);
	return r;
}

char *__fgets_unlocked_chk(char *s, size_t room, int size, FILE *f);
WRAP(char *, __fgets_unlocked_chk, (char *s, size_t room, int size, FILE *f))
{
	if (size > 0 && (size_t)size > room)
		return __fgets_unlocked_chk(s, room, size, f);
	return get_line(s, size, f);
}

WRAP(ssize_t, getdelim, (char **line, size_t *size, int delim, FILE *f))
{
	ssize_t r;

	IN(1, line, sizeof(*line));
	if (line != NULL && *line != NULL)
		IN(2, size, sizeof(*size));
	r = getdelim(line, size, delim, f);
	if (line != NULL && size != NULL) {
		OUT_OBJ(line);
		OUT_OBJ(size);
		OUT_IF(r >= 0, *line, (size_t)r + 1);
	}
	return r;
}
ALIAS(__getdelim, getdelim);

WRAP(ssize_t, getline, (char **line, size_t *size, FILE *f))
{
	ssize_t r;

	IN(1, line, sizeof(*line));
	if (line != NULL && *line != NULL)
		IN(2, size, sizeof(*size));
	r = getline(line, size, f);
	if (line != NULL && size != NULL) {
		OUT_OBJ(line);
		OUT_OBJ(size);
		OUT_IF(r >= 0, *line, (size_t)r + 1);
	}
	return r;
}

/* gets is gone from the headers; old programs have it. */
WRAP_LAZY(char *, gets, (char *s), "")
{
	char *r = LAZY(gets)(s);

	if (r != NULL)
		OUT_STR(s);
	return r;
}

/* The program's buffer becomes libc's: getc_unlocked() reads it in instrumented code. */
WRAP(int, setvbuf, (FILE * f, char *buf, int mode, size_t size))
{
	OUT(buf, size);
	return setvbuf(f, buf, mode, size);
}

WRAP(void, setbuf, (FILE * f, char *buf))
{
	OUT(buf, BUFSIZ);
	setbuf(f, buf);
}

WRAP(void, setbuffer, (FILE * f, char *buf, size_t size))
{
	OUT(buf, size);
	setbuffer(f, buf, size);
}

WRAP(int, fgetpos, (FILE * f, fpos_t *pos))
{
	int r = fgetpos(f, pos);

	OUT_IF(r == 0, pos, sizeof(*pos));
	return r;
}
ALIAS(fgetpos64, fgetpos);

WRAP(int, fsetpos, (FILE * f, const fpos_t *pos))
{
	int r;

	IN(2, pos, sizeof(*pos));
	memstream_moving(f);
	r = fsetpos(f, pos);
	return r;
}
ALIAS(fsetpos64, fsetpos);

WRAP(int, fseek, (FILE * f, long offset, int whence))
{
	memstream_moving(f);
	return fseek(f, offset, whence);
}

WRAP(int, fseeko, (FILE * f, off_t offset, int whence))
{
	memstream_moving(f);
	return fseeko(f, offset, whence);
}
ALIAS(fseeko64, fseeko);

WRAP(void, rewind, (FILE * f))
{
	memstream_moving(f);
	rewind(f);
}

WRAP(int, remove, (const char *path))
{
	IN_STR(1, path);
	return remove(path);
}

WRAP(int, rename, (const char *from, const char *to))
{
	IN_STR(1, from);
	IN_STR(2, to);
	return rename(from, to);
}

WRAP(int, renameat, (int fd, const char *from, int to_fd, const char *to))
{
	IN_STR(2, from);
	IN_STR(4, to);
	return renameat(fd, from, to_fd, to);
}

WRAP(int, renameat2, (int fd, const char *from, int to_fd, const char *to, unsigned flags))
{
	IN_STR(2, from);
	IN_STR(4, to);
	return renameat2(fd, from, to_fd, to, flags);
}

WRAP_LAZY(char *, tmpnam, (char *s), "")
{
	char *r = LAZY(tmpnam)(s);

	OUT_STR(r);
	return r;
}

WRAP_LAZY(char *, tmpnam_r, (char *s), "")
{
	char *r = LAZY(tmpnam_r)(s);

	OUT_STR(r);
	return r;
}

WRAP_LAZY(char *, tempnam, (const char *dir, const char *prefix), "")
{
	IN_STR(1, dir);
	IN_STR(2, prefix);
	return LAZY(tempnam)(dir, prefix);
}

WRAP(char *, ctermid, (char *s))
{
	char *r = ctermid(s);

	OUT_STR(r);
	return r;
}

/* Of a format: the kinds of its arguments; n: the room. */
FN(size_t, parse_printf_format, (const char *fmt, size_t n, int *out), (fmt, n, out),
    IN_STR(1, fmt), OUT(out, (r < n ? r : n) * sizeof(*out)));
FN(int, printf_size_info, (const struct printf_info *info, size_t n, int *out), (info, n, out),
    NOTHING, OUT_IF(n > 0, out, sizeof(*out)));
FN(int, register_printf_modifier, (const wchar_t *s), (s), IN_WCS(1, s), NOTHING);
FN(int, addseverity, (int severity, const char *s), (severity, s), IN_STR(2, s), NOTHING);
FN(int, fmtmsg,
    (long kind, const char *label, int severity, const char *text, const char *action,
	const char *tag),
    (kind, label, severity, text, action, tag), IN_STR(2, label);
    IN_STR(4, text); IN_STR(5, action); IN_STR(6, tag), NOTHING);
