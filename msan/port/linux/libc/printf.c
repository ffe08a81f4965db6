/* SPDX-License-Identifier: BSD-2-Clause */
/* Formatted output. */
#include "format.h"
#include <err.h>
#include <error.h>
#include <stdio.h>
#include <syslog.h>

/* r characters and the NUL, as far as there was room. */
#define OUT_PRINTED(buf, size, r)                                                                  \
	OUT_IF((r) >= 0 && (size) > 0, buf, (size_t)(r) < (size) ? (size_t)(r) + 1 : (size))

/* A function with "..." over its v- form: the format is argument n. */
#define VARIADIC(ret, n, last, call)                                                               \
	va_list ap;                                                                                \
	ret r;                                                                                     \
                                                                                                   \
	va_start(ap, last);                                                                        \
	IN_FORMAT(n, last, n + 1, ap);                                                             \
	r = call;                                                                                  \
	va_end(ap)

#define VARIADIC_VOID(n, last, call)                                                               \
	va_list ap;                                                                                \
                                                                                                   \
	va_start(ap, last);                                                                        \
	IN_FORMAT(n, last, n + 1, ap);                                                             \
	call;                                                                                      \
	va_end(ap)

WRAP(int, printf, (const char *fmt, ...))
{
	VARIADIC(int, 1, fmt, vprintf(fmt, ap));
	return r;
}

WRAP(int, vprintf, (const char *fmt, va_list ap))
{
	IN_VFORMAT(1, fmt, 2, ap);
	return vprintf(fmt, ap);
}

WRAP(int, fprintf, (FILE * f, const char *fmt, ...))
{
	VARIADIC(int, 2, fmt, vfprintf(f, fmt, ap));
	return r;
}

WRAP(int, vfprintf, (FILE * f, const char *fmt, va_list ap))
{
	IN_VFORMAT(2, fmt, 3, ap);
	return vfprintf(f, fmt, ap);
}

WRAP(int, dprintf, (int fd, const char *fmt, ...))
{
	VARIADIC(int, 2, fmt, vdprintf(fd, fmt, ap));
	return r;
}

WRAP(int, vdprintf, (int fd, const char *fmt, va_list ap))
{
	IN_VFORMAT(2, fmt, 3, ap);
	return vdprintf(fd, fmt, ap);
}

WRAP(int, sprintf, (char *buf, const char *fmt, ...))
{
	VARIADIC(int, 2, fmt, vsprintf(buf, fmt, ap));
	OUT_PRINTED(buf, SIZE_MAX, r);
	return r;
}

WRAP(int, vsprintf, (char *buf, const char *fmt, va_list ap))
{
	int r;

	IN_VFORMAT(2, fmt, 3, ap);
	r = vsprintf(buf, fmt, ap);
	OUT_PRINTED(buf, SIZE_MAX, r);
	return r;
}

WRAP(int, snprintf, (char *buf, size_t size, const char *fmt, ...))
{
	VARIADIC(int, 3, fmt, vsnprintf(buf, size, fmt, ap));
	OUT_PRINTED(buf, size, r);
	return r;
}

WRAP(int, vsnprintf, (char *buf, size_t size, const char *fmt, va_list ap))
{
	int r;

	IN_VFORMAT(3, fmt, 4, ap);
	r = vsnprintf(buf, size, fmt, ap);
	OUT_PRINTED(buf, size, r);
	return r;
}

/* The string comes from libc's own malloc: initialised, all of it. */
WRAP(int, asprintf, (char **out, const char *fmt, ...))
{
	VARIADIC(int, 2, fmt, vasprintf(out, fmt, ap));
	OUT_OBJ(out);
	return r;
}

WRAP(int, vasprintf, (char **out, const char *fmt, va_list ap))
{
	int r;

	IN_VFORMAT(2, fmt, 3, ap);
	r = vasprintf(out, fmt, ap);
	OUT_OBJ(out);
	return r;
}

WRAP(void, syslog, (int priority, const char *fmt, ...))
{
	VARIADIC_VOID(2, fmt, vsyslog(priority, fmt, ap));
}

WRAP(void, vsyslog, (int priority, const char *fmt, va_list ap))
{
	IN_VFORMAT(2, fmt, 3, ap);
	vsyslog(priority, fmt, ap);
}

/* The format may be NULL. */
WRAP(void, warn, (const char *fmt, ...))
{
	VARIADIC_VOID(1, fmt, vwarn(fmt, ap));
}

WRAP(void, vwarn, (const char *fmt, va_list ap))
{
	IN_VFORMAT(1, fmt, 2, ap);
	vwarn(fmt, ap);
}

WRAP(void, warnx, (const char *fmt, ...))
{
	VARIADIC_VOID(1, fmt, vwarnx(fmt, ap));
}

WRAP(void, vwarnx, (const char *fmt, va_list ap))
{
	IN_VFORMAT(1, fmt, 2, ap);
	vwarnx(fmt, ap);
}

WRAP(void, err, (int status, const char *fmt, ...))
{
	VARIADIC_VOID(2, fmt, verr(status, fmt, ap));
}

WRAP(void, verr, (int status, const char *fmt, va_list ap))
{
	IN_VFORMAT(2, fmt, 3, ap);
	verr(status, fmt, ap);
}

