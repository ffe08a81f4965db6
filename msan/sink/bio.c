/* SPDX-License-Identifier: BSD-2-Clause */

/* Blocks from and to the disk. */

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/list.h>

#include "msan/sink/bio.h"

static size_t
check(const struct buf *bp, uintptr_t pc)
{
	struct kmsan_sink_args args = {.name = "bwrite()", .kind = KMSAN_KIND_DISK, .pc = pc};

	return kmsan_check_range(bp->b_data, bp->b_bcount, &args);
}

size_t
kmsan_check_buf(const struct buf *bp)
{
	return check(bp, KMSAN_RET_ADDR);
}

/* No copy on the way: the disk transfers to and from the block itself. */
static void
start(struct buf *bp, int flags)
{
	uintptr_t mask = bio_lock();

	bp->b_flags = (bp->b_flags & ~(B_READ | B_ASYNC)) | flags;
	bp->b_oflags &= ~BO_DONE;
	bp->b_error = 0;
	bp->b_resid = bp->b_bcount;
	if ((flags & B_READ) != 0) {
		bio_cache.stats.reads++;
	} else {
		bio_cache.stats.writes++;
		bp->b_vp->v_numoutput++;
	}
	bio_unlock(mask);
	/* The disk's driver may be instrumented. */
	kmsan_init_arg(2 * sizeof(uint64_t));
	VOP_STRATEGY(bp->b_vp, bp);
}

void
biodone(struct buf *bp)
{
	bool async;
	uintptr_t mask;

	if ((bp->b_oflags & BO_DONE) != 0)
		kmsan_fatal(KMSAN_RET_ADDR, "biodone: the transfer of block %ld is over already",
		    (long)bp->b_blkno);
	if ((bp->b_flags & B_READ) != 0 && bp->b_resid < bp->b_bcount)
		kmsan_mark(bp->b_data, bp->b_bcount - bp->b_resid, KMSAN_STATE_INITED);
	mask = bio_lock();
	async = (bp->b_flags & B_ASYNC) != 0;
	if ((bp->b_flags & B_READ) == 0) {
		bp->b_vp->v_numoutput--;
		/* Nobody waits for it: the next bufflush tells. */
		if (async && bp->b_vp->v_error == 0)
			bp->b_vp->v_error = bp->b_error;
	}
	bp->b_oflags |= BO_DONE;
	kmsan_port_wake(&bio_cache);
	bio_unlock(mask);
	if (bp->b_iodone != NULL) {
		kmsan_init_arg(sizeof(uint64_t));
		bp->b_iodone(bp);
	} else if (async) {
		brelse(bp, 0);
	}
}

int
biowait(struct buf *bp)
{
	uintptr_t mask = bio_lock();

	while ((bp->b_oflags & BO_DONE) == 0)
		kmsan_port_wait(&bio_cache, &bio_cache.lock);
	bio_unlock(mask);
	return bp->b_error;
}

static int
read_block(
    struct vnode *vp, int64_t blkno, int size, struct buf **bpp, const char *who, uintptr_t pc)
{
	struct buf *bp = bio_get(vp, blkno, size, who, pc);
	int error = 0;

	if ((bp->b_oflags & (BO_DONE | BO_DELWRI)) == 0) {
		start(bp, B_READ);
		error = biowait(bp);
	}
	if (error != 0) {
		brelse(bp, BC_INVAL);
		bp = NULL;
	}
	*bpp = bp;
	kmsan_mark(bpp, sizeof(*bpp), KMSAN_STATE_INITED);
	return error;
}

static void
read_ahead(struct vnode *vp, int64_t blkno, int size, const char *who, uintptr_t pc)
{
	struct buf *bp;

	if (incore(vp, blkno) != NULL)
		return;
	bp = bio_get(vp, blkno, size, who, pc);
	if ((bp->b_oflags & (BO_DONE | BO_DELWRI)) != 0)
		brelse(bp, 0);
	else
		start(bp, B_READ | B_ASYNC);
}

int
bread(struct vnode *vp, int64_t blkno, int size, int flags, struct buf **bpp)
{
	(void)flags;
	return read_block(vp, blkno, size, bpp, "bread", KMSAN_RET_ADDR);
}

int
breadn(struct vnode *vp, int64_t blkno, int size, const int64_t *rablks, const int *rasizes,
    int nrablks, int flags, struct buf **bpp)
{
	(void)flags;
	for (int i = 0; i < nrablks; i++)
		read_ahead(vp, rablks[i], rasizes[i], "breadn", KMSAN_RET_ADDR);
	return read_block(vp, blkno, size, bpp, "breadn", KMSAN_RET_ADDR);
}

