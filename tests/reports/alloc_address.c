/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports on heap memory say which object it is: one of the size that was asked for, also where the
 * address is in the padding behind it, and in the middle of a large one.
 */
// LEVELS: 0 1
#include <string.h>

#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/malloc.h>
#include <kmsan/uaccess.h>

#include "expect.h"

static NOINLINE char *
allocate(size_t size)
{
	return kmem_alloc(size, KM_SLEEP);
}

static NOINLINE char *
allocate_zeroed(size_t size)
{
	return malloc(size, M_DEVBUF, M_WAITOK | M_ZERO);
}

int
main(void)
{
	char *process = kmsan_user_alloc(100000), *small, *padded, *large;
	struct kmsan_addr_info info;

	EXPECT(process != NULL);
	small = allocate(64);
	padded = allocate_zeroed(60);
	large = allocate(90000);
	if (FIXED_TWIN) {
		memset(small, 0, 64);
		memset(large, 0, 90000);
	}
	copyout(small + 12, process, 4);
	/* What is asked for is zero; what is behind it belongs to nobody. */
	copyout(padded, process, FIXED_TWIN ? 60 : 64);
	copyout(large + 50000, process, 2);
	EXPECT(kmsan_addr_describe(small + 12, &info));
	EXPECT(info.live && info.start == (uintptr_t)small && info.size == 64);
	EXPECT(info.type == KMSAN_TYPE_KMEM);
	kmem_free(small, 64);
	if (!FIXED_TWIN)
		copyout(small + 12, process, 4);
	EXPECT(kmsan_addr_describe(small + 12, &info) && !info.live);
	free(padded, M_DEVBUF);
	kmem_free(large, 90000);
	return 0;
}

// CLANGS: 14 22
// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In copyout():arg1 At Offset 0/4, From allocate+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:43:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(64) at:
// CHECK-NEXT:    #0 in allocate [[FILE]]:20:9 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 12 bytes inside a 64-byte Kmem object allocated by allocate [[FILE]]:20:9
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:43:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In copyout():arg1 At Offset 60/64, From allocate_zeroed+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:45:2 (t)
// CHECK-NEXT:  Created by malloc(60) at:
// CHECK-NEXT:    #0 in allocate_zeroed [[FILE]]:26:9 (t)
// CHECK-NEXT:  Bytes 60-63 of 64 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 00 00 00 00 00 00 ?? ?? ?? ??
// CHECK-NEXT:  Address is 0 bytes after a 60-byte Malloc object allocated by allocate_zeroed [[FILE]]:26:9
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:45:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In copyout():arg1 At Offset 0/2, From allocate+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(90000) at:
// CHECK-NEXT:    #0 in allocate [[FILE]]:20:9 (t)
// CHECK-NEXT:  Bytes 0-1 of 2 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ??
// CHECK-NEXT:  Address is 50000 bytes inside a 90000-byte Kmem object allocated by allocate [[FILE]]:20:9
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:46:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Kmem Memory In copyout():arg1 At Offset 0/4, From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:52:3 (t)
// CHECK-NEXT:  Freed by kmem_free at:
// CHECK-NEXT:    #0 in main [[FILE]]:50:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(64) at:
// CHECK-NEXT:    #0 in allocate [[FILE]]:20:9 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 12 bytes inside a 64-byte Kmem object allocated by allocate [[FILE]]:20:9, now freed
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak-after-free [[FILE]]:52:3 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 4 reports (4 distinct), 0 suppressed
