/* SPDX-License-Identifier: BSD-2-Clause */
/* Wide and multibyte characters. As in strread.c, what was looked at is what is read. */
#include "libc.h"
#include <limits.h>
#include <stdlib.h>
#include <uchar.h>
#include <wctype.h>

/* libc's header has these for C23 only. */
#if __GLIBC_PREREQ(2, 36)
size_t mbrtoc8(unsigned char *, const char *, size_t, mbstate_t *);
size_t c8rtomb(char *, unsigned char, mbstate_t *);
#endif

#define W sizeof(wchar_t)

static inline size_t
wcsn(const wchar_t *s, size_t max)
{
	size_t n = wcsnlen(s, max);

	return n < max ? n + 1 : n;
}

static size_t
compared(const wchar_t *a, const wchar_t *b, size_t max, bool fold, bool strings)
{
	size_t i = 0;

	while (i < max &&
	       (a[i] == b[i] || (fold && towlower((wint_t)a[i]) == towlower((wint_t)b[i]))) &&
	       (!strings || a[i] != L'\0'))
		i++;
	return (i < max ? i + 1 : max) * W;
}

#define COMPARE(name, params, args, max, fold, strings)                                            \
	WRAP(int, name, params)                                                                    \
	{                                                                                          \
		size_t n_ = compared(a, b, max, fold, strings);                                    \
                                                                                                   \
		IN(1, a, n_);                                                                      \
		IN(2, b, n_);                                                                      \
		return name args;                                                                  \
	}                                                                                          \
	_Static_assert(1, "")

#define AB  const wchar_t *a, const wchar_t *b
#define ABN AB, size_t n

COMPARE(wcscmp, (AB), (a, b), SIZE_MAX, false, true);
COMPARE(wcsncmp, (ABN), (a, b, n), n, false, true);
COMPARE(wcscasecmp, (AB), (a, b), SIZE_MAX, true, true);
COMPARE(wcsncasecmp, (ABN), (a, b, n), n, true, true);
COMPARE(wmemcmp, (ABN), (a, b, n), n, false, false);
FN(int, wcscasecmp_l, (AB, locale_t l), (a, b, l), IN_WCS(1, a); IN_WCS(2, b), NOTHING);
FN(int, wcsncasecmp_l, (ABN, locale_t l), (a, b, n, l), IN(1, a, wcsn(a, n) * W);
    IN(2, b, wcsn(b, n) * W), NOTHING);
FN(int, wcscoll, (AB), (a, b), IN_WCS(1, a); IN_WCS(2, b), NOTHING);
FN(int, wcscoll_l, (AB, locale_t l), (a, b, l), IN_WCS(1, a); IN_WCS(2, b), NOTHING);

FN(size_t, wcslen, (const wchar_t *s), (s), NOTHING, IN(1, s, (r + 1) * W));
FN(size_t, wcsnlen, (const wchar_t *s, size_t max), (s, max), IN(1, s, wcsn(s, max) * W), NOTHING);
FN(wchar_t *, wcschr, (const wchar_t *s, wchar_t c), (s, c), NOTHING,
    IN(1, s, ((r != NULL ? (size_t)(r - s) : wcslen(s)) + 1) * W));
FN(wchar_t *, wcschrnul, (const wchar_t *s, wchar_t c), (s, c), NOTHING,
    IN(1, s, ((size_t)(r - s) + 1) * W));
FN(wchar_t *, wcsrchr, (const wchar_t *s, wchar_t c), (s, c), IN_WCS(1, s), NOTHING);
FN(wchar_t *, wcsstr, (const wchar_t *s, const wchar_t *what), (s, what), IN_WCS(2, what),
    IN(1, s, (r != NULL ? (size_t)(r - s) + wcslen(what) : wcslen(s) + 1) * W));
ALIAS(wcswcs, wcsstr);
FN(size_t, wcsspn, (const wchar_t *s, const wchar_t *set), (s, set), IN_WCS(2, set),
    IN(1, s, (r + 1) * W));
FN(size_t, wcscspn, (const wchar_t *s, const wchar_t *set), (s, set), IN_WCS(2, set),
    IN(1, s, (r + 1) * W));
FN(wchar_t *, wcspbrk, (const wchar_t *s, const wchar_t *set), (s, set), IN_WCS(2, set);
    IN(1, s, (wcscspn(s, set) + 1) * W), NOTHING);
FN(wchar_t *, wmemchr, (const wchar_t *s, wchar_t c, size_t n), (s, c, n), NOTHING,
    IN(1, s, (r != NULL ? (size_t)(r - s) + 1 : n) * W));
FN(int, wcswidth, (const wchar_t *s, size_t n), (s, n), IN(1, s, wcsn(s, n) * W), NOTHING);

/* Copies: the marks follow; the place of the NUL is a decision. */
FN(wchar_t *, wmemcpy, (wchar_t * dst, const wchar_t *src, size_t n), (dst, src, n),
    COPIED(dst, src, n *W), NOTHING);
