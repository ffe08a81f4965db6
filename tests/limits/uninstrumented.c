/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A false report: code without instrumentation writes memory, and nobody tells. The twin marks what
 * was written.
 */
#include "limits.h"

__attribute__((noinline, disable_sanitizer_instrumentation)) static void
fills(char *p)
{
	for (int i = 0; i < 4; i++)
		((volatile char *)p)[i] = 'x';
}

int
main(void)
{
	char buf[8];

	KEEP(buf);
	fills(buf);
	if (FIXED_TWIN)
		kmsan_mark(buf, 4, KMSAN_STATE_INITED);
	kmsan_check(buf, 4, "filled");
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In filled At Offset 0/4, Variable 'buf' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:24:2 (t)
// CHECK-NEXT:  Variable 'buf' of main created at [[FILE]]:18:7
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:24:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
