/* SPDX-License-Identifier: BSD-2-Clause */

/* Getting and putting: what happens when there is nothing, and the functions of pool(9). */

#include "alloc/pool.h"

#include <string.h>

#include <kmsan/kmsan.h>

#include "alloc/give.h"
#include "alloc/kmem.h"
#include "alloc/misuse.h"
#include "alloc/names.h"
#include "alloc/pages.h"
#include "alloc/quarantine.h"

#define BATCH  (MAGAZINE_MAX / 2)
#define SECOND ((uint64_t)1000000000)

void
pool_call_drain_hook(struct pool *pp, unsigned flags)
{
	/* Instrumented code: its arguments are initialised, whatever stood there before. */
	kmsan_init_arg(2 * sizeof(uint64_t));
	pp->pr_drain_hook(pp->pr_drain_hook_arg, (int)(flags & (PR_WAITOK | PR_NOWAIT)));
	kmsan_init_ret(sizeof(uint64_t));
}

/* At the hard limit: said at most every pr_ratecap, as the caller of sethardlimit wants it. */
static void
limit_warn(struct pool *pp)
{
	uint64_t now;

	if (pp->pr_hardlimit_warning == NULL)
		return;
	now = kmsan_port_clock();
	if (pp->pr_warned != 0 && now - pp->pr_warned < pp->pr_ratecap * SECOND)
		return;
	pp->pr_warned = now == 0 ? 1 : now;
	kmsan_note("pool %s: %s", pp->pr_wchan, pp->pr_hardlimit_warning);
}

/* Sleep until an object comes back, unless one did since the limit was seen. */
static void
limit_wait(struct pool *pp)
{
	uintptr_t mask = lock_enter(&pp->pr_lock);

	pp->pr_waiters++;
	if (pp->pr_nout >= pp->pr_hardlimit)
		kmsan_port_wait(pp, &pp->pr_lock);
	pp->pr_waiters--;
	lock_leave(&pp->pr_lock, mask);
}

/* There is nothing: do what may help. False: the caller does not want to wait for it. */
static bool
make_room(
    struct pool *pp, unsigned flags, bool limited, bool *hooked, bool *wanting, unsigned epoch)
{
	/* Those are free, and wait only for the sake of finding errors. */
	if (quarantine_bytes() != 0) {
		quarantine_flush();
		return true;
	}
	if (limited)
		limit_warn(pp);
	if (!*hooked && pp->pr_drain_hook != NULL) {
		*hooked = true;
		pool_call_drain_hook(pp, flags);
		return true;
	}
	if ((flags & PR_WAITOK) == 0 || (limited && (flags & PR_LIMITFAIL) != 0))
		return false;
	if (limited) {
		limit_wait(pp);
	} else if (!*wanting) {
		*wanting = true;
		pages_want(true);
		kmem_reap_caches();
	} else {
		pages_wait(epoch);
		kmem_reap_caches();
	}
	return true;
}

unsigned
pool_take(
    struct pool *pp, struct magazine_entry *entry, unsigned want, unsigned flags, uintptr_t pc)
{
	bool hooked = false, wanting = false, limited;
	unsigned n, epoch;

	for (;;) {
		epoch = pages_epoch();
		n = pool_take_free(pp, entry, want, &limited);
		if (n > 0)
			break;
		if (!limited && pool_grow(pp, flags, pc))
			continue;
		if (!make_room(pp, flags, limited, &hooked, &wanting, epoch)) {
			__atomic_fetch_add(&pp->pr_nfail, 1, __ATOMIC_RELAXED);
			break;
		}
	}
	if (wanting)
		pages_want(false);
	return n;
}

