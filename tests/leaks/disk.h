/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_LEAKS_DISK_H
#define TESTS_LEAKS_DISK_H

/* A disk for the routines that write to one, and the way of a file's bytes to it. */

#include <kmsan/buf.h>

/* Of zeroes, and forgets at once: the buffer cache's checks are what counts here. */
static void
zero_strategy(struct vnode *vp, struct buf *bp)
{
	(void)vp;
	if (bp->b_flags & B_READ)
		memset(bp->b_data, 0, bp->b_bcount);
	bp->b_resid = 0;
	bp->b_error = 0;
	biodone(bp);
}

static struct vnode *
disk(void)
{
	static const struct kmsan_vnode_ops ops = {zero_strategy};
	static struct vnode vnode = {.v_ops = &ops, .v_size = 1 << 20};

	return &vnode;
}

/* Write len bytes of kernel memory, which lie in one block. (vn_rdwr(9) without its credentials.) */
static NOINLINE __attribute__((unused)) int
vn_write(struct vnode *vp, const void *base, size_t len, int64_t offset)
{
	struct buf *bp;
	int error = bread(vp, btodb(offset), DEV_BSIZE, 0, &bp);

	if (error != 0)
		return error;
	memcpy((char *)bp->b_data + offset % DEV_BSIZE, base, len);
	return bwrite(bp);
}

#endif
