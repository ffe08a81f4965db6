/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DIOCGSTRATEGY, roughly: a driver answers a process from memory that it allocates, with a name in
 * a field of fixed size. What lies behind the name's NUL leaves with it: whatever the kernel kept
 * in that memory before.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/uaccess.h>

struct disk_strategy {
	uint32_t version;
	char name[12];
	uint64_t queued;
};

struct disk {
	const char *dk_strategy;
	uint64_t dk_queued;
};

static struct disk wd0 = {"fcfs", 3};

static int
disk_get_strategy(struct disk *dk, void *udata)
{
	struct disk_strategy *ds;
	int error;

#ifdef FIXED
	ds = kmem_zalloc(sizeof(*ds), KM_SLEEP);
#else
	ds = kmem_alloc(sizeof(*ds), KM_SLEEP);
#endif
	ds->version = 1;
	memcpy(ds->name, dk->dk_strategy, strlen(dk->dk_strategy) + 1);
	ds->queued = dk->dk_queued;
	error = copyout(ds, udata, sizeof(*ds));
	kmem_free(ds, sizeof(*ds));
	return error;
}

int
main(void)
{
	void *process = kmsan_user_alloc(sizeof(struct disk_strategy));

	if (process == NULL)
		return 1;
	return disk_get_strategy(&wd0, process);
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In copyout():arg1 At Offset 9/24, From {{disk_get_strategy|main}}+0x{{[0-9a-f]+}}
// CHECK-NEXT:    #0 in disk_get_strategy [[FILE]]:42:10 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:54:9 (t)
// CHECK-NEXT:  Created by kmem_alloc(24) at:
// CHECK-NEXT:    #0 in disk_get_strategy [[FILE]]:37:7 (t)
// OPT-NEXT:    #1 in main [[FILE]]:54:9 (t)
// CHECK-NEXT:  Bytes 9-15 of 24 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 00 00 00 66 63 66 73 00 ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 9 bytes inside a 24-byte Kmem object allocated by disk_get_strategy [[FILE]]:37:7
// CHECK-NEXT:  probably struct disk_strategy: offset 9, 7 bytes: member 'name[5..11]'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:42:10 in disk_get_strategy
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
