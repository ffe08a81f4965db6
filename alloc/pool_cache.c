/* SPDX-License-Identifier: BSD-2-Clause */

/* pool_cache(9): pools with the lwps' magazines in front of them, and constructed objects. */

#include "alloc/pool_cache.h"

#include <string.h>

#include <kmsan/kmsan.h>

#include "alloc/give.h"
#include "alloc/meta.h"
#include "alloc/misuse.h"
#include "alloc/names.h"
#include "alloc/quarantine.h"
#include "alloc/quick.h"

static void
bootstrap(pool_cache_t pc, size_t size, unsigned align, unsigned align_offset, unsigned flags,
    const char *wchan, struct pool_allocator *palloc, int ipl, int (*ctor)(void *, void *, int),
    void (*dtor)(void *, void *), void *arg, uintptr_t addr)
{
	flags &= ~POOL_CONSTRUCTED;
	if (ctor != NULL || dtor != NULL)
		flags |= POOL_CONSTRUCTED;
	pool_init_checked(&pc->pc_pool, size, align, align_offset, flags, wchan, palloc, ipl, addr);
	pc->pc_ctor = ctor;
	pc->pc_dtor = dtor;
	pc->pc_arg = arg;
	pc->pc_mine = false;
	pc->pc_pool.pr_giver = GIVER_POOL_CACHE_GET;
	/* Without a number it works as a pool does. */
	pc->pc_pool.pr_id = (uint16_t)magazine_new_id();
}

void
pool_cache_bootstrap(pool_cache_t pc, size_t size, unsigned align, unsigned align_offset,
    unsigned flags, const char *wchan, struct pool_allocator *palloc, int ipl,
    int (*ctor)(void *, void *, int), void (*dtor)(void *, void *), void *arg)
{
	bootstrap(pc, size, align, align_offset, flags, wchan, palloc, ipl, ctor, dtor, arg,
	    KMSAN_RET_ADDR);
}

pool_cache_t
pool_cache_init(size_t size, unsigned align, unsigned align_offset, unsigned flags,
    const char *wchan, struct pool_allocator *palloc, int ipl, int (*ctor)(void *, void *, int),
    void (*dtor)(void *, void *), void *arg)
{
	pool_cache_t pc = meta_alloc(sizeof(*pc));

	if (pc == NULL)
		return NULL;
	bootstrap(pc, size, align, align_offset, flags, wchan, palloc, ipl, ctor, dtor, arg,
	    KMSAN_RET_ADDR);
	pc->pc_mine = true;
	return pc;
}

pool_cache_t
kmsan_pool_cache_type(pool_cache_t pc, const char *type)
{
	if (pc != NULL)
		pc->pc_pool.pr_objtype = type;
	return pc;
}

void
pool_cache_destruct(pool_cache_t pc, struct magazine_entry *entry, uintptr_t addr)
{
	struct pool *pp = &pc->pc_pool;

	if (pc->pc_dtor != NULL) {
		kmsan_init_arg(2 * sizeof(uint64_t));
		pc->pc_dtor(pc->pc_arg, entry->object);
		kmsan_init_ret(sizeof(uint64_t));
	}
	kmsan_mark_free(entry->object, pp->pr_size, KMSAN_TYPE_POOL, addr);
}

/* The object was just taken from the pool. False: it went back. */
static bool
construct(pool_cache_t pc, struct magazine_entry *entry, int flags, uintptr_t addr)
{
	struct pool *pp = &pc->pc_pool;
	int error = 0;

	kmsan_mark_alloc(entry->object, pp->pr_size, KMSAN_TYPE_POOL, addr);
	if (pc->pc_ctor != NULL) {
		kmsan_init_arg(3 * sizeof(uint64_t));
		error = pc->pc_ctor(pc->pc_arg, entry->object, flags);
		kmsan_init_ret(sizeof(uint64_t));
	}
	if (error == 0)
		return true;
	kmsan_mark_free(entry->object, pp->pr_size, KMSAN_TYPE_POOL, addr);
	pool_give(pp, entry, 1);
	return false;
}

