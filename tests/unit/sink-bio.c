/* SPDX-License-Identifier: BSD-2-Clause */
/* buffercache(9) over a disk in memory that can be slow, short, full and broken. */
#define _GNU_SOURCE
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

/* THE DISK */

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

static void
finish(struct buf *bp)
{
	size_t n = bp->b_bcount < disk.limit ? bp->b_bcount : disk.limit;
	uint8_t *at = image + bp->b_blkno * DEV_BSIZE;

	if ((bp->b_flags & B_READ) != 0)
		memcpy(bp->b_data, at, n);
	else
		memcpy(at, bp->b_data, n);
	bp->b_resid = bp->b_bcount - (unsigned)n;
	bp->b_error = disk.error;
	biodone(bp);
}

static void
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

static void
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

static int
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

static int
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

static struct buf *
read_ok(int64_t blkno, int size)
{
	struct buf *bp;

	assert_int_equal(bread(&vnode, blkno, size, 0, &bp), 0);
	assert_int_equal(bp->b_bcount, size);
	return bp;
}

/* Each read is of the disk's bytes, initialised, and the second one is not of the disk. */
static void
test_read(void **state)
{
	(void)state;
	for (int size = 1; size <= MAXBSIZE; size = size * 3 + 1) {
		struct buf *bp = read_ok(3, size), *again;

		assert_int_equal(bp->b_resid, 0);
		assert_memory_equal(bp->b_data, image + 3 * DEV_BSIZE, (size_t)size);
		assert_int_equal(kmsan_test(bp->b_data, (size_t)size), -1);
		if ((unsigned)size < bp->b_bufsize)
			assert_int_equal(kmsan_test((char *)bp->b_data + size, 1), 0);
		brelse(bp, 0);
		assert_ptr_equal(incore(&vnode, 3), bp);
		disk.nlog = 0;
		again = read_ok(3, size);
		assert_ptr_equal(again, bp);
		assert_int_equal(disk.nlog, 0);
		brelse(again, BC_INVAL);
		assert_null(incore(&vnode, 3));
	}
}

static void
test_write(void **state)
{
	struct buf *bp = getblk(&vnode, 9, 1000, 0, 0);

	(void)state;
	assert_int_equal(bp->b_oflags & (BO_DONE | BO_DELWRI), 0);
	assert_int_equal(kmsan_test(bp->b_data, 1000), 0);
	memset(bp->b_data, 'w', 1000);
	kmsan_mark(bp->b_data, 1000, KMSAN_STATE_INITED);
	assert_false(REPORTS(assert_int_equal(bwrite(bp), 0)));
	for (int i = 0; i < 1000; i++)
		assert_int_equal(image[9 * DEV_BSIZE + i], 'w');
	assert_int_not_equal(image[9 * DEV_BSIZE + 1000], 'w');
	/* It is cached now. */
	disk.nlog = 0;
	bp = read_ok(9, 1000);
	assert_int_equal(disk.nlog, 0);
	brelse(bp, 0);
}

/* Every byte of b_bcount, and no byte behind it, however the block is written. */
static void
test_check(void **state)
{
	(void)state;
	for (unsigned way = 0; way < 4; way++) {
		for (unsigned at = 0; at < 80; at++) {
			struct buf *bp = getblk(&vnode, 5, 70, 0, 0);
			bool reported = false;

			kmsan_mark(bp->b_data, 100, KMSAN_STATE_INITED);
			kmsan_mark((char *)bp->b_data + at, 1, (uint8_t)(1u << at % 8));
			if (way == 0)
				reported = REPORTS(assert_int_equal(bwrite(bp), 0));
			else if (way == 1)
				reported = REPORTS(bawrite(bp));
			else if (way == 2)
				reported = REPORTS(bdwrite(bp); bufflush(&vnode));
			else
				reported = REPORTS(kmsan_check_buf(bp); brelse(bp, BC_INVAL));
			assert_int_equal(reported, at < 70);
			bufinval(&vnode, false);
		}
	}
}

