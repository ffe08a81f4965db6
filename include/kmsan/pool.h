/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_POOL_H
#define KMSAN_POOL_H

/*
 * pool(9) and pool_cache(9): objects of one size. Names, arguments and behaviour are NetBSD's
 * (its manual pages of these names), so that kernel code compiles unchanged.
 *
 * Marks: an object that is given out is uninitialised, with the type Pool and the place of the
 * call, and so is its padding; with PR_ZERO, the pr_reqsize bytes asked for are initialised and
 * zero. One that is put back is uninitialised again, with the type Freed Pool. Objects of a cache
 * with a constructor keep their contents and their marks between put and get, as do those of
 * PR_PSERIALIZE pools after the put; the constructor is given uninitialised memory.
 *
 * Misuse (an object of another pool, an address inside an object, a second put, a destroyed pool,
 * PR_WAITOK at interrupt level) stops the program with a message; docs/ALLOCATORS.md lists them.
 */

#include <kmsan/ipl.h>
#include <kmsan/list.h>
#include <kmsan/port.h>
#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Exactly one of the first two for a get. PR_WAITOK and PR_NOWAIT match KM_SLEEP and KM_NOSLEEP. */
#define PR_WAITOK    0x01  /* sleep until there is an object: never NULL, but see PR_LIMITFAIL */
#define PR_NOWAIT    0x02  /* NULL if there is none now */
#define PR_LIMITFAIL 0x100 /* NULL at the hard limit, even with PR_WAITOK */
#define PR_ZERO	     0x8000
/* For pool_init; those without a comment are accepted and change nothing here. */
#define PR_RECURSIVE  0x200
#define PR_NOTOUCH    0x400
#define PR_NOALIGN    0x800 /* the page allocator aligns to a page only */
#define PR_LARGECACHE 0x1000
#define PR_USEBMAP    0x10000
#define PR_PSERIALIZE 0x20000 /* readers may still look at an object that was put */

struct pool;

/*
 * Where a pool's pages come from. pa_pagesz: bytes, a multiple of KMSAN_PAGE_SIZE, to which
 * pa_alloc's result is aligned too; 0 chooses. pa_alloc is called with PR_WAITOK or PR_NOWAIT and
 * may return NULL; no lock is held. Members are the caller's and must outlive the pool.
 */
struct pool_allocator {
	void *(*pa_alloc)(struct pool *, int flags);
	void (*pa_free)(struct pool *, void *pages);
	unsigned pa_pagesz;
};
extern struct pool_allocator pool_allocator_kmem, pool_allocator_nointr;

/*
 * Complete, for kernel code embeds it; all members are the allocator's. Counts are of objects,
 * unless the name says pages (of the pool, of pr_spanpages KMSAN_PAGE_SIZE each).
 */
struct pool {
	struct kmsan_list pr_all; /* first: what is left of a freed cache is recognised */
	uint32_t pr_magic;	  /* alive, destroyed, or never initialised */
	uint16_t pr_id;		  /* of the lwps' magazines; POOL_UNCACHED: none */
	uint8_t pr_type;	  /* enum kmsan_type */
	uint8_t pr_giver;
	int pr_ipl;
	unsigned pr_flags;
	unsigned pr_size;    /* bytes from object to object */
	unsigned pr_reqsize; /* bytes as asked for */
	unsigned pr_align, pr_itemoffset;
	unsigned pr_spanpages, pr_itemsperpage;
	struct pool_allocator *pr_alloc;
	const char *pr_wchan;
	struct kmsan_lock pr_lock;
	struct kmsan_list pr_partpages, pr_emptypages, pr_fullpages;
	unsigned pr_waiters;
	unsigned pr_hardlimit, pr_minitems;
	unsigned pr_minpages, pr_maxpages; /* pages kept although empty: low and high water */
	unsigned pr_npages, pr_hiwat;	   /* pages now, and most ever */
	unsigned pr_nempty;
	size_t pr_nitems, pr_nout; /* free, given out */
	size_t pr_noutmax;
	uint64_t pr_nget, pr_nput, pr_nfail, pr_npagealloc, pr_npagefree;
	void (*pr_drain_hook)(void *, int);
	void *pr_drain_hook_arg;
	const char *pr_hardlimit_warning;
	uint64_t pr_warned; /* nanoseconds; when last */
	uint64_t pr_ratecap;
	const char *pr_objtype; /* of its objects, as object_type of struct kmsan_addr_info */
};

/*
 * Requires: size > 0, align a power of 2 or 0 (8), (address + align_offset) is what is aligned,
 * align_offset < align. wchan: a name that stays valid. palloc: NULL for the allocators' pages.
 * ipl: the highest level that uses the pool; one made for IPL_NONE is not for interrupt handlers.
 * pool_init makes no object and cannot fail.
 */
void pool_init(struct pool *pp, size_t size, unsigned align, unsigned align_offset, int flags,
    const char *wchan, struct pool_allocator *palloc, int ipl);

