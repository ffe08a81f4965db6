/* SPDX-License-Identifier: BSD-2-Clause */
#include "origin/freed.h"

#include "origin/record.h"

#define CACHE_BITS 13
#define CACHE (1u << CACHE_BITS)

/*
 * The pair as one word, and the record's number XORed with it: a reader that gets halves of two
 * entries does not take them for one. No pair is 0.
 */
static struct {
	uint64_t pair;
	uint64_t check;
} cache[CACHE];

static uint32_t
freed_new(uint32_t place, uint32_t alloc_cell)
{
	struct record r = {.kind = RECORD_FREED, .pc = place, .link = alloc_cell};

	return record_make(&r);
}

uint32_t
freed_pointer(uint32_t place, uint32_t alloc_cell)
{
	uint64_t pair = (uint64_t)place << 32 | alloc_cell, number;
	unsigned slot = (unsigned)((pair * 0x9e3779b97f4a7c15ULL) >> (64 - CACHE_BITS));

	if (place == 0 || alloc_cell == 0)
		return place;
	number = __atomic_load_n(&cache[slot].check, __ATOMIC_RELAXED) ^ pair;
	if (__builtin_expect(__atomic_load_n(&cache[slot].pair, __ATOMIC_RELAXED) == pair &&
	            number < RECORD_LIMIT,
	        1))
		return (uint32_t)number;
	number = freed_new(place, alloc_cell);
	if (number == 0)
		return place;
	__atomic_store_n(&cache[slot].check, number ^ pair, __ATOMIC_RELAXED);
	__atomic_store_n(&cache[slot].pair, pair, __ATOMIC_RELAXED);
	return (uint32_t)number;
}
