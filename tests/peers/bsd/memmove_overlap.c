/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NetBSD's loop over the origins goes forward, whichever way the areas overlap, so a move to
 * higher addresses gives the last bytes the origin of the first. Here the two halves keep theirs.
 */
#include "bsd.h"

#include <kmsan/kmem.h>
#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	char *p = kmem_zalloc(24, KM_SLEEP);
	char first[4], second[4];

	if (FIXED_TWIN) {
		kmsan_memset(first, 0, 4);
		kmsan_memset(second, 0, 4);
	}
	KEEP(first);
	KEEP(second);
	kmsan_memcpy(p, first, 4);
	kmsan_memcpy(p + 4, second, 4);
	kmsan_memmove(p + 4, p, 8);
	kmsan_check(p + 4, 4, "first half");
	kmsan_check(p + 8, 4, "second half");
	kmem_free(p, 24);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In first half At Offset 0/4, Variable 'first' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:26:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:34:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in test [[FILE]]:25:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:34:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in test [[FILE]]:23:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:34:2 (t)
// CHECK-NEXT:  Variable 'first' of test created at [[FILE]]:15:7
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 4 bytes inside a 24-byte Kmem object allocated by test [[FILE]]:14:12
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:26:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In second half At Offset 0/4, Variable 'second' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:27:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:34:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in test [[FILE]]:25:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:34:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in test [[FILE]]:24:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:34:2 (t)
// CHECK-NEXT:  Variable 'second' of test created at [[FILE]]:15:17
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 8 bytes inside a 24-byte Kmem object allocated by test [[FILE]]:14:12
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:27:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