/* A pool of objects of one C type: its size, its alignment, and reports name its members. */
#define pool_init_type(pp, type, flags, wchan, palloc, ipl)                                        \
	(pool_init((pp), sizeof(type), __alignof__(type), 0, (flags), (wchan), (palloc), (ipl)),   \
	    kmsan_pool_type((pp), #type))
void kmsan_pool_type(struct pool *pp, const char *type);

/* Requires: nothing is out ("pool busy: still out"). */
void pool_destroy(struct pool *pp);

/* Any context with PR_NOWAIT, a lwp with PR_WAITOK. */
void *pool_get(struct pool *pp, int flags);
void pool_put(struct pool *pp, void *item);

/*
 * pool_get and pool_put for functions that allocate and free in the name of their callers, which
 * return to pc. who: the function that was called, for reports and messages; taker: the one that is
 * to be called when it is done with (NULL: pool_put). The names stay valid.
 */
void *kmsan_pool_get_from(
    struct pool *pp, int flags, const char *who, const char *taker, uintptr_t pc);
void kmsan_pool_put_from(struct pool *pp, void *item, const char *who, uintptr_t pc);

/* Make n objects now. 0, or ENOMEM. */
int pool_prime(struct pool *pp, int n);

/*
 * n objects are kept free at least (setlowat; made now if memory allows), at most (sethiwat, what
 * is above goes back when it is a whole page). At most n out at a time (sethardlimit): then a get
 * fails or sleeps, and message (NULL: none; it stays valid) is printed at most every ratecap
 * seconds.
 */
void pool_setlowat(struct pool *pp, int n);
void pool_sethiwat(struct pool *pp, int n);
void pool_sethardlimit(struct pool *pp, int n, const char *message, int ratecap);

/*
 * Called, with PR_WAITOK or PR_NOWAIT and no lock held, when the pool is at its limit or out of
 * memory: to put objects back that are only kept for speed.
 */
void pool_set_drain_hook(struct pool *pp, void (*fn)(void *arg, int flags), void *arg);

/* Give empty pages back; true if there were any. pool_drain: of one pool, in turn, named in *ppp. */
bool pool_reclaim(struct pool *pp);
bool pool_drain(struct pool **ppp);

/* CACHES */

struct pool_cache {
	struct pool pc_pool;
	int (*pc_ctor)(void *arg, void *object, int flags);
	void (*pc_dtor)(void *arg, void *object);
	void *pc_arg;
	bool pc_mine; /* the allocators' memory: made by pool_cache_init */
};
typedef struct pool_cache *pool_cache_t;

/* An address of a device's view of memory (bus_space(9)); here the same as the kernel's. */
typedef uintptr_t paddr_t;

/*
 * As pool_init, and: ctor (NULL: none) is called when an object leaves the pool for the cache, a
 * result other than 0 fails the get; dtor (NULL: none) when it goes back. Both are called with no
 * lock held. NULL: no memory. pool_cache_bootstrap: the same for a cache of the caller's.
 */
pool_cache_t pool_cache_init(size_t size, unsigned align, unsigned align_offset, unsigned flags,
    const char *wchan, struct pool_allocator *palloc, int ipl, int (*ctor)(void *, void *, int),
    void (*dtor)(void *, void *), void *arg);
void pool_cache_bootstrap(pool_cache_t pc, size_t size, unsigned align, unsigned align_offset,
    unsigned flags, const char *wchan, struct pool_allocator *palloc, int ipl,
    int (*ctor)(void *, void *, int), void (*dtor)(void *, void *), void *arg);

/* pool_cache_init() for objects of one C type. */
#define pool_cache_init_type(type, flags, wchan, palloc, ipl, ctor, dtor, arg)                     \
	kmsan_pool_cache_type(pool_cache_init(sizeof(type), __alignof__(type), 0, (flags),         \
				  (wchan), (palloc), (ipl), (ctor), (dtor), (arg)),                \
	    #type)
pool_cache_t kmsan_pool_cache_type(pool_cache_t pc, const char *type);

/* Requires: nothing is out. Empties the caches of all lwps: none may be using this one. */
void pool_cache_destroy(pool_cache_t pc);

void *pool_cache_get(pool_cache_t pc, int flags);
void pool_cache_put(pool_cache_t pc, void *object);
void *pool_cache_get_paddr(pool_cache_t pc, int flags, paddr_t *pap);
void pool_cache_put_paddr(pool_cache_t pc, void *object, paddr_t pa);

/* As put, but destructed and given back to the pool at once. */
void pool_cache_destruct_object(pool_cache_t pc, void *object);

/* Destruct what this lwp's cache holds (invalidate), and give empty pages back too (reclaim). */
void pool_cache_invalidate(pool_cache_t pc);
bool pool_cache_reclaim(pool_cache_t pc);

void pool_cache_set_drain_hook(pool_cache_t pc, void (*fn)(void *arg, int flags), void *arg);
void pool_cache_setlowat(pool_cache_t pc, int n);
void pool_cache_sethiwat(pool_cache_t pc, int n);
void pool_cache_sethardlimit(pool_cache_t pc, int n, const char *message, int ratecap);

#ifdef __cplusplus
}
#endif

#endif