static void
test_text(void **state)
{
	struct buf *bp = getblk(&vnode, 5, 600, 0, 0);

	(void)state;
	kmsan_mark(bp->b_data, 500, KMSAN_STATE_INITED);
	assert_int_equal(bwrite(bp), 0);
	assert_non_null(strstr(kmsan_test_console(),
	    "MSan: Uninitialized Pool Memory In bwrite() At Offset 500/600,"));
	assert_non_null(strstr(kmsan_test_console(), "  Bytes 500-599 of 600 are uninitialized\n"));
	assert_non_null(strstr(kmsan_test_console(), "SUMMARY: kMSan: disk-infoleak "));
}

static void
test_delayed(void **state)
{
	struct kmsan_bufcache stats;
	struct buf *bp;

	(void)state;
	/* Out in the order of the first bdwrite, whatever came later. */
	for (int i = 0; i < 3; i++) {
		for (int64_t block = 20; block > 10; block -= 2) {
			bp = read_ok(block, 512);
			memset(bp->b_data, i + 'a', 512);
			bdwrite(bp);
		}
	}
	kmsan_bufcache_get(&stats);
	assert_int_equal(stats.dirty, 5);
	assert_int_not_equal(image[20 * 512], 'c');
	/* What is delayed is what is read. */
	bp = read_ok(20, 512);
	assert_int_equal(*(char *)bp->b_data, 'c');
	brelse(bp, 0);
	disk.nlog = 0;
	assert_int_equal(bufflush(&vnode), 0);
	assert_int_equal(disk.nlog, 5);
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(disk.log[i], -1 - (20 - 2 * (int)i));
	assert_int_equal(image[20 * 512], 'c');
	assert_int_equal(bufflush(&vnode), 0);
	assert_int_equal(disk.nlog, 5);
	/* Forgotten, not written. */
	bp = read_ok(30, 512);
	memset(bp->b_data, 'n', 512);
	bdwrite(bp);
	bp = read_ok(30, 512);
	brelse(bp, BC_INVAL);
	assert_int_equal(bufflush(&vnode), 0);
	assert_int_not_equal(image[30 * 512], 'n');
}

static void
test_dirty_limit(void **state)
{
	struct kmsan_bufcache stats;

	(void)state;
	kmsan_bufcache_limits(1 << 20, 4);
	for (int64_t block = 0; block < 10; block++) {
		struct buf *bp = getblk(&vnode, block, 512, 0, 0);

		memset(bp->b_data, 'd', 512);
		kmsan_mark(bp->b_data, 512, KMSAN_STATE_INITED);
		bdwrite(bp);
		kmsan_bufcache_get(&stats);
		assert_int_equal(stats.dirty, block < 4 ? block + 1 : 4);
	}
	assert_int_equal(disk.nlog, 6);
	for (int i = 0; i < 6; i++)
		assert_int_equal(disk.log[i], -1 - i);
	kmsan_bufcache_limits(1 << 20, 0);
	assert_int_equal(disk.nlog, 10);
}

/* Blocks go in the order of their last use; delayed ones are written first. */
static void
test_lru(void **state)
{
	struct kmsan_bufcache before, after;
	struct buf *bp;

	(void)state;
	kmsan_bufcache_get(&before);
	kmsan_bufcache_limits(4 * 512, 256);
	for (int64_t block = 0; block < 4; block++)
		brelse(read_ok(block, 512), 0);
	brelse(read_ok(0, 512), 0);
	bp = read_ok(2, 512);
	memset(bp->b_data, 'l', 512);
	bdwrite(bp);
	brelse(read_ok(3, 512), BC_AGE);
	/* Now 3, 1, 0, 2. */
	brelse(read_ok(10, 512), 0);
	assert_null(incore(&vnode, 3));
	assert_non_null(incore(&vnode, 1));
	brelse(read_ok(11, 512), 0);
	assert_null(incore(&vnode, 1));
	brelse(read_ok(12, 512), 0);
	assert_null(incore(&vnode, 0));
	assert_non_null(incore(&vnode, 2));
	assert_int_not_equal(image[2 * 512], 'l');
	brelse(read_ok(13, 512), 0);
	assert_null(incore(&vnode, 2));
	assert_int_equal(image[2 * 512], 'l');
	kmsan_bufcache_get(&after);
	assert_int_equal(after.evicted - before.evicted, 4);
	assert_int_equal(after.bytes, 4 * 512);
	/* Blocks in use cannot go. */
	bp = read_ok(10, 512);
	for (int64_t block = 20; block < 30; block++)
		brelse(read_ok(block, 512), 0);
	assert_ptr_equal(incore(&vnode, 10), bp);
	brelse(bp, 0);
}

