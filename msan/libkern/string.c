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

/* A search in which one byte has another value. */
struct search {
	const char *s, *what;
	size_t end;    /* bytes of s that were read */
	size_t length; /* of what */
	const char *at;
	uint8_t value;
};

static uint8_t
byte_of(const struct search *k, const char *p)
{
	return p == k->at ? k->value : (uint8_t)*p;
}

#define NONE	(-1)
#define UNKNOWN (-2) /* it would go on where nobody has read */

static intptr_t
search_again(const struct search *k)
{
	for (size_t pos = 0; pos < k->end; pos++) {
		for (size_t i = 0;; i++) {
			uint8_t wanted;

			if (i > k->length)
				return UNKNOWN;
			wanted = byte_of(k, k->what + i);
			if (wanted == 0)
				return (intptr_t)pos;
			if (pos + i >= k->end)
				return UNKNOWN;
			if (byte_of(k, k->s + pos + i) != wanted)
				break;
		}
		if (byte_of(k, k->s + pos) == 0)
			return NONE;
	}
	return UNKNOWN;
}

/* The only byte of both that is not initialised; NULL: there are more, or none. */
static const char *
lone_byte(const struct search *k)
{
	const char *lone = NULL;
	unsigned count = 0;

	for (size_t i = 0; i < k->end; i++) {
		if (read_shad(k->s + i) != 0) {
			lone = k->s + i;
			count++;
		}
	}
	for (size_t i = 0; i <= k->length; i++) {
		if (read_shad(k->what + i) != 0) {
			lone = k->what + i;
			count++;
		}
	}
	return count == 1 ? lone : NULL;
}

/* Is there one, and is the result the same whatever it is? */
static bool
lone_byte_is_idle(struct search *k, intptr_t result)
{
	uint8_t shad, free_bits;

	k->at = lone_byte(k);
	if (k->at == NULL)
		return false;
	shad = free_bits = read_shad(k->at);
	for (;; free_bits = (uint8_t)(free_bits - 1) & shad) {
		k->value = (uint8_t)(((uint8_t)*k->at & (uint8_t)~shad) | free_bits);
		if (search_again(k) != result)
			return false;
		if (free_bits == 0)
			return true;
	}
}

/*
 * Of one byte the search is tried with each value that it may have. Two together may decide where
 * each alone does not: then as instrumented C would, each comparison that was made is looked at.
 */
static void
check_search(struct search *k, intptr_t result, bool unsure, uintptr_t pc)
{
	bool ends;

	if ((read_clean(k->s, k->end) && read_clean(k->what, k->length + 1)) ||
	    lone_byte_is_idle(k, result))
		return;
	ends = read_decides("strstr():arg2", k->what, k->length + 1, read_is_nul, NULL, pc);
	if (read_decides("strstr():arg1", k->s, k->end, read_is_nul, NULL, pc))
		return;
	if (unsure) {
		read_all("strstr():arg1", k->s, k->end, pc);
		if (!ends)
			read_all("strstr():arg2", k->what, k->length, pc);
	}
}

char *
kmsan_strstr(const char *s, const char *what)
{
	struct search k = {.s = s, .what = what};
	size_t at = 0;
	bool unsure = false, found;

	READ_ARGS("88");
	while (what[k.length] != '\0')
		k.length++;
	for (;; at++) {
		size_t read = 0;

		found = stands_at(s + at, what, &read, &unsure);
		k.end = at + read > k.end ? at + read : k.end;
		if (found || s[at] == '\0')
			break;
	}
	check_search(&k, found ? (intptr_t)at : NONE, unsure, KMSAN_RET_ADDR);
	return found ? (char *)(uintptr_t)(s + at) : NULL;
}
