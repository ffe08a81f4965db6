/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Not seen: a variable is used after its scope. Its memory stays as it was. At -O0 it does so also when
 * the scope is entered again: with optimisation that is a new variable, and reported.
 */
#include "limits.h"

static volatile int *volatile dangling;

static NOINLINE void
rounds(int n)
{
	for (; n > 0; n--) {
		volatile int inner;

		if (FIXED_TWIN || n == 2)
			inner = 5;
		if (n == 1)
			kmsan_check((void *)&inner, sizeof(inner), "entered again");
		dangling = &inner;
	}
}

int
main(void)
{
	volatile int control;

	rounds(2);
	{
		volatile int inner = 5;

		dangling = &inner;
		KEEP(&inner);
	}
	kmsan_check((void *)dangling, sizeof(*dangling), "after its scope");
	if (FIXED_TWIN)
		control = 0;
	kmsan_check((void *)&control, sizeof(control), "control");
	return 0;
}

// CHECK:=================================================================
// OPT-NEXT:MSan: Uninitialized Stack Memory In entered again At Offset 0/4, Variable 'inner' From rounds()
// OPT-NEXT:    #0 in rounds [[FILE]]:19:4 (t)
// OPT-NEXT:    #1 in main [[FILE]]:29:2 (t)
// OPT-NEXT:  Variable 'inner' of rounds created at [[FILE]]:14:16
// OPT-NEXT:  Bytes 0-3 of 4 are uninitialized
// OPT-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// OPT-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:19:4 in rounds
// OPT-NEXT:=================================================================
// OPT-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In control At Offset 0/4, Variable 'control' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:39:2 (t)
// CHECK-NEXT:  Variable 'control' of main created at [[FILE]]:27:15
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:39:2 in main
// CHECK-NEXT:=================================================================
// O0-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
// OPT-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