bool
pool_fetch(struct pool *pp, struct magazine_entry *entry, unsigned flags, uintptr_t pc)
{
	struct magazine_entry batch[BATCH];
	unsigned want, n, filled;

	if (pp->pr_id == MAGAZINE_NONE)
		return pool_take(pp, entry, 1, flags, pc) != 0;
	if (likely(magazine_get(lwp_cache_get(), pp->pr_id, entry)))
		return true;
	/* What a magazine of constructed objects holds was put there by somebody who had it. */
	want = (pp->pr_flags & POOL_CONSTRUCTED) != 0 ? 0 : magazine_wants(pp->pr_id, pp->pr_size);
	n = pool_take(pp, batch, want == 0 ? 1 : want, flags, pc);
	if (n == 0)
		return false;
	magazine_passed(pp->pr_id, false);
	*entry = batch[0];
	filled = magazine_fill(pp->pr_id, batch + 1, n - 1);
	/* While it slept the lwp's magazine may have been filled by what it was interrupted by. */
	if (filled < n - 1)
		pool_give(pp, batch + 1 + filled, n - 1 - filled);
	return true;
}

void
pool_return(struct pool *pp, void *object, struct item *item)
{
	struct magazine_entry batch[BATCH + 1];
	unsigned n = 0;
	bool wanted = pages_wanted != 0 || pp->pr_waiters != 0;

	if (pp->pr_id != MAGAZINE_NONE) {
		if (!wanted && likely(magazine_put(lwp_cache_get(), pp->pr_id, object, item)))
			return;
		if (!wanted && magazine_wants(pp->pr_id, pp->pr_size) != 0 &&
		    magazine_put(lwp_cache_get(), pp->pr_id, object, item))
			return;
		n = magazine_drain(pp->pr_id, batch, BATCH);
		magazine_passed(pp->pr_id, true);
	}
	batch[n].object = object;
	batch[n++].item = item;
	pool_give_cached(pp, batch, n);
}

void
pool_give_cached(struct pool *pp, struct magazine_entry *entry, unsigned n)
{
	if ((pp->pr_flags & POOL_CONSTRUCTED) != 0)
		for (unsigned i = 0; i < n; i++)
			pool_cache_destruct(pool_cache_of(pp), &entry[i], KMSAN_RET_ADDR);
	pool_give(pp, entry, n);
}

void
pool_object_take(struct pool *pp, void *object, struct item *item, enum taker taker, uintptr_t pc)
{
	if ((pp->pr_flags & POOL_KEEPS) == 0) {
		object_take(object, item, pp->pr_size, KMSAN_TYPE_POOL, taker, pc);
		return;
	}
	item_take(item, STATE_FREE, KMSAN_TYPE_POOL, taker, pc);
}

void
pool_object_return(struct pool *pp, void *object, struct item *item)
{
	if (unlikely(kmsan_options.quarantine != 0) && (pp->pr_flags & POOL_KEEPS) == 0)
		quarantine_object(pp, object, item);
	else
		pool_return(pp, object, item);
}

void *
kmsan_pool_get_from(struct pool *pp, int flags, const char *who, const char *taker, uintptr_t pc)
{
	enum giver giver;
	struct magazine_entry e;

	pool_check_get(pp, (unsigned)flags, who, pc);
	giver = (enum giver)pp->pr_giver;
	if (!pool_fetch(pp, &e, (unsigned)flags, pc))
		return NULL;
	if ((pp->pr_flags & POOL_KEEPS) == 0)
		freelist_check(&e, pp->pr_size, who, pc);
	__atomic_fetch_add(&pp->pr_nget, 1, __ATOMIC_RELAXED);
	return object_give(e.object, e.item, pp->pr_size, pp->pr_reqsize,
	    item_info(giver, 0, names_of(giver, who, taker)), KMSAN_TYPE_POOL, pc,
	    (flags & PR_ZERO) != 0);
}

void *
pool_get(struct pool *pp, int flags)
{
	return kmsan_pool_get_from(pp, flags, "pool_get", NULL, KMSAN_RET_ADDR);
}

void
kmsan_pool_put_from(struct pool *pp, void *item, const char *who, uintptr_t pc)
{
	struct object o;

	pool_check(pp, who, pc);
	misuse_check_free(item, FAMILY_POOL, pp, who, pc, &o);
	names_take(o.item, TAKER_FIRST, who);
	__atomic_fetch_add(&pp->pr_nput, 1, __ATOMIC_RELAXED);
	pool_object_take(pp, item, o.item, TAKER_FIRST, pc);
	pool_object_return(pp, item, o.item);
}

void
pool_put(struct pool *pp, void *item)
{
	kmsan_pool_put_from(pp, item, "pool_put", KMSAN_RET_ADDR);
}
