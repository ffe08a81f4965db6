/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both BSDs stop at the first bad byte of a string, and say nothing about its NUL when a byte before it
 * is bad. Here both are in the report: where a string ends is what the function says.
 */
#include "bsd.h"

#include <kmsan/kmem.h>
#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	char *s = kmem_zalloc(8, KM_SLEEP);

	kmsan_memcpy(s, "abcd", 5);
	if (!FIXED_TWIN) {
		kmsan_mark(s + 1, 1, KMSAN_STATE_UNINIT);
		kmsan_mark(s + 4, 1, KMSAN_STATE_UNINIT);
	}
	KEEP(s);
	MUST(kmsan_strlen(s) == 4);
	kmem_free(s, 8);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In strlen():arg1 At Offset 1/5, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:22:{{2|7}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:29:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in test [[FILE]]:18:3 (t)
// CHECK-NEXT:  Bytes 1, 4 of 5 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 61 ?? 63 64 ??
// CHECK-NEXT:  Address is 1 byte inside a 8-byte Kmem object allocated by test [[FILE]]:14:12
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:22:{{2|7}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
