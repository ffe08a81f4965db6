/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both BSDs check the source up to its end and stop at the first bad byte. Here every bad byte is in
 * one report. The copy is initialised then, as theirs is: one mistake gives one report.
 */
#include "bsd.h"

#include <kmsan/kmem.h>
#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	char *s = kmem_zalloc(8, KM_SLEEP), copy[8];

	KEEP(s);
	kmsan_memcpy(s, "abcd", 5);
	if (!FIXED_TWIN) {
		kmsan_mark(s + 1, 1, KMSAN_STATE_UNINIT);
		kmsan_mark(s + 3, 1, KMSAN_STATE_UNINIT);
	}
	kmsan_strcpy(copy, s);
	KEEP(copy);
	kmsan_check(copy, 5, "copy");
	kmem_free(s, 8);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In strcpy():arg2 At Offset 1/5, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:22:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:31:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in test [[FILE]]:20:3 (t)
// CHECK-NEXT:  Bytes 1, 3 of 5 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 61 ?? 63 ?? 00
// CHECK-NEXT:  Address is 1 byte inside a 8-byte Kmem object allocated by test [[FILE]]:14:12
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:22:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
