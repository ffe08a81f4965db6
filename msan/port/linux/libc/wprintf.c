/* SPDX-License-Identifier: BSD-2-Clause */
/* Formatted wide output, and wide streams. */
#include "format.h"
#include <stdio.h>

#define W sizeof(wchar_t)

/* A negative result: cut off. What was written ends with a NUL all the same. */
#define OUT_PRINTED(buf, size, r)                                                                  \
	OUT_IF((size) > 0, buf, ((r) >= 0 ? (size_t)(r) + 1 : wcsnlen(buf, (size)-1) + 1) * W)

#define VARIADIC(n, call)                                                                          \
	va_list ap;                                                                                \
	int r;                                                                                     \
                                                                                                   \
	va_start(ap, fmt);                                                                         \
	IN_WFORMAT(n, fmt, n + 1, false, ap);                                                      \
	r = call;                                                                                  \
	va_end(ap)

WRAP(int, wprintf, (const wchar_t *fmt, ...))
{
	VARIADIC(1, vwprintf(fmt, ap));
	return r;
}

WRAP(int, vwprintf, (const wchar_t *fmt, va_list ap))
{
	IN_WFORMAT(1, fmt, 2, true, ap);
	return vwprintf(fmt, ap);
}

WRAP(int, fwprintf, (FILE * f, const wchar_t *fmt, ...))
{
	VARIADIC(2, vfwprintf(f, fmt, ap));
	return r;
}

WRAP(int, vfwprintf, (FILE * f, const wchar_t *fmt, va_list ap))
{
	IN_WFORMAT(2, fmt, 3, true, ap);
	return vfwprintf(f, fmt, ap);
}

WRAP(int, swprintf, (wchar_t * buf, size_t size, const wchar_t *fmt, ...))
{
	VARIADIC(3, vswprintf(buf, size, fmt, ap));
	OUT_PRINTED(buf, size, r);
	return r;
}

WRAP(int, vswprintf, (wchar_t * buf, size_t size, const wchar_t *fmt, va_list ap))
{
	int r;

	IN_WFORMAT(3, fmt, 4, true, ap);
	r = vswprintf(buf, size, fmt, ap);
	OUT_PRINTED(buf, size, r);
	return r;
}

int __vswprintf_chk(wchar_t *, size_t, int, size_t, const wchar_t *, va_list);
int __vwprintf_chk(int, const wchar_t *, va_list);
int __vfwprintf_chk(FILE *, int, const wchar_t *, va_list);

WRAP(int, __wprintf_chk, (int flag, const wchar_t *fmt, ...))
{
	VARIADIC(1, __vwprintf_chk(flag, fmt, ap));
	return r;
}

WRAP(int, __vwprintf_chk, (int flag, const wchar_t *fmt, va_list ap))
{
	IN_WFORMAT(1, fmt, 2, true, ap);
	return __vwprintf_chk(flag, fmt, ap);
}

WRAP(int, __fwprintf_chk, (FILE * f, int flag, const wchar_t *fmt, ...))
{
	VARIADIC(2, __vfwprintf_chk(f, flag, fmt, ap));
	return r;
}

WRAP(int, __vfwprintf_chk, (FILE * f, int flag, const wchar_t *fmt, va_list ap))
{
	IN_WFORMAT(2, fmt, 3, true, ap);
	return __vfwprintf_chk(f, flag, fmt, ap);
}

WRAP(int, __swprintf_chk,
    (wchar_t * buf, size_t size, int flag, size_t room, const wchar_t *fmt, ...))
{
	VARIADIC(3, __vswprintf_chk(buf, size, flag, room, fmt, ap));
	OUT_PRINTED(buf, size, r);
	return r;
}

WRAP(int, __vswprintf_chk,
    (wchar_t * buf, size_t size, int flag, size_t room, const wchar_t *fmt, va_list ap))
{
	int r;

	IN_WFORMAT(3, fmt, 4, true, ap);
	r = __vswprintf_chk(buf, size, flag, room, fmt, ap);
	OUT_PRINTED(buf, size, r);
	return r;
}

/* Up to the NUL that ends it: one inside the line cuts the mark short, not the line. */
FN(wchar_t *, fgetws, (wchar_t * s, int size, FILE *f), (s, size, f), NOTHING,
    OUT_IF(r != NULL, s, (wcslen(s) + 1) * W));
FN(wchar_t *, fgetws_unlocked, (wchar_t * s, int size, FILE *f), (s, size, f), NOTHING,
    OUT_IF(r != NULL, s, (wcslen(s) + 1) * W));
FN(int, fputws, (const wchar_t *s, FILE *f), (s, f), IN_WCS(1, s), NOTHING);
FN(int, fputws_unlocked, (const wchar_t *s, FILE *f), (s, f), IN_WCS(1, s), NOTHING);
