/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/magazine.h"

#include <string.h>

#include "alloc/kmem_class.h"
#include "alloc/meta.h"
#include "alloc/mtype.h"
#include "alloc/pool.h"

/* A magazine holds this much, in bytes of objects, but at least MIN objects. */
#define HOLD_BYTES ((size_t)16 << 10)
#define HOLD_MIN   4

struct magazine magazine_none;

static struct kmsan_lock lock;
static struct kmsan_list caches;
static bool ready;
static uint64_t ids[MAGAZINE_CACHES / 64];
static struct magazine_sums ended[MAGAZINE_CACHES];

static size_t
magazine_bytes(size_t room)
{
	return sizeof(struct magazine) + room;
}

static void lwp_end(void *p);

struct lwp_cache *
lwp_cache_make(void)
{
	struct lwp_cache *cache = kmsan_lwp_alloc_get();
	uintptr_t mask;

	if (cache != NULL)
		return cache;
	cache = meta_alloc(sizeof(*cache));
	if (cache == NULL)
		return NULL;
	memset(cache, 0, sizeof(*cache));
	for (unsigned id = 0; id <= MAGAZINE_NONE; id++)
		cache->magazine[id] = &magazine_none;
	mask = lock_enter(&lock);
	if (!ready) {
		kmsan_list_init(&caches);
		kmsan_lwp_exit_register(lwp_end);
		ready = true;
	}
	if (kmsan_lwp_alloc_get() == NULL) {
		kmsan_list_prepend(&caches, &cache->link);
		kmsan_lwp_alloc_set(cache);
		cache = NULL;
	}
	lock_leave(&lock, mask);
	/* A handler came between and made one. */
	if (cache != NULL)
		meta_free(cache, sizeof(*cache));
	return kmsan_lwp_alloc_get();
}

unsigned
magazine_wants(unsigned id, size_t size)
{
	struct lwp_cache *cache;
	struct magazine *m;
	size_t capacity = HOLD_BYTES / size;

	if (id == MAGAZINE_NONE || kmsan_in_interrupt())
		return 0;
	cache = lwp_cache_make();
	if (cache == NULL || cache->ending)
		return 0;
	m = cache->magazine[id];
	if (m == &magazine_none) {
		if (capacity < HOLD_MIN)
			capacity = HOLD_MIN;
		if (capacity > MAGAZINE_MAX)
			capacity = MAGAZINE_MAX;
		capacity *= sizeof(struct magazine_entry);
		m = meta_alloc(magazine_bytes(capacity));
		if (m == NULL)
			return 0;
		*m = (struct magazine){.room = (uint32_t)capacity, .size = (uint32_t)size};
		/* A handler makes none, so nobody came between. */
		cache->magazine[id] = m;
	}
	return m->room / (2 * (uint32_t)sizeof(struct magazine_entry));
}

unsigned
magazine_fill(unsigned id, const struct magazine_entry *entry, unsigned n)
{
	unsigned filled = 0;
	struct lwp_cache *cache = lwp_cache_get();
	struct magazine *m;

	if (n == 0 || cache == NULL)
		return 0;
	m = cache->magazine[id];
	for (; filled < n && m->used < m->room; m->used += (uint32_t)sizeof(*entry))
		*magazine_at(m, m->used) = entry[filled++];
	if (filled != 0)
		m->filled += filled;
	return filled;
}

void
magazine_passed(unsigned id, bool put)
{
	__atomic_fetch_add(put ? &ended[id].puts : &ended[id].gets, 1, __ATOMIC_RELAXED);
}

unsigned
magazine_drain(unsigned id, struct magazine_entry *entry, unsigned max)
{
	struct lwp_cache *cache = lwp_cache_get();
	struct magazine *m;
	unsigned n = 0;

	if (id == MAGAZINE_NONE || cache == NULL)
		return 0;
	m = cache->magazine[id];
	if (m->used > 0) {
		n = magazine_count(m) < max ? magazine_count(m) : max;
		memcpy(entry, m->entry, n * sizeof(*entry));
		m->used -= n * (uint32_t)sizeof(*entry);
		memmove(m->entry, m->entry + n, m->used);
		m->drained += n;
	}
	return n;
}

