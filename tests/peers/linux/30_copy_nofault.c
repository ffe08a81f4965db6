/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A copy that survives bad addresses takes uninitialised bytes. Linux reports inside the copy;
 * kcopy(9) is a copy inside of the kernel, so it hands on what it does not know, and the check of
 * the destination reports where the bytes came from, over the copy.
 */
#include "linux.h"

#include <kmsan/uaccess.h>

static NOINLINE void
test(void)
{
	volatile char uninit[4];
	char buf[4];

	if (FIXED_TWIN)
		memset((void *)uninit, 1, sizeof(uninit));
	if (kcopy((void *)uninit, buf, sizeof(buf)) == 0)
		check(buf, sizeof(buf));
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In kmsan_check_memory() At Offset 0/4, Variable 'uninit' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:20:3 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:26:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in test [[FILE]]:19:6 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:26:2 (t)
// CHECK-NEXT:  Variable 'uninit' of test created at [[FILE]]:14:16
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:20:3 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
