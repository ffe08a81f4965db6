/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Of two arguments one is uninitialised. The caller is blamed, where it is passed: neither the
 * callee that looks at it nor the deeper one that gets a value that is fine.
 */
#include "linux.h"

static NOINLINE void
one_param_fn(int a)
{
	USE(a);
}

static NOINLINE void
two_param_fn(int a, int b)
{
	int init = 0;

	KEEP(&init);
	one_param_fn(init);
	USE(a);
	USE(b);
}

static NOINLINE void
test(void)
{
	volatile int uninit, init = 1;

	if (FIXED_TWIN)
		uninit = 0;
	two_param_fn(uninit, init);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'uninit' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:32:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:38:2 (t)
// CHECK-NEXT:  Variable 'uninit' of test created at [[FILE]]:28:15
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:32:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
