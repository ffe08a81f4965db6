/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both BSDs check all bytes up to the deciding one, and stop at the first bad one, so that of two bad
 * strings the first alone is named. Here both are.
 */
#include "bsd.h"

#include <kmsan/kmem.h>
#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	char *a = kmem_zalloc(8, KM_SLEEP), *b = kmem_zalloc(8, KM_SLEEP);

	kmsan_memcpy(a, "same", 5);
	kmsan_memcpy(b, "same", 5);
	if (!FIXED_TWIN) {
		kmsan_mark(a + 1, 1, KMSAN_STATE_UNINIT);
		kmsan_mark(b + 4, 1, KMSAN_STATE_UNINIT);
	}
	KEEP(a);
	KEEP(b);
	MUST(kmsan_strcmp(a, b) == 0);
	kmem_free(a, 8);
	kmem_free(b, 8);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In strcmp():arg1 At Offset 1/5, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:24:{{2|7}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:32:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in test [[FILE]]:19:3 (t)
// CHECK-NEXT:  Byte 1 of 5 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 73 ?? 6d 65 00
// CHECK-NEXT:  Address is 1 byte inside a 8-byte Kmem object allocated by test [[FILE]]:14:12
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:24:{{2|7}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In strcmp():arg2 At Offset 4/5, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:24:{{2|7}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:32:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in test [[FILE]]:20:3 (t)
// CHECK-NEXT:  Byte 4 of 5 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 73 61 6d 65 ??
// CHECK-NEXT:  Address is 4 bytes inside a 8-byte Kmem object allocated by test [[FILE]]:14:43
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:24:{{2|7}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
