/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Not seen: a global variable that nobody has set. C says that it is zero, and so it is initialised. One
 * that is marked, the control here, is not.
 */
#include "limits.h"

static volatile int never_set, marked;

int
main(void)
{
	kmsan_check((void *)&never_set, sizeof(never_set), "never set");
	if (!FIXED_TWIN)
		kmsan_mark((void *)&marked, sizeof(marked), KMSAN_STATE_UNINIT);
	kmsan_check((void *)&marked, sizeof(marked), "marked");
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In marked At Offset 0/4, From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:16:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:15:3 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:16:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
