/* SPDX-License-Identifier: BSD-2-Clause */
/* A disk that is a file. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include <kmsan/buf.h>
#include <kmsan/host.h>
#include <kmsan/kmsan.h>

#include "linux/folder.h"

static char path[64];

static int
set_up(void **state)
{
	if (make_folder(state) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/image", folder);
	return 0;
}

static void
write_block(struct vnode *vp, int64_t blkno, int size, char c)
{
	struct buf *bp = getblk(vp, blkno, size, 0, 0);

	memset(bp->b_data, c, (size_t)size);
	kmsan_mark(bp->b_data, (size_t)size, KMSAN_STATE_INITED);
	assert_int_equal(bwrite(bp), 0);
}

static char
file_byte(off_t at)
{
	int fd = open(path, O_RDONLY);
	char c = 0;

	assert_int_equal(pread(fd, &c, 1, at), 1);
	close(fd);
	return c;
}

static void
test_file(void **state)
{
	struct vnode *vp = kmsan_disk_open(path, 100 * 512);
	struct stat st;
	struct buf *bp;

	(void)state;
	assert_non_null(vp);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 100 * 512);
	write_block(vp, 10, 1024, 'x');
	/* In the file when bwrite returns. */
	assert_int_equal(file_byte(10 * 512), 'x');
	assert_int_equal(file_byte(12 * 512 - 1), 'x');
	assert_int_equal(file_byte(12 * 512), 0);
	bp = getblk(vp, 20, 512, 0, 0);
	memset(bp->b_data, 'd', 512);
	kmsan_mark(bp->b_data, 512, KMSAN_STATE_INITED);
	bdwrite(bp);
	assert_int_equal(file_byte(20 * 512), 0);
	assert_int_equal(kmsan_disk_close(vp), 0);
	assert_int_equal(file_byte(20 * 512), 'd');

	vp = kmsan_disk_open(path, 0);
	assert_non_null(vp);
	assert_int_equal(vp->v_size, 100 * 512);
	assert_int_equal(bread(vp, 10, 2048, 0, &bp), 0);
	assert_int_equal(((char *)bp->b_data)[1023], 'x');
	assert_int_equal(((char *)bp->b_data)[1024], 0);
	assert_int_equal(kmsan_test(bp->b_data, 2048), -1);
	brelse(bp, 0);
	assert_int_equal(kmsan_disk_close(vp), 0);
}

static void
test_beyond(void **state)
{
	static const struct {
		int64_t blkno;
		int size;
	} beyond[] = {{100, 1}, {99, 513}, {-1, 512}, {INT64_MAX, 512}, {INT64_MAX / 512 + 1, 512}};
	struct vnode *vp = kmsan_disk_open(path, 100 * 512);
	struct stat st;
	struct buf *bp;

	(void)state;
	for (unsigned i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++) {
		assert_int_equal(bread(vp, beyond[i].blkno, beyond[i].size, 0, &bp), KMSAN_EINVAL);
		bp = getblk(vp, beyond[i].blkno, beyond[i].size, 0, 0);
		kmsan_mark(bp->b_data, (size_t)beyond[i].size, KMSAN_STATE_INITED);
		assert_int_equal(bwrite(bp), KMSAN_EINVAL);
	}
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 100 * 512);
	assert_int_equal(kmsan_disk_close(vp), 0);
}

/* The image got shorter under the disk: what is there is read, and marked, and no more. */
static void
test_short(void **state)
{
	struct vnode *vp = kmsan_disk_open(path, 100 * 512);
	struct buf *bp;

	(void)state;
	assert_int_equal(truncate(path, 50 * 512 + 100), 0);
	assert_int_equal(bread(vp, 50, 512, 0, &bp), KMSAN_EIO);
	bp = getblk(vp, 50, 512, 0, 0);
	bp->b_flags |= B_READ;
	VOP_STRATEGY(vp, bp);
	assert_int_equal(biowait(bp), KMSAN_EIO);
	assert_int_equal(bp->b_resid, 412);
	assert_int_equal(kmsan_test(bp->b_data, 512), 100);
	brelse(bp, BC_INVAL);
	assert_int_equal(kmsan_disk_close(vp), 0);
}

/* A file that may not grow is as full as a disk. */
static void
test_full(void **state)
{
	struct vnode *vp = kmsan_disk_open(path, 100 * 512);
	struct rlimit old, limit;
	struct buf *bp;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	limit.rlim_cur = 10 * 512 + 100;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	bp = getblk(vp, 10, 512, 0, 0);
	memset(bp->b_data, 'f', 512);
	kmsan_mark(bp->b_data, 512, KMSAN_STATE_INITED);
	assert_int_equal(bwrite(bp), KMSAN_EFBIG);
	assert_null(incore(vp, 10));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(file_byte(10 * 512 + 99), 'f');
	assert_int_equal(kmsan_disk_close(vp), 0);
}

/* Write until there is no room; what was written is there. 0: so it was. */
static int
fill_disk(void)
{
	struct vnode *vp = kmsan_disk_open(path, 1 << 20);
	int64_t blkno = 0;
	struct buf *bp;
	int error = 0;

	for (; error == 0 && blkno < 2048; blkno += 8) {
		bp = getblk(vp, blkno, 4096, 0, 0);
		memset(bp->b_data, 'a' + (int)(blkno / 8), 4096);
		kmsan_mark(bp->b_data, 4096, KMSAN_STATE_INITED);
		error = bwrite(bp);
	}
	if (error != ENOSPC || blkno != 17 * 8 || incore(vp, blkno - 8) != NULL)
		return 1;
	if (bufinval(vp, true) != 0 || bread(vp, 15 * 8, 4096, 0, &bp) != 0)
		return 2;
	if (((char *)bp->b_data)[4095] != 'p')
		return 3;
	brelse(bp, 0);
	return kmsan_disk_close(vp);
}

/* A file system of 16 pages, in a process of its own that may see it alone. */
static void
test_no_space(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0) {
		if ((unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) ||
		    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
		    mount("tmpfs", folder, "tmpfs", 0, "size=64k") != 0)
			_exit(77);
		_exit(fill_disk());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

static void
test_no_file(void **state)
{
	(void)state;
	assert_null(kmsan_disk_open("/nowhere/at/all", 512));
	assert_null(kmsan_disk_open("/tmp/kmsan-no-such-image", 0));
	assert_null(kmsan_disk_open("/dev/null", 512));
	assert_null(kmsan_disk_open(folder, 512));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_file),
	    cmocka_unit_test(test_beyond),
	    cmocka_unit_test(test_short),
	    cmocka_unit_test(test_full),
	    cmocka_unit_test(test_no_space),
	    cmocka_unit_test(test_no_file),
	};

	return cmocka_run_group_tests(tests, set_up, remove_folder);
}