static void
test_resize(void **state)
{
	struct buf *bp = read_ok(7, 512);

	(void)state;
	memset(bp->b_data, 'r', 512);
	bdwrite(bp);
	bp = getblk(&vnode, 7, 2000, 0, 0);
	assert_int_equal(((char *)bp->b_data)[511], 'r');
	assert_int_equal(kmsan_test(bp->b_data, 2000), 512);
	assert_int_equal(bp->b_oflags & BO_DELWRI, BO_DELWRI);
	brelse(bp, 0);
	assert_true(REPORTS(bufflush(&vnode)));
	bp = getblk(&vnode, 7, 512, 0, 0);
	assert_int_equal(kmsan_test(bp->b_data, 512), -1);
	brelse(bp, 0);
	/* Only partly read. */
	bp = getblk(&vnode, 7, 513, 0, 0);
	assert_int_equal(bp->b_oflags & BO_DONE, 0);
	brelse(bp, 0);
	assert_null(incore(&vnode, 7));
}

static void
test_read_ahead(void **state)
{
	const int64_t blocks[] = {41, 42};
	const int sizes[] = {512, 512};
	struct buf *bp;

	(void)state;
	assert_int_equal(breadn(&vnode, 40, 512, blocks, sizes, 2, 0, &bp), 0);
	brelse(bp, 0);
	assert_int_equal(disk.nlog, 3);
	brelse(read_ok(41, 512), 0);
	brelse(read_ok(42, 512), 0);
	assert_int_equal(disk.nlog, 3);
	assert_int_equal(breada(&vnode, 42, 512, 43, 512, 0, &bp), 0);
	brelse(bp, 0);
	assert_int_equal(disk.nlog, 4);
	assert_int_equal(disk.log[3], 43);
	/* While it is under way others wait for it. */
	disk.later = true;
	kmsan_test_wait_hook = finish_all;
	assert_int_equal(breada(&vnode, 43, 512, 44, 512, 0, &bp), 0);
	brelse(bp, 0);
	assert_int_equal(disk.npending, 1);
	bp = read_ok(44, 512);
	assert_memory_equal(bp->b_data, image + 44 * 512, 512);
	assert_int_equal(disk.npending, 0);
	brelse(bp, 0);
	disk.later = false;
	/* One that fails is nobody's loss. */
	disk.error = KMSAN_EIO;
	assert_int_equal(breada(&vnode, 44, 512, 45, 512, 0, &bp), 0);
	brelse(bp, 0);
	assert_null(incore(&vnode, 45));
}

static void
test_later(void **state)
{
	struct buf *bp;

	(void)state;
	disk.later = true;
	kmsan_test_wait_hook = finish_all;
	bp = read_ok(50, 512);
	memset(bp->b_data, 'a', 512);
	bawrite(bp);
	assert_int_equal(vnode.v_numoutput, 1);
	assert_int_not_equal(image[50 * 512], 'a');
	assert_int_equal(bufflush(&vnode), 0);
	assert_int_equal(image[50 * 512], 'a');
	assert_int_equal(vnode.v_numoutput, 0);
	bp = read_ok(50, 512);
	bp->b_flags |= B_ASYNC;
	assert_int_equal(bwrite(bp), 0);
	disk.error = KMSAN_EIO;
	finish_all(NULL);
	/* Told once. */
	assert_int_equal(bufflush(&vnode), KMSAN_EIO);
	assert_int_equal(bufflush(&vnode), 0);
}

/* Exactly what was read is marked. */
static void
test_short_read(void **state)
{
	(void)state;
	for (unsigned limit = 0; limit <= 64; limit++) {
		struct buf *bp = getblk(&vnode, 60, 64, 0, 0);
		uint8_t *data = bp->b_data;

		disk.limit = limit;
		disk.error = limit < 64 ? KMSAN_EIO : 0;
		kmsan_mark(data, 64, KMSAN_STATE_UNINIT);
		bp->b_flags |= B_READ;
		VOP_STRATEGY(&vnode, bp);
		assert_int_equal(biowait(bp), disk.error);
		assert_int_equal(bp->b_resid, 64 - limit);
		assert_int_equal(kmsan_test(data, 64), limit == 64 ? -1 : (int)limit);
		brelse(bp, BC_INVAL);
	}
}

