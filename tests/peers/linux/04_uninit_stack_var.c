/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A local variable decides before it is set: its name is the origin.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	volatile int cond;

	if (FIXED_TWIN)
		cond = 1;
	USE(cond);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'cond' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:14:{{2|6}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:20:2 (t)
// CHECK-NEXT:  Variable 'cond' of test created at [[FILE]]:10:15
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:14:{{2|6}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
