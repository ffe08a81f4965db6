/* SPDX-License-Identifier: BSD-2-Clause */

/* Which blocks there are, who has them, and which is forgotten next. */

#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/list.h>
#include <kmsan/pool.h>

#include "msan/sink/bio.h"

#define BUCKETS 256

struct bio_cache bio_cache = {.lru = KMSAN_LIST_EMPTY(bio_cache.lru),
    .dirty = KMSAN_LIST_EMPTY(bio_cache.dirty),
    .stats = {.max_bytes = (size_t)4 << 20, .max_dirty = 256}};

static struct kmsan_list bucket[BUCKETS];

/* Memory in powers of two, DEV_BSIZE to MAXBSIZE, each from a pool. */
#define POOLS 8
static struct pool pools[POOLS];
static struct kmsan_lock pools_lock;
static bool pools_made;

_Static_assert(DEV_BSIZE << (POOLS - 1) == MAXBSIZE, "a pool for each size");

static void
make_pools(void)
{
	static const char *const names[POOLS] = {
	    "buf512b", "buf1k", "buf2k", "buf4k", "buf8k", "buf16k", "buf32k", "buf64k"};
	uintptr_t mask;

	if (__atomic_load_n(&pools_made, __ATOMIC_ACQUIRE))
		return;
	mask = kmsan_port_intr_mask(true, 0);
	kmsan_port_lock(&pools_lock);
	for (unsigned i = 0; i < POOLS && !pools_made; i++)
		pool_init(
		    &pools[i], (size_t)DEV_BSIZE << i, DEV_BSIZE, 0, 0, names[i], NULL, IPL_VM);
	__atomic_store_n(&pools_made, true, __ATOMIC_RELEASE);
	kmsan_port_unlock(&pools_lock);
	kmsan_port_intr_mask(false, mask);
}

static unsigned
pool_of(unsigned size)
{
	unsigned i = 0;

	while ((unsigned)DEV_BSIZE << i < size)
		i++;
	return i;
}

/* Uninitialised, and created by whoever wanted the block. */
static void
get_memory(struct buf *bp, unsigned size, const char *who, uintptr_t pc)
{
	unsigned i = pool_of(size);

	make_pools();
	bp->b_data = kmsan_pool_get_from(&pools[i], PR_WAITOK, who, "brelse", pc);
	bp->b_bufsize = (unsigned)DEV_BSIZE << i;
}

uintptr_t
bio_lock(void)
{
	uintptr_t mask = kmsan_port_intr_mask(true, 0);

	kmsan_port_lock(&bio_cache.lock);
	return mask;
}

void
bio_unlock(uintptr_t mask)
{
	kmsan_port_unlock(&bio_cache.lock);
	kmsan_port_intr_mask(false, mask);
}

static struct kmsan_list *
bucket_of(const struct vnode *vp, int64_t blkno)
{
	uint64_t key = ((uintptr_t)vp >> 4 ^ (uint64_t)blkno) * 0x9e3779b97f4a7c15;
	struct kmsan_list *list = &bucket[key >> 56];

	if (list->next == NULL)
		kmsan_list_init(list);
	return list;
}

static struct buf *
lookup(const struct vnode *vp, int64_t blkno)
{
	struct kmsan_list *list = bucket_of(vp, blkno);

	for (struct kmsan_list *at = list->next; at != list; at = at->next) {
		struct buf *bp = KMSAN_LIST_ENTRY(at, struct buf, b_hash);

		if (bp->b_vp == vp && bp->b_blkno == blkno)
			return bp;
	}
	return NULL;
}

bool
bio_take(struct buf *bp)
{
	if ((bp->b_cflags & BC_BUSY) != 0)
		return false;
	bp->b_cflags |= BC_BUSY;
	kmsan_list_remove(&bp->b_queue);
	return true;
}

void
bio_set_dirty(struct buf *bp, bool dirty)
{
	if (dirty == ((bp->b_oflags & BO_DELWRI) != 0))
		return;
	bp->b_oflags ^= BO_DELWRI;
	if (dirty) {
		kmsan_list_append(&bio_cache.dirty, &bp->b_dirty);
		bio_cache.stats.dirty++;
	} else {
		kmsan_list_remove(&bp->b_dirty);
		bio_cache.stats.dirty--;
	}
}

