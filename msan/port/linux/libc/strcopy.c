/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions of string.h that write. Where a string ends is a decision: every byte up to the NUL
 * is reported if it is uninitialised, and still copied with its marks, since the program goes on.
 */
#include "libc.h"
#include <libgen.h>
#include <locale.h>

WRAP(char *, strcpy, (char *dst, const char *src))
{
	size_t n = strlen(src) + 1;

	IN(2, src, n);
	COPIED(dst, src, n);
	return memcpy(dst, src, n);
}

WRAP(char *, stpcpy, (char *dst, const char *src))
{
	size_t n = strlen(src);

	IN(2, src, n + 1);
	COPIED(dst, src, n + 1);
	return (char *)mempcpy(dst, src, n + 1) - 1;
}
ALIAS(__stpcpy, stpcpy);

/* The string, then zeroes up to max. */
static size_t
copied_padded(const char *fn, char *dst, const char *src, size_t max, uintptr_t pc)
{
	size_t n = libc_strn(src, max);

	libc_in(fn, 2, src, n, KMSAN_KIND_VALUE, pc);
	libc_copied(dst, src, n, pc);
	libc_out(dst + n, max - n);
	return n;
}

WRAP(char *, strncpy, (char *dst, const char *src, size_t max))
{
	(void)copied_padded(LIBC_NAME, dst, src, max, KMSAN_RET_ADDR);
	return strncpy(dst, src, max);
}

WRAP(char *, stpncpy, (char *dst, const char *src, size_t max))
{
	(void)copied_padded(LIBC_NAME, dst, src, max, KMSAN_RET_ADDR);
	return stpncpy(dst, src, max);
}
ALIAS(__stpncpy, stpncpy);

WRAP(char *, strcat, (char *dst, const char *src))
{
	size_t at = strlen(dst), n = strlen(src) + 1;

	IN(1, dst, at + 1);
	IN(2, src, n);
	COPIED(dst + at, src, n);
	memcpy(dst + at, src, n);
	return dst;
}

WRAP(char *, strncat, (char *dst, const char *src, size_t max))
{
	size_t at = strlen(dst), n = strnlen(src, max);

	IN(1, dst, at + 1);
	IN_STRN(2, src, max);
	COPIED(dst + at, src, n);
	OUT(dst + at + n, 1);
	return strncat(dst, src, max);
}

#if __GLIBC_PREREQ(2, 38)
WRAP(size_t, strlcpy, (char *dst, const char *src, size_t size))
{
	size_t n = strlen(src), part = n < size ? n : size - 1;

	IN(2, src, n + 1);
	if (size > 0) {
		COPIED(dst, src, part);
		OUT(dst + part, 1);
	}
	return strlcpy(dst, src, size);
}

WRAP(size_t, strlcat, (char *dst, const char *src, size_t size))
{
	size_t at = strnlen(dst, size), n = strlen(src), part = 0;

	IN(1, dst, at < size ? at + 1 : at);
	IN(2, src, n + 1);
	if (at < size) {
		part = n < size - at ? n : size - at - 1;
		COPIED(dst + at, src, part);
		OUT(dst + at + part, 1);
	}
	return strlcat(dst, src, size);
}
#endif

WRAP(char *, strdup, (const char *s))
{
	char *p;

	IN_STR(1, s);
	p = strdup(s);
	if (p != NULL)
		COPIED(p, s, strlen(s) + 1);
	return p;
}
ALIAS(__strdup, strdup);

WRAP(char *, strndup, (const char *s, size_t max))
{
	char *p;

	IN_STRN(1, s, max);
	p = strndup(s, max);
	if (p != NULL)
		COPIED(p, s, strnlen(s, max));
	return p;
}
ALIAS(__strndup, strndup);

/*
 * A token: delimiters before it, its bytes and the delimiter after it decide. s is where the
 * search starts; the delimiter found becomes a NUL.
 */
