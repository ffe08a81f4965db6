/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * An object is given out, an object is taken back: what kmsan_orig_make(), kmsan_mark_cell() and
 * their kind do, as one call without tests that an allocator's object needs not. On the path of
 * every allocation: leaves that end in a jump to the port's function, without a frame.
 */

#include <kmsan/hooks.h>
#include <kmsan/options.h>

#include "msan/context.h"
#include "msan/shadow.h"
#include "origin/encode.h"
#include "origin/freed.h"
#include "origin/space.h"
#include "origin/type.h"
#include "port_inline.h"

/* Longer ones are left to memset, which has a prologue for it. */
#define POISON_MAX 4096

/*
 * space_program, or of size 0 while the options want what only the slow way does. It is made there,
 * when the program's code is known.
 */
static struct space_program quick;

static void
quick_update(void)
{
	uintptr_t size = __atomic_load_n(&space_program.size, __ATOMIC_ACQUIRE);

	if (kmsan_options.alloc_stack || !kmsan_options.poison_on_free)
		size = 0;
	quick.lo = space_program.lo;
	quick.first = space_program.first;
	if (quick.size != size)
		__atomic_store_n(&quick.size, size, __ATOMIC_RELEASE);
}

void
kmsan_options_changed(void)
{
	quick.size = 0;
}

/* A stack for each allocation, or code that is not the program's. */
static void *__attribute__((noinline)) given_slow(
    void *addr, size_t size, enum kmsan_type type, uintptr_t pc, struct kmsan_object_cells *cells)
{
	cells->alloc = kmsan_orig_make(type, pc);
	cells->place = 0;
	shadow_poison(addr, size, cells->alloc);
	quick_update();
	return addr;
}

static void __attribute__((noinline)) taken_slow(
    void *addr, size_t size, enum kmsan_type type, uintptr_t pc, struct kmsan_object_cells *cells)
{
	cells->freed = kmsan_orig_make_freed(type, pc, cells->alloc);
	cells->place = 0;
	if (!kmsan_options.poison_on_free)
		shadow_clear(addr, size);
	else if (size > POISON_MAX)
		shadow_poison(addr, size, cells->freed);
	else
		kmsan_port_poison(addr, size, cells->freed);
	if (!kmsan_options.alloc_stack && space_is_program(pc))
		cells->place = space_code_program(pc);
	quick_update();
}

void *
kmsan_object_given(
    void *addr, size_t size, enum kmsan_type type, uintptr_t pc, struct kmsan_object_cells *cells)
{
	uintptr_t known = __atomic_load_n(&quick.size, __ATOMIC_ACQUIRE), in = pc - quick.lo;
	uint32_t cell;

	if (__builtin_expect(in >= known, 0))
		return given_slow(addr, size, type, pc, cells);
	cell = cell_make(type, quick.first + (uint32_t)in);
	if (__builtin_expect(cells->alloc != cell, 0)) {
		cells->alloc = cell;
		cells->place = 0;
	}
	return kmsan_port_poison(addr, size, cell);
}

/*
 * Mostly an object is freed where it was freed before, having been allocated where it was before:
 * then its record is known, without a look into the table of records' cache.
 */
void
kmsan_object_taken(
    void *addr, size_t size, enum kmsan_type type, uintptr_t pc, struct kmsan_object_cells *cells)
{
	uintptr_t known = __atomic_load_n(&quick.size, __ATOMIC_ACQUIRE), in = pc - quick.lo;

	if (__builtin_expect(in >= known, 0) ||
	    __builtin_expect(cells->place != quick.first + (uint32_t)in, 0))
		taken_slow(addr, size, type, pc, cells);
	else
		kmsan_port_poison(addr, size, cells->freed);
}

void
kmsan_object_type(uintptr_t pc, const char *type)
{
	type_note(pc, type);
}

void *
kmsan_lwp_alloc_here(void)
{
	return *kmsan_port_alloc();
}

void *
kmsan_lwp_alloc_call(uintptr_t a, uintptr_t b, kmsan_lwp_alloc_fn *fn, uintptr_t pc)
{
	return fn(a, b, *kmsan_port_alloc(), pc);
}

void
kmsan_lwp_alloc_do(uintptr_t a, uintptr_t b, kmsan_lwp_alloc_do_fn *fn, uintptr_t pc)
{
	fn(a, b, *kmsan_port_alloc(), pc);
}

void *
kmsan_lwp_alloc_call3(uintptr_t a, uintptr_t b, kmsan_lwp_alloc_fn3 *fn, uintptr_t pc, uintptr_t c)
{
	return fn(a, b, *kmsan_port_alloc(), pc, c);
}
