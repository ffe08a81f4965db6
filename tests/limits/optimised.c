/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Not seen from -O1 on: a variable that is perhaps not initialised and whose address nobody takes.
 * The optimiser chooses a value before the instrumentation looks.
 */
#include "limits.h"

static NOINLINE void
maybe(int flag)
{
	int error;

	if (FIXED_TWIN || flag)
		error = 0;
	if (error)
		KEEP(&flag);
}

int
main(void)
{
	volatile int flag = 0, control;

	maybe(flag);
	if (FIXED_TWIN)
		control = 0;
	kmsan_check((void *)&control, sizeof(control), "control");
	return 0;
}

// CHECK:=================================================================
// O0-NEXT:MSan: Uninitialized Variable 'error' From maybe()
// O0-NEXT:    #0 in maybe [[FILE]]:15:6 (t)
// O0-NEXT:    #1 in main [[FILE]]:24:2 (t)
// O0-NEXT:  Variable 'error' of maybe created at [[FILE]]:11:6
// O0-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:15:6 in maybe
// O0-NEXT:=================================================================
// O0-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In control At Offset 0/4, Variable 'control' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:27:2 (t)
// CHECK-NEXT:  Variable 'control' of main created at [[FILE]]:22:25
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:27:2 in main
// CHECK-NEXT:=================================================================
// O0-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
// OPT-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
