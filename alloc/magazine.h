/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_MAGAZINE_H
#define ALLOC_MAGAZINE_H

/*
 * The lwps' caches: of each kind of object a few free ones, taken and put back without a lock. An
 * interrupt handler runs on the lwp that it interrupted and may come at any instruction: it goes
 * past the cache, to the pool, under the lock. (The other way, a flag that says that the cache is in
 * use, is three instructions more for each operation of those that are not interrupted.)
 */

#include <kmsan/hooks.h>
#include <kmsan/list.h>

#include "alloc/lock.h"

#define MAGAZINE_CACHES 512
#define MAGAZINE_MAX	64
#define MAGAZINE_NONE	MAGAZINE_CACHES /* objects of this pool are in no magazine */

struct item;

struct magazine_entry {
	void *object;
	struct item *item;
};

/* used, room: of entry, in bytes, so that nothing is to be multiplied. */
struct magazine {
	uint32_t used, room;
	uint32_t size; /* bytes of an object */
	uint32_t unused;
	uint64_t puts, filled, drained; /* and what was got is the rest */
	struct magazine_entry entry[];
};

/* In place of those that a lwp does not have: always empty, and full. */
extern struct magazine magazine_none;

static inline struct magazine_entry *
magazine_at(struct magazine *m, uintptr_t used)
{
	return (struct magazine_entry *)(void *)((char *)m->entry + used);
}

static inline uint32_t
magazine_count(const struct magazine *m)
{
	return m->used / (uint32_t)sizeof(struct magazine_entry);
}

struct lwp_cache {
	bool ending; /* the lwp is: no magazine is made any more */
	struct kmsan_list link;
	struct mtype_counts *mtypes[16];		/* mtype.h */
	struct magazine *magazine[MAGAZINE_CACHES + 1]; /* the last: magazine_none for ever */
};

/* Of this lwp; NULL: it has none yet, or is at interrupt level. */
static inline struct lwp_cache *
lwp_cache_get(void)
{
	return kmsan_lwp_alloc_here();
}

/* A free object of this kind, if the lwp has one. */
static inline bool
magazine_get(struct lwp_cache *cache, unsigned id, struct magazine_entry *entry)
{
	struct magazine *m;

	if (unlikely(cache == NULL))
		return false;
	m = cache->magazine[id];
	if (unlikely(m->used == 0))
		return false;
	m->used -= (uint32_t)sizeof(*entry);
	*entry = *magazine_at(m, m->used);
	return true;
}

/* Keep a free object, if there is room. */
static inline bool
magazine_put(struct lwp_cache *cache, unsigned id, void *object, struct item *item)
{
	struct magazine_entry *entry;
	struct magazine *m;
	uintptr_t used;

	if (unlikely(cache == NULL))
		return false;
	m = cache->magazine[id];
	used = m->used;
	if (unlikely(used >= m->room))
		return false;
	entry = magazine_at(m, used);
	m->used = (uint32_t)(used + sizeof(*entry));
	entry->object = object;
	entry->item = item;
	m->puts++;
	return true;
}

/*
 * This lwp's magazine is empty or missing: how many objects it would like (0: none, for instance
 * at interrupt level). Makes it, for objects of size bytes, if there is memory.
 */
unsigned magazine_wants(unsigned id, size_t size);

/* Add up to n objects; returns how many. passed: a get or a put went past the magazine. */
unsigned magazine_fill(unsigned id, const struct magazine_entry *entry, unsigned n);
void magazine_passed(unsigned id, bool put);

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

/* The current lwp's cache, also at interrupt level, made if need be; NULL: no memory. */
struct lwp_cache *lwp_cache_make(void);

/* fn(arg) for the cache of each lwp, the list being locked. */
void lwp_cache_visit(void (*fn)(struct lwp_cache *cache, void *arg), void *arg);

#endif
