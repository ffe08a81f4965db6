/* SPDX-License-Identifier: BSD-2-Clause */

/* Strings that are only read. Whatever ends the search was read as well. */

#include "msan/libkern/read.h"

size_t
kmsan_strlen(const char *s)
{
	size_t n = 0;

	READ_ARGS("8");
	while (s[n] != '\0')
		n++;
	read_decides("strlen():arg1", s, n + 1, read_is_nul, NULL, KMSAN_RET_ADDR);
	return n;
}

size_t
kmsan_strnlen(const char *s, size_t max)
{
	size_t n = 0;

	READ_ARGS("88");
	while (n < max && s[n] != '\0')
		n++;
	read_decides("strnlen():arg1", s, n < max ? n + 1 : n, read_is_nul, NULL, KMSAN_RET_ADDR);
	return n;
}

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

static inline int
compare(const char *const names[2], const char *x, const char *y, size_t max, read_fold *fold,
    uintptr_t pc)
{
	const uint8_t *a = (const uint8_t *)x, *b = (const uint8_t *)y;
	size_t n = 0;
	int difference = 0;

	while (n < max && difference == 0) {
		difference = fold != NULL ? fold(a[n]) - fold(b[n]) : a[n] - b[n];
		if (a[n++] == '\0')
			break;
	}
	read_compare(names, a, b, n, fold, pc);
	return difference;
}

int
kmsan_strcmp(const char *a, const char *b)
{
	static const char *const names[] = {"strcmp():arg1", "strcmp():arg2"};

	READ_ARGS("88");
	return compare(names, a, b, SIZE_MAX, NULL, KMSAN_RET_ADDR);
}

int
kmsan_strncmp(const char *a, const char *b, size_t max)
{
	static const char *const names[] = {"strncmp():arg1", "strncmp():arg2"};

	READ_ARGS("888");
	return compare(names, a, b, max, NULL, KMSAN_RET_ADDR);
}

int
kmsan_strcasecmp(const char *a, const char *b)
{
	static const char *const names[] = {"strcasecmp():arg1", "strcasecmp():arg2"};

	READ_ARGS("88");
	return compare(names, a, b, SIZE_MAX, lower, KMSAN_RET_ADDR);
}

int
kmsan_strncasecmp(const char *a, const char *b, size_t max)
{
	static const char *const names[] = {"strncasecmp():arg1", "strncasecmp():arg2"};

	READ_ARGS("888");
	return compare(names, a, b, max, lower, KMSAN_RET_ADDR);
}

/* 1: what is looked for, and perhaps the end too. 2: the end. */
static int
wanted_or_nul(uint8_t byte, const void *arg)
{
	return byte == *(const uint8_t *)arg ? 1 : byte == 0 ? 2 : 0;
}

char *
kmsan_strchr(const char *s, int c)
{
	uint8_t what = (uint8_t)c;
	size_t n = 0;
	bool found;

	READ_ARGS("84");
	while ((uint8_t)s[n] != what && s[n] != '\0')
		n++;
	found = (uint8_t)s[n] == what;
	read_decides("strchr():arg1", s, n + 1, wanted_or_nul, &what, KMSAN_RET_ADDR);
	return found ? (char *)(uintptr_t)(s + n) : NULL;
}

/*
 * All of the string decides where it ends, but only what lies behind the last match decides which
 * one is the last; of the match itself, that it is one. So a report of the first sort names the
 * whole string, and only if there is none the second is looked for.
 */
char *
kmsan_strrchr(const char *s, int c)
{
	uint8_t what = (uint8_t)c;
	size_t n = 0, last = SIZE_MAX, from;

	READ_ARGS("84");
	for (;; n++) {
		if ((uint8_t)s[n] == what)
			last = n;
		if (s[n] == '\0')
			break;
	}
	from = last == SIZE_MAX ? 0 : last;
	if (!read_decides("strrchr():arg1", s, n + 1, read_is_nul, NULL, KMSAN_RET_ADDR))
		read_decides(
		    "strrchr():arg1", s + from, n + 1 - from, wanted_or_nul, &what, KMSAN_RET_ADDR);
	return last == SIZE_MAX ? NULL : (char *)(uintptr_t)(s + last);
}

/* Does what stand at s? *read is how many bytes of s that took; *unsure: not for certain. */
static bool
stands_at(const char *s, const char *what, size_t *read, bool *unsure)
{
	for (size_t i = 0; what[i] != '\0'; i++) {
		*read = i + 1;
		if (s[i] != what[i]) {
			/* For certain only if initialised bits differ here. */
			*unsure = *unsure || !read_differ(s + i, what + i);
			return false;
		}
		*unsure = *unsure || (read_shad(s + i) | read_shad(what + i)) != 0;
	}
	return true;
}

/*
 * As instrumented C would: each comparison that was made is looked at. Two bytes together may
 * decide where each alone does not, so more than that cannot be told from one byte at a time.
 */
char *
kmsan_strstr(const char *s, const char *what)
{
	size_t at = 0, end = 0, length = 0;
	bool unsure = false, found;

	READ_ARGS("88");
	while (what[length] != '\0')
		length++;
	read_decides("strstr():arg2", what, length + 1, read_is_nul, NULL, KMSAN_RET_ADDR);
	for (;; at++) {
		size_t read = 0;

		found = stands_at(s + at, what, &read, &unsure);
		end = at + read > end ? at + read : end;
		if (found || s[at] == '\0')
			break;
	}
	if (read_decides("strstr():arg1", s, end, read_is_nul, NULL, KMSAN_RET_ADDR))
		unsure = false;
	if (unsure) {
		read_all("strstr():arg1", s, end, KMSAN_RET_ADDR);
		read_all("strstr():arg2", what, length, KMSAN_RET_ADDR);
	}
	return found ? (char *)(uintptr_t)(s + at) : NULL;
}
