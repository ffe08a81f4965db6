/* SPDX-License-Identifier: BSD-2-Clause */

/* The inside of a pool: its spans, and objects by the handful, under its lock. */

#include "alloc/pool.h"

#include <string.h>

#include "alloc/pages.h"

/* An empty span more is kept for every so many. */
#define KEEP_SHARE 8

static struct kmsan_lock pools_lock;
static struct kmsan_list pools;

static inline void
insert(struct kmsan_list *head, struct span *span)
{
	kmsan_list_remove(&span->link);
	kmsan_list_prepend(head, &span->link);
}

static inline struct span *
first_span(struct kmsan_list *head)
{
	return kmsan_list_empty(head) ? NULL : KMSAN_LIST_ENTRY(head->next, struct span, link);
}

/* Up to want objects of one span. */
static unsigned
span_take(struct span *span, struct magazine_entry *entry, unsigned want)
{
	unsigned n = 0;

	for (uint32_t w = span->hint; n < want && span->nfree > 0; w++) {
		uint64_t word = span->free[w];

		for (; word != 0 && n < want; word &= word - 1) {
			uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(word);

			entry[n].item = &span->item[i];
			entry[n++].object = (void *)(span->base + (uintptr_t)i * span->stride);
			span->nfree--;
		}
		span->free[w] = word;
		if (word != 0 || span->nfree == 0) {
			span->hint = word != 0 ? w : 0;
			break;
		}
		span->hint = w + 1;
	}
	return n;
}

static unsigned
take_locked(struct pool *pp, struct magazine_entry *entry, unsigned want)
{
	unsigned n = 0;

	while (n < want) {
		struct span *span = first_span(&pp->pr_partpages);

		if (span == NULL)
			span = first_span(&pp->pr_emptypages);
		if (span == NULL)
			break;
		if (span->nfree == span->nobj)
			pp->pr_nempty--;
		n += span_take(span, entry + n, want - n);
		insert(span->nfree == 0 ? &pp->pr_fullpages : &pp->pr_partpages, span);
	}
	pp->pr_nitems -= n;
	pp->pr_nout += n;
	if (pp->pr_nout > pp->pr_noutmax)
		pp->pr_noutmax = pp->pr_nout;
	return n;
}

/* Returns an object that was free already, or NULL: two lwps freed it at once. */
static void *
give_locked(struct pool *pp, const struct magazine_entry *entry, unsigned n)
{
	void *twice = NULL;

	for (unsigned i = 0; i < n; i++) {
		uintptr_t object = (uintptr_t)entry[i].object;
		struct span *span = pagemap_get(object);
		uint32_t index = span_index(span, object - span->base);
		uint64_t bit = (uint64_t)1 << index % 64;

		if ((span->free[index / 64] & bit) != 0) {
			twice = entry[i].object;
			continue;
		}
		span->free[index / 64] |= bit;
		if (index / 64 < span->hint || span->nfree == 0)
			span->hint = index / 64;
		span->nfree++;
		if (span->nfree == span->nobj) {
			insert(&pp->pr_emptypages, span);
			pp->pr_nempty++;
		} else if (span->nfree == 1) {
			insert(&pp->pr_partpages, span);
		}
		pp->pr_nitems++;
		pp->pr_nout--;
	}
	return twice;
}

/* May one empty span go? all: whatever is not asked for by the low water mark. */
static bool
too_many_empty(const struct pool *pp, bool all)
{
	size_t keep = pp->pr_maxpages;

	if (pp->pr_nempty == 0 || pp->pr_npages <= pp->pr_minpages ||
	    pp->pr_nitems < (size_t)pp->pr_itemsperpage + pp->pr_minitems)
		return false;
	if (all || pages_wanted != 0)
		return true;
	if (keep == UINT32_MAX)
		keep = 1 + pp->pr_npages / KEEP_SHARE;
	return pp->pr_nempty > keep;
}

/* Move what is to go to a list of its own: the page allocator is called without the lock. */
static void
collect_empty(struct pool *pp, struct kmsan_list *go, bool all)
{
	while (too_many_empty(pp, all)) {
		struct span *span = KMSAN_LIST_ENTRY(pp->pr_emptypages.prev, struct span, link);

		insert(go, span);
		pp->pr_nempty--;
		pp->pr_npages--;
		pp->pr_nitems -= span->nobj;
		pp->pr_npagefree++;
	}
}

static size_t
destroy_all(struct pool *pp, struct kmsan_list *go)
{
	size_t n = 0;

	for (; !kmsan_list_empty(go); n++) {
		struct span *span = KMSAN_LIST_ENTRY(go->next, struct span, link);
		void *pages = span->chunk == NULL ? (void *)span->pages : NULL;

		kmsan_list_remove(&span->link);
		span_destroy(span);
		if (pages != NULL)
			pp->pr_alloc->pa_free(pp, pages);
	}
	return n;
}

