/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Not seen: what assembly reads through a memory operand, and what it makes of it. Its outputs are
 * initialised. A value that it is given in a register is, as a control, reported.
 */
#include "limits.h"

int
main(void)
{
	int in, out;

	if (FIXED_TWIN)
		in = 1;
	KEEP(&in);
	__asm__ volatile("movl %1, %0" : "=r"(out) : "m"(in));
	if (out == 3)
		KEEP(NULL);
	__asm__ volatile("movl %1, %0" : "=r"(out) : "r"(in));
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'in' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:19:2 (t)
// CHECK-NEXT:  Variable 'in' of main created at [[FILE]]:11:6
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:19:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
