/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An uninitialised value is printed. The call is blamed, by the check of arguments that the compiler
 * makes there; without it, it would be the function that turns the number into digits.
 */
#include "linux.h"

#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	volatile int uninit;
	char line[32];

	if (FIXED_TWIN)
		uninit = 1;
	kmsan_ksnprintf(line, sizeof(line), "%d files", uninit);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'uninit' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:18:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:24:2 (t)
// CHECK-NEXT:  Variable 'uninit' of test created at [[FILE]]:13:15
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:18:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
