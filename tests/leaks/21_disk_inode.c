/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file system writes inodes as the compiler laid them out: a date of 8 + 4 bytes leaves a hole,
 * and the last member leaves another.
 *
 * Origin: Malloc
 * Sink: bwrite
 */
#include "kernel.h"

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

static NOINLINE void
inode_update(uint16_t mode, uint64_t block)
{
#ifdef FIXED
	struct disk_inode *di = malloc(sizeof(*di), M_TEMP, M_WAITOK | M_ZERO);
#else
	struct disk_inode *di = malloc(sizeof(*di), M_TEMP, M_WAITOK);
#endif

	inode_pack(di, mode, block);
	disk_write(di, sizeof(*di));
	free(di, M_TEMP);
}

int
main(void)
{
	inode_update(0100644, 77);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In bwrite() At Offset 20/40, From inode_update+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in inode_update [[FILE]]:44:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:51:2 (t)
// CHECK-NEXT:  Created by malloc(40) at:
// CHECK-NEXT:    #0 in inode_update [[FILE]]:40:26 (t)
// CHECK-NEXT:  Bytes 20-23, 33-39 of 40 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 05 00 00 00 ?? ?? ?? ?? 4d 00 00 00 00 00 00 00
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 02 ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 20 bytes inside a 40-byte Malloc object allocated by inode_update [[FILE]]:40:26
// CHECK-NEXT:  probably struct disk_inode: offset 20, 4 bytes: padding after 'nsec'
// CHECK-NEXT:  probably struct disk_inode: offset 33, 7 bytes: tail padding
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak [[FILE]]:44:2 in inode_update
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
