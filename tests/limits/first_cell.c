/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Named wrongly: a load of more than 4 bytes carries the origin of its first 4. What decides here is
 * 'second', and the report names 'first'.
 */
#include "limits.h"

int
main(void)
{
	volatile uint64_t both;
	int first, second;

	if (FIXED_TWIN)
		first = second = 0;
	KEEP(&first);
	KEEP(&second);
	copy((void *)&both, &first, sizeof(first));
	copy((char *)&both + 4, &second, sizeof(second));
	if (both >> 32 == 7)
		KEEP(NULL);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'first' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:20:{{6|17}} (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in copy limits.h:24:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:18:2 (t)
// CHECK-NEXT:  Variable 'first' of main created at [[FILE]]:12:6
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:20:{{6|17}} in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
