/* SPDX-License-Identifier: BSD-2-Clause */

/* kmem(9). The first lines of each function are what is executed when all goes well. */

#include "alloc/kmem.h"

#include "alloc/give.h"
#include "alloc/kmem_class.h"
#include "alloc/large.h"
#include "alloc/meta.h"
#include "alloc/misuse.h"
#include "alloc/pages.h"
#include "alloc/pool.h"
#include "alloc/quarantine.h"

struct caller {
	const char *who;
	uintptr_t pc;
	enum giver giver;
	bool zero, interrupt;
};

static void *
get_large(size_t size, km_flag_t flags, const struct caller *c)
{
	if (size == 0)
		kmsan_fatal(c->pc, "%s: size 0", c->who);
	if (size > PTRDIFF_MAX)
		kmsan_fatal(c->pc, "%s: size %zu is negative or larger than memory", c->who, size);
	return large_alloc(&(struct large_request){
	    .size = size,
	    .type = KMSAN_TYPE_KMEM,
	    .giver = c->giver,
	    .zero = c->zero,
	    .sleep = (flags & KM_SLEEP) != 0,
	    .who = c->who,
	    .pc = c->pc,
	});
}

static void
check_flags(km_flag_t flags, const struct caller *c)
{
	if (!c->interrupt && kmsan_in_interrupt())
		kmsan_fatal(
		    c->pc, "%s: at interrupt level, which only kmem_intr_alloc is for", c->who);
	misuse_check_sleep(flags, KM_SLEEP, KM_NOSLEEP, "KM_SLEEP or KM_NOSLEEP", c->who, c->pc);
}

static inline __attribute__((always_inline)) void *
get(size_t size, km_flag_t flags, struct caller c)
{
	unsigned class;
	struct magazine_entry e;

	if (unlikely(flags - 1 > 1) || unlikely(kmsan_in_interrupt()))
		check_flags(flags, &c);
	if (unlikely(size - 1 >= KMEM_MAX_SMALL))
		return get_large(size, flags, &c);
	class = kmem_class(size);
	if (unlikely(!magazine_get(class, &e)) && !pool_fetch(kmem_pool(class), &e, flags, c.pc))
		return NULL;
	size_t bytes = kmem_class_size(class);
	freelist_check(&e, bytes, c.who, c.pc);
	return object_give(
	    &e, bytes, size, item_info(c.giver, size, 0), KMSAN_TYPE_KMEM, c.pc, c.zero);
}

_Static_assert(KM_SLEEP == PR_WAITOK && KM_NOSLEEP == PR_NOWAIT, "passed on as they are");

/* Not the short way: the object is large, or something is wrong. */
static void
put_slow(void *p, size_t size, enum taker taker, const char *who, uintptr_t pc)
{
	struct object o;

	if (taker == TAKER_FIRST && kmsan_in_interrupt())
		kmsan_fatal(pc, "%s: at interrupt level, which only kmem_intr_free is for", who);
	misuse_check_free(p, FAMILY_KMEM, NULL, who, pc, &o);
	misuse_check_size(&o, size, who, pc);
	if (o.span->size != 0) {
		large_free(&o, taker, pc);
		return;
	}
	object_take(p, o.item, o.span->stride, KMSAN_TYPE_KMEM, taker, pc);
	if (kmsan_options.quarantine != 0)
		quarantine_object(o.span->pool, p, o.item);
	else
		pool_return(o.span->pool, p, o.item);
}

/* The bits that are as expected when a live small object of kmem's is freed with its own size. */
#define QUICK_MASK (ITEM_SIZE_MASK | ITEM_STATE_MASK | ITEM_LOCKED | (12u << ITEM_GIVER_SHIFT))
_Static_assert(GIVER_KMEM_INTR_ZALLOC == 3, "kmem's givers are those whose upper bits are 0");

static inline __attribute__((always_inline)) void
put(void *p, size_t size, enum taker taker, const char *who, uintptr_t pc)
{
	struct span *span = pagemap_get((uintptr_t)p);
	struct item *item;
	uintptr_t offset;
	uint32_t index;

	if (unlikely(span == NULL) || unlikely(span->size != 0) ||
	    unlikely(kmsan_options.quarantine != 0) || unlikely(pages_wanted != 0) ||
	    unlikely(kmsan_in_interrupt()))
		return put_slow(p, size, taker, who, pc);
	offset = (uintptr_t)p - span->base;
	index = span_index(span, offset);
	item = &span->item[index];
	if (unlikely(index >= span->nobj) || unlikely((uintptr_t)index * span->stride != offset) ||
	    unlikely(size > KMEM_MAX_SMALL) ||
	    unlikely((item->info & QUICK_MASK) != (size | STATE_LIVE << ITEM_STATE_SHIFT)))
		return put_slow(p, size, taker, who, pc);
	object_take(p, item, span->stride, KMSAN_TYPE_KMEM, taker, pc);
	if (unlikely(!magazine_put(span->cache, p, item)))
		pool_return(span->pool, p, item);
}

void *
kmem_alloc(size_t size, km_flag_t flags)
{
	return get(size, flags,
	    (struct caller){"kmem_alloc", KMSAN_RET_ADDR, GIVER_KMEM_ALLOC, false, false});
}

void *
kmem_zalloc(size_t size, km_flag_t flags)
{
	return get(size, flags,
	    (struct caller){"kmem_zalloc", KMSAN_RET_ADDR, GIVER_KMEM_ZALLOC, true, false});
}

void
kmem_free(void *p, size_t size)
{
	put(p, size, TAKER_FIRST, "kmem_free", KMSAN_RET_ADDR);
}

void *
kmem_intr_alloc(size_t size, km_flag_t flags)
{
	return get(size, flags,
	    (struct caller){"kmem_intr_alloc", KMSAN_RET_ADDR, GIVER_KMEM_INTR_ALLOC, false, true});
}

void *
kmem_intr_zalloc(size_t size, km_flag_t flags)
{
	return get(size, flags,
	    (struct caller){
		"kmem_intr_zalloc", KMSAN_RET_ADDR, GIVER_KMEM_INTR_ZALLOC, true, true});
}

void
kmem_intr_free(void *p, size_t size)
{
	put(p, size, TAKER_SECOND, "kmem_intr_free", KMSAN_RET_ADDR);
}

void *
kmem_alloc_from(size_t size, km_flag_t flags, const char *who, uintptr_t pc)
{
	return get(size, flags, (struct caller){who, pc, GIVER_KMEM_ALLOC, false, false});
}

void *
kmsan_kmem_alloc_from(size_t size, km_flag_t flags, uintptr_t pc)
{
	return kmem_alloc_from(size, flags, "kmem_alloc", pc);
}

void
kmem_free_from(void *p, size_t size, const char *who, uintptr_t pc)
{
	put(p, size, TAKER_FIRST, who, pc);
}

static void
drain_magazines(void)
{
	struct magazine_entry batch[MAGAZINE_MAX];
	struct lwp_cache *cache = lwp_cache_get();

	for (unsigned id = 0; cache != NULL && id < MAGAZINE_CACHES; id++) {
		unsigned n;

		if (cache->magazine[id] == NULL)
			continue;
		n = magazine_drain(id, batch, MAGAZINE_MAX);
		if (n > 0)
			pool_give_cached(pool_of(batch[0].object), batch, n);
	}
}

void
kmem_reap_caches(void)
{
	quarantine_flush();
	drain_magazines();
	pool_reap_all();
	span_forget();
}

void
kmem_reap(void)
{
	kmem_reap_caches();
	meta_reclaim();
	pages_reclaim();
}
