/* SPDX-License-Identifier: BSD-2-Clause */
/* buffercache(9): what is read, cached, checked and written, and in which order. */
#define _GNU_SOURCE
#include "sinks/disk.h"

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
		brelse(again, size % 2 != 0 ? BC_INVAL : BC_NOCACHE);
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

/* What bread returns is initialised, whatever lay where the pointer goes. */
static void
test_pointer(void **state)
{
	struct buf **bpp = kmsan_port_pages(KMSAN_PAGE_SIZE);

	(void)state;
	kmsan_mark(bpp, 2 * sizeof(*bpp), KMSAN_STATE_UNINIT);
	assert_int_equal(bread(&vnode, 5, 512, 0, bpp), 0);
	assert_int_equal(kmsan_test(bpp, 2 * sizeof(*bpp)), sizeof(*bpp));
	brelse(*bpp, 0);
	kmsan_bufcache_get((struct kmsan_bufcache *)(void *)bpp);
	assert_int_equal(kmsan_test(bpp, sizeof(struct kmsan_bufcache)), -1);
	kmsan_pages_free(bpp, KMSAN_PAGE_SIZE);
}

/* Reported once: what is read back is what the disk has. */
static void
test_reported_once(void **state)
{
	struct buf *bp = getblk(&vnode, 5, 512, 0, 0);

	(void)state;
	assert_true(REPORTS(assert_int_equal(bwrite(bp), 0)));
	bp = read_ok(5, 512);
	assert_int_equal(kmsan_test(bp->b_data, 512), -1);
	assert_false(REPORTS(assert_int_equal(bwrite(bp), 0)));
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
	/* A smaller limit counts at once. */
	kmsan_bufcache_limits(2 * 512, 256);
	kmsan_bufcache_get(&after);
	assert_int_equal(after.bytes, 2 * 512);
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
	/* One byte more that nobody set, though it was there and set before. */
	kmsan_mark(bp->b_data, 1024, KMSAN_STATE_INITED);
	bp->b_oflags |= BO_DONE;
	brelse(bp, 0);
	bp = getblk(&vnode, 7, 514, 0, 0);
	assert_int_equal(kmsan_test(bp->b_data, 514), 513);
	brelse(bp, 0);
	assert_null(incore(&vnode, 7));
}

/* A block that changes its size again and again takes no more memory than at first. */
static void
test_resize_again(void **state)
{
	size_t pages = 0;

	(void)state;
	for (int i = 0; i < 100; i++) {
		struct buf *bp = getblk(&vnode, 8, i % 2 != 0 ? 512 : MAXBSIZE, 0, 0);

		memset(bp->b_data, 0, 512);
		kmsan_mark(bp->b_data, bp->b_bcount, KMSAN_STATE_INITED);
		bdwrite(bp);
		if (i < 4)
			pages = kmsan_test_pages_used();
	}
	assert_int_equal(kmsan_test_pages_used(), pages);
	assert_int_equal(bufflush(&vnode), 0);
}

/* What is done to one disk is not done to another. */
static void
test_two_disks(void **state)
{
	struct vnode other = {.v_ops = &ops, .v_size = sizeof(image)};
	struct buf *bp, *mine;

	(void)state;
	assert_int_equal(bread(&other, 90, 512, 0, &bp), 0);
	memset(bp->b_data, 'o', 512);
	bdwrite(bp);
	mine = read_ok(90, 512);
	assert_ptr_not_equal(mine, bp);
	brelse(mine, 0);
	disk.nlog = 0;
	assert_int_equal(bufflush(&vnode), 0);
	assert_int_equal(disk.nlog, 0);
	assert_int_equal(bufinval(&vnode, true), 0);
	assert_null(incore(&vnode, 90));
	assert_ptr_equal(incore(&other, 90), bp);
	assert_int_equal(bufinval(&other, true), 0);
	assert_int_equal(disk.nlog, 1);
	assert_int_equal(image[90 * 512], 'o');
	assert_null(incore(&other, 90));
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
assert_named(const void *p, const char *giver, const char *taker)
{
	struct kmsan_addr_info info;

	assert_true(kmsan_addr_describe(p, &info));
	assert_string_equal(info.alloc_name, giver);
	if (taker == NULL)
		assert_null(info.free_name);
	else
		assert_string_equal(info.free_name, taker);
}

/* Memory is told by the function that the block was asked for with, and released by. */
static void
test_names(void **state)
{
	struct buf *bp = getblk(&vnode, 46, 512, 0, 0);
	const int64_t next = 48;
	const int size = 1024;
	void *data = bp->b_data;

	(void)state;
	assert_named(data, "getblk", NULL);
	brelse(bp, BC_INVAL);
	assert_named(data, "getblk", "brelse");
	bp = read_ok(46, 512);
	assert_named(bp->b_data, "bread", NULL);
	brelse(bp, BC_INVAL);
	assert_int_equal(breadn(&vnode, 46, 512, &next, &size, 1, 0, &bp), 0);
	assert_named(bp->b_data, "breadn", NULL);
	brelse(bp, BC_INVAL);
	bp = getblk(&vnode, 48, 1024, 0, 0);
	assert_named(bp->b_data, "breadn", NULL);
	data = bp->b_data;
	brelse(bp, 0);
	/* Of another size it is another's memory. */
	bp = getblk(&vnode, 48, 4096, 0, 0);
	assert_named(bp->b_data, "getblk", NULL);
	assert_named(data, "breadn", "getblk");
	brelse(bp, BC_INVAL);
	assert_int_equal(breada(&vnode, 46, 512, 49, 512, 0, &bp), 0);
	assert_named(bp->b_data, "breada", NULL);
	brelse(bp, BC_INVAL);
	bp = geteblk(2048);
	assert_named(bp->b_data, "geteblk", NULL);
	brelse(bp, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_read, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_write, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_check, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_pointer, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_reported_once, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_text, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_delayed, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_dirty_limit, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_lru, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_resize, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_resize_again, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_two_disks, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_read_ahead, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
