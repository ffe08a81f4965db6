/* SPDX-License-Identifier: BSD-2-Clause */

/* kmem(9). The first lines of each function are what is executed when all goes well. */

#include "alloc/kmem.h"

#include "alloc/give.h"
#include "alloc/kmem_class.h"
#include "alloc/large.h"
#include "alloc/meta.h"
#include "alloc/misuse.h"
#include "alloc/names.h"
#include "alloc/pages.h"
#include "alloc/pool.h"
#include "alloc/quarantine.h"
#include "alloc/quick.h"

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
	    .mtype = names_of(c->giver, c->who, NULL),
	    .zero = c->zero,
	    .sleep = (flags & KM_SLEEP) != 0,
	    .who = c->who,
	    .pc = c->pc,
	});
}

_Static_assert(KM_SLEEP == PR_WAITOK && KM_NOSLEEP == PR_NOWAIT, "passed on as they are");

/* All the checks, and the pool. */
static void *
get_checked(size_t size, km_flag_t flags, const struct caller *c)
{
	struct magazine_entry e;
	struct pool *pp;

	if (!c->interrupt && kmsan_in_interrupt())
		kmsan_fatal(
		    c->pc, "%s: at interrupt level, which only kmem_intr_alloc is for", c->who);
	misuse_check_sleep(flags, KM_SLEEP, KM_NOSLEEP, "KM_SLEEP or KM_NOSLEEP", c->who, c->pc);
	if (size - 1 >= KMEM_MAX_SMALL)
		return get_large(size, flags, c);
	pp = kmem_pool(kmem_class(size));
	if (!pool_fetch(pp, &e, flags, c->pc))
		return NULL;
	freelist_check(&e, pp->pr_size, c->who, c->pc);
	return object_give(e.object, e.item, pp->pr_size, size,
	    item_info(c->giver, size, names_of(c->giver, c->who, NULL)), KMSAN_TYPE_KMEM, c->pc,
	    c->zero);
}

static __attribute__((noinline)) void *
get_slow(size_t size, km_flag_t flags, enum giver giver, uintptr_t pc)
{
	return get_checked(size, flags,
	    &(struct caller){
		.who = giver_name(giver),
		.pc = pc,
		.giver = giver,
		.zero = giver == GIVER_KMEM_ZALLOC || giver == GIVER_KMEM_INTR_ZALLOC,
		.interrupt = giver >= GIVER_KMEM_INTR_ALLOC,
	    });
}

/* Nothing out of the ordinary, and an object in the lwp's magazine: see quick.h. */
static inline __attribute__((always_inline)) void *
get(size_t size, km_flag_t flags, enum giver giver, bool zero, uintptr_t pc, void *cache)
{
	struct item *item;
	void *object;
	size_t bytes;

	if (unlikely(flags - 1 > 1) || unlikely(size - 1 >= KMEM_MAX_SMALL) ||
	    unlikely(!quick_get(cache, kmem_class(size), &object, &item, &bytes)))
		return get_slow(size, flags, giver, pc);
	return object_give(
	    object, item, bytes, size, item_info(giver, size, 0), KMSAN_TYPE_KMEM, pc, zero);
}

static void
put_checked(void *p, size_t size, enum taker taker, const char *who, uintptr_t pc)
{
	struct object o;

	if (taker == TAKER_FIRST && kmsan_in_interrupt())
		kmsan_fatal(pc, "%s: at interrupt level, which only kmem_intr_free is for", who);
	misuse_check_free(p, FAMILY_KMEM, NULL, who, pc, &o);
	misuse_check_size(&o, size, who, pc);
	names_take(o.item, taker, who);
	if (o.span->size != 0) {
		large_free(&o, taker, pc);
		return;
	}
	object_take(p, o.item, o.span->stride, KMSAN_TYPE_KMEM, taker, pc);
	pool_object_return(o.span->pool, p, o.item);
}

/* Not the short way: the object is large, or something is wrong. */
static __attribute__((noinline)) void
put_slow(void *p, size_t size, enum taker taker, uintptr_t pc)
{
	put_checked(p, size, taker, taker_name(GIVER_KMEM_ALLOC, taker == TAKER_SECOND), pc);
}

