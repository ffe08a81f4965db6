/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Named wrongly: four bytes share one origin, and of two uninitialised ones that come from different
 * places the later one's counts for both. The byte of 'first' is said to be from 'second'.
 */
#include "limits.h"

int
main(void)
{
	char first, second, cell[4] __attribute__((aligned(4))) = {0};

	if (FIXED_TWIN)
		first = second = 0;
	KEEP(&first);
	KEEP(&second);
	KEEP(cell);
	copy(cell, &first, 1);
	copy(cell + 1, &second, 1);
	kmsan_check(cell, 1, "first");
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In first At Offset 0/1, Variable 'second' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:20:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in copy limits.h:24:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:19:2 (t)
// CHECK-NEXT:  Variable 'second' of main created at [[FILE]]:11:14
// CHECK-NEXT:  Byte 0 of 1 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:20:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
