/* SPDX-License-Identifier: BSD-2-Clause */
#include "origin/freed.h"

struct freed_entry freed_cache[1u << FREED_CACHE_BITS];

static uint32_t
freed_new(uint32_t place, uint32_t alloc_cell)
{
	struct record r = {.kind = RECORD_FREED, .pc = place, .link = alloc_cell};

	return record_make(&r);
}

uint32_t
freed_pointer(uint32_t place, uint32_t alloc_cell)
{
	uint64_t pair = (uint64_t)place << 32 | alloc_cell;
	struct freed_entry *slot = freed_slot(pair);
	uint32_t number;

	if (place == 0 || alloc_cell == 0)
		return place;
	number = freed_pointer_known(place, alloc_cell);
	if (number != 0)
		return number;
	number = freed_new(place, alloc_cell);
	if (number == 0)
		return place;
	__atomic_store_n(&slot->check, number ^ pair, __ATOMIC_RELAXED);
	__atomic_store_n(&slot->pair, pair, __ATOMIC_RELAXED);
	return number;
}