static void
test_errors(void **state)
{
	struct buf *bp = (struct buf *)8;

	(void)state;
	disk.error = KMSAN_EIO;
	assert_int_equal(bread(&vnode, 70, 512, 0, &bp), KMSAN_EIO);
	assert_null(bp);
	assert_null(incore(&vnode, 70));
	disk.error = KMSAN_ENOSPC;
	disk.limit = 100;
	bp = getblk(&vnode, 71, 512, 0, 0);
	memset(bp->b_data, 'e', 512);
	kmsan_mark(bp->b_data, 512, KMSAN_STATE_INITED);
	assert_int_equal(bwrite(bp), KMSAN_ENOSPC);
	assert_null(incore(&vnode, 71));
	assert_int_equal(image[71 * 512 + 99], 'e');
	assert_int_not_equal(image[71 * 512 + 100], 'e');
	for (int64_t block = 72; block < 75; block++) {
		bp = getblk(&vnode, block, 512, 0, 0);
		kmsan_mark(bp->b_data, 512, KMSAN_STATE_INITED);
		bdwrite(bp);
	}
	disk.nlog = 0;
	assert_int_equal(bufflush(&vnode), KMSAN_ENOSPC);
	assert_int_equal(disk.nlog, 3);
	disk.error = 0;
	disk.limit = UINT32_MAX;
	assert_int_equal(bufflush(&vnode), 0);
}

static struct buf *called_with;

static void
done(struct buf *bp)
{
	called_with = bp;
}

static void
test_own_buffer(void **state)
{
	struct buf *bp = geteblk(3000);

	(void)state;
	assert_int_equal(bp->b_bcount, 3000);
	assert_int_equal(kmsan_test(bp->b_data, 3000), 0);
	assert_null(bp->b_vp);
	assert_int_equal(STOPS(bwrite(bp)), 77);
	assert_non_null(
	    strstr(kmsan_test_console(), "kMSan: bwrite: the buffer belongs to no disk\n"));
	assert_int_equal(STOPS(bdwrite(bp)), 77);
	brelse(bp, 0);
	bp = getblk(&vnode, 80, 512, 0, 0);
	bp->b_iodone = done;
	bp->b_flags |= B_READ;
	VOP_STRATEGY(&vnode, bp);
	assert_ptr_equal(called_with, bp);
	bp->b_iodone = NULL;
	brelse(bp, 0);
}

static void
test_misuse(void **state)
{
	struct buf *bp = read_ok(90, 512);

	(void)state;
	assert_int_equal(STOPS(biodone(bp)), 77);
	assert_non_null(strstr(
	    kmsan_test_console(), "kMSan: biodone: the transfer of block 90 is over already\n"));
	assert_int_equal(STOPS(bufinval(&vnode, false)), 77);
	assert_non_null(
	    strstr(kmsan_test_console(), "kMSan: bufinval: 1 blocks of the disk are in use\n"));
	brelse(bp, 0);
	assert_int_equal(STOPS(brelse(bp, 0)), 77);
	assert_non_null(
	    strstr(kmsan_test_console(), "kMSan: brelse: the buffer of block 90 is not busy\n"));
	assert_int_equal(STOPS(bwrite(bp)), 77);
	assert_int_equal(STOPS(bawrite(bp)), 77);
	assert_int_equal(STOPS(bdwrite(bp)), 77);
	assert_int_equal(STOPS(getblk(&vnode, 0, 0, 0, 0)), 77);
	assert_int_equal(STOPS(getblk(&vnode, 0, MAXBSIZE + 1, 0, 0)), 77);
	assert_int_equal(STOPS(geteblk(-1)), 77);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_read, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_write, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_check, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_text, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_delayed, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_dirty_limit, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_lru, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_resize, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_read_ahead, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_later, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_short_read, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_errors, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_own_buffer, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_misuse, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
