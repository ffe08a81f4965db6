/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same copy; what it left in the second cell of origins is one byte.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	volatile int uninit_src;
	volatile char dst[8] = {0};

	if (FIXED_TWIN)
		uninit_src = 1;
	copy((void *)&dst[1], &uninit_src, sizeof(uninit_src));
	check(&dst[4], 4);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In kmsan_check_memory() At Offset 0/4, Variable 'uninit_src' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:16:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:22:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in copy linux.h:60:9 (t)
// CHECK-NEXT:    #1 in test [[FILE]]:15:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:22:2 (t)
// CHECK-NEXT:  Variable 'uninit_src' of test created at [[FILE]]:10:15
// CHECK-NEXT:  Byte 0 of 4 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:16:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
