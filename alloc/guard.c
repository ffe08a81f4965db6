/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/guard.h"

#include <string.h>

#include <kmsan/kmsan.h>
#include <kmsan/list.h>
#include <kmsan/port.h>

#include "alloc/lock.h"
#include "alloc/names.h"

/* Freed objects that stay without access: this many pages, those freed last. */
#define KEEP_PAGES ((size_t)1024)
#define ALIGN	   ((size_t)16)

static struct kmsan_lock lock;
static struct kmsan_list freed;
static size_t freed_pages;
static const char guard_name[] = "malloc, guarded";

bool
guard_matches(const struct malloc_type *type)
{
	const char *wanted = kmsan_options.malloc_guard;

	return names_same(wanted, "*") || names_same(wanted, type->ks_shortdesc);
}

bool
guard_is(const struct span *span)
{
	return span->name == guard_name;
}

/* The bytes in front of the page without access. */
static size_t
data_bytes(const struct span *span)
{
	return (span->npages - 1) * KMSAN_PAGE_SIZE;
}

static void
protect(const struct span *span, uintptr_t from, bool access)
{
	static bool said;
	size_t size = span->pages + span->npages * KMSAN_PAGE_SIZE - from;

	if (kmsan_port_pages_set(
		(void *)from, size, access ? KMSAN_PAGES_USED : KMSAN_PAGES_GUARDED) != 0 &&
	    !__atomic_exchange_n(&said, true, __ATOMIC_RELAXED))
		kmsan_note("malloc_guard: this port has no guard pages");
}

void *
guard_alloc(const struct large_request *r)
{
	size_t size = r->size == 0 ? 1 : r->size;
	size_t npages = (size - 1) / KMSAN_PAGE_SIZE + 2;
	size_t room = (npages - 1) * KMSAN_PAGE_SIZE;
	struct span_layout layout = {
	    .name = guard_name,
	    .npages = npages,
	    .align = 1,
	    .nobj = 1,
	    .size = r->size,
	    .type = KMSAN_TYPE_MALLOC,
	};
	struct span *span;
	void *object;

	/* From a page on, the start is aligned; smaller ones end at the page without access. */
	if (size < KMSAN_PAGE_SIZE)
		layout.offset = (uint32_t)(room - ((size + ALIGN - 1) & ~(ALIGN - 1)));
	span = span_create(&layout, r->pc);
	if (span == NULL)
		return NULL;
	object = (void *)span->base;
	span->free[0] = 0;
	span->nfree = 0;
	item_set_alloc(&span->item[0], kmsan_orig_make(KMSAN_TYPE_MALLOC, r->pc));
	span->item[0].info = item_info(r->giver, 0, r->mtype);
	if (r->zero) {
		memset(object, 0, r->size);
		kmsan_mark(object, r->size, KMSAN_STATE_INITED);
	}
	protect(span, span->pages + room, false);
	return object;
}

/* The span that is to get its access back and go, if there are too many. lock is held. */
static struct span *
oldest(void)
{
	struct span *span;

	if (freed_pages <= KEEP_PAGES)
		return NULL;
	span = KMSAN_LIST_ENTRY(freed.prev, struct span, link);
	kmsan_list_remove(&span->link);
	freed_pages -= span->npages;
	return span;
}

void
guard_free(const struct object *object, enum taker taker, uintptr_t pc)
{
	struct span *span = object->span, *gone;
	struct item *item = object->item;
	uintptr_t mask;

	item_take(item, STATE_QUARANTINE, KMSAN_TYPE_MALLOC, taker, pc);
	if (kmsan_options.poison_on_free)
		kmsan_mark_cell((void *)span->pages, data_bytes(span), item->cells.freed);
	else
		kmsan_mark((void *)span->pages, data_bytes(span), KMSAN_STATE_INITED);
	protect(span, span->pages, false);
	mask = lock_enter(&lock);
	if (freed.next == NULL)
		kmsan_list_init(&freed);
	kmsan_list_prepend(&freed, &span->link);
	freed_pages += span->npages;
	lock_leave(&lock, mask);
	for (;;) {
		mask = lock_enter(&lock);
		gone = oldest();
		lock_leave(&lock, mask);
		if (gone == NULL)
			break;
		protect(gone, gone->pages, true);
		item_set_state(&gone->item[0], STATE_FREE);
		large_release(gone);
	}
}