/* The bits that are as expected when a live small object of kmem's is freed with its own size. */
#define QUICK_MASK (ITEM_SIZE_MASK | ITEM_STATE_MASK | ITEM_LOCKED | (12u << ITEM_GIVER_SHIFT))
_Static_assert(GIVER_KMEM_INTR_ZALLOC == 3, "kmem's givers are those whose upper bits are 0");

static inline __attribute__((always_inline)) void
put(void *p, size_t size, enum taker taker, uintptr_t pc, void *cache)
{
	struct span *span;
	struct item *item;

	item = quick_find(p, QUICK_MASK, (uint32_t)size | STATE_LIVE << ITEM_STATE_SHIFT, &span);
	if (unlikely(item == NULL) || unlikely(size > KMEM_MAX_SMALL) ||
	    unlikely(!magazine_put(cache, span->cache, p, item)))
		put_slow(p, size, taker, pc);
	else
		object_take(p, item, span->stride, KMSAN_TYPE_KMEM, taker, pc);
}

/* The public functions: each begins with kmsan_lwp_alloc_call(), which leads to the one before it. */
#define GET(name, giver, zero)                                                                     \
	static void *name##_quick(uintptr_t size, uintptr_t flags, void *cache, uintptr_t pc)      \
	{                                                                                          \
		return get(size, (km_flag_t)flags, giver, zero, pc, cache);                        \
	}                                                                                          \
	void *name(size_t size, km_flag_t flags)                                                   \
	{                                                                                          \
		return kmsan_lwp_alloc_call(size, flags, name##_quick, KMSAN_RET_ADDR);            \
	}

#define PUT(name, taker)                                                                           \
	static void name##_quick(uintptr_t p, uintptr_t size, void *cache, uintptr_t pc)           \
	{                                                                                          \
		put((void *)p, size, taker, pc, cache);                                            \
	}                                                                                          \
	void name(void *p, size_t size)                                                            \
	{                                                                                          \
		kmsan_lwp_alloc_do((uintptr_t)p, size, name##_quick, KMSAN_RET_ADDR);              \
	}

GET(kmem_alloc, GIVER_KMEM_ALLOC, false)
GET(kmem_zalloc, GIVER_KMEM_ZALLOC, true)
GET(kmem_intr_alloc, GIVER_KMEM_INTR_ALLOC, false)
GET(kmem_intr_zalloc, GIVER_KMEM_INTR_ZALLOC, true)
PUT(kmem_free, TAKER_FIRST)
PUT(kmem_intr_free, TAKER_SECOND)

void *
kmsan_kmem_alloc_type(size_t size, km_flag_t flags, const char *type)
{
	kmsan_object_type(KMSAN_RET_ADDR, type);
	return kmsan_lwp_alloc_call(size, flags, kmem_alloc_quick, KMSAN_RET_ADDR);
}

void *
kmsan_kmem_zalloc_type(size_t size, km_flag_t flags, const char *type)
{
	kmsan_object_type(KMSAN_RET_ADDR, type);
	return kmsan_lwp_alloc_call(size, flags, kmem_zalloc_quick, KMSAN_RET_ADDR);
}

void *
kmem_alloc_from(size_t size, km_flag_t flags, const char *who, uintptr_t pc)
{
	return get_checked(size, flags, &(struct caller){who, pc, GIVER_KMEM_ALLOC, false, false});
}

void *
kmsan_kmem_alloc_from(size_t size, km_flag_t flags, uintptr_t pc)
{
	return kmem_alloc_from(size, flags, "kmem_alloc", pc);
}

void
kmem_free_from(void *p, size_t size, const char *who, uintptr_t pc)
{
	put_checked(p, size, TAKER_FIRST, who, pc);
}

static void
drain_magazines(void)
{
	struct magazine_entry batch[MAGAZINE_MAX];
	struct lwp_cache *cache = lwp_cache_get();

	for (unsigned id = 0; cache != NULL && id < MAGAZINE_CACHES; id++) {
		unsigned n;

		if (cache->magazine[id] == &magazine_none)
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