void *
pool_cache_get_from(pool_cache_t pc, int flags, const char *who, uintptr_t addr)
{
	struct pool *pp = &pc->pc_pool;
	struct magazine_entry e;
	uint32_t info;

	pool_check_get(pp, (unsigned)flags, who, addr);
	info =
	    item_info((enum giver)pp->pr_giver, 0, names_of((enum giver)pp->pr_giver, who, NULL));
	if (likely((pp->pr_flags & POOL_CONSTRUCTED) == 0)) {
		if (!pool_fetch(pp, &e, (unsigned)flags, addr))
			return NULL;
		if ((pp->pr_flags & POOL_KEEPS) == 0)
			freelist_check(&e, pp->pr_size, who, addr);
		return object_give(e.object, e.item, pp->pr_size, pp->pr_reqsize, info,
		    KMSAN_TYPE_POOL, addr, (flags & PR_ZERO) != 0);
	}
	/* What is in a magazine is constructed, what comes from the pool is not. */
	if (pp->pr_id == MAGAZINE_NONE || !magazine_get(lwp_cache_get(), pp->pr_id, &e)) {
		if (pool_take(pp, &e, 1, (unsigned)flags, addr) == 0 ||
		    !construct(pc, &e, flags, addr))
			return NULL;
		if (pp->pr_id != MAGAZINE_NONE)
			magazine_passed(pp->pr_id, false);
	}
	item_set_alloc(e.item, kmsan_orig_make(KMSAN_TYPE_POOL, addr));
	e.item->info = info;
	return e.object;
}

static void *
get_quick(uintptr_t pc, uintptr_t flags, void *cache, uintptr_t addr)
{
	struct pool *pp = &((pool_cache_t)pc)->pc_pool;
	struct item *item;
	void *object;
	size_t bytes;

	if (likely(pp->pr_magic == POOL_PLAIN) && likely((unsigned)flags - 1 <= 1) &&
	    likely(quick_get(cache, pp->pr_id, &object, &item, &bytes)))
		return object_give(object, item, bytes, 0, item_info(GIVER_POOL_CACHE_GET, 0, 0),
		    KMSAN_TYPE_POOL, addr, false);
	return pool_cache_get_from((pool_cache_t)pc, (int)flags, "pool_cache_get", addr);
}

void *
pool_cache_get(pool_cache_t pc, int flags)
{
	return kmsan_lwp_alloc_call((uintptr_t)pc, (unsigned)flags, get_quick, KMSAN_RET_ADDR);
}

void *
pool_cache_get_paddr(pool_cache_t pc, int flags, paddr_t *pap)
{
	void *object = pool_cache_get_from(pc, flags, "pool_cache_get_paddr", KMSAN_RET_ADDR);

	if (object != NULL && pap != NULL) {
		*pap = (paddr_t)object;
		kmsan_mark(pap, sizeof(*pap), KMSAN_STATE_INITED);
	}
	return object;
}

void
pool_cache_put_from(pool_cache_t pc, void *object, const char *who, uintptr_t addr)
{
	struct pool *pp = &pc->pc_pool;
	struct object o;

	pool_check(pp, who, addr);
	misuse_check_free(object, FAMILY_POOL, pp, who, addr, &o);
	names_take(o.item, TAKER_FIRST, who);
	pool_object_take(pp, object, o.item, TAKER_FIRST, addr);
	pool_object_return(pp, object, o.item);
}

/* Live, without a live lock in it: of which pool, the span says. */
#define QUICK_MASK (ITEM_STATE_MASK | ITEM_LOCKED)

static __attribute__((noinline)) void
put_slow(pool_cache_t pc, void *object, uintptr_t addr)
{
	pool_cache_put_from(pc, object, "pool_cache_put", addr);
}

