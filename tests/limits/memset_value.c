/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Not seen: memset with an uninitialised value. The compiler does not pass the shad of the value,
 * so what it fills is initialised. The value itself is, as a control, reported.
 */
#include "limits.h"

int
main(void)
{
	volatile int value;
	char area[16];

	if (FIXED_TWIN)
		value = 3;
	memset(area, value, sizeof(area));
	kmsan_check(area, sizeof(area), "area");
	kmsan_check((void *)&value, sizeof(value), "value");
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In value At Offset 0/4, Variable 'value' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:18:2 (t)
// CHECK-NEXT:  Variable 'value' of main created at [[FILE]]:11:15
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:18:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
