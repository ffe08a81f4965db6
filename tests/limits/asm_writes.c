/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A false report: assembly writes through a pointer in a register. A "memory" clobber does not say
 * where. An output operand of the right size, as for 'told', does; so does a mark, as in the twin.
 */
#include "limits.h"

int
main(void)
{
	char told[8], silent[8], *p;
	size_t n;

	KEEP(told);
	KEEP(silent);
	p = told;
	n = sizeof(told);
	__asm__ volatile("rep stosb" : "+D"(p), "+c"(n), "=m"(told) : "a"(0));
	kmsan_check(told, sizeof(told), "told");
	p = silent;
	n = sizeof(silent);
	__asm__ volatile("rep stosb" : "+D"(p), "+c"(n) : "a"(0) : "memory");
	if (FIXED_TWIN)
		kmsan_mark(silent, sizeof(silent), KMSAN_STATE_INITED);
	kmsan_check(silent, sizeof(silent), "silent");
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In silent At Offset 0/8, Variable 'silent' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:25:2 (t)
// CHECK-NEXT:  Variable 'silent' of main created at [[FILE]]:11:16
// CHECK-NEXT:  Bytes 0-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:25:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
