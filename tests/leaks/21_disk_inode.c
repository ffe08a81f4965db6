/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file system writes inodes as the compiler laid them out: a date of 8 + 4 bytes leaves a hole,
 * and the last member leaves another.
 *
 * Origin: Malloc
 * Sink: bwrite
 */
#include "kernel.h"

#include "disk.h"
#include <kmsan/malloc.h>

struct disk_inode {
	uint16_t mode, nlink;
	uint32_t uid;
	int64_t sec;
	uint32_t nsec;
	uint64_t block;
	uint8_t depth;
};

static NOINLINE void
inode_pack(struct disk_inode *di, uint16_t mode, uint64_t block)
{
	di->mode = mode;
	di->nlink = 1;
	di->uid = 0;
	di->sec = 1600000000;
	di->nsec = 5;
	di->block = block;
	di->depth = 2;
}

static NOINLINE int
inode_update(struct vnode *vp, uint16_t mode, uint64_t block)
{
#ifdef FIXED
	struct disk_inode *di = malloc(sizeof(*di), M_TEMP, M_WAITOK | M_ZERO);
#else
	struct disk_inode *di = malloc(sizeof(*di), M_TEMP, M_WAITOK);
#endif
	struct buf *bp;
	int error = bread(vp, 16, DEV_BSIZE, 0, &bp);

	inode_pack(di, mode, block);
	if (error == 0) {
		memcpy((char *)bp->b_data + 2 * sizeof(*di), di, sizeof(*di));
		error = bwrite(bp);
	}
	free(di, M_TEMP);
	return error;
}

int
main(void)
{
	return inode_update(disk(), 0100644, 77);
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In bwrite() At Offset 100/512, From inode_update+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in inode_update [[FILE]]:49:11 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:58:9 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in inode_update [[FILE]]:48:3 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:58:9 (t)
// CHECK-NEXT:  Created by malloc at:
// CHECK-NEXT:    #0 in inode_update [[FILE]]:41:26 (t)
// CHECK-NEXT:  Bytes 100-103, 113-119 of 512 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 05 00 00 00 ?? ?? ?? ?? 4d 00 00 00 00 00 00 00
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 02 ?? ?? ?? ?? ?? ?? ?? 00 00 00 00 00 00 00 00
// CHECK-NEXT:  Address is 100 bytes inside a 512-byte Pool object allocated by inode_update [[FILE]]:44:14
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak [[FILE]]:49:11 in inode_update
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