static uint64_t
gets(const struct magazine *m)
{
	return m->filled + m->puts - m->drained - magazine_count(m);
}

/* Out of the lwp's reach, and into the sums. lock is held. */
static struct magazine *
detach(struct lwp_cache *cache, unsigned id)
{
	struct magazine *m = cache->magazine[id];

	if (m == &magazine_none)
		return NULL;
	cache->magazine[id] = &magazine_none;
	ended[id].gets += gets(m);
	ended[id].puts += m->puts;
	return m;
}

static void
magazine_end(struct magazine *m)
{
	if (m->used > 0)
		pool_give_cached(pool_of(m->entry[0].object), m->entry, magazine_count(m));
	meta_free(m, magazine_bytes(m->room));
}

/* On the lwp that ends. Destructors run here, and may allocate and free. */
static void
lwp_end(void *p)
{
	struct lwp_cache *cache = p;
	uintptr_t mask;

	cache->ending = true;
	for (unsigned id = 0; id < MAGAZINE_CACHES; id++) {
		struct magazine *m;

		if (cache->magazine[id] == &magazine_none)
			continue;
		mask = lock_enter(&lock);
		m = detach(cache, id);
		lock_leave(&lock, mask);
		magazine_end(m);
	}
	mask = lock_enter(&lock);
	mtype_lwp_end(cache);
	kmsan_list_remove(&cache->link);
	/* Not so if the lwp is ended by another. */
	if (kmsan_lwp_alloc_get() == cache)
		kmsan_lwp_alloc_set(NULL);
	lock_leave(&lock, mask);
	meta_free(cache, sizeof(*cache));
}

unsigned
magazine_new_id(void)
{
	uintptr_t mask = lock_enter(&lock);
	unsigned id = KMEM_CLASSES;

	while (id < MAGAZINE_CACHES && (ids[id / 64] >> id % 64 & 1) != 0)
		id++;
	if (id < MAGAZINE_CACHES) {
		ids[id / 64] |= (uint64_t)1 << id % 64;
		ended[id] = (struct magazine_sums){0};
	}
	lock_leave(&lock, mask);
	return id < MAGAZINE_CACHES ? id : MAGAZINE_NONE;
}

void
magazine_forget(unsigned id)
{
	uintptr_t mask;

	for (;;) {
		struct magazine *m = NULL;

		mask = lock_enter(&lock);
		for (struct kmsan_list *at = caches.next; ready && m == NULL && at != &caches;
		     at = at->next)
			m = detach(KMSAN_LIST_ENTRY(at, struct lwp_cache, link), id);
		if (m == NULL)
			ids[id / 64] &= ~((uint64_t)1 << id % 64);
		lock_leave(&lock, mask);
		if (m == NULL)
			return;
		magazine_end(m);
	}
}

void
magazine_sums(unsigned id, struct magazine_sums *sums)
{
	uintptr_t mask = lock_enter(&lock);

	*sums = ended[id];
	if (ready)
		for (struct kmsan_list *at = caches.next; at != &caches; at = at->next) {
			struct magazine *m =
			    KMSAN_LIST_ENTRY(at, struct lwp_cache, link)->magazine[id];

			if (m == &magazine_none)
				continue;
			sums->gets += gets(m);
			sums->puts += m->puts;
			sums->cached += magazine_count(m);
		}
	lock_leave(&lock, mask);
}

void
lwp_cache_visit(void (*fn)(struct lwp_cache *cache, void *arg), void *arg)
{
	uintptr_t mask = lock_enter(&lock);

	if (ready)
		for (struct kmsan_list *at = caches.next; at != &caches; at = at->next)
			fn(KMSAN_LIST_ENTRY(at, struct lwp_cache, link), arg);
	lock_leave(&lock, mask);
}