/* It is out of the cache from now on; the lock is held. What it has is given back by free_buf. */
static void
forget(struct buf *bp)
{
	bio_set_dirty(bp, false);
	if (bp->b_vp != NULL) {
		kmsan_list_remove(&bp->b_hash);
		bp->b_vp->v_bufs--;
	}
	bio_cache.stats.bytes -= bp->b_bufsize;
	kmsan_port_wake(&bio_cache);
}

static void
free_buf(struct buf *bp, const char *who, uintptr_t pc)
{
	kmsan_pool_put_from(&pools[pool_of(bp->b_bufsize)], bp->b_data, who, pc);
	kmem_intr_free(bp, sizeof(*bp));
}

/* Make room for size bytes, if it can be had: the blocks that were not used for longest go. */
static void
make_room(size_t size, const char *who, uintptr_t pc)
{
	uintptr_t mask = bio_lock();

	while (bio_cache.stats.bytes + size > bio_cache.stats.max_bytes &&
	       !kmsan_list_empty(&bio_cache.lru)) {
		struct buf *bp = KMSAN_LIST_ENTRY(bio_cache.lru.next, struct buf, b_queue);
		bool dirty = (bp->b_oflags & BO_DELWRI) != 0;

		bio_take(bp);
		if (!dirty) {
			forget(bp);
			bio_cache.stats.evicted++;
		}
		bio_unlock(mask);
		if (dirty) {
			/* Afterwards it is the oldest still, and clean, or gone. */
			bp->b_cflags |= BC_AGE;
			bio_write(bp, bp->b_pc);
		} else {
			free_buf(bp, who, pc);
		}
		mask = bio_lock();
	}
	bio_unlock(mask);
}

static struct buf *
make_buf(struct vnode *vp, int64_t blkno, unsigned size, const char *who, uintptr_t pc)
{
	struct buf *bp = kmem_intr_zalloc(sizeof(*bp), KM_SLEEP);

	bp->b_vp = vp;
	bp->b_blkno = blkno;
	bp->b_bcount = size;
	bp->b_cflags = BC_BUSY;
	get_memory(bp, size, who, pc);
	return bp;
}

/* A block of another size than it had; nobody else has it. */
static void
resize(struct buf *bp, unsigned size, const char *who, uintptr_t pc)
{
	struct buf old = *bp;
	uintptr_t mask;

	if (pool_of(size) != pool_of(old.b_bufsize)) {
		unsigned keep = size < old.b_bcount ? size : old.b_bcount;

		get_memory(bp, size, who, pc);
		memcpy(bp->b_data, old.b_data, keep);
		kmsan_copy_meta(bp->b_data, old.b_data, keep);
		kmsan_pool_put_from(&pools[pool_of(old.b_bufsize)], old.b_data, who, pc);
		mask = bio_lock();
		bio_cache.stats.bytes += bp->b_bufsize;
		bio_cache.stats.bytes -= old.b_bufsize;
		bio_unlock(mask);
	} else if (size > old.b_bcount) {
		kmsan_mark_alloc(
		    (char *)bp->b_data + old.b_bcount, size - old.b_bcount, KMSAN_TYPE_POOL, pc);
	}
	/* What was read is not the whole block any more. */
	if (size > old.b_bcount && (bp->b_oflags & BO_DELWRI) == 0)
		bp->b_oflags &= ~BO_DONE;
	bp->b_bcount = size;
}

/* The cached block, busy now, once nobody else has it; NULL: there is none. */
static struct buf *
find(struct vnode *vp, int64_t blkno)
{
	struct buf *bp;

	while ((bp = lookup(vp, blkno)) != NULL && !bio_take(bp)) {
		bp->b_cflags |= BC_WANTED;
		kmsan_port_wait(&bio_cache, &bio_cache.lock);
	}
	return bp;
}

