/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_SINK_BIO_H
#define MSAN_SINK_BIO_H

/*
 * The buffer cache's parts: bio_cache.c finds and keeps blocks, bio.c transfers them.
 *
 * One lock for all, taken with interrupts masked, for a disk may end a transfer in an interrupt. No
 * disk and no allocator is called with it held.
 */

#include <kmsan/buf.h>
#include <kmsan/port.h>

extern struct bio_cache {
	struct kmsan_lock lock;
	struct kmsan_list lru;	 /* blocks that nobody has; the first is recycled first */
	struct kmsan_list dirty; /* delayed writes, in order */
	struct kmsan_bufcache stats;
} bio_cache;

uintptr_t bio_lock(void);
void bio_unlock(uintptr_t mask);

/* getblk(), for somebody who called at pc. */
struct buf *bio_get(struct vnode *vp, int64_t blkno, int size, const char *who, uintptr_t pc);

/* Busy, if nobody else has it: the lock is held. */
bool bio_take(struct buf *bp);

/* Delayed or not: the lock is held. */
void bio_set_dirty(struct buf *bp, bool dirty);

/* Stops the program unless bp is its caller's. */
void bio_must_be_busy(const struct buf *bp, const char *who, uintptr_t pc);

/* bwrite(), for somebody who called at pc. */
int bio_write(struct buf *bp, uintptr_t pc);

/* Write delayed blocks, the oldest first, until there are no more than so many. */
void bio_clean(unsigned max_dirty);

#endif