FN(wchar_t *, wmemmove, (wchar_t * dst, const wchar_t *src, size_t n), (dst, src, n),
    COPIED(dst, src, n *W), NOTHING);
FN(wchar_t *, wmempcpy, (wchar_t * dst, const wchar_t *src, size_t n), (dst, src, n),
    COPIED(dst, src, n *W), NOTHING);
FN(wchar_t *, wmemset, (wchar_t * dst, wchar_t c, size_t n), (dst, c, n), NOTHING, OUT(dst, n *W));
FN(wchar_t *, wcscpy, (wchar_t * dst, const wchar_t *src), (dst, src), IN_WCS(2, src);
    COPIED(dst, src, (wcslen(src) + 1) * W), NOTHING);
FN(wchar_t *, wcpcpy, (wchar_t * dst, const wchar_t *src), (dst, src), IN_WCS(2, src);
    COPIED(dst, src, (wcslen(src) + 1) * W), NOTHING);

static void
copied_padded(const char *fn, wchar_t *dst, const wchar_t *src, size_t max, uintptr_t pc)
{
	size_t n = wcsn(src, max);

	libc_in(fn, 2, src, n * W, KMSAN_KIND_VALUE, pc);
	libc_copied(dst, src, n * W, pc);
	libc_out(dst + n, (max - n) * W);
}

FN(wchar_t *, wcsncpy, (wchar_t * dst, const wchar_t *src, size_t n), (dst, src, n),
    copied_padded(LIBC_NAME, dst, src, n, KMSAN_RET_ADDR), NOTHING);
FN(wchar_t *, wcpncpy, (wchar_t * dst, const wchar_t *src, size_t n), (dst, src, n),
    copied_padded(LIBC_NAME, dst, src, n, KMSAN_RET_ADDR), NOTHING);

WRAP(wchar_t *, wcscat, (wchar_t * dst, const wchar_t *src))
{
	size_t at = wcslen(dst);

	IN_WCS(1, dst);
	IN_WCS(2, src);
	COPIED(dst + at, src, (wcslen(src) + 1) * W);
	return wcscat(dst, src);
}

WRAP(wchar_t *, wcsncat, (wchar_t * dst, const wchar_t *src, size_t max))
{
	size_t at = wcslen(dst), n = wcsnlen(src, max);

	IN_WCS(1, dst);
	IN(2, src, wcsn(src, max) * W);
	COPIED(dst + at, src, n * W);
	OUT(dst + at + n, W);
	return wcsncat(dst, src, max);
}

FN(wchar_t *, wcsdup, (const wchar_t *s), (s), IN_WCS(1, s),
    if (r != NULL) COPIED(r, s, (wcslen(s) + 1) * W));

WRAP(wchar_t *, wcstok, (wchar_t * s, const wchar_t *delim, wchar_t **rest))
{
	wchar_t *r, *from = s;
	size_t n;

	if (s == NULL) {
		IN(3, rest, sizeof(*rest));
		from = *rest;
	}
	if (from != NULL) {
		n = wcsspn(from, delim);
		IN(1, from, (n + wcscspn(from + n, delim) + 1) * W);
	}
	IN_WCS(2, delim);
	r = wcstok(s, delim, rest);
	OUT_OBJ(rest);
	OUT_IF(r != NULL, r + wcslen(r), W);
	return r;
}

FN(size_t, wcsxfrm, (wchar_t * dst, const wchar_t *src, size_t n), (dst, src, n), IN_WCS(2, src),
    OUT_IF(r < n, dst, (r + 1) * W));
FN(size_t, wcsxfrm_l, (wchar_t * dst, const wchar_t *src, size_t n, locale_t l), (dst, src, n, l),
    IN_WCS(2, src), OUT_IF(r < n, dst, (r + 1) * W));

/*
 * One character from bytes: how many were looked at is the result, unless it says that they were
 * too few (all) or wrong (at least one).
 */
static size_t
looked(size_t r, size_t n)
{
	if (r == (size_t)-1 || r == (size_t)-3)
		return n < 1 ? n : 1;
	return r > n ? n : r == 0 ? 1 : r;
}

#define FAILED(r) ((r) == (size_t)-1 || (r) == (size_t)-2)

