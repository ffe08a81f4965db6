/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both BSDs fill the area and forget what the value was. The function's argument is checked here.
 */
#include "bsd.h"

#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	volatile int value;
	char area[8];

	if (FIXED_TWIN)
		value = 3;
	kmsan_memset(area, value, sizeof(area));
	KEEP(area);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'value' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:17:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:24:2 (t)
// CHECK-NEXT:  Variable 'value' of test created at [[FILE]]:12:15
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:17:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
