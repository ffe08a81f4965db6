/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NetBSD calls the whole result initialised, the part as well that was there before and that strcat()
 * does not write. Here that part stays as it was, and is reported again where it leaves.
 */
#include "bsd.h"

#include <kmsan/kmem.h>
#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	char *s = kmem_zalloc(8, KM_SLEEP);

	kmsan_memcpy(s, "ab", 3);
	if (!FIXED_TWIN)
		kmsan_mark(s + 1, 1, KMSAN_STATE_UNINIT);
	KEEP(s);
	kmsan_strcat(s, "cd");
	kmsan_check(s, 5, "result");
	kmem_free(s, 8);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In strcat():arg1 At Offset 1/3, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:20:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:28:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in test [[FILE]]:18:3 (t)
// CHECK-NEXT:  Byte 1 of 3 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 61 ?? 00
// CHECK-NEXT:  Address is 1 byte inside a 8-byte Kmem object allocated by test [[FILE]]:14:12
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:20:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In result At Offset 1/5, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:21:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:28:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in test [[FILE]]:18:3 (t)
// CHECK-NEXT:  Byte 1 of 5 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 61 ?? 63 64 00
// CHECK-NEXT:  Address is 1 byte inside a 8-byte Kmem object allocated by test [[FILE]]:14:12
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:21:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
