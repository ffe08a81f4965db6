/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_MTYPE_H
#define ALLOC_MTYPE_H

/*
 * Types of malloc(9): numbers, statistics, limits. Each lwp counts for itself and adds up now and
 * then, so that two lwps that allocate the same type share no cache line; only types with a limit
 * are counted together, under a lock.
 */

#include <kmsan/malloc.h>

#include "alloc/magazine.h"

#define MTYPE_BLOCK  64u /* types whose counts are allocated together */
#define MTYPE_BLOCKS (1024u / MTYPE_BLOCK)

struct mtype_counts {
	int64_t inuse, memuse; /* since they were last added up */
	int64_t peak;	       /* of memuse since then */
	uint64_t calls;
	uint64_t sizes; /* bit n: a request of up to 1 << n bytes */
};

/* A lwp adds up what it counted when it is this many bytes away from the sum. */
#define MTYPE_ADD_UP ((int64_t)64 << 10)

static inline uint64_t
mtype_size_bit(size_t size)
{
	return (uint64_t)1 << (size <= 1 ? 0 : 64 - __builtin_clzll(size - 1));
}

static inline void
mtype_more(struct mtype_counts *c, size_t bytes, size_t request)
{
	c->inuse++;
	c->memuse += (int64_t)bytes;
	if (c->memuse > c->peak)
		c->peak = c->memuse;
	c->calls++;
	c->sizes |= mtype_size_bit(request);
}

static inline void
mtype_less(struct mtype_counts *c, size_t bytes)
{
	c->inuse--;
	c->memuse -= (int64_t)bytes;
}

/*
 * The short way of mtype_begin() and mtype_end() for a type without a limit. False: take the long
 * one.
 */
static inline bool
mtype_quick(struct lwp_cache *cache, unsigned number, size_t bytes, bool more)
{
	struct mtype_counts *block, *c;

	block = cache->mtypes[number / MTYPE_BLOCK];
	c = likely(block != NULL) ? &block[number % MTYPE_BLOCK] : NULL;
	if (unlikely(c == NULL) || unlikely(c->memuse > MTYPE_ADD_UP) ||
	    unlikely(c->memuse < -MTYPE_ADD_UP))
		return false;
	if (more)
		mtype_more(c, bytes, bytes);
	else
		mtype_less(c, bytes);
	return true;
}

/* The number of a type that may be used; stops the program if it may not. */
unsigned mtype_number(struct malloc_type *type, const char *who, uintptr_t pc);

/* NULL: no such type, or 0. */
struct malloc_type *mtype_type(unsigned number);
const char *mtype_name(unsigned number);

/*
 * One object and so many bytes more are in use, or less; the request was for that size. begin and
 * resize: false if the limit does not allow it, and sleeping is not wanted or would not help.
 */
bool mtype_begin(
    struct malloc_type *type, unsigned number, size_t bytes, size_t request, bool sleep);
void mtype_end(struct malloc_type *type, unsigned number, size_t bytes);
bool mtype_resize(struct malloc_type *type, unsigned number, size_t old, size_t size, bool sleep);

/* It is allocated already: counted whatever the limit. */
void mtype_count(unsigned number, size_t bytes);

/* Adds up what a lwp counted: the list of lwps is locked. */
void mtype_lwp_end(struct lwp_cache *cache);

struct mtype_stats {
	const char *name;
	int64_t inuse, memuse, highuse; /* objects, bytes, bytes */
	size_t limit;
	uint64_t calls, limblocks, sizes;
};

/* False: no such type. */
bool mtype_stats(unsigned number, struct mtype_stats *stats);

#endif
