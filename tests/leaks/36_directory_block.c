/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mkdir(2) writes a block of 512 bytes in which it has made two entries. The cache's block held
 * another file's data before.
 *
 * Origin: Pool
 * Sink: bwrite
 */
#include "kernel.h"

#include <kmsan/pool.h>

#define BLOCK 512

struct direct {
	uint32_t ino;
	uint16_t reclen;
	uint8_t type, namlen;
	char name[4];
};

static struct pool bufpool;

static NOINLINE void
mkdir_template(char *block, uint32_t ino, uint32_t parent)
{
	struct direct *d = (struct direct *)block;

#ifdef FIXED
	memset(block, 0, BLOCK);
#endif
	d[0] = (struct direct){ino, sizeof(*d), 4, 1, "."};
	d[1] = (struct direct){parent, BLOCK - sizeof(*d), 4, 2, ".."};
}

static NOINLINE void
ufs_mkdir(uint32_t ino, uint32_t parent)
{
	char *block = pool_get(&bufpool, PR_WAITOK);

	mkdir_template(block, ino, parent);
	disk_write(block, BLOCK);
	pool_put(&bufpool, block);
}

int
main(void)
{
	pool_init(&bufpool, BLOCK, 0, 0, 0, "bufpl", NULL, IPL_NONE);
	ufs_mkdir(1042, 2);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In bwrite() At Offset 24/512, From ufs_mkdir+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in ufs_mkdir [[FILE]]:42:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:50:2 (t)
// CHECK-NEXT:  Created by pool_get(512) at:
// CHECK-NEXT:    #0 in ufs_mkdir [[FILE]]:39:16 (t)
// CHECK-NEXT:  Bytes 24-511 of 512 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: f4 01 04 02 2e 2e 00 00 ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  and 23 rows more
// CHECK-NEXT:  Address is 24 bytes inside a 512-byte Pool object allocated by ufs_mkdir [[FILE]]:39:16
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak [[FILE]]:42:2 in ufs_mkdir
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
