/* SPDX-License-Identifier: BSD-2-Clause */
/* buffercache(9) when the disk is slow, short, full or broken, or somebody else has the block. */
#define _GNU_SOURCE
#include "sinks/disk.h"

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

static struct buf *called_with;

static void
fail_once(const void *channel)
{
	finish_all(channel);
	disk.error = 0;
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

static struct buf *
clean_block(int64_t blkno, char c)
{
	struct buf *bp = getblk(&vnode, blkno, 512, 0, 0);

	memset(bp->b_data, c, 512);
	kmsan_mark(bp->b_data, 512, KMSAN_STATE_INITED);
	return bp;
}

/* bufflush tells the first error of writes that nobody waited for; whoever waited knows already. */
static void
test_async_errors(void **state)
{
	(void)state;
	disk.error = KMSAN_EIO;
	bawrite(clean_block(61, 'a'));
	disk.error = KMSAN_ENOSPC;
	bawrite(clean_block(62, 'b'));
	assert_int_equal(bufflush(&vnode), KMSAN_EIO);
	assert_int_equal(bwrite(clean_block(63, 'c')), KMSAN_ENOSPC);
	assert_int_equal(bufflush(&vnode), 0);
	/* Of delayed writes as well, and all are tried. */
	bdwrite(clean_block(64, 'd'));
	bdwrite(clean_block(65, 'e'));
	disk.later = true;
	kmsan_test_wait_hook = fail_once;
	assert_int_equal(bufflush(&vnode), KMSAN_ENOSPC);
	assert_int_equal(image[64 * 512], 'd');
	assert_int_equal(image[65 * 512], 'e');
}

static void
done(struct buf *bp)
{
	called_with = bp;
}

/* An error is that of the last transfer. */
static void
test_retry(void **state)
{
	struct buf *bp = clean_block(66, 'r');

	(void)state;
	bp->b_iodone = done;
	disk.error = KMSAN_EIO;
	bawrite(bp);
	assert_ptr_equal(called_with, bp);
	assert_int_equal(biowait(bp), KMSAN_EIO);
	disk.error = 0;
	bp->b_iodone = NULL;
	assert_int_equal(bwrite(bp), 0);
	assert_non_null(incore(&vnode, 66));
	/* Whoever has the block next reads and writes it as he likes. */
	bawrite(clean_block(66, 's'));
	bp = read_ok(66, 512);
	assert_int_equal(bp->b_flags & B_ASYNC, 0);
	brelse(bp, 0);
}

static void *
wants_block(void *arg)
{
	struct buf *bp = getblk(&vnode, 67, 512, 0, 0);

	assert_ptr_equal(bp, arg);
	brelse(bp, 0);
	return NULL;
}

/* A block that somebody has is waited for. */
static void
test_wait(void **state)
{
	struct buf *bp = read_ok(67, 512);
	pthread_t thread;

	(void)state;
	alarm(60); /* if nobody wakes it */
	assert_int_equal(pthread_create(&thread, NULL, wants_block, bp), 0);
	while (kmsan_test_sleepers() == 0)
		sched_yield();
	assert_int_equal(bp->b_cflags & BC_WANTED, BC_WANTED);
	brelse(bp, 0);
	pthread_join(thread, NULL);
	assert_int_equal(bp->b_cflags & (BC_WANTED | BC_BUSY), 0);
	alarm(0);
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
	    cmocka_unit_test_setup_teardown(test_later, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_async_errors, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_retry, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_wait, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_short_read, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_errors, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_own_buffer, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_misuse, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
