/* SPDX-License-Identifier: BSD-2-Clause */

#include <string.h>

#include "msan/libkern/read.h"

struct sort {
	char *base;
	size_t n, size;
	int (*compar)(const void *, const void *);
	void *k;
	uintptr_t pc;
};

static void *
element(const struct sort *sort, size_t i)
{
	return sort->base + i * sort->size;
}

/* compar is instrumented: what it looks at decides, and is reported there. */
static int
compare(const struct sort *sort, const void *a, const void *b)
{
	int result;

	read_call_begin();
	result = sort->compar(a, b);
	if (kmsan_args_in_context)
		read_call_end(sizeof(result), sort->pc);
	return result;
}

/* With shad and orig; the chain of origins names who sorts. */
static void
move(const struct sort *sort, void *dst, const void *src)
{
	kmsan_copy_meta_from(dst, src, sort->size, sort->pc);
	memcpy(dst, src, sort->size);
}

/* The element in k belongs at i or below: move greater ones up until its place is found. */
static void
sink(const struct sort *sort, size_t i, size_t n)
{
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n &&
		    compare(sort, element(sort, child), element(sort, child + 1)) < 0)
			child++;
		if (compare(sort, sort->k, element(sort, child)) >= 0)
			break;
		move(sort, element(sort, i), element(sort, child));
	}
	move(sort, element(sort, i), sort->k);
}

int
kmsan_kheapsort(
    void *base, size_t n, size_t size, int (*compar)(const void *, const void *), void *k)
{
	struct sort sort = {base, n, size, compar, k, KMSAN_RET_ADDR};

	READ_ARGS("88888");
	if (size == 0)
		return -1;
	for (size_t i = n / 2; i-- > 0;) {
		move(&sort, k, element(&sort, i));
		sink(&sort, i, n);
	}
	for (size_t last = n; last-- > 1;) {
		move(&sort, k, element(&sort, last));
		move(&sort, element(&sort, last), element(&sort, 0));
		sink(&sort, 0, last);
	}
	return 0;
}