int
breada(struct vnode *vp, int64_t blkno, int size, int64_t rablkno, int rasize, int flags,
    struct buf **bpp)
{
	(void)flags;
	read_ahead(vp, rablkno, rasize, "breada", KMSAN_RET_ADDR);
	return read_block(vp, blkno, size, bpp, "breada", KMSAN_RET_ADDR);
}

static void
begin_write(struct buf *bp, int flags, const char *who, uintptr_t pc)
{
	uintptr_t mask;

	bio_must_be_busy(bp, who, pc);
	if (bp->b_vp == NULL)
		kmsan_fatal(pc, "%s: the buffer belongs to no disk", who);
	/* Reported once: what is on the disk then is what a read would give. */
	if (check(bp, pc) > 0)
		kmsan_mark(bp->b_data, bp->b_bcount, KMSAN_STATE_INITED);
	mask = bio_lock();
	bio_set_dirty(bp, false);
	bio_unlock(mask);
	start(bp, B_WRITE | flags);
}

int
bio_write(struct buf *bp, uintptr_t pc)
{
	int error;

	begin_write(bp, 0, "bwrite", pc);
	error = biowait(bp);
	brelse(bp, 0);
	return error;
}

int
bwrite(struct buf *bp)
{
	if ((bp->b_flags & B_ASYNC) == 0)
		return bio_write(bp, KMSAN_RET_ADDR);
	begin_write(bp, B_ASYNC, "bwrite", KMSAN_RET_ADDR);
	return 0;
}

void
bawrite(struct buf *bp)
{
	begin_write(bp, B_ASYNC, "bawrite", KMSAN_RET_ADDR);
}

void
bdwrite(struct buf *bp)
{
	uintptr_t mask;
	unsigned max;

	bio_must_be_busy(bp, "bdwrite", KMSAN_RET_ADDR);
	if (bp->b_vp == NULL)
		kmsan_fatal(KMSAN_RET_ADDR, "bdwrite: the buffer belongs to no disk");
	mask = bio_lock();
	bp->b_pc = KMSAN_RET_ADDR;
	bp->b_oflags |= BO_DONE;
	bio_set_dirty(bp, true);
	max = bio_cache.stats.max_dirty;
	bio_unlock(mask);
	brelse(bp, 0);
	bio_clean(max);
}

/* The oldest delayed block that nobody has, of this disk or of any; busy now. NULL: none. */
static struct buf *
take_dirty(const struct vnode *vp, unsigned max)
{
	uintptr_t mask = bio_lock();
	struct buf *found = NULL;

	for (struct kmsan_list *at = bio_cache.dirty.next;
	     at != &bio_cache.dirty && found == NULL && bio_cache.stats.dirty > max;
	     at = at->next) {
		struct buf *bp = KMSAN_LIST_ENTRY(at, struct buf, b_dirty);

		if ((vp == NULL || bp->b_vp == vp) && bio_take(bp))
			found = bp;
	}
	bio_unlock(mask);
	return found;
}

void
bio_clean(unsigned max_dirty)
{
	struct buf *bp;

	while ((bp = take_dirty(NULL, max_dirty)) != NULL)
		bio_write(bp, bp->b_pc);
}

int
bufflush(struct vnode *vp)
{
	struct buf *bp;
	uintptr_t mask;
	int error = 0, one;

	while ((bp = take_dirty(vp, 0)) != NULL) {
		one = bio_write(bp, bp->b_pc);
		error = error != 0 ? error : one;
	}
	mask = bio_lock();
	while (vp->v_numoutput > 0)
		kmsan_port_wait(&bio_cache, &bio_cache.lock);
	error = vp->v_error != 0 ? vp->v_error : error;
	vp->v_error = 0;
	bio_unlock(mask);
	return error;
}

int
bufinval(struct vnode *vp, bool save)
{
	int error = save ? bufflush(vp) : 0;
	uintptr_t mask = bio_lock();

	for (struct kmsan_list *at = bio_cache.lru.next; at != &bio_cache.lru;) {
		struct buf *bp = KMSAN_LIST_ENTRY(at, struct buf, b_queue);

		at = at->next;
		if (bp->b_vp != vp)
			continue;
		bio_take(bp);
		bio_unlock(mask);
		brelse(bp, BC_INVAL);
		mask = bio_lock();
		at = bio_cache.lru.next;
	}
	bio_unlock(mask);
	if (vp->v_bufs > 0)
		kmsan_fatal(
		    KMSAN_RET_ADDR, "bufinval: %u blocks of the disk are in use", vp->v_bufs);
	return error;
}