static void
put_quick(uintptr_t pc, uintptr_t object, void *cache, uintptr_t addr)
{
	struct pool *pp = &((pool_cache_t)pc)->pc_pool;
	void *p = (void *)object;
	struct span *span;
	struct item *item = quick_find(p, QUICK_MASK, STATE_LIVE << ITEM_STATE_SHIFT, &span);

	if (likely(item != NULL) && likely(span->pool == pp) &&
	    likely(pp->pr_magic == POOL_PLAIN) && likely(pp->pr_waiters == 0) &&
	    likely(magazine_put(cache, span->cache, p, item)))
		object_take(p, item, span->stride, KMSAN_TYPE_POOL, TAKER_FIRST, addr);
	else
		put_slow((pool_cache_t)pc, p, addr);
}

void
pool_cache_put(pool_cache_t pc, void *object)
{
	kmsan_lwp_alloc_do((uintptr_t)pc, (uintptr_t)object, put_quick, KMSAN_RET_ADDR);
}

void
pool_cache_put_paddr(pool_cache_t pc, void *object, paddr_t pa)
{
	(void)pa;
	pool_cache_put_from(pc, object, "pool_cache_put_paddr", KMSAN_RET_ADDR);
}

void
pool_cache_destruct_object(pool_cache_t pc, void *object)
{
	struct pool *pp = &pc->pc_pool;
	uintptr_t addr = KMSAN_RET_ADDR;
	struct magazine_entry e = {.object = object};
	struct object o;

	pool_check(pp, "pool_cache_destruct_object", addr);
	misuse_check_free(object, FAMILY_POOL, pp, "pool_cache_destruct_object", addr, &o);
	e.item = o.item;
	pool_object_take(pp, object, o.item, TAKER_SECOND, addr);
	if (pp->pr_id != MAGAZINE_NONE)
		magazine_passed(pp->pr_id, true);
	pool_give_cached(pp, &e, 1);
}

void
pool_cache_invalidate(pool_cache_t pc)
{
	struct magazine_entry batch[MAGAZINE_MAX];
	struct pool *pp = &pc->pc_pool;
	unsigned n;

	pool_check(pp, "pool_cache_invalidate", KMSAN_RET_ADDR);
	n = magazine_drain(pp->pr_id, batch, MAGAZINE_MAX);
	if (n > 0)
		pool_give_cached(pp, batch, n);
}

bool
pool_cache_reclaim(pool_cache_t pc)
{
	pool_cache_invalidate(pc);
	return pool_reclaim(&pc->pc_pool);
}

void
pool_cache_destroy(pool_cache_t pc)
{
	struct pool *pp = &pc->pc_pool;
	uintptr_t addr = KMSAN_RET_ADDR;
	struct magazine_sums sums = {0};

	pool_check(pp, "pool_cache_destroy", addr);
	quarantine_flush();
	if (pp->pr_id != MAGAZINE_NONE)
		magazine_sums(pp->pr_id, &sums);
	if (pp->pr_nout != sums.cached)
		kmsan_fatal(addr, "pool_cache_destroy: pool %s is busy: still out: %zu",
		    pp->pr_wchan, pp->pr_nout - sums.cached);
	if (pp->pr_id != MAGAZINE_NONE)
		magazine_forget(pp->pr_id);
	pool_destroy_checked(pp, "pool_cache_destroy", addr);
	if (pc->pc_mine)
		meta_free(pc, sizeof(*pc));
}

void
pool_cache_set_drain_hook(pool_cache_t pc, void (*fn)(void *, int), void *arg)
{
	pool_set_drain_hook(&pc->pc_pool, fn, arg);
}

void
pool_cache_setlowat(pool_cache_t pc, int n)
{
	pool_setlowat(&pc->pc_pool, n);
}

void
pool_cache_sethiwat(pool_cache_t pc, int n)
{
	pool_sethiwat(&pc->pc_pool, n);
}

void
pool_cache_sethardlimit(pool_cache_t pc, int n, const char *message, int ratecap)
{
	pool_sethardlimit(&pc->pc_pool, n, message, ratecap);
}
