/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NetBSD copies the shadow before the data, and has it also where the copy faults. The destination
 * was good here and still is.
 */
#include "bsd.h"

#include <kmsan/libkern.h>
#include <kmsan/uaccess.h>

static NOINLINE void
test(void)
{
	char good[16] = "unchanged", *bad = NULL;
	char after[16];
	int error;

	KEEP(bad);
	KEEP(good);
	error = kcopy(bad, good, sizeof(good));
	MUST(error == KMSAN_EFAULT);
	kmsan_check(good, sizeof(good), "kept");
	if (FIXED_TWIN)
		kmsan_memcpy(after, good, sizeof(after));
	error = kcopy(bad, after, sizeof(after));
	MUST(error == KMSAN_EFAULT);
	kmsan_check(after, sizeof(after), "never copied");
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In never copied At Offset 0/16, Variable 'after' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:27:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:33:2 (t)
// CHECK-NEXT:  Variable 'after' of test created at [[FILE]]:15:7
// CHECK-NEXT:  Bytes 0-15 of 16 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:27:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
