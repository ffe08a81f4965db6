/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Blocks that go to the disk: at once, later (then the report names who delayed the write), and of memory
 * that was freed. What bread() brings is initialised.
 */
#include <kmsan/buf.h>
#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <string.h>

#include "expect.h"

struct inode {
	unsigned mode;
	char spare[12];
	unsigned size;
};

static NOINLINE void
fill(struct inode *ip)
{
	ip->mode = 1;
	ip->size = 3;
	memset(ip->spare, 0, FIXED_TWIN ? 12 : 5);
}

/* A table of inodes, 24 of 20 bytes; the rest of the block is nobody's. */
static NOINLINE struct buf *
table(struct vnode *vp, int64_t blkno)
{
	struct buf *bp = getblk(vp, blkno, DEV_BSIZE, 0, 0);

	memset(bp->b_data, 0, DEV_BSIZE);
	return bp;
}

static NOINLINE void
write_now(struct vnode *vp)
{
	struct buf *bp = getblk(vp, 3, DEV_BSIZE, 0, 0);

	fill(bp->b_data);
	memset((char *)bp->b_data + 20, 0, DEV_BSIZE - 20);
	EXPECT(bwrite(bp) == 0);
}

static NOINLINE void
write_later(struct vnode *vp)
{
	struct inode *ip = kmem_alloc(sizeof(*ip), KM_SLEEP);
	struct buf *bp = table(vp, 5);

	fill(ip);
	memcpy((char *)bp->b_data + 40, ip, sizeof(*ip));
	kmem_free(ip, sizeof(*ip));
	/* Too late: what it is now is what the block gets. */
	if (!FIXED_TWIN)
		memcpy((char *)bp->b_data + 100, &ip->mode, 1);
	bdwrite(bp);
}

static void
read_back(struct vnode *vp)
{
	struct buf *bp;

	EXPECT(bread(vp, 3, DEV_BSIZE, 0, &bp) == 0);
	EXPECT(((struct inode *)bp->b_data)->size == 3);
	EXPECT(kmsan_test(bp->b_data, DEV_BSIZE) == -1);
	brelse(bp, 0);
}

int
main(int argc, char **argv)
{
	struct vnode *vp;

	EXPECT(argc == 2);
	vp = kmsan_disk_open(argv[1], 100 * DEV_BSIZE);
	EXPECT(vp != NULL);
	write_now(vp);
	write_later(vp);
	EXPECT(bufflush(vp) == 0);
	read_back(vp);
	EXPECT(kmsan_disk_close(vp) == 0);
	return 0;
}

// RUN: %t %d/log/image

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In bwrite() At Offset 9/512, From write_now+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in write_now [[FILE]]:45:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:82:{{2|9}} (t)
// CHECK-NEXT:  Created by getblk(512) at:
// CHECK-NEXT:    #0 in write_now [[FILE]]:41:19 (t)
// CHECK-NEXT:  Bytes 9-15 of 512 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 00 00 00 00 00 00 00 00 ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 9 bytes inside a 512-byte Pool object allocated by write_now [[FILE]]:41:19
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak [[FILE]]:45:{{2|9}} in write_now
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In bwrite() At Offset 49/512, From write_later+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in write_later [[FILE]]:60:{{2|9}} (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in write_later [[FILE]]:55:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:83:{{2|9}} (t)
// CHECK-NEXT:  Created by kmem_alloc at:
// CHECK-NEXT:    #0 in write_later [[FILE]]:51:21 (t)
// CHECK-NEXT:  Bytes 49-55, 100 of 512 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 ?? ?? ?? ?? ?? ?? ?? 03 00 00 00 00 00 00 00
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 ?? 00 00 00 00 00 00 00 00 00 00 00
// CHECK-NEXT:  Address is 49 bytes inside a 512-byte Pool object allocated by table [[FILE]]:32:19
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak [[FILE]]:60:{{2|9}} in write_later
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
