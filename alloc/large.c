/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/large.h"

#include <string.h>

#include <kmsan/kmsan.h>
#include <kmsan/options.h>
#include <kmsan/port.h>

#include "alloc/kmem.h"
#include "alloc/lock.h"
#include "alloc/pages.h"
#include "alloc/quarantine.h"

static struct span *
span_or_sleep(const struct large_request *r)
{
	struct span *span = span_large(r->size, r->align, r->type, r->pc);

	if (span != NULL || !r->sleep)
		return span;
	pages_want(true);
	for (bool said = false;; said = true) {
		unsigned epoch = pages_epoch();

		kmem_reap_caches();
		span = span_large(r->size, r->align, r->type, r->pc);
		if (span != NULL)
			break;
		if (!said)
			kmsan_note("%s: no memory for %zu bytes: sleeping until some is freed",
			    r->who, r->size);
		pages_wait(epoch);
	}
	pages_want(false);
	return span;
}

void *
large_alloc(const struct large_request *r)
{
	struct span *span = span_or_sleep(r);
	struct item *item;
	void *object;

	if (span == NULL)
		return NULL;
	item = &span->item[0];
	object = (void *)span->base;
	span->name = r->type == KMSAN_TYPE_UVM ? "uvm_km" : "kmem";
	span->free[0] = 0;
	span->nfree = 0;
	item_set_alloc(item, kmsan_orig_make(r->type, r->pc));
	item->info = item_info(r->giver, 0, r->mtype);
	if (r->zero) {
		if (!pages_fresh(object, span->npages, span->chunk))
			memset(object, 0, r->size);
		kmsan_mark(object, r->size, KMSAN_STATE_INITED);
	}
	return object;
}

void
large_release(struct span *span)
{
	span_destroy(span);
}

void
large_free(const struct object *object, enum taker taker, uintptr_t pc)
{
	struct span *span = object->span;
	struct item *item = object->item;
	enum kmsan_type type = (enum kmsan_type)span->type;
	size_t bytes = span->npages * KMSAN_PAGE_SIZE;

	item_take(item, STATE_FREE, type, taker, pc);
	if (kmsan_options.poison_on_free)
		kmsan_mark_cell((void *)span->pages, bytes, item->cells.freed);
	else
		kmsan_mark((void *)span->pages, bytes, KMSAN_STATE_INITED);
	if (unlikely(kmsan_options.quarantine != 0))
		quarantine_large(span);
	else
		large_release(span);
}
