/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_LIBC_SORT_H
#define KMSAN_LINUX_LIBC_SORT_H

#include <stddef.h>
#include <stdint.h>

typedef int compare_fn(const void *a, const void *b);
typedef int compare_arg_fn(const void *a, const void *b, void *arg);

struct sorter {
	const char *fn; /* who sorts, for reports; and which argument the comparison is */
	unsigned arg_number;
	uintptr_t pc;
	compare_fn *compare;
	compare_arg_fn *compare_arg; /* instead, if not NULL */
	void *arg;
};

/* qsort, with marks; stable. */
void libc_sort(const struct sorter *s, void *base, size_t n, size_t size);

#endif
