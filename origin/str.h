/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ORIGIN_STR_H
#define ORIGIN_STR_H

/* The string functions of a room without libc. */

#include <stdbool.h>
#include <stddef.h>

static inline size_t
str_length(const char *s)
{
	size_t n = 0;

	while (s[n] != '\0')
		n++;
	return n;
}

static inline bool
str_same(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

static inline bool
str_starts(const char *s, const char *prefix)
{
	while (*prefix != '\0' && *s == *prefix) {
		s++;
		prefix++;
	}
	return *prefix == '\0';
}

/* As strlcpy(3), without the return value. */
static inline void
str_copy(char *dst, const char *src, size_t size)
{
	size_t i = 0;

	for (; i + 1 < size && src[i] != '\0'; i++)
		dst[i] = src[i];
	if (size > 0)
		dst[i] = '\0';
}

/* The part after the last '/'. */
static inline const char *
str_base(const char *path)
{
	const char *base = path;

	for (; *path != '\0'; path++)
		if (*path == '/')
			base = path + 1;
	return base;
}

#endif
