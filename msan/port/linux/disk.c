/* SPDX-License-Identifier: BSD-2-Clause */

/* A disk that is a file. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <kmsan/buf.h>
#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/kmem.h>

#include "rawsys.h"

struct disk {
	struct vnode vnode; /* first */
	int fd;
};

/* How much was transferred; *error says why it was not all. */
static size_t
transfer(const struct disk *disk, const struct buf *bp, uint64_t at, int *error)
{
	long number = (bp->b_flags & B_READ) != 0 ? SYS_pread64 : SYS_pwrite64;
	size_t done = 0;

	while (done < bp->b_bcount) {
		long n = KMSAN_SYS(
		    number, disk->fd, (char *)bp->b_data + done, bp->b_bcount - done, at + done);

		if (n == -EINTR)
			continue;
		if (n <= 0) {
			*error = n < 0 ? (int)-n : KMSAN_EIO;
			break;
		}
		done += (size_t)n;
	}
	return done;
}

static void
strategy(struct vnode *vp, struct buf *bp)
{
	const struct disk *disk = (struct disk *)vp;
	uint64_t blocks = vp->v_size / DEV_BSIZE, at = (uint64_t)bp->b_blkno;

	bp->b_resid = bp->b_bcount;
	if (bp->b_blkno < 0 || at >= blocks || bp->b_bcount > vp->v_size - at * DEV_BSIZE)
		bp->b_error = KMSAN_EINVAL;
	else
		bp->b_resid -= (unsigned)transfer(disk, bp, at * DEV_BSIZE, &bp->b_error);
	biodone(bp);
}

static struct vnode *
failed(const char *path, int fd, const char *what, long error)
{
	kmsan_note("kmsan_disk_open: %s: %s (%s)", path, what, strerrordesc_np((int)-error));
	if (fd >= 0)
		KMSAN_SYS(SYS_close, fd, 0, 0, 0);
	return NULL;
}

struct vnode *
kmsan_disk_open(const char *path, uint64_t size)
{
	static const struct kmsan_vnode_ops ops = {.strategy = strategy};
	struct disk *disk;
	struct stat st;
	long error;
	int fd;

	fd = (int)KMSAN_SYS(
	    SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC | (size > 0 ? O_CREAT : 0), 0666);
	if (fd < 0)
		return failed(path, -1, "cannot be opened", fd);
	error = KMSAN_SYS(SYS_fstat, fd, &st, 0, 0);
	if (error == 0 && !S_ISREG(st.st_mode))
		return failed(path, fd, "is no file", -EINVAL);
	if (error == 0 && (uint64_t)st.st_size < size)
		error = KMSAN_SYS(SYS_ftruncate, fd, size, 0, 0);
	if (error != 0)
		return failed(path, fd, "cannot have that size", error);
	disk = kmem_zalloc(sizeof(*disk), KM_SLEEP);
	disk->vnode.v_ops = &ops;
	disk->vnode.v_data = disk;
	disk->vnode.v_size = size > 0 ? size : (uint64_t)st.st_size;
	disk->fd = fd;
	return &disk->vnode;
}

int
kmsan_disk_close(struct vnode *vp)
{
	struct disk *disk = (struct disk *)vp;
	int error = bufinval(vp, true);
	long closed = KMSAN_SYS(SYS_close, disk->fd, 0, 0, 0);

	kmem_free(disk, sizeof(*disk));
	return error != 0 || closed == 0 ? error : (int)-closed;
}
