/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The source is checked before the copy, then both cells that an unaligned copy of it touched:
 * three reports, each with its bytes.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	volatile int uninit_src;
	volatile char dst[8] = {0};

	if (FIXED_TWIN)
		uninit_src = 1;
	check(&uninit_src, sizeof(uninit_src));
	copy((void *)&dst[1], &uninit_src, sizeof(uninit_src));
	check(dst, 4);
	check(&dst[4], 4);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In kmsan_check_memory() At Offset 0/4, Variable 'uninit_src' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:16:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:25:2 (t)
// CHECK-NEXT:  Variable 'uninit_src' of test created at [[FILE]]:11:15
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:16:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In kmsan_check_memory() At Offset 1/4, Variable 'uninit_src' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:18:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:25:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in copy linux.h:60:9 (t)
// CHECK-NEXT:    #1 in test [[FILE]]:17:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:25:2 (t)
// CHECK-NEXT:  Variable 'uninit_src' of test created at [[FILE]]:11:15
// CHECK-NEXT:  Bytes 1-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:18:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In kmsan_check_memory() At Offset 0/4, Variable 'uninit_src' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:19:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:25:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in copy linux.h:60:9 (t)
// CHECK-NEXT:    #1 in test [[FILE]]:17:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:25:2 (t)
// CHECK-NEXT:  Variable 'uninit_src' of test created at [[FILE]]:11:15
// CHECK-NEXT:  Byte 0 of 4 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:19:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 3 reports (3 distinct), 0 suppressed
