/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/quarantine.h"

#include <kmsan/options.h>

#include "alloc/freelist.h"
#include "alloc/large.h"
#include "alloc/meta.h"

#define ENTRIES 168 /* of a block: 4 KiB */

struct entry {
	struct pool *pool; /* NULL: span is a large object's */
	union {
		void *object;
		struct span *span;
	};
	struct item *item;
};

struct block {
	struct block *next;
	unsigned first, end;
	struct entry entry[ENTRIES];
};

static struct kmsan_lock lock;
static struct block *oldest, *newest;
static size_t bytes;

static size_t
entry_bytes(const struct entry *e)
{
	return e->pool != NULL ? e->pool->pr_size : e->span->npages * KMSAN_PAGE_SIZE;
}

/* Out of it, and free as any other object. */
static void
leave(const struct entry *e)
{
	item_set_state(e->item, STATE_FREE);
	if (e->pool == NULL) {
		if (!freelist_intact((void *)e->span->base, FREE_FILLED))
			freelist_modified(&(struct magazine_entry){(void *)e->span->base, e->item},
			    "quarantine", KMSAN_RET_ADDR);
		large_release(e->span);
		return;
	}
	if (freelist_bad_word(e->object, e->pool->pr_size) >= 0)
		freelist_modified(
		    &(struct magazine_entry){e->object, e->item}, "quarantine", KMSAN_RET_ADDR);
	pool_return(e->pool, e->object, e->item);
}

static bool
push(const struct entry *e)
{
	struct block *block = newest;

	if (block == NULL || block->end == ENTRIES) {
		block = meta_alloc(sizeof(*block));
		if (block == NULL)
			return false;
		block->next = NULL;
		block->first = block->end = 0;
		if (newest == NULL)
			oldest = block;
		else
			newest->next = block;
		newest = block;
	}
	block->entry[block->end++] = *e;
	bytes += entry_bytes(e);
	return true;
}

/* The oldest, if there are more than keep bytes. */
static bool
pop(size_t keep, struct entry *e)
{
	struct block *block = oldest;

	if (block == NULL || bytes <= keep)
		return false;
	*e = block->entry[block->first++];
	bytes -= entry_bytes(e);
	if (block->first == block->end) {
		oldest = block->next;
		if (oldest == NULL)
			newest = NULL;
		meta_free(block, sizeof(*block));
	}
	return true;
}

static void
trim(size_t keep)
{
	for (;;) {
		uintptr_t mask = lock_enter(&lock);
		struct entry e;
		bool more = pop(keep, &e);

		lock_leave(&lock, mask);
		if (!more)
			return;
		leave(&e);
	}
}

static void
enter(const struct entry *e)
{
	uintptr_t mask;
	bool in;

	item_set_state(e->item, STATE_QUARANTINE);
	mask = lock_enter(&lock);
	in = push(e);
	lock_leave(&lock, mask);
	/* No memory to remember it: used again sooner, which is what it would be without. */
	if (!in)
		leave(e);
	trim(kmsan_options.quarantine);
}

void
quarantine_object(struct pool *pp, void *object, struct item *item)
{
	freelist_fill_all(object, pp->pr_size);
	enter(&(struct entry){.pool = pp, .object = object, .item = item});
}

void
quarantine_large(struct span *span)
{
	freelist_fill((void *)span->base, FREE_FILLED);
	enter(&(struct entry){.span = span, .item = &span->item[0]});
}

void
quarantine_flush(void)
{
	if (quarantine_bytes() != 0)
		trim(0);
}

size_t
quarantine_bytes(void)
{
	return __atomic_load_n(&bytes, __ATOMIC_RELAXED);
}