#define MBRTO(name, type)                                                                          \
	WRAP(size_t, name, (type * out, const char *s, size_t n, mbstate_t *state))                \
	{                                                                                          \
		size_t r;                                                                          \
                                                                                                   \
		IN(4, state, sizeof(*state));                                                      \
		r = name(out, s, n, state);                                                        \
		IN(2, s, looked(r, n));                                                            \
		OUT_IF(!FAILED(r) && s != NULL, out, sizeof(*out));                                \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")

MBRTO(mbrtowc, wchar_t);
MBRTO(mbrtoc16, char16_t);
MBRTO(mbrtoc32, char32_t);
#if __GLIBC_PREREQ(2, 36)
MBRTO(mbrtoc8, unsigned char);
#endif

#define TOMBR(name, type)                                                                          \
	WRAP(size_t, name, (char *out, type c, mbstate_t *state))                                  \
	{                                                                                          \
		size_t r;                                                                          \
                                                                                                   \
		IN(3, state, sizeof(*state));                                                      \
		r = name(out, c, state);                                                           \
		OUT_IF(r <= MB_LEN_MAX, out, r);                                                   \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")

TOMBR(wcrtomb, wchar_t);
TOMBR(c16rtomb, char16_t);
TOMBR(c32rtomb, char32_t);
#if __GLIBC_PREREQ(2, 36)
TOMBR(c8rtomb, unsigned char);
#endif

FN(size_t, mbrlen, (const char *s, size_t n, mbstate_t *state), (s, n, state),
    IN(3, state, sizeof(*state)), IN(1, s, looked(r, n)));
ALIAS(__mbrlen, mbrlen);
FN(int, mblen, (const char *s, size_t n), (s, n), NOTHING, IN(1, s, looked((size_t)(ssize_t)r, n)));
FN(int, mbtowc, (wchar_t * out, const char *s, size_t n), (out, s, n), NOTHING,
    IN(2, s, looked((size_t)(ssize_t)r, n));
    OUT_IF(r >= 0 && s != NULL, out, sizeof(*out)));
FN(int, wctomb, (char *out, wchar_t c), (out, c), NOTHING, OUT_IF(r > 0, out, (size_t)r));
FN(int, mbsinit, (const mbstate_t *state), (state), IN(1, state, sizeof(*state)), NOTHING);

/* Whole strings. r characters came of it, and the NUL if it was reached. */
WRAP(size_t, mbstowcs, (wchar_t * dst, const char *src, size_t n))
{
	size_t r;

	if (dst == NULL)
		IN_STR(2, src);
	r = mbstowcs(dst, src, n);
	if (dst != NULL && r != (size_t)-1) {
		OUT(dst, (r < n ? r + 1 : r) * W);
		if (r < n)
			IN_STR(2, src);
	}
	return r;
}

WRAP(size_t, wcstombs, (char *dst, const wchar_t *src, size_t n))
{
	size_t r;

	if (dst == NULL)
		IN_WCS(2, src);
	r = wcstombs(dst, src, n);
	if (dst != NULL && r != (size_t)-1) {
		OUT(dst, r < n ? r + 1 : r);
		if (r < n)
			IN_WCS(2, src);
	}
	return r;
}

#define IN_char	   IN_STR
#define IN_wchar_t IN_WCS

/* *src moves on, and is NULL at the end; without dst it stays. */
#define RESTARTABLE(name, out, in, params, args)                                                   \
	WRAP(size_t, name, params)                                                                 \
	{                                                                                          \
		const in *start;                                                                   \
		size_t r;                                                                          \
                                                                                                   \
		IN(2, src, sizeof(*src));                                                          \
		IN(4 + LIMITED, state, sizeof(*state));                                            \
		start = *src;                                                                      \
		r = name args;                                                                     \
		if (dst == NULL || r == (size_t)-1)                                                \
			return r;                                                                  \
		if (*src == NULL)                                                                  \
			IN_##in(2, start);                                                         \
		else                                                                               \
			IN(2, start, (size_t)((const char *)*src - (const char *)start));          \
		OUT(dst, (*src == NULL ? r + 1 : r) * sizeof(out));                                \
		OUT_OBJ(src);                                                                      \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")

#define LIMITED 0
RESTARTABLE(mbsrtowcs, wchar_t, char, (wchar_t * dst, const char **src, size_t n, mbstate_t *state),
    (dst, src, n, state));
RESTARTABLE(wcsrtombs, char, wchar_t, (char *dst, const wchar_t **src, size_t n, mbstate_t *state),
    (dst, src, n, state));
#undef LIMITED
#define LIMITED 1
RESTARTABLE(mbsnrtowcs, wchar_t, char,
    (wchar_t * dst, const char **src, size_t max, size_t n, mbstate_t *state),
    (dst, src, max, n, state));
RESTARTABLE(wcsnrtombs, char, wchar_t,
    (char *dst, const wchar_t **src, size_t max, size_t n, mbstate_t *state),
    (dst, src, max, n, state));

FN(wctype_t, wctype, (const char *name), (name), IN_STR(1, name), NOTHING);
FN(wctrans_t, wctrans, (const char *name), (name), IN_STR(1, name), NOTHING);
FN(wctype_t, wctype_l, (const char *name, locale_t l), (name, l), IN_STR(1, name), NOTHING);
FN(wctrans_t, wctrans_l, (const char *name, locale_t l), (name, l), IN_STR(1, name), NOTHING);
