/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One byte of four is set, by a store and by an annotation. Neither may say anything about the
 * three beside it, with which it shares a cell of origins.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	volatile char a[4], b[4];

	if (FIXED_TWIN) {
		memset((void *)a, 0, sizeof(a));
		memset((void *)b, 0, sizeof(b));
	}
	a[0] = 0;
	check(&a[1], 3);
	kmsan_unpoison_memory((void *)&b[0], 1);
	check(&b[1], 3);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In kmsan_check_memory() At Offset 0/3, Variable 'a' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:18:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:26:2 (t)
// CHECK-NEXT:  Variable 'a' of test created at [[FILE]]:11:16
// CHECK-NEXT:  Bytes 0-2 of 3 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:18:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In kmsan_check_memory() At Offset 0/3, Variable 'b' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:20:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:26:2 (t)
// CHECK-NEXT:  Variable 'b' of test created at [[FILE]]:11:22
// CHECK-NEXT:  Bytes 0-2 of 3 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:20:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
