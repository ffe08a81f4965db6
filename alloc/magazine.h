/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_MAGAZINE_H
#define ALLOC_MAGAZINE_H

/*
 * The lwps' caches: of each kind of object a few free ones, taken and put back without a lock. An
 * interrupt handler runs on the lwp that it interrupted and may come at any instruction; it finds
 * busy set, then, and goes to the pool, under the lock. Where it does not, it has put everything
 * back in order before the lwp goes on.
 */

#include <kmsan/hooks.h>
#include <kmsan/list.h>

#include "alloc/lock.h"

#define MAGAZINE_CACHES 512
#define MAGAZINE_MAX	64
#define MAGAZINE_NONE	UINT16_MAX /* objects of this pool are in no magazine */

struct item;

struct magazine_entry {
	void *object;
	struct item *item;
};

struct magazine {
	uint32_t count, capacity;
	uint32_t size; /* bytes of an object */
	uint32_t unused;
	uint64_t puts, filled, drained; /* and what was got is the rest */
	struct magazine_entry entry[];
};

/* In place of those that a lwp does not have: always empty, and full. */
extern struct magazine magazine_none;

struct lwp_cache {
	volatile bool busy;
	struct kmsan_list link;
	struct mtype_counts *mtypes[16]; /* mtype.h */
	struct magazine *magazine[MAGAZINE_CACHES];
};

/* Of this lwp, also at interrupt level. */
static inline struct lwp_cache *
lwp_cache_get(void)
{
	return *kmsan_lwp_alloc_slot();
}

/* The halves of every use of a cache: nobody else uses it now, or false. */
static inline bool
lwp_cache_enter(struct lwp_cache *cache)
{
	if (unlikely(cache == NULL) || unlikely(cache->busy))
		return false;
	cache->busy = true;
	lwp_barrier();
	return true;
}

static inline void
lwp_cache_leave(struct lwp_cache *cache)
{
	lwp_barrier();
	cache->busy = false;
}

/* A free object of this kind, if the lwp has one. */
static inline bool
magazine_get(struct lwp_cache *cache, unsigned id, struct magazine_entry *entry)
{
	struct magazine *m;
	bool got;

	if (!lwp_cache_enter(cache))
		return false;
	m = cache->magazine[id];
	got = m->count > 0;
	if (likely(got))
		*entry = m->entry[--m->count];
	lwp_cache_leave(cache);
	return got;
}

/* Keep a free object, if there is room. */
static inline bool
magazine_put(struct lwp_cache *cache, unsigned id, void *object, struct item *item)
{
	struct magazine *m;
	bool put;

	if (!lwp_cache_enter(cache))
		return false;
	m = cache->magazine[id];
	put = m->count < m->capacity;
	if (likely(put)) {
		struct magazine_entry *entry = &m->entry[m->count++];

		entry->object = object;
		entry->item = item;
		m->puts++;
	}
	lwp_cache_leave(cache);
	return put;
}

/*
 * This lwp's magazine is empty or missing: how many objects it would like (0: none, for instance
 * at interrupt level). Makes it, for objects of size bytes, if there is memory.
 */
unsigned magazine_wants(unsigned id, size_t size);

/* Add up to n objects; returns how many. Count a get or a put that went past the magazine. */
unsigned magazine_fill(unsigned id, const struct magazine_entry *entry, unsigned n);
void magazine_count(unsigned id, bool put);

/* Take up to max objects out: the oldest first. Returns how many. */
unsigned magazine_drain(unsigned id, struct magazine_entry *entry, unsigned max);

/* The number of a new kind; MAGAZINE_NONE: all are in use. forget: all lwps' magazines of it. */
unsigned magazine_new_id(void);
void magazine_forget(unsigned id);

/* Sums over all lwps, those that ended too. */
struct magazine_sums {
	uint64_t gets, puts;
	size_t cached;
};
void magazine_sums(unsigned id, struct magazine_sums *sums);

/* The current lwp's cache, made if need be; NULL: no memory. busy is not looked at. */
struct lwp_cache *lwp_cache_make(void);

/* fn(arg) for the cache of each lwp, the list being locked. */
void lwp_cache_visit(void (*fn)(struct lwp_cache *cache, void *arg), void *arg);

#endif
