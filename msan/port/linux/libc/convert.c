/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers from strings: what decides is the number and the character that ended it. */
#include "libc.h"
#include <ctype.h>
#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

/* end: where the number ended, or s if there was none: then the first odd character decided. */
static size_t
number_used(const char *s, const char *end)
{
	const char *p = s;

	while (isspace((unsigned char)*p))
		p++;
	if (*p == '+' || *p == '-')
		p++;
	return (size_t)((p > end ? p : end) - s) + 1;
}

static size_t
wide_number_used(const wchar_t *s, const wchar_t *end)
{
	const wchar_t *p = s;

	while (*p == L' ' || (*p >= L'\t' && *p <= L'\r'))
		p++;
	if (*p == L'+' || *p == L'-')
		p++;
	return ((size_t)((p > end ? p : end) - s) + 1) * sizeof(*s);
}

/* The names' own symbols: from C23 on, libc's headers give them others. */
#define STRTO(type, name, ch, used, params, args)                                                  \
	extern type real_##name params __asm__(#name);                                             \
	WRAP(type, name, params)                                                                   \
	{                                                                                          \
		ch *stop;                                                                          \
		type r = real_##name args;                                                         \
                                                                                                   \
		IN(1, s, used(s, stop));                                                           \
		if (end != NULL) {                                                                 \
			*end = stop;                                                               \
			OUT_OBJ(end);                                                              \
		}                                                                                  \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")

#define STRTOI(type, name)                                                                         \
	STRTO(type, name, char, number_used, (const char *s, char **end, int base),                \
	    (s, &stop, base))
#define STRTOI_L(type, name)                                                                       \
	STRTO(type, name, char, number_used, (const char *s, char **end, int base, locale_t loc),  \
	    (s, &stop, base, loc))
#define STRTOF(type, name)                                                                         \
	STRTO(type, name, char, number_used, (const char *s, char **end), (s, &stop))
#define STRTOF_L(type, name)                                                                       \
	STRTO(type, name, char, number_used, (const char *s, char **end, locale_t loc),            \
	    (s, &stop, loc))
#define WCSTOI(type, name)                                                                         \
	STRTO(type, name, wchar_t, wide_number_used, (const wchar_t *s, wchar_t **end, int base),  \
	    (s, &stop, base))
#define WCSTOI_L(type, name)                                                                       \
	STRTO(type, name, wchar_t, wide_number_used,                                               \
	    (const wchar_t *s, wchar_t **end, int base, locale_t loc), (s, &stop, base, loc))
#define WCSTOF(type, name)                                                                         \
	STRTO(type, name, wchar_t, wide_number_used, (const wchar_t *s, wchar_t **end), (s, &stop))
#define WCSTOF_L(type, name)                                                                       \
	STRTO(type, name, wchar_t, wide_number_used,                                               \
	    (const wchar_t *s, wchar_t **end, locale_t loc), (s, &stop, loc))

STRTOI(long, strtol);
STRTOI(unsigned long, strtoul);
ALIAS(strtoll, strtol);
ALIAS(strtoull, strtoul);
ALIAS(strtoq, strtol);
ALIAS(strtouq, strtoul);
ALIAS(strtoimax, strtol);
ALIAS(strtoumax, strtoul);
STRTOI_L(long, strtol_l);
STRTOI_L(unsigned long, strtoul_l);
ALIAS(strtoll_l, strtol_l);
ALIAS(strtoull_l, strtoul_l);
STRTOF(float, strtof);
STRTOF(double, strtod);
STRTOF(long double, strtold);
STRTOF_L(float, strtof_l);
STRTOF_L(double, strtod_l);
STRTOF_L(long double, strtold_l);
ALIAS(strtof32, strtof);
ALIAS(strtof64, strtod);
ALIAS(strtof32x, strtod);
ALIAS(strtof64x, strtold);
ALIAS(strtof32_l, strtof_l);
ALIAS(strtof64_l, strtod_l);
ALIAS(strtof32x_l, strtod_l);
ALIAS(strtof64x_l, strtold_l);

WCSTOI(long, wcstol);
WCSTOI(unsigned long, wcstoul);
ALIAS(wcstoll, wcstol);
ALIAS(wcstoull, wcstoul);
ALIAS(wcstoq, wcstol);
ALIAS(wcstouq, wcstoul);
ALIAS(wcstoimax, wcstol);
ALIAS(wcstoumax, wcstoul);
WCSTOI_L(long, wcstol_l);
WCSTOI_L(unsigned long, wcstoul_l);
ALIAS(wcstoll_l, wcstol_l);
ALIAS(wcstoull_l, wcstoul_l);
WCSTOF(float, wcstof);
WCSTOF(double, wcstod);
WCSTOF(long double, wcstold);
WCSTOF_L(float, wcstof_l);
WCSTOF_L(double, wcstod_l);
WCSTOF_L(long double, wcstold_l);
ALIAS(wcstof32, wcstof);
ALIAS(wcstof64, wcstod);
ALIAS(wcstof32x, wcstod);
ALIAS(wcstof64x, wcstold);
ALIAS(wcstof32_l, wcstof_l);
ALIAS(wcstof64_l, wcstod_l);
ALIAS(wcstof32x_l, wcstod_l);
ALIAS(wcstof64x_l, wcstold_l);

#if __GLIBC_PREREQ(2, 38)
STRTOI(long, __isoc23_strtol);
STRTOI(unsigned long, __isoc23_strtoul);
ALIAS(__isoc23_strtoll, __isoc23_strtol);
ALIAS(__isoc23_strtoull, __isoc23_strtoul);
ALIAS(__isoc23_strtoimax, __isoc23_strtol);
ALIAS(__isoc23_strtoumax, __isoc23_strtoul);
STRTOI_L(long, __isoc23_strtol_l);
STRTOI_L(unsigned long, __isoc23_strtoul_l);
ALIAS(__isoc23_strtoll_l, __isoc23_strtol_l);
ALIAS(__isoc23_strtoull_l, __isoc23_strtoul_l);
WCSTOI(long, __isoc23_wcstol);
WCSTOI(unsigned long, __isoc23_wcstoul);
ALIAS(__isoc23_wcstoll, __isoc23_wcstol);
ALIAS(__isoc23_wcstoull, __isoc23_wcstoul);
ALIAS(__isoc23_wcstoimax, __isoc23_wcstol);
ALIAS(__isoc23_wcstoumax, __isoc23_wcstoul);
#endif

WRAP(int, atoi, (const char *s))
{
	char *stop;
	int r = (int)real_strtol(s, &stop, 10);

	IN(1, s, number_used(s, stop));
	return r;
}

WRAP(long, atol, (const char *s))
{
	char *stop;
	long r = real_strtol(s, &stop, 10);

	IN(1, s, number_used(s, stop));
	return r;
}
ALIAS(atoll, atol);

WRAP(double, atof, (const char *s))
{
	char *stop;
	double r = real_strtod(s, &stop);

	IN(1, s, number_used(s, stop));
	return r;
}

#define STRFROM(name, type)                                                                        \
	WRAP(int, name, (char *buf, size_t size, const char *fmt, type x))                         \
	{                                                                                          \
		int r;                                                                             \
                                                                                                   \
		IN_STR(3, fmt);                                                                    \
		r = name(buf, size, fmt, x);                                                       \
		OUT_IF(r >= 0 && size > 0, buf, (size_t)r < size ? (size_t)r + 1 : size);          \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")

STRFROM(strfromf, float);
STRFROM(strfromd, double);
STRFROM(strfroml, long double);
ALIAS(strfromf32, strfromf);
ALIAS(strfromf64, strfromd);
ALIAS(strfromf32x, strfromd);
ALIAS(strfromf64x, strfroml);

/* Digits in memory of libc's, or the caller's; the position and the sign always the caller's. */
#define ECVT(name, type)                                                                           \
	WRAP(char *, name, (type x, int digits, int *point, int *sign))                            \
	{                                                                                          \
		char *r = name(x, digits, point, sign);                                            \
                                                                                                   \
		OUT_OBJ(point);                                                                    \
		OUT_OBJ(sign);                                                                     \
		return r;                                                                          \
	}                                                                                          \
	WRAP(int, name##_r, (type x, int digits, int *point, int *sign, char *buf, size_t size))   \
	{                                                                                          \
		int r = name##_r(x, digits, point, sign, buf, size);                               \
                                                                                                   \
		OUT_OBJ(point);                                                                    \
		OUT_OBJ(sign);                                                                     \
		OUT_IF(r == 0, buf, libc_strn(buf, size));                                         \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")

ECVT(ecvt, double);
ECVT(fcvt, double);
ECVT(qecvt, long double);
ECVT(qfcvt, long double);

WRAP(char *, gcvt, (double x, int digits, char *buf))
{
	char *r = gcvt(x, digits, buf);

	OUT_STR(r);
	return r;
}

WRAP(char *, qgcvt, (long double x, int digits, char *buf))
{
	char *r = qgcvt(x, digits, buf);

	OUT_STR(r);
	return r;
}

WRAP(long, a64l, (const char *s))
{
	IN(1, s, strnlen(s, 5) + 1 < 6 ? strlen(s) + 1 : 6);
	return a64l(s);
}
