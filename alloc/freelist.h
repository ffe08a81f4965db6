/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_FREELIST_H
#define ALLOC_FREELIST_H

/*
 * Was a freed object written to? The shadow says so of instrumented code only when somebody reads
 * it; a driver's DMA or an assembly routine leaves no trace there. So the start of a freed object
 * holds a pattern, as in BSD kernels with DIAGNOSTIC, and is looked at before it is given out
 * again: 32 bytes, where the links and locks are that stray writers write to.
 */

#include <string.h>

#include "alloc/magazine.h"
#include "alloc/span.h"

#define FREE_WORD   0xdeadbeefu
#define FREE_PAIR   0xdeadbeefdeadbeefULL
#define FREE_FILLED ((size_t)32)

typedef uint64_t free_pairs __attribute__((vector_size(16), aligned(8)));

/* Objects are multiples of 8 bytes: three words that may overlap are all of one of less than 32. */
static inline void
freelist_fill(void *object, size_t bytes)
{
	free_pairs pairs = {FREE_PAIR, FREE_PAIR};
	char *p = object;

	if (likely(bytes >= FREE_FILLED)) {
		__builtin_memcpy(p, &pairs, 16);
		__builtin_memcpy(p + 16, &pairs, 16);
		return;
	}
	__builtin_memcpy(p, &pairs, 8);
	__builtin_memcpy(p + (bytes / 2 & ~(size_t)7), &pairs, 8);
	__builtin_memcpy(p + bytes - 8, &pairs, 8);
}

static inline bool
freelist_pair(const void *object, size_t at)
{
	uint64_t v;

	__builtin_memcpy(&v, (const char *)object + at, 8);
	return likely(v == FREE_PAIR);
}

static inline bool
freelist_intact(const void *p, size_t bytes)
{
	if (likely(bytes >= FREE_FILLED))
		return freelist_pair(p, 24) && freelist_pair(p, 8) && freelist_pair(p, 16) &&
		       freelist_pair(p, 0);
	return freelist_pair(p, 0) && freelist_pair(p, bytes / 2 & ~(size_t)7) &&
	       freelist_pair(p, bytes - 8);
}

/* The whole object; and the first word of 4 bytes that is not the pattern's, -1: none. */
void freelist_fill_all(void *object, size_t bytes);
ptrdiff_t freelist_bad_word(const void *object, size_t bytes);

/*
 * The object is free, its pattern is not whole: it is never given out again, and the program
 * stops with the message of the BSD kernels.
 */
_Noreturn void freelist_modified(const struct magazine_entry *entry, const char *who, uintptr_t pc);

/* Is this object fit to be given out? One that was never given out has no pattern. */
static inline bool
freelist_intact_item(const void *object, const struct item *item, size_t bytes)
{
	return likely(freelist_intact(object, bytes)) || item_state(item) != STATE_FREE;
}

static inline void
freelist_check(const struct magazine_entry *e, size_t bytes, const char *who, uintptr_t pc)
{
	if (unlikely(!freelist_intact_item(e->object, e->item, bytes)))
		freelist_modified(e, who, pc);
}

#endif
