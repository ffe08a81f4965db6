/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SINKS_DISK_H
#define TESTS_SINKS_DISK_H

/* A disk in memory that can be slow, short, full and broken, and an empty cache over it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/buf.h>
#include <kmsan/kmsan.h>

#include "msan/shadow.h"
#include "sinks/sinks.h"
#include "testport.h"

#define BLOCKS 256

static uint8_t image[BLOCKS * DEV_BSIZE];
static struct {
	bool later;	/* a transfer ends when somebody waits */
	int error;	/* of every transfer, after so many bytes */
	unsigned limit; /* bytes that are transferred at most */
	struct buf *pending[32];
	unsigned npending;
	int64_t log[64]; /* block numbers, negative (-1 - n) for writes */
	unsigned nlog;
} disk;

static inline void
finish(struct buf *bp)
{
	size_t n = bp->b_bcount < disk.limit ? bp->b_bcount : disk.limit;
	uint8_t *at = image + bp->b_blkno * DEV_BSIZE;

	if ((bp->b_flags & B_READ) != 0)
		memcpy(bp->b_data, at, n);
	else
		memcpy(at, bp->b_data, n);
	bp->b_resid = bp->b_bcount - (unsigned)n;
	/* A driver says that something failed, not that nothing did. */
	if (disk.error != 0)
		bp->b_error = disk.error;
	biodone(bp);
}

static inline void
strategy(struct vnode *vp, struct buf *bp)
{
	bool reads = (bp->b_flags & B_READ) != 0;

	assert_true(
	    bp->b_blkno >= 0 && (uint64_t)bp->b_blkno * DEV_BSIZE + bp->b_bcount <= vp->v_size);
	disk.log[disk.nlog++ % 64] = reads ? bp->b_blkno : -1 - bp->b_blkno;
	if (disk.later)
		disk.pending[disk.npending++] = bp;
	else
		finish(bp);
}

static inline void
finish_all(const void *channel)
{
	(void)channel;
	assert_true(disk.npending > 0);
	for (unsigned i = 0, n = disk.npending; i < n; i++)
		finish(disk.pending[i]);
	disk.npending = 0;
}

static const struct kmsan_vnode_ops ops = {strategy};
static struct vnode vnode;

static inline int
set_up(void **state)
{
	(void)state;
	kmsan_test_reset();
	kmsan_bufcache_limits(1 << 20, 256);
	memset(&disk, 0, sizeof(disk));
	disk.limit = UINT32_MAX;
	memset(&vnode, 0, sizeof(vnode));
	vnode.v_ops = &ops;
	vnode.v_size = sizeof(image);
	for (size_t i = 0; i < sizeof(image); i++)
		image[i] = (uint8_t)(i / DEV_BSIZE * 3 + i % 7);
	return 0;
}

static inline int
tear_down(void **state)
{
	struct kmsan_bufcache stats;

	(void)state;
	disk.later = false;
	bufinval(&vnode, false);
	kmsan_bufcache_get(&stats);
	assert_int_equal(stats.bytes, 0);
	assert_int_equal(stats.dirty, 0);
	return 0;
}

static inline struct buf *
read_ok(int64_t blkno, int size)
{
	struct buf *bp;

	assert_int_equal(bread(&vnode, blkno, size, 0, &bp), 0);
	assert_int_equal(bp->b_bcount, size);
	return bp;
}

#endif
