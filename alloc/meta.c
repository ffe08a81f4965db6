/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/meta.h"

#include <kmsan/list.h>
#include <kmsan/port.h>

#include "alloc/lock.h"
#include "alloc/pages.h"

#define SLAB_PAGES ((size_t)16)
#define SLAB_SIZE  (SLAB_PAGES * KMSAN_PAGE_SIZE)
#define QUANTUM	   64
#define MAX_SMALL  ((size_t)8192)
#define CLASSES	   29 /* 64, 128, ..., 512, then four a doubling up to 8192 */

struct block {
	struct block *next;
};

/* At the start of each 64 KiB, which are aligned to their size. */
struct slab {
	struct kmsan_list link; /* of slabs with free blocks */
	struct chunk *chunk;
	struct block *free;
	uint32_t fresh; /* offset of what was never given out: those pages stay untouched */
	uint32_t size;
	uint32_t used;
};

/* In front of what is larger than MAX_SMALL. */
struct big {
	struct chunk *chunk;
	uint64_t unused;
};

static struct kmsan_lock lock;
static struct kmsan_list slabs[CLASSES];
static bool ready;
static size_t used;

static unsigned
class_of(size_t size, uint32_t *rounded)
{
	unsigned shift, quarter;

	if (size <= 512) {
		unsigned n = (unsigned)((size + QUANTUM - 1) / QUANTUM);

		*rounded = (n == 0 ? 1 : n) * QUANTUM;
		return n == 0 ? 0 : n - 1;
	}
	shift = 63 - (unsigned)__builtin_clzll(size - 1) - 2;
	quarter = (unsigned)((size - 1) >> shift) + 1; /* 5 to 8 */
	*rounded = quarter << shift;
	return 8 + (shift - 7) * 4 + (quarter - 5);
}

static void *
slab_take(struct slab *slab)
{
	struct block *block = slab->free;

	if (block != NULL) {
		slab->free = block->next;
	} else {
		block = (struct block *)(void *)((char *)slab + slab->fresh);
		slab->fresh += slab->size;
	}
	slab->used++;
	if (slab->free == NULL && slab->fresh + slab->size > SLAB_SIZE)
		kmsan_list_remove(&slab->link);
	return block;
}

static struct slab *
slab_new(struct kmsan_list *head, uint32_t size)
{
	struct chunk *chunk;
	struct slab *slab = pages_alloc(SLAB_PAGES, SLAB_PAGES, &chunk);

	if (slab == NULL)
		return NULL;
	slab->chunk = chunk;
	slab->free = NULL;
	slab->fresh = QUANTUM;
	slab->size = size;
	slab->used = 0;
	kmsan_list_prepend(head, &slab->link);
	return slab;
}

static void *
small_alloc(size_t size)
{
	uint32_t rounded;
	unsigned class = class_of(size, &rounded);
	struct slab *slab;

	if (!ready) {
		for (unsigned i = 0; i < CLASSES; i++)
			kmsan_list_init(&slabs[i]);
		ready = true;
	}
	if (kmsan_list_empty(&slabs[class]))
		slab = slab_new(&slabs[class], rounded);
	else
		slab = KMSAN_LIST_ENTRY(slabs[class].next, struct slab, link);
	return slab == NULL ? NULL : slab_take(slab);
}

static size_t
big_pages(size_t size)
{
	return (size + sizeof(struct big) + KMSAN_PAGE_SIZE - 1) / KMSAN_PAGE_SIZE;
}

static void *
big_alloc(size_t size)
{
	struct chunk *chunk;
	struct big *big = pages_alloc(big_pages(size), 1, &chunk);

	if (big == NULL)
		return NULL;
	big->chunk = chunk;
	return big + 1;
}

void *
meta_alloc(size_t size)
{
	uintptr_t mask = lock_enter(&lock);
	void *p = size > MAX_SMALL ? big_alloc(size) : small_alloc(size);

	if (p != NULL)
		used += size;
	lock_leave(&lock, mask);
	return p;
}

static void
small_free(void *p)
{
	struct slab *slab = (struct slab *)((uintptr_t)p & ~(uintptr_t)(SLAB_SIZE - 1));
	struct block *block = p;
	uint32_t rounded;
	struct kmsan_list *head = &slabs[class_of(slab->size, &rounded)];

	if (slab->free == NULL && slab->fresh + slab->size > SLAB_SIZE)
		kmsan_list_prepend(head, &slab->link);
	block->next = slab->free;
	slab->free = block;
	/* One empty slab a class stays, so that a single block that comes and goes is cheap. */
	if (--slab->used == 0 && head->next != head->prev) {
		kmsan_list_remove(&slab->link);
		pages_free(slab, SLAB_PAGES, slab->chunk);
	}
}

void
meta_free(void *p, size_t size)
{
	uintptr_t mask = lock_enter(&lock);

	used -= size;
	if (size > MAX_SMALL) {
		struct big *big = (struct big *)p - 1;

		pages_free(big, big_pages(size), big->chunk);
	} else {
		small_free(p);
	}
	lock_leave(&lock, mask);
}

void
meta_reclaim(void)
{
	uintptr_t mask = lock_enter(&lock);

	for (unsigned i = 0; ready && i < CLASSES; i++) {
		for (struct kmsan_list *at = slabs[i].next, *next; at != &slabs[i]; at = next) {
			struct slab *slab = KMSAN_LIST_ENTRY(at, struct slab, link);

			next = at->next;
			if (slab->used != 0)
				continue;
			kmsan_list_remove(at);
			pages_free(slab, SLAB_PAGES, slab->chunk);
		}
	}
	lock_leave(&lock, mask);
}

size_t
meta_used(void)
{
	return used;
}
