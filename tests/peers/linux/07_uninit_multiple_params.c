/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sum of three values, of which two are uninitialised. Each is reported where it is passed.
 */
#include "linux.h"

static NOINLINE int
sum3(int a, int b, int c)
{
	return a + b + c;
}

static NOINLINE void
test(void)
{
	volatile char b = 3, c;
	volatile int a;

	if (FIXED_TWIN) {
		a = 1;
		c = 2;
	}
	USE(sum3(a, b, c));
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'a' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:23:{{2|6}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:29:2 (t)
// CHECK-NEXT:  Variable 'a' of test created at [[FILE]]:17:15
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:23:{{2|6}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'c' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:23:{{2|6}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:29:2 (t)
// CHECK-NEXT:  Variable 'c' of test created at [[FILE]]:16:23
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:23:{{2|6}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
