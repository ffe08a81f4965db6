/* SPDX-License-Identifier: BSD-2-Clause */

#include <string.h>

#include <kmsan/kmsan.h>

#include "msan/context.h"
#include "msan/libkern/read.h"

void *
kmsan_memcpy(void *dst, const void *src, size_t size)
{
	READ_ARGS("888");
	kmsan_copy_meta_from(dst, src, size, KMSAN_RET_ADDR);
	return memcpy(dst, src, size);
}

void *
kmsan_memmove(void *dst, const void *src, size_t size)
{
	READ_ARGS("888");
	kmsan_copy_meta_from(dst, src, size, KMSAN_RET_ADDR);
	return memmove(dst, src, size);
}

void
kmsan_bcopy(const void *src, void *dst, size_t size)
{
	READ_ARGS("888");
	kmsan_copy_meta_from(dst, src, size, KMSAN_RET_ADDR);
	memmove(dst, src, size);
}

/*
 * c is initialised where the compiler checked it at the call. Where it came in the context its
 * shad goes into each byte: memory does not become clean of an uninitialised value. All peers lose it.
 */
static void
fill(void *dst, int c, size_t size)
{
	struct kmsan_context *context = kmsan_port_context();
	uint32_t shad = 0;

	if (kmsan_args_in_context)
		memcpy(&shad, &context->param[1], sizeof(shad));
	memset(dst, c, size);
	if (size == 0 || !kmsan_port_shadowed(dst, size))
		return;
	if ((shad & 0xff) != 0)
		kmsan_mark_cell(dst, size, context->param_orig[2]);
	memset(shad_of(dst), (int)(shad & 0xff), size);
}

void *
kmsan_memset(void *dst, int c, size_t size)
{
	/* Not the second, which fill() deals with: a digit 0 is an argument that is not checked. */
	READ_ARGS("808");
	fill(dst, c, size);
	return dst;
}

void *
kmsan_explicit_memset(void *dst, int c, size_t size)
{
	READ_ARGS("808");
	fill(dst, c, size);
	return dst;
}

void
kmsan_bzero(void *dst, size_t size)
{
	READ_ARGS("88");
	memset(dst, 0, size);
	kmsan_mark(dst, size, KMSAN_STATE_INITED);
}

/* How many bytes a comparison reads: to the first difference, it included. */
static size_t
compared(const uint8_t *a, const uint8_t *b, size_t size)
{
	size_t i = 0;

	while (i < size && a[i] == b[i])
		i++;
	return i < size ? i + 1 : size;
}

static const char *const memcmp_names[] = {"memcmp():arg1", "memcmp():arg2"};

static inline int
compare(const uint8_t *a, const uint8_t *b, size_t size, uintptr_t pc)
{
	size_t n = compared(a, b, size);

	read_compare(memcmp_names, a, b, n, NULL, pc);
	return n == 0 ? 0 : a[n - 1] - b[n - 1];
}

int
kmsan_memcmp(const void *a, const void *b, size_t size)
{
	READ_ARGS("888");
	return compare(a, b, size, KMSAN_RET_ADDR);
}

int
kmsan_bcmp(const void *a, const void *b, size_t size)
{
	READ_ARGS("888");
	return compare(a, b, size, KMSAN_RET_ADDR);
}

/* Nothing depends on the rest once two bytes differ for certain. */
int
kmsan_consttime_memequal(const void *a, const void *b, size_t size)
{
	static const char *const names[] = {
	    "consttime_memequal():arg1", "consttime_memequal():arg2"};
	const uint8_t *x = a, *y = b;
	uint8_t differ = 0;

	READ_ARGS("888");
	for (size_t i = 0; i < size; i++)
		differ |= x[i] ^ y[i];
	if (!read_clean(a, size) || !read_clean(b, size)) {
		bool certain = false;

		for (size_t i = 0; i < size; i++)
			certain = certain || read_differ(x + i, y + i);
		if (!certain) {
			read_all(names[0], a, size, KMSAN_RET_ADDR);
			read_all(names[1], b, size, KMSAN_RET_ADDR);
		}
	}
	return differ == 0;
}

static int
is_byte(uint8_t byte, const void *arg)
{
	return byte == *(const uint8_t *)arg;
}

void *
kmsan_memchr(const void *p, int c, size_t size)
{
	const uint8_t *byte = p, what = (uint8_t)c;
	size_t n = 0;
	bool found = false;

	READ_ARGS("848");
	while (n < size && !found)
		found = byte[n++] == what;
	read_decides("memchr():arg1", p, n, is_byte, &what, KMSAN_RET_ADDR);
	return found ? (void *)(uintptr_t)(byte + n - 1) : NULL;
}
