/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * malloc and friends, as instrumented code calls them. A block is uninitialised over all that
 * malloc_usable_size() grants, with the caller's address. They go straight to glibc's entries:
 * the plain names are the program's copies of plain.c, which would mark the block twice.
 */
#include "libc.h"
#include "plain.h"
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

static inline void *
allocated(void *p, uintptr_t pc)
{
	if (p != NULL)
		kmsan_mark_alloc(p, malloc_usable_size(p), KMSAN_TYPE_MALLOC, pc);
	return p;
}

/* For the functions of other files that return a block to the program: strdup and the like. */
void *
libc_allocated(void *p, uintptr_t pc)
{
	return allocated(p, pc);
}

/*
 * A block that glibc mapped by itself (bit 1 of the chunk's size) is unmapped on free: a later
 * use faults, and marks would only stay behind for whatever is mapped there next.
 */
static inline bool
is_mapped(const void *p)
{
	return (((const size_t *)p)[-1] & 2) != 0;
}

void
libc_freed(void *p, uintptr_t pc)
{
	size_t size;

	if (p == NULL)
		return;
	size = malloc_usable_size(p);
	if (is_mapped(p))
		libc_out(p, size);
	else
		kmsan_mark_free(p, size, KMSAN_TYPE_MALLOC, pc);
}

WRAP(void *, malloc, (size_t n))
{
	return allocated(__libc_malloc(n), KMSAN_RET_ADDR);
}

WRAP(void *, calloc, (size_t n, size_t size))
{
	void *p = __libc_calloc(n, size);

	if (p != NULL)
		plain_marked(p);
	return p;
}

WRAP(void, free, (void *p))
{
	libc_freed(p, KMSAN_RET_ADDR);
	__libc_free(p);
}

/*
 * The kept part of a clean block needs no copy of its marks, so libc may move it in its own way
 * (for a large one: by page tables). The old place is marked before, because after the call it
 * may already be another thread's.
 */
static void *
realloc_clean(void *p, size_t old, size_t n, uintptr_t pc)
{
	void *q;
	size_t size, kept = old < n ? old : n;

	libc_freed(p, pc);
	q = __libc_realloc(p, n);
	if (q == NULL) {
		libc_out(p, old);
		return NULL;
	}
	libc_out(q, kept);
	size = malloc_usable_size(q);
	if (size > kept)
		kmsan_mark_alloc((char *)q + kept, size - kept, KMSAN_TYPE_MALLOC, pc);
	return q;
}

/*
 * The marks of a block that moves must be read before somebody else can own the old place: no
 * function of libc tells when that is, so the block is moved by hand.
 */
static void *
realloc_marked(void *p, size_t old, size_t n, uintptr_t pc)
{
	void *q;
	size_t size;

	if (n <= old) { /* glibc shrinks in place */
		q = __libc_realloc(p, n);
		if (q != NULL && (size = malloc_usable_size(q)) > n)
			kmsan_mark_alloc((char *)q + n, size - n, KMSAN_TYPE_MALLOC, pc);
		return q;
	}
	q = __libc_malloc(n);
	if (q == NULL)
		return NULL;
	memcpy(q, p, old);
	libc_copied(q, p, old, pc);
	size = malloc_usable_size(q);
	kmsan_mark_alloc((char *)q + old, size - old, KMSAN_TYPE_MALLOC, pc);
	libc_freed(p, pc);
	__libc_free(p);
	return q;
}

static void *
reallocated(void *p, size_t n, uintptr_t pc)
{
	size_t old;

	if (p == NULL)
		return allocated(__libc_malloc(n), pc);
	old = malloc_usable_size(p);
	if (n == 0) {
		libc_freed(p, pc);
		return __libc_realloc(p, 0);
	}
	if (kmsan_test(p, old < n ? old : n) < 0)
		return realloc_clean(p, old, n, pc);
	return realloc_marked(p, old, n, pc);
}

WRAP(void *, realloc, (void *p, size_t n))
{
	return reallocated(p, n, KMSAN_RET_ADDR);
}

WRAP(void *, reallocarray, (void *p, size_t n, size_t size))
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	return reallocated(p, bytes, KMSAN_RET_ADDR);
}

WRAP(void *, memalign, (size_t align, size_t n))
{
	return allocated(memalign(align, n), KMSAN_RET_ADDR);
}

WRAP(void *, aligned_alloc, (size_t align, size_t n))
{
	return allocated(aligned_alloc(align, n), KMSAN_RET_ADDR);
}

WRAP(int, posix_memalign, (void **out, size_t align, size_t n))
{
	int r = posix_memalign(out, align, n);

	if (r == 0) {
		OUT_OBJ(out);
		(void)allocated(*out, KMSAN_RET_ADDR);
	}
	return r;
}

WRAP(void *, valloc, (size_t n))
{
	return allocated(valloc(n), KMSAN_RET_ADDR);
}

WRAP(void *, pvalloc, (size_t n))
{
	return allocated(pvalloc(n), KMSAN_RET_ADDR);
}
