/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * An object is given out, an object is taken back: what kmsan_orig_make(), kmsan_mark_cell() and
 * their kind do, as one call without tests that an allocator's object needs not. On the path of
 * every allocation.
 */

#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/options.h>

#include "msan/context.h"
#include "msan/shadow.h"
#include "origin/encode.h"
#include "origin/freed.h"
#include "origin/space.h"
#include "origin/type.h"
#include "port_inline.h"

/* Longer ones are left to memset, which has wider vectors and a prologue for it. */
#define INLINE_MAX 1024

typedef uint64_t pair_of_words __attribute__((vector_size(16), aligned(8)));

static void __attribute__((noinline)) poison_large(const void *addr, size_t size, uint32_t cell)
{
	shadow_poison(addr, size, cell);
}

/*
 * size is a multiple of 8. The cells first: whoever sees the poison finds where it came from. What
 * is rare is a call at the end of it: so these are leaves, without a frame.
 */
static inline void
poison(const void *addr, size_t size, uint32_t cell)
{
	uint64_t two = (uint64_t)cell << 32 | cell, ones = ~(uint64_t)0;
	pair_of_words four = {two, two}, all = {ones, ones};
	char *orig = (char *)orig_of(addr), *shad = (char *)shad_of(addr);
	ptrdiff_t whole = (ptrdiff_t)(size & ~(size_t)63), rest = (ptrdiff_t)size - whole, i;

	if (__builtin_expect(size > INLINE_MAX, 0)) {
		poison_large(addr, size, cell);
		return;
	}
	orig += whole;
	shad += whole;
	for (i = -whole; i != 0; i += 64) {
		memcpy(orig + i, &four, 16);
		memcpy(orig + i + 16, &four, 16);
		memcpy(orig + i + 32, &four, 16);
		memcpy(orig + i + 48, &four, 16);
		memcpy(shad + i, &all, 16);
		memcpy(shad + i + 16, &all, 16);
		memcpy(shad + i + 32, &all, 16);
		memcpy(shad + i + 48, &all, 16);
	}
#pragma clang loop vectorize(disable) unroll(disable)
	for (; i < rest; i += 8) {
		memcpy(orig + i, &two, 8);
		memcpy(shad + i, &ones, 8);
	}
}

/* A stack for each allocation, or code that is not the program's. */
static void __attribute__((noinline))
given_slow(void *addr, size_t size, enum kmsan_type type, uintptr_t pc, uint32_t *cells)
{
	cells[0] = kmsan_orig_make(type, pc);
	shadow_poison(addr, size, cells[0]);
}

static void __attribute__((noinline))
taken_slow(void *addr, size_t size, enum kmsan_type type, uintptr_t pc, uint32_t *cells)
{
	cells[1] = kmsan_orig_make_freed(type, pc, cells[0]);
	if (kmsan_options.poison_on_free)
		shadow_poison(addr, size, cells[1]);
	else
		shadow_clear(addr, size);
}

void
kmsan_object_given(void *addr, size_t size, enum kmsan_type type, uintptr_t pc, uint32_t *cells)
{
	uint32_t cell;

	if (__builtin_expect(kmsan_options.alloc_stack || !space_is_program(pc), 0)) {
		given_slow(addr, size, type, pc, cells);
		return;
	}
	cell = cell_make(type, space_code_program(pc));
	cells[0] = cell;
	poison(addr, size, cell);
}

void
kmsan_object_taken(void *addr, size_t size, enum kmsan_type type, uintptr_t pc, uint32_t *cells)
{
	uint32_t cell;

	if (__builtin_expect(
		kmsan_options.alloc_stack || !kmsan_options.poison_on_free || !space_is_program(pc),
		0))
		goto slow;
	cell = freed_pointer_known(space_code_program(pc), cells[0]);
	if (__builtin_expect(cell == 0, 0))
		goto slow;
	cell = cell_make(type | KMSAN_TYPE_FREED, cell);
	cells[1] = cell;
	poison(addr, size, cell);
	return;
slow:
	taken_slow(addr, size, type, pc, cells);
}

void
kmsan_object_type(uintptr_t pc, const char *type)
{
	type_note(pc, type);
}

void *
kmsan_lwp_alloc_here(void)
{
	struct kmsan_lwp *lwp = kmsan_port_lwp();

	return __builtin_expect(lwp->level == 0, 1) ? lwp->alloc : NULL;
}
