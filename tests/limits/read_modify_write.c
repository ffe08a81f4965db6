/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Not seen: the compiler's own read-modify-write and compare-and-swap of uninitialised memory. The
 * target is initialised after it. libkern's atomic functions, the control here, report.
 */
#include "limits.h"

#include <kmsan/atomic.h>

int
main(void)
{
	unsigned added, swapped, expected = 1, control;

	if (FIXED_TWIN)
		added = swapped = control = 0;
	KEEP(&added);
	KEEP(&swapped);
	KEEP(&control);
	__atomic_fetch_add(&added, 1, __ATOMIC_SEQ_CST);
	kmsan_check(&added, sizeof(added), "added");
	__atomic_compare_exchange_n(&swapped, &expected, 2, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
	kmsan_check(&swapped, sizeof(swapped), "swapped");
	atomic_add_int(&control, 1);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In atomic_add_int():arg1 At Offset 0/4, Variable 'control' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:24:2 (t)
// CHECK-NEXT:  Variable 'control' of main created at [[FILE]]:13:41
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:24:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