static void
token(const char *fn, char *s, const char *delim, uintptr_t pc)
{
	size_t n;

	if (s == NULL)
		return;
	n = strspn(s, delim);
	n += strcspn(s + n, delim);
	libc_in(fn, 1, s, n + 1, KMSAN_KIND_VALUE, pc);
	libc_in_str(fn, 2, delim, pc);
}

/* A string of the program's own: libc's place for the rest of it cannot be seen. */
static char *strtok_rest;

WRAP(char *, strtok, (char *s, const char *delim))
{
	char *r;

	token(LIBC_NAME, s != NULL ? s : strtok_rest, delim, KMSAN_RET_ADDR);
	r = strtok_r(s, delim, &strtok_rest);
	OUT_IF(r != NULL, r + strlen(r), 1);
	return r;
}

WRAP(char *, strtok_r, (char *s, const char *delim, char **rest))
{
	char *r;

	if (s == NULL)
		IN(3, rest, sizeof(*rest));
	token(LIBC_NAME, s != NULL ? s : *rest, delim, KMSAN_RET_ADDR);
	r = strtok_r(s, delim, rest);
	OUT_OBJ(rest);
	OUT_IF(r != NULL, r + strlen(r), 1);
	return r;
}
ALIAS(__strtok_r, strtok_r);

WRAP(char *, strsep, (char **at, const char *delim))
{
	char *s;
	size_t n;

	IN(1, at, sizeof(*at));
	s = *at;
	if (s != NULL) {
		n = strcspn(s, delim);
		IN(1, s, n + 1);
		IN_STR(2, delim);
		OUT(s + n, 1);
		OUT_OBJ(at);
	}
	return strsep(at, delim);
}

WRAP(size_t, strxfrm, (char *dst, const char *src, size_t size))
{
	size_t n;

	IN_STR(2, src);
	n = strxfrm(dst, src, size);
	OUT_IF(n < size, dst, n + 1);
	return n;
}

WRAP(size_t, strxfrm_l, (char *dst, const char *src, size_t size, locale_t loc))
{
	size_t n;

	IN_STR(2, src);
	n = strxfrm_l(dst, src, size, loc);
	OUT_IF(n < size, dst, n + 1);
	return n;
}

/* The characters change places at random: no byte can keep its own marks. */
WRAP(char *, strfry, (char *s))
{
	IN_STR(1, s);
	return strfry(s);
}

WRAP(char *, strerror, (int error))
{
	char *s = strerror(error);

	OUT_STR(s);
	return s;
}

WRAP(char *, strerror_l, (int error, locale_t loc))
{
	char *s = strerror_l(error, loc);

	OUT_STR(s);
	return s;
}

WRAP(char *, strsignal, (int sig))
{
	char *s = strsignal(sig);

	OUT_STR(s);
	return s;
}

/* GNU's: the result may or may not be in buf. */
WRAP(char *, strerror_r, (int error, char *buf, size_t size))
{
	char *s = strerror_r(error, buf, size);

	OUT_STR(s);
	return s;
}

extern int __xpg_strerror_r(int error, char *buf, size_t size);
WRAP(int, __xpg_strerror_r, (int error, char *buf, size_t size))
{
	int r = __xpg_strerror_r(error, buf, size);

	if (size > 0)
		OUT(buf, libc_strn(buf, size));
	return r;
}

WRAP(char *, dirname, (char *path))
{
	char *r;

	IN_STR(1, path);
	r = dirname(path);
	OUT(r + strlen(r), 1);
	return r;
}

/* libgen.h's; it may cut off slashes at the end. string.h's basename() only reads. */
WRAP(char *, __xpg_basename, (char *path))
{
	char *r;

	IN_STR(1, path);
	r = __xpg_basename(path);
	OUT(r + strlen(r), 1);
	return r;
}

#undef basename
extern char *gnu_basename(const char *path) __asm__("basename");
WRAP(char *, basename, (const char *path))
{
	IN_STR(1, path);
	return gnu_basename(path);
}