WRAP(void, errx, (int status, const char *fmt, ...))
{
	VARIADIC_VOID(2, fmt, verrx(status, fmt, ap));
}

WRAP(void, verrx, (int status, const char *fmt, va_list ap))
{
	IN_VFORMAT(2, fmt, 3, ap);
	verrx(status, fmt, ap);
}

/* error() has no form with a va_list: the message is made here, and cut at this size. */
#define ERROR_MAX 4096

WRAP(void, error, (int status, int number, const char *fmt, ...))
{
	char text[ERROR_MAX];

	VARIADIC_VOID(3, fmt, (void)vsnprintf(text, sizeof(text), fmt, ap));
	error(status, number, "%s", text);
}

WRAP(void, error_at_line,
    (int status, int number, const char *file, unsigned line, const char *fmt, ...))
{
	char text[ERROR_MAX];

	IN_STR(3, file);
	VARIADIC_VOID(5, fmt, (void)vsnprintf(text, sizeof(text), fmt, ap));
	error_at_line(status, number, file, line, "%s", text);
}

/*
 * Fortified forms, as libc's headers make calls of them under _FORTIFY_SOURCE. Reports name the
 * function of the source, and so its arguments.
 */

int __vsprintf_chk(char *, int, size_t, const char *, va_list);
int __vsnprintf_chk(char *, size_t, int, size_t, const char *, va_list);
int __vprintf_chk(int, const char *, va_list);
int __vfprintf_chk(FILE *, int, const char *, va_list);
int __vdprintf_chk(int, int, const char *, va_list);
int __vasprintf_chk(char **, int, const char *, va_list);
void __vsyslog_chk(int, int, const char *, va_list);

WRAP(int, __printf_chk, (int flag, const char *fmt, ...))
{
	VARIADIC(int, 1, fmt, __vprintf_chk(flag, fmt, ap));
	return r;
}

WRAP(int, __vprintf_chk, (int flag, const char *fmt, va_list ap))
{
	IN_VFORMAT(1, fmt, 2, ap);
	return __vprintf_chk(flag, fmt, ap);
}

WRAP(int, __fprintf_chk, (FILE * f, int flag, const char *fmt, ...))
{
	VARIADIC(int, 2, fmt, __vfprintf_chk(f, flag, fmt, ap));
	return r;
}

WRAP(int, __vfprintf_chk, (FILE * f, int flag, const char *fmt, va_list ap))
{
	IN_VFORMAT(2, fmt, 3, ap);
	return __vfprintf_chk(f, flag, fmt, ap);
}

WRAP(int, __dprintf_chk, (int fd, int flag, const char *fmt, ...))
{
	VARIADIC(int, 2, fmt, __vdprintf_chk(fd, flag, fmt, ap));
	return r;
}

WRAP(int, __vdprintf_chk, (int fd, int flag, const char *fmt, va_list ap))
{
	IN_VFORMAT(2, fmt, 3, ap);
	return __vdprintf_chk(fd, flag, fmt, ap);
}

WRAP(int, __sprintf_chk, (char *buf, int flag, size_t room, const char *fmt, ...))
{
	VARIADIC(int, 2, fmt, __vsprintf_chk(buf, flag, room, fmt, ap));
	OUT_PRINTED(buf, SIZE_MAX, r);
	return r;
}

WRAP(int, __vsprintf_chk, (char *buf, int flag, size_t room, const char *fmt, va_list ap))
{
	int r;

	IN_VFORMAT(2, fmt, 3, ap);
	r = __vsprintf_chk(buf, flag, room, fmt, ap);
	OUT_PRINTED(buf, SIZE_MAX, r);
	return r;
}

WRAP(int, __snprintf_chk, (char *buf, size_t size, int flag, size_t room, const char *fmt, ...))
{
	VARIADIC(int, 3, fmt, __vsnprintf_chk(buf, size, flag, room, fmt, ap));
	OUT_PRINTED(buf, size, r);
	return r;
}

WRAP(int, __vsnprintf_chk,
    (char *buf, size_t size, int flag, size_t room, const char *fmt, va_list ap))
{
	int r;

	IN_VFORMAT(3, fmt, 4, ap);
	r = __vsnprintf_chk(buf, size, flag, room, fmt, ap);
	OUT_PRINTED(buf, size, r);
	return r;
}

WRAP(int, __asprintf_chk, (char **out, int flag, const char *fmt, ...))
{
	VARIADIC(int, 2, fmt, __vasprintf_chk(out, flag, fmt, ap));
	OUT_OBJ(out);
	return r;
}

WRAP(int, __vasprintf_chk, (char **out, int flag, const char *fmt, va_list ap))
{
	int r;

	IN_VFORMAT(2, fmt, 3, ap);
	r = __vasprintf_chk(out, flag, fmt, ap);
	OUT_OBJ(out);
	return r;
}

WRAP(void, __syslog_chk, (int priority, int flag, const char *fmt, ...))
{
	VARIADIC_VOID(2, fmt, __vsyslog_chk(priority, flag, fmt, ap));
}

WRAP(void, __vsyslog_chk, (int priority, int flag, const char *fmt, va_list ap))
{
	IN_VFORMAT(2, fmt, 3, ap);
	__vsyslog_chk(priority, flag, fmt, ap);
}
ALIAS(__asprintf, asprintf);
