/* SPDX-License-Identifier: BSD-2-Clause */

/* kmsan.h and hooks.h: marking memory and asking for its state. */

#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/options.h>
#include <kmsan/port.h>

#include "msan/shadow.h"
#include "origin/encode.h"
#include "origin/freed.h"
#include "origin/space.h"
#include "origin/stack.h"

uint32_t
kmsan_orig_make(unsigned type, uintptr_t pc)
{
	uint32_t pointer = kmsan_options.alloc_stack ? stack_pointer(pc) : space_code(pc);
	unsigned plain = type & ~(unsigned)KMSAN_TYPE_FREED;

	/* A stack origin needs a record of its own: origin/variable.h. */
	if (plain == KMSAN_TYPE_STACK || plain > KMSAN_TYPE_UNKNOWN || pointer == 0)
		type = KMSAN_TYPE_UNKNOWN;
	return cell_make(type, pointer);
}

uint32_t
kmsan_orig_make_freed(unsigned type, uintptr_t pc, uint32_t alloc_cell)
{
	uint32_t cell = kmsan_orig_make(type | KMSAN_TYPE_FREED, pc);

	return cell_make(cell_type(cell), freed_pointer(cell_pointer(cell), alloc_cell));
}

uint32_t
kmsan_orig_get(const void *addr)
{
	return kmsan_port_shadowed(addr, 1) ? *orig_of(addr) : 0;
}

void
kmsan_mark_cell(const void *addr, size_t size, uint32_t cell)
{
	if (size != 0 && kmsan_port_shadowed(addr, size))
		shadow_poison(addr, size, cell != 0 ? cell : CELL_UNKNOWN);
}

static void
mark(const void *addr, size_t size, uint8_t state, uintptr_t pc)
{
	if (size == 0 || !kmsan_port_shadowed(addr, size))
		return;
	if (state != KMSAN_STATE_INITED)
		shadow_set_cells(addr, size, kmsan_orig_make(KMSAN_TYPE_MARKED, pc));
	if (state == KMSAN_STATE_INITED)
		shadow_clear(addr, size);
	else
		memset(shad_of(addr), state, size);
}

void
kmsan_mark(const void *addr, size_t size, uint8_t state)
{
	mark(addr, size, state, KMSAN_RET_ADDR);
}

void
kmsan_poison_memory(const void *addr, size_t size, unsigned gfp)
{
	(void)gfp;
	mark(addr, size, KMSAN_STATE_UNINIT, KMSAN_RET_ADDR);
}

void
kmsan_unpoison_memory(const void *addr, size_t size)
{
	mark(addr, size, KMSAN_STATE_INITED, 0);
}

void
kmsan_orig(const void *addr, size_t size, int type, uintptr_t pc)
{
	if (size != 0 && kmsan_port_shadowed(addr, size))
		shadow_set_cells(addr, size, kmsan_orig_make((unsigned)type, pc));
}

void
kmsan_mark_alloc(const void *addr, size_t size, enum kmsan_type type, uintptr_t pc)
{
	kmsan_mark_cell(addr, size, kmsan_orig_make(type, pc));
}

bool
kmsan_poisons_freed(void)
{
	return kmsan_options.poison_on_free;
}

void
kmsan_mark_free(const void *addr, size_t size, enum kmsan_type type, uintptr_t pc)
{
	/* Stores of initialised values leave cells alone: the first mostly still is the allocation's. */
	uint32_t cell = kmsan_orig_get(addr);

	if (cell_type(cell) != type)
		cell = 0;
	if (kmsan_options.poison_on_free)
		kmsan_mark_cell(addr, size, kmsan_orig_make_freed(type, pc, cell));
	else
		mark(addr, size, KMSAN_STATE_INITED, 0);
}

void
kmsan_copy_meta(const void *dst, const void *src, size_t size)
{
	kmsan_copy_meta_from(dst, src, size, KMSAN_RET_ADDR);
}

void
kmsan_copy_meta_from(const void *dst, const void *src, size_t size, uintptr_t pc)
{
	if (size == 0 || !kmsan_port_shadowed(dst, size))
		return;
	if (kmsan_port_shadowed(src, size))
		shadow_copy(dst, src, size, pc);
	else
		shadow_clear(dst, size);
}

int
kmsan_shadow_map(const void *addr, size_t size)
{
	return kmsan_port_map_shadow((uintptr_t)addr, size);
}
