/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Strings that are copied. Two questions of each byte: does it decide where the string ends (then it
 * is reported), and what of it goes into the copy (then its shad and orig go with it).
 */

#include <string.h>

#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>

#include "msan/libkern/read.h"

/*
 * n bytes of src went to dst, and read bytes decided how many. What was reported is not reported
 * again for the copy, so that counts as initialised.
 */
static inline void
copied(const char *name, char *dst, const char *src, size_t n, size_t read, uintptr_t pc)
{
	if (read_decides(name, src, read, read_is_nul, NULL, pc))
		kmsan_mark(dst, n, KMSAN_STATE_INITED);
	else
		kmsan_copy_meta_from(dst, src, n, pc);
}

/* The length of s, at most max. */
static size_t
length(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n] != '\0')
		n++;
	return n;
}

char *
kmsan_strcpy(char *dst, const char *src)
{
	size_t n = length(src, SIZE_MAX);

	READ_ARGS("88");
	copied("strcpy():arg2", dst, src, n + 1, n + 1, KMSAN_RET_ADDR);
	memcpy(dst, src, n + 1);
	return dst;
}

/* Fills the rest with NULs, which are initialised. */
char *
kmsan_strncpy(char *dst, const char *src, size_t size)
{
	size_t n = length(src, size);

	READ_ARGS("888");
	copied("strncpy():arg2", dst, src, n, n < size ? n + 1 : n, KMSAN_RET_ADDR);
	memcpy(dst, src, n);
	memset(dst + n, 0, size - n);
	kmsan_mark(dst + n, size - n, KMSAN_STATE_INITED);
	return dst;
}

char *
kmsan_strcat(char *dst, const char *src)
{
	size_t at = length(dst, SIZE_MAX), n = length(src, SIZE_MAX);

	READ_ARGS("88");
	read_decides("strcat():arg1", dst, at + 1, read_is_nul, NULL, KMSAN_RET_ADDR);
	copied("strcat():arg2", dst + at, src, n + 1, n + 1, KMSAN_RET_ADDR);
	memcpy(dst + at, src, n + 1);
	return dst;
}

char *
kmsan_strncat(char *dst, const char *src, size_t max)
{
	size_t at = length(dst, SIZE_MAX), n = length(src, max);

	READ_ARGS("888");
	read_decides("strncat():arg1", dst, at + 1, read_is_nul, NULL, KMSAN_RET_ADDR);
	copied("strncat():arg2", dst + at, src, n, n < max ? n + 1 : n, KMSAN_RET_ADDR);
	memcpy(dst + at, src, n);
	dst[at + n] = '\0';
	kmsan_mark(dst + at + n, 1, KMSAN_STATE_INITED);
	return dst;
}

/* The NUL is the function's own, where the string is cut. Returns how many bytes were written. */
static size_t
copy_cut(const char *name, char *dst, const char *src, size_t size, size_t n, uintptr_t pc)
{
	size_t put = n < size ? n : size == 0 ? 0 : size - 1;

	copied(name, dst, src, put, n + 1, pc);
	if (size == 0)
		return 0;
	memmove(dst, src, put);
	dst[put] = '\0';
	kmsan_mark(dst + put, 1, KMSAN_STATE_INITED);
	return put + 1;
}

size_t
kmsan_strlcpy(char *dst, const char *src, size_t size)
{
	size_t n = length(src, SIZE_MAX);

	READ_ARGS("888");
	copy_cut("strlcpy():arg2", dst, src, size, n, KMSAN_RET_ADDR);
	return n;
}

size_t
kmsan_strlcat(char *dst, const char *src, size_t size)
{
	size_t at = length(dst, size), n = length(src, SIZE_MAX);

	READ_ARGS("888");
	read_decides(
	    "strlcat():arg1", dst, at < size ? at + 1 : at, read_is_nul, NULL, KMSAN_RET_ADDR);
	copy_cut("strlcat():arg2", dst + at, src, size - at, n, KMSAN_RET_ADDR);
	return at + n;
}

/* copy(9)'s: at most len bytes, with the NUL if that is among them. */
int
copystr(const void *src, void *dst, size_t len, size_t *done)
{
	size_t n = length(src, len);
	bool ended = n < len;

	READ_ARGS("8888");
	n += ended;
	copied("copystr():arg1", dst, src, n, n, KMSAN_RET_ADDR);
	memcpy(dst, src, n);
	if (done != NULL) {
		*done = n;
		kmsan_mark(done, sizeof(*done), KMSAN_STATE_INITED);
	}
	return ended ? 0 : KMSAN_ENAMETOOLONG;
}
