/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A function without checks reports nothing and leaves initialised memory; one without
 * instrumentation leaves the shadow as it is.
 */
#include <kmsan/kmsan.h>

#include "expect.h"

static volatile int from, to;

__attribute__((noinline, no_sanitize("kernel-memory"))) static int
unchecked(void)
{
	if (from == 3)
		return 1;
	to = from;
	return 0;
}

__attribute__((noinline, disable_sanitizer_instrumentation)) static int
uninstrumented(int n)
{
	to = n;
	return to == 8;
}

static NOINLINE void
checked(void)
{
	if (from == 3)
		KEEP(NULL);
}

int
main(void)
{
	kmsan_mark((void *)&from, sizeof(from), KMSAN_STATE_UNINIT);
	kmsan_mark((void *)&to, sizeof(to), KMSAN_STATE_UNINIT);
	EXPECT(unchecked() == 0);
	EXPECT(kmsan_test((void *)&to, sizeof(to)) == -1);
	kmsan_mark((void *)&to, sizeof(to), KMSAN_STATE_UNINIT);
	EXPECT(uninstrumented(8) == 1);
	EXPECT(kmsan_test((void *)&to, sizeof(to)) == 0);
	if (FIXED_TWIN)
		from = 0;
	checked();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in checked [[FILE]]:31:{{6|11}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:47:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:38:2 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:31:{{6|11}} in checked
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
