/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A list for a process, as sysctl(2) makes them: the kernel guesses how many entries there will be,
 * allocates room for them from kmem(9), fills in those that there are, and copies out the room.
 */
#include <stdint.h>
#include <string.h>

#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/uaccess.h>

#define ROOM 4 /* entries */

struct disk_entry {
	char name[8];
	uint64_t bytes;
};

static const struct disk_entry disks[] = {{"wd0", 4096}, {"wd1", 512}, {"cd0", 2048}};
#define DISKS (sizeof(disks) / sizeof(disks[0]))

static __attribute__((noinline)) int
sysctl_disknames(void *udata)
{
	size_t size = ROOM * sizeof(struct disk_entry), used = 0;
	struct disk_entry *list = kmem_alloc(size, KM_SLEEP);
	int error;

	for (unsigned i = 0; i < DISKS && i < ROOM; i++) {
		memcpy(&list[i], &disks[i], sizeof(list[i]));
		used += sizeof(list[i]);
	}
#ifndef FIXED
	used = size;
#endif
	error = copyout(list, udata, used);
	kmem_free(list, size);
	return error;
}

int
main(void)
{
	void *process = kmsan_user_alloc(ROOM * sizeof(struct disk_entry));

	if (process == NULL)
		return 1;
	return sysctl_disknames(process);
}

// LEVELS: 0 1
// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In copyout():arg1 At Offset 48/64, From sysctl_disknames+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in sysctl_disknames [[FILE]]:37:10 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:49:9 (t)
// CHECK-NEXT:  Created by kmem_alloc(64) at:
// CHECK-NEXT:    #0 in sysctl_disknames [[FILE]]:27:28 (t)
// CHECK-NEXT:  Bytes 48-63 of 64 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 48 bytes inside a 64-byte Kmem object allocated by sysctl_disknames [[FILE]]:27:28
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:37:10 in sysctl_disknames
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
