/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compilers make bcmp() of a memcmp() that is only compared with 0, and neither BSD has a wrapper
 * for that. It is reported under the name that the source has.
 */
#include "bsd.h"

#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	unsigned char a[8] = {1, 2, 3, 4, 5, 6, 7, 8}, b[8];
	int i, same;

	KEEP(a);
	for (i = 0; i < (FIXED_TWIN ? 8 : 7); i++)
		b[i] = a[i];
	KEEP(b);
	same = kmsan_bcmp(a, b, 8) == 0;
	KEEP(same);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In memcmp():arg2 At Offset 7/8, Variable 'b' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:20:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:27:2 (t)
// CHECK-NEXT:  Variable 'b' of test created at [[FILE]]:13:49
// CHECK-NEXT:  Byte 7 of 8 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 02 03 04 05 06 07 ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:20:9 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
