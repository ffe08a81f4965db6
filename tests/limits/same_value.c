/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A false report: a result that is the same whatever the uninitialised value is. Sums and products are
 * taken for uninitialised from the lowest uninitialised bit on; bits, as a control, exactly.
 */
#include "limits.h"

int
main(void)
{
	volatile unsigned value;

	if (FIXED_TWIN)
		value = 1;
	if ((value & 0) == 0)
		KEEP(NULL);
	if (value - value == 0)
		KEEP(NULL);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'value' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:17:{{6|20}} (t)
// CHECK-NEXT:  Variable 'value' of main created at [[FILE]]:11:20
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:17:{{6|20}} in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
