/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A copy that faults leaves the shadow of all of the destination as it was, in both BSDs, and what
 * was copied is reported later as if it were not. Here the bytes before the fault are initialised,
 * and no others.
 */
#include "bsd.h"

#include <kmsan/host.h>
#include <kmsan/uaccess.h>

static NOINLINE void
test(void)
{
	char *process = kmsan_user_alloc(4096), buf[16];
	int error;

	KEEP(buf);
	error = copyin(process + 4096 - 12, buf, sizeof(buf));
	MUST(error == KMSAN_EFAULT);
	kmsan_check(buf, FIXED_TWIN ? 12 : 16, "half copied");
	kmsan_user_free(process, 4096);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In half copied At Offset 12/16, Variable 'buf' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:21:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:28:2 (t)
// CHECK-NEXT:  Variable 'buf' of test created at [[FILE]]:15:42
// CHECK-NEXT:  Bytes 12-15 of 16 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 00 00 00 00 00 00 ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:21:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
