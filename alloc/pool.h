/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_POOL_H
#define ALLOC_POOL_H

/*
 * What the other allocators use of pools: unmarked objects, several at a time, and nothing said
 * of who asked. The public functions of <kmsan/pool.h> are on top of this too.
 */

#include <kmsan/pool.h>

#include "alloc/magazine.h"
#include "alloc/span.h"

/* PLAIN: and objects are neither constructed nor kept as they are, nothing needs the long way. */
#define POOL_ALIVE 0x504f4f4cu
#define POOL_PLAIN 0x706f6f6cu
#define POOL_DEAD  0xdeadb001u

/* The pool that this address's object belongs to; it must be one. */
static inline struct pool *
pool_of(const void *object)
{
	return pagemap_get((uintptr_t)object)->pool;
}

/*
 * Up to want objects; at least one, or 0: there is no memory or the limit is reached, and flags
 * (PR_*) do not say to sleep. May sleep, and may call the drain hook: no lock held.
 */
unsigned pool_take(
    struct pool *pp, struct magazine_entry *entry, unsigned want, unsigned flags, uintptr_t pc);

/* Back again: marked as freed, state STATE_FREE. */
void pool_give(struct pool *pp, const struct magazine_entry *entry, unsigned n);

/* The same for objects from a magazine, which a cache with a destructor destructs first. */
void pool_give_cached(struct pool *pp, struct magazine_entry *entry, unsigned n);

/* pool_cache.c: call the destructor, then mark the object as freed. */
void pool_cache_destruct(pool_cache_t pc, struct magazine_entry *entry, uintptr_t addr);

/* A live object is put: what is known of it, its marks and pattern, but for pools that keep them. */
void pool_object_take(
    struct pool *pp, void *object, struct item *item, enum taker taker, uintptr_t pc);

/* One object from the lwp's magazine or the pool; and back. */
bool pool_fetch(struct pool *pp, struct magazine_entry *entry, unsigned flags, uintptr_t pc);
void pool_return(struct pool *pp, void *object, struct item *item);

/* Back, or into the quarantine: of an object that was just taken with pool_object_take(). */
void pool_object_return(struct pool *pp, void *object, struct item *item);

void pool_init_checked(struct pool *pp, size_t size, unsigned align, unsigned align_offset,
    unsigned flags, const char *wchan, struct pool_allocator *palloc, int ipl, uintptr_t pc);
void pool_destroy_checked(struct pool *pp, const char *who, uintptr_t pc);
void pool_call_drain_hook(struct pool *pp, unsigned flags);

/* pool_init without checks; the pool is listed for statistics and reaping. */
void pool_setup(struct pool *pp, const char *name, size_t size, unsigned align, unsigned id,
    enum kmsan_type type, enum giver giver);

/*
 * pool_span.c: up to want objects that are free now, and whether it was the hard limit that said
 * no; one more span (false: no memory), with no lock held, for a page allocator may sleep.
 */
unsigned pool_take_free(
    struct pool *pp, struct magazine_entry *entry, unsigned want, bool *limited);
bool pool_grow(struct pool *pp, unsigned flags, uintptr_t pc);
void pool_list_add(struct pool *pp);
void pool_list_remove(struct pool *pp);

/* Empty pages back to where they came from. Returns how many spans. */
size_t pool_release_empty(struct pool *pp);
size_t pool_reap_all(void);

/* fn for each pool, the list being locked: it must not allocate. */
void pool_visit(void (*fn)(struct pool *pp, void *arg), void *arg);

/* For messages: is it a live pool, do the flags make sense here? Else they stop the program. */
void pool_check(const struct pool *pp, const char *who, uintptr_t pc);
void pool_check_get(const struct pool *pp, unsigned flags, const char *who, uintptr_t pc);

static inline struct pool_cache *
pool_cache_of(struct pool *pp)
{
	return (struct pool_cache *)(void *)((char *)pp - offsetof(struct pool_cache, pc_pool));
}

/* pr_flags: this pool is the first member of a pool_cache that has a constructor or destructor. */
#define POOL_CONSTRUCTED 0x01000000u
/* Objects keep contents and marks when they are put: constructed, or PR_PSERIALIZE. */
#define POOL_KEEPS (POOL_CONSTRUCTED | PR_PSERIALIZE)

#endif
