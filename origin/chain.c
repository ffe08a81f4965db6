/* SPDX-License-Identifier: BSD-2-Clause */
#include "origin/chain.h"

#include <kmsan/options.h>
#include <kmsan/port.h>

#include "origin/encode.h"
#include "origin/record.h"
#include "origin/space.h"
#include "origin/stack.h"

#define CACHE_BITS 14
#define CACHE	   (1u << CACHE_BITS)

_Static_assert(CHAIN_FRAMES <= STACK_FRAMES, "a link is a stack");

/*
 * (hash of stack and cell) -> chained cell. Two words that are read apart: the check word is the
 * hash XOR the cell, so that halves of two entries do not pass for one.
 */
static struct {
	uint64_t check;
	uint64_t chained;
} cache[CACHE];

static unsigned
chain_depth(uint32_t cell)
{
	const struct record *r;

	if (!cell_is_chained(cell))
		return 0;
	r = record_get(cell_pointer(cell));
	return r != NULL && r->kind == RECORD_CHAIN ? r->depth : CHAIN_DEPTH;
}

static uint32_t
chain_new(uint32_t cell, const uintptr_t *pcs, size_t n, unsigned depth)
{
	struct record r = {.kind = RECORD_CHAIN, .link = cell, .depth = (uint8_t)(depth + 1)};
	uint32_t number;

	r.stack = stack_keep(pcs, n);
	if (r.stack == NULL)
		return cell;
	if (record_intern_count(r.stack) > CHAIN_PER_STACK) {
		origin_coarser();
		return cell;
	}
	number = record_make(&r);
	return number != 0 ? cell_make(KMSAN_TYPE_CHAINED, number) : cell;
}

uint32_t
chain_cell(uint32_t cell, uintptr_t pc)
{
	uintptr_t pcs[CHAIN_FRAMES];
	uint64_t hash;
	unsigned depth, slot;
	size_t n;

	if (cell == 0)
		cell = CELL_UNKNOWN;
	if (kmsan_options.origins != KMSAN_ORIGINS_CHAIN)
		return cell;
	depth = chain_depth(cell);
	if (depth >= kmsan_options.origin_history_size)
		return cell;

	n = kmsan_port_unwind(pc, pcs, NULL, CHAIN_FRAMES);
	/* Mixed before the first pc comes in: cells and pcs that differ in the same bits are common. */
	hash = hash_mix(0, cell);
	for (size_t i = 0; i < n; i++)
		hash = hash_mix(hash, pcs[i]);
	slot = (unsigned)(hash >> 32) % CACHE;

	uint64_t chained = __atomic_load_n(&cache[slot].chained, __ATOMIC_RELAXED);

	if (chained != 0 &&
	    __atomic_load_n(&cache[slot].check, __ATOMIC_RELAXED) == (hash ^ chained))
		return (uint32_t)chained;
	chained = chain_new(cell, pcs, n, depth);
	__atomic_store_n(&cache[slot].chained, chained, __ATOMIC_RELAXED);
	__atomic_store_n(&cache[slot].check, hash ^ chained, __ATOMIC_RELAXED);
	return (uint32_t)chained;
}

static const struct record *
chain_newest(uint32_t cell)
{
	const struct record *r = cell_is_chained(cell) ? record_get(cell_pointer(cell)) : NULL;

	return r != NULL && r->kind == RECORD_CHAIN && r->stack[0] != 0 ? r : NULL;
}

/*
 * clang 16 and 19 chain the origin of a value right before they warn of it, where several checks
 * share a line: one move lies between the two calls.
 */
#define WARNING_DISTANCE 16

uint32_t
chain_before_warning(uint32_t cell, uintptr_t pc)
{
	const struct record *r = chain_newest(cell);

	return r != NULL && space_code(pc) - r->stack[1] <= WARNING_DISTANCE ? r->link : cell;
}

/* The hook may lie anywhere in the function, but who called the function is the same. */
uint32_t
chain_before_copy(uint32_t cell, uintptr_t pc)
{
	const struct record *r = chain_newest(cell);
	uintptr_t pcs[CHAIN_FRAMES];

	if (r == NULL || kmsan_port_unwind(pc, pcs, NULL, CHAIN_FRAMES) != r->stack[0])
		return cell;
	for (uint32_t i = 1; i < r->stack[0]; i++)
		if (space_code(pcs[i]) != r->stack[1 + i])
			return cell;
	return r->link;
}

void
chain_forget(void)
{
	for (unsigned i = 0; i < CACHE; i++)
		__atomic_store_n(&cache[i].chained, 0, __ATOMIC_RELAXED);
}
