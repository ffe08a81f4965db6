/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ORIGIN_FREED_H
#define ORIGIN_FREED_H

/*
 * Origins of freed memory: a record {where it was freed, cell that it was allocated with}, so that
 * a use after free is told with both places, also once the allocator has forgotten the object.
 */

#include <kmsan/types.h>

#include "origin/record.h"

/*
 * The space address of the record for memory that was allocated with this cell and is freed at
 * the place with this space address; the place itself when there is no room, or no cell. Any
 * context, on the path of every free: one look-up when the pair is known.
 */
uint32_t freed_pointer(uint32_t place, uint32_t alloc_cell);

/*
 * The cache of that: the pair as one word, and the record's number XORed with it, so that a reader
 * that gets halves of two entries does not take them for one. No pair is 0.
 */
#define FREED_CACHE_BITS 13
struct freed_entry {
	uint64_t pair, check;
};
extern struct freed_entry freed_cache[1u << FREED_CACHE_BITS];

static inline struct freed_entry *
freed_slot(uint64_t pair)
{
	return &freed_cache[(pair * 0x9e3779b97f4a7c15ULL) >> (64 - FREED_CACHE_BITS)];
}

/* freed_pointer() in a few instructions, or 0: the pair is not known. */
static inline uint32_t
freed_pointer_known(uint32_t place, uint32_t alloc_cell)
{
	uint64_t pair = (uint64_t)place << 32 | alloc_cell;
	struct freed_entry *slot = freed_slot(pair);
	uint64_t number = __atomic_load_n(&slot->check, __ATOMIC_RELAXED) ^ pair;

	if (__atomic_load_n(&slot->pair, __ATOMIC_RELAXED) != pair || number >= RECORD_LIMIT)
		return 0;
	return (uint32_t)number;
}

#endif
