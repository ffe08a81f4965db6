/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The value of a store to a process is the leak. NetBSD sees it as an argument, without an origin
 * of its own and not where the compiler checks arguments itself. Here it is a sink like copyout.
 */
#include "bsd.h"

#include <kmsan/host.h>
#include <kmsan/uaccess.h>

static NOINLINE void
test(void)
{
	uint32_t *process = kmsan_user_alloc(sizeof(*process));
	volatile uint32_t value;

	if (FIXED_TWIN)
		value = 3;
	MUST(ustore_32(process, value) == 0);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ustore_32():arg2 At Offset 0/4, Variable 'value' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:19:{{2|7}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:25:2 (t)
// CHECK-NEXT:  Variable 'value' of test created at [[FILE]]:15:20
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:19:{{2|7}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
