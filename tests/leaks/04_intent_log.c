/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file system's intent log rounds every record up to 8 bytes and copies it into the block that goes
 * to disk, the rounding included.
 *
 * Origin: Kmem
 * Sink: bwrite
 */
#include "kernel.h"

#include "disk.h"
#include <kmsan/kmem.h>

struct log_record {
	uint32_t type, length;
	uint64_t txg;
	char name[];
};

static NOINLINE struct log_record *
log_rename(uint64_t txg, const char *name, size_t *size)
{
	size_t used = sizeof(struct log_record) + strlen(name) + 1;
	struct log_record *lr;

	*size = (used + 7) & ~(size_t)7;
	lr = kmem_alloc(*size, KM_SLEEP);
	lr->type = 12;
	lr->length = (uint32_t)*size;
	lr->txg = txg;
	strcpy(lr->name, name);
#ifdef FIXED
	memset((char *)lr + used, 0, *size - used);
#endif
	return lr;
}

static NOINLINE int
log_commit(struct vnode *vp, uint64_t txg, const char *name)
{
	size_t size;
	struct log_record *lr = log_rename(txg, name, &size);
	struct buf *bp = getblk(vp, 40, DEV_BSIZE, 0, 0);

	memset(bp->b_data, 0, DEV_BSIZE);
	memcpy(bp->b_data, lr, size);
	kmem_free(lr, size);
	return bwrite(bp);
}

int
main(void)
{
	return log_commit(disk(), 7, "passwd.new");
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In bwrite() At Offset 27/512, From log_rename+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in log_commit [[FILE]]:48:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:54:9 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in log_commit [[FILE]]:46:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:54:9 (t)
// CHECK-NEXT:  Created by kmem_alloc at:
// CHECK-NEXT:    #0 in log_rename [[FILE]]:27:7 (t)
// CHECK-NEXT:  Bytes 27-31 of 512 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 70 61 73 73 77 64 2e 6e 65 77 00 ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 27 bytes inside a 512-byte Pool object allocated by log_commit [[FILE]]:43:19
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak [[FILE]]:48:9 in log_commit
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
