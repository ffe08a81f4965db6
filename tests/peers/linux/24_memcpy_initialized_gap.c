/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A copy of two uninitialised bytes, four good ones, and two uninitialised ones, from an address
 * that is not a multiple of four to one that is. Good bytes must not take the origin away from bad
 * ones in their cell: that is how Linux lost reports.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	char src[12];
	char dst[8] = {0};

	KEEP(src);
	KEEP(dst);
	src[0] = src[1] = 1;
	src[4] = src[5] = src[6] = src[7] = 2;
	src[10] = src[11] = 3;
	if (FIXED_TWIN)
		src[2] = src[3] = src[8] = src[9] = 4;
	copy(dst, src + 2, 8);
	check(dst, 4);
	check(dst + 2, 4);
	check(dst + 4, 4);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In kmsan_check_memory() At Offset 0/4, Variable 'src' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:23:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:31:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in copy linux.h:60:9 (t)
// CHECK-NEXT:    #1 in test [[FILE]]:22:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:31:2 (t)
// CHECK-NEXT:  Variable 'src' of test created at [[FILE]]:12:7
// CHECK-NEXT:  Bytes 0-1 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? 02 02
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:23:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In kmsan_check_memory() At Offset 2/4, Variable 'src' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:25:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:31:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in copy linux.h:60:9 (t)
// CHECK-NEXT:    #1 in test [[FILE]]:22:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:31:2 (t)
// CHECK-NEXT:  Variable 'src' of test created at [[FILE]]:12:7
// CHECK-NEXT:  Bytes 2-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 02 02 ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:25:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
