/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions of string.h that only read. What they report is what their result depends on, not
 * what libc's vectors load: the bytes up to and including the one that ended the search.
 */
#include "libc.h"
#include <ctype.h>
#include <locale.h>
#include <strings.h>

WRAP(size_t, strlen, (const char *s))
{
	size_t n = strlen(s);

	IN(1, s, n + 1);
	return n;
}

WRAP(size_t, strnlen, (const char *s, size_t max))
{
	size_t n = strnlen(s, max);

	IN(1, s, n < max ? n + 1 : n);
	return n;
}

/* How many bytes decide the comparison of two strings of at most max bytes. */
static size_t
compared(const char *a, const char *b, size_t max)
{
	size_t i = 0;

	while (i < max && a[i] == b[i] && a[i] != '\0')
		i++;
	return i < max ? i + 1 : max;
}

/* loc NULL: the current locale. */
static int
lower(char c, locale_t loc)
{
	return loc == NULL ? tolower((unsigned char)c) : tolower_l((unsigned char)c, loc);
}

static size_t
compared_case(const char *a, const char *b, size_t max, locale_t loc)
{
	size_t i = 0;

	while (i < max && lower(a[i], loc) == lower(b[i], loc) && a[i] != '\0')
		i++;
	return i < max ? i + 1 : max;
}

static size_t
compared_mem(const char *a, const char *b, size_t n)
{
	size_t i = 0;

	while (i < n && a[i] == b[i])
		i++;
	return i < n ? i + 1 : n;
}

#define IN_BOTH(n)                                                                                 \
	do {                                                                                       \
		size_t n_ = n;                                                                     \
                                                                                                   \
		IN(1, a, n_);                                                                      \
		IN(2, b, n_);                                                                      \
	} while (0)

WRAP(int, strcmp, (const char *a, const char *b))
{
	IN_BOTH(compared(a, b, SIZE_MAX));
	return strcmp(a, b);
}

WRAP(int, strncmp, (const char *a, const char *b, size_t n))
{
	IN_BOTH(compared(a, b, n));
	return strncmp(a, b, n);
}

WRAP(int, strcasecmp, (const char *a, const char *b))
{
	IN_BOTH(compared_case(a, b, SIZE_MAX, NULL));
	return strcasecmp(a, b);
}
ALIAS(__strcasecmp, strcasecmp);

WRAP(int, strncasecmp, (const char *a, const char *b, size_t n))
{
	IN_BOTH(compared_case(a, b, n, NULL));
	return strncasecmp(a, b, n);
}

WRAP(int, strcasecmp_l, (const char *a, const char *b, locale_t loc))
{
	IN_BOTH(compared_case(a, b, SIZE_MAX, loc));
	return strcasecmp_l(a, b, loc);
}

WRAP(int, strncasecmp_l, (const char *a, const char *b, size_t n, locale_t loc))
{
	IN_BOTH(compared_case(a, b, n, loc));
	return strncasecmp_l(a, b, n, loc);
}

/* The whole of both: digits are compared as numbers, characters by weights of several levels. */
WRAP(int, strverscmp, (const char *a, const char *b))
{
	IN_STR(1, a);
	IN_STR(2, b);
	return strverscmp(a, b);
}

WRAP(int, strcoll, (const char *a, const char *b))
{
	IN_STR(1, a);
	IN_STR(2, b);
	return strcoll(a, b);
}

WRAP(int, strcoll_l, (const char *a, const char *b, locale_t loc))
{
	IN_STR(1, a);
	IN_STR(2, b);
	return strcoll_l(a, b, loc);
}

WRAP(int, memcmp, (const void *a, const void *b, size_t n))
{
	IN_BOTH(compared_mem(a, b, n));
	return memcmp(a, b, n);
}

/* Compilers turn memcmp() == 0 into bcmp(). */
ALIAS(bcmp, memcmp);
ALIAS(__memcmpeq, memcmp);

WRAP(void *, memchr, (const void *p, int c, size_t n))
{
	const char *hit = memchr(p, c, n);

	IN(1, p, hit != NULL ? (size_t)(hit - (const char *)p) + 1 : n);
	return (void *)(uintptr_t)hit;
}

WRAP(void *, memrchr, (const void *p, int c, size_t n))
{
	const char *hit = memrchr(p, c, n), *from = hit != NULL ? hit : p;

	/* Searched from the end. */
	IN(1, from, n - (size_t)(from - (const char *)p));
	return (void *)(uintptr_t)hit;
}

WRAP(void *, rawmemchr, (const void *p, int c))
{
	const char *hit = rawmemchr(p, c);

	IN(1, p, (size_t)(hit - (const char *)p) + 1);
	return (void *)(uintptr_t)hit;
}
ALIAS(__rawmemchr, rawmemchr);

WRAP(void *, memmem, (const void *p, size_t n, const void *what, size_t size))
{
	const char *hit = memmem(p, n, what, size);

	IN(1, p, hit != NULL ? (size_t)(hit - (const char *)p) + size : n);
	IN(3, what, size);
	return (void *)(uintptr_t)hit;
}

WRAP(char *, strchr, (const char *s, int c))
{
	char *hit = strchr(s, c);

	IN(1, s, (hit != NULL ? (size_t)(hit - s) : strlen(s)) + 1);
	return hit;
}
ALIAS(index, strchr);

WRAP(char *, strchrnul, (const char *s, int c))
{
	char *hit = strchrnul(s, c);

	IN(1, s, (size_t)(hit - s) + 1);
	return hit;
}

WRAP(char *, strrchr, (const char *s, int c))
{
	IN_STR(1, s);
	return strrchr(s, c);
}
ALIAS(rindex, strrchr);

WRAP(char *, strstr, (const char *s, const char *what))
{
	char *hit = strstr(s, what);

	IN(1, s, hit != NULL ? (size_t)(hit - s) + strlen(what) : strlen(s) + 1);
	IN_STR(2, what);
	return hit;
}

WRAP(char *, strcasestr, (const char *s, const char *what))
{
	char *hit = strcasestr(s, what);

	IN(1, s, hit != NULL ? (size_t)(hit - s) + strlen(what) : strlen(s) + 1);
	IN_STR(2, what);
	return hit;
}

WRAP(size_t, strspn, (const char *s, const char *set))
{
	size_t n = strspn(s, set);

	IN(1, s, n + 1);
	IN_STR(2, set);
	return n;
}

WRAP(size_t, strcspn, (const char *s, const char *set))
{
	size_t n = strcspn(s, set);

	IN(1, s, n + 1);
	IN_STR(2, set);
	return n;
}

WRAP(char *, strpbrk, (const char *s, const char *set))
{
	IN(1, s, strcspn(s, set) + 1);
	IN_STR(2, set);
	return strpbrk(s, set);
}