struct buf *
bio_get(struct vnode *vp, int64_t blkno, int size, const char *who, uintptr_t pc)
{
	struct buf *bp, *made = NULL;
	uintptr_t mask;

	if (size <= 0 || size > MAXBSIZE)
		kmsan_fatal(pc, "%s: a block of %d bytes", who, size);
	for (;;) {
		mask = bio_lock();
		bp = find(vp, blkno);
		if (bp != NULL || made != NULL)
			break;
		bio_unlock(mask);
		/* Not with the lock held; then somebody else may have been faster. */
		make_room((unsigned)DEV_BSIZE << pool_of((unsigned)size), who, pc);
		made = make_buf(vp, blkno, (unsigned)size, who, pc);
	}
	if (bp != NULL) {
		bio_cache.stats.hits++;
		bio_unlock(mask);
		if (made != NULL)
			free_buf(made, who, pc);
		if (bp->b_bcount != (unsigned)size)
			resize(bp, (unsigned)size, who, pc);
		return bp;
	}
	kmsan_list_append(bucket_of(vp, blkno), &made->b_hash);
	vp->v_bufs++;
	bio_cache.stats.misses++;
	bio_cache.stats.bytes += made->b_bufsize;
	bio_unlock(mask);
	return made;
}

struct buf *
getblk(struct vnode *vp, int64_t blkno, int size, int slpflag, int slptimeo)
{
	(void)slpflag;
	(void)slptimeo;
	return bio_get(vp, blkno, size, "getblk", KMSAN_RET_ADDR);
}

struct buf *
geteblk(int size)
{
	struct buf *bp;
	uintptr_t mask;

	if (size <= 0 || size > MAXBSIZE)
		kmsan_fatal(KMSAN_RET_ADDR, "geteblk: a block of %d bytes", size);
	bp = make_buf(NULL, 0, (unsigned)size, "geteblk", KMSAN_RET_ADDR);
	mask = bio_lock();
	bio_cache.stats.bytes += bp->b_bufsize;
	bio_unlock(mask);
	return bp;
}

struct buf *
incore(struct vnode *vp, int64_t blkno)
{
	uintptr_t mask = bio_lock();
	struct buf *bp = lookup(vp, blkno);

	bio_unlock(mask);
	return bp;
}

void
bio_must_be_busy(const struct buf *bp, const char *who, uintptr_t pc)
{
	if ((bp->b_cflags & BC_BUSY) == 0)
		kmsan_fatal(pc, "%s: the buffer of block %ld is not busy", who, (long)bp->b_blkno);
}

void
brelse(struct buf *bp, int set)
{
	uintptr_t mask;
	uintptr_t pc = KMSAN_RET_ADDR;
	bool gone;

	bio_must_be_busy(bp, "brelse", pc);
	mask = bio_lock();
	bp->b_cflags |= set;
	gone =
	    bp->b_vp == NULL || (bp->b_cflags & (BC_INVAL | BC_NOCACHE)) != 0 || bp->b_error != 0;
	/* Without contents it is of no use to anybody. */
	gone = gone || (bp->b_oflags & (BO_DONE | BO_DELWRI)) == 0;
	if (gone) {
		forget(bp);
	} else {
		if ((bp->b_cflags & BC_AGE) != 0)
			kmsan_list_prepend(&bio_cache.lru, &bp->b_queue);
		else
			kmsan_list_append(&bio_cache.lru, &bp->b_queue);
		if ((bp->b_cflags & BC_WANTED) != 0)
			kmsan_port_wake(&bio_cache);
		bp->b_cflags &= ~(BC_BUSY | BC_WANTED | BC_AGE);
		bp->b_flags &= ~B_ASYNC;
	}
	bio_unlock(mask);
	if (gone)
		free_buf(bp, "brelse", pc);
}

void
kmsan_bufcache_limits(size_t max_bytes, unsigned max_dirty)
{
	uintptr_t mask = bio_lock();

	bio_cache.stats.max_bytes = max_bytes;
	bio_cache.stats.max_dirty = max_dirty;
	bio_unlock(mask);
	bio_clean(max_dirty);
	make_room(0, "kmsan_bufcache_limits", KMSAN_RET_ADDR);
}

void
kmsan_bufcache_get(struct kmsan_bufcache *stats)
{
	uintptr_t mask = bio_lock();

	*stats = bio_cache.stats;
	bio_unlock(mask);
	kmsan_mark(stats, sizeof(*stats), KMSAN_STATE_INITED);
}