static size_t
release(struct pool *pp, bool all)
{
	struct kmsan_list go;
	uintptr_t mask;

	kmsan_list_init(&go);
	mask = lock_enter(&pp->pr_lock);
	collect_empty(pp, &go, all);
	lock_leave(&pp->pr_lock, mask);
	return destroy_all(pp, &go);
}

size_t
pool_release_empty(struct pool *pp)
{
	return release(pp, true);
}

void
pool_give(struct pool *pp, const struct magazine_entry *entry, unsigned n)
{
	uintptr_t mask = lock_enter(&pp->pr_lock);
	void *twice = give_locked(pp, entry, n);
	bool empty = pp->pr_nempty != 0;

	if (pp->pr_waiters != 0)
		kmsan_port_wake(pp);
	lock_leave(&pp->pr_lock, mask);
	if (empty)
		release(pp, false);
	pages_wake();
	if (twice != NULL)
		kmsan_fatal(KMSAN_RET_ADDR, "%p of pool %s: freed by two lwps at once", twice,
		    pp->pr_wchan);
}

bool
pool_grow(struct pool *pp, unsigned flags, uintptr_t pc)
{
	struct span_layout layout = {
	    .pool = pp,
	    .name = pp->pr_wchan,
	    .npages = pp->pr_spanpages,
	    .align = pp->pr_align > KMSAN_PAGE_SIZE ? pp->pr_align / KMSAN_PAGE_SIZE : 1,
	    .nobj = pp->pr_itemsperpage,
	    .stride = pp->pr_size,
	    .offset = pp->pr_itemoffset,
	    .size = pp->pr_reqsize,
	    .cache = pp->pr_id,
	    .type = (enum kmsan_type)pp->pr_type,
	};
	struct span *span;
	uintptr_t mask;

	if (pp->pr_alloc != NULL && pp->pr_alloc->pa_alloc != NULL) {
		layout.pages = pp->pr_alloc->pa_alloc(pp, (int)(flags & (PR_WAITOK | PR_NOWAIT)));
		if (layout.pages == NULL)
			return false;
	}
	span = span_create(&layout, pc);
	if (span == NULL) {
		if (layout.pages != NULL)
			pp->pr_alloc->pa_free(pp, layout.pages);
		return false;
	}
	mask = lock_enter(&pp->pr_lock);
	insert(&pp->pr_emptypages, span);
	pp->pr_nempty++;
	pp->pr_nitems += span->nobj;
	pp->pr_npagealloc++;
	if (++pp->pr_npages > pp->pr_hiwat)
		pp->pr_hiwat = pp->pr_npages;
	lock_leave(&pp->pr_lock, mask);
	return true;
}

unsigned
pool_take_free(struct pool *pp, struct magazine_entry *entry, unsigned want, bool *limited)
{
	uintptr_t mask = lock_enter(&pp->pr_lock);
	size_t room = pp->pr_hardlimit - pp->pr_nout;
	unsigned n = 0;

	if (pp->pr_nout >= pp->pr_hardlimit)
		room = 0;
	*limited = room == 0;
	if (room > 0)
		n = take_locked(pp, entry, want < room ? want : (unsigned)room);
	lock_leave(&pp->pr_lock, mask);
	return n;
}

void
pool_list_add(struct pool *pp)
{
	uintptr_t mask = lock_enter(&pools_lock);

	if (pools.next == NULL)
		kmsan_list_init(&pools);
	kmsan_list_append(&pools, &pp->pr_all);
	lock_leave(&pools_lock, mask);
}

void
pool_list_remove(struct pool *pp)
{
	uintptr_t mask = lock_enter(&pools_lock);

	kmsan_list_remove(&pp->pr_all);
	lock_leave(&pools_lock, mask);
}

void
pool_visit(void (*fn)(struct pool *pp, void *arg), void *arg)
{
	uintptr_t mask = lock_enter(&pools_lock);

	if (pools.next != NULL)
		for (struct kmsan_list *at = pools.next; at != &pools; at = at->next)
			fn(KMSAN_LIST_ENTRY(at, struct pool, pr_all), arg);
	lock_leave(&pools_lock, mask);
}

static void
reap_one(struct pool *pp, void *arg)
{
	/* A page allocator of somebody else's may want a lock: pool_reclaim() is for that. */
	if (pp->pr_alloc == NULL)
		*(size_t *)arg += release(pp, true);
}

size_t
pool_reap_all(void)
{
	size_t n = 0;

	pool_visit(reap_one, &n);
	return n;
}
