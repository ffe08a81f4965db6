/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/sink/dmamem.h"

#include <kmsan/hooks.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/port.h>

/* Freed memory is remembered until its addresses are given out again, but no more of it than this. */
#define DEAD 64

struct block {
	struct block *next; /* the newest first */
	uintptr_t start;
	size_t size;
	struct kmsan_object_cells cells;
	bool live;
};

static struct {
	struct kmsan_lock lock;
	struct block *first;
	bool registered;
} blocks;

/* Nothing that reports is called with it held: describe() takes it too. */
static uintptr_t
lock(void)
{
	uintptr_t mask = kmsan_port_intr_mask(true, 0);

	kmsan_port_lock(&blocks.lock);
	return mask;
}

static void
unlock(uintptr_t mask)
{
	kmsan_port_unlock(&blocks.lock);
	kmsan_port_intr_mask(false, mask);
}

static bool
describe(uintptr_t addr, struct kmsan_addr_info *info)
{
	uintptr_t mask = lock();
	const struct block *block = blocks.first;

	while (block != NULL && addr - block->start >= block->size)
		block = block->next;
	if (block != NULL)
		*info = (struct kmsan_addr_info){.allocator = "bus_dmamem",
		    .alloc_name = "bus_dmamem_alloc",
		    .free_name = block->live ? NULL : "bus_dmamem_free",
		    .type = KMSAN_TYPE_UVM,
		    .live = block->live,
		    .start = block->start,
		    .size = block->size,
		    .alloc_orig = block->cells.alloc,
		    .free_orig = block->cells.freed};
	unlock(mask);
	return block != NULL;
}

/* Take those out that are dead and lie there, or are dead and too many; the lock is held. */
static struct block *
take_dead(uintptr_t start, size_t size)
{
	struct block **at = &blocks.first, *taken = NULL;
	unsigned dead = 0;

	while (*at != NULL) {
		struct block *block = *at;
		bool overlaps = block->start < start + size && start < block->start + block->size;

		dead += !block->live;
		if (block->live || (!overlaps && dead <= DEAD)) {
			at = &block->next;
			continue;
		}
		*at = block->next;
		block->next = taken;
		taken = block;
	}
	return taken;
}

static void
free_all(struct block *block)
{
	while (block != NULL) {
		struct block *next = block->next;

		kmem_intr_free(block, sizeof(*block));
		block = next;
	}
}

static size_t
whole_words(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

void
dmamem_given(void *pages, size_t size, uintptr_t pc)
{
	static struct kmsan_describer describer = {.describe = describe};
	struct block *block = kmem_intr_alloc(sizeof(*block), KM_NOSLEEP), *dead;
	struct kmsan_object_cells cells = {0};
	uintptr_t mask;
	bool registered;

	kmsan_object_given(pages, whole_words(size), KMSAN_TYPE_UVM, pc, &cells);
	mask = lock();
	registered = blocks.registered;
	blocks.registered = true;
	dead = take_dead((uintptr_t)pages, size);
	if (block != NULL) {
		*block = (struct block){blocks.first, (uintptr_t)pages, size, cells, true};
		blocks.first = block;
	}
	unlock(mask);
	if (!registered)
		kmsan_describer_register(&describer);
	free_all(dead);
}

static struct block *
find_live(uintptr_t start)
{
	struct block *block = blocks.first;

	while (block != NULL && (!block->live || block->start != start))
		block = block->next;
	return block;
}

void
dmamem_taken(void *pages, size_t size, uintptr_t pc)
{
	struct kmsan_object_cells cells = {0};
	uintptr_t mask = lock();
	struct block *block = find_live((uintptr_t)pages);

	if (block != NULL)
		cells.alloc = block->cells.alloc;
	unlock(mask);
	kmsan_object_taken(pages, whole_words(size), KMSAN_TYPE_UVM, pc, &cells);
	mask = lock();
	block = find_live((uintptr_t)pages);
	if (block != NULL) {
		block->cells.freed = cells.freed;
		block->live = false;
	}
	unlock(mask);
}
