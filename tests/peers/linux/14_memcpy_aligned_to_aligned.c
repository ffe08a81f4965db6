/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Four uninitialised bytes are copied over four good ones.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	volatile int uninit_src, dst = 0;

	if (FIXED_TWIN)
		uninit_src = 1;
	copy(&dst, &uninit_src, sizeof(uninit_src));
	check(&dst, sizeof(dst));
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In kmsan_check_memory() At Offset 0/4, Variable 'uninit_src' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:15:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:21:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in copy linux.h:60:9 (t)
// CHECK-NEXT:    #1 in test [[FILE]]:14:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:21:2 (t)
// CHECK-NEXT:  Variable 'uninit_src' of test created at [[FILE]]:10:15
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:15:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
