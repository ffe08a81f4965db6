/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NetBSD sees the values of a compare-and-swap in a process's memory as arguments, FreeBSD marks what was
 * found also where nothing was. Here the value that leaves is a leak, and *found is what was fetched.
 */
#include "bsd.h"

#include <kmsan/host.h>
#include <kmsan/uaccess.h>

static NOINLINE void
test(void)
{
	uint32_t *process = kmsan_user_alloc(sizeof(*process)), found, lost;
	volatile uint32_t value;

	if (FIXED_TWIN)
		value = 3;
	KEEP(&found);
	KEEP(&lost);
	MUST(ucas_32(process, 0, value, &found) == 0);
	kmsan_check(&found, sizeof(found), "found");
	MUST(ucas_32(NULL, 0, 1, &lost) == KMSAN_EFAULT);
	MUST(kmsan_test(&lost, sizeof(lost)) == 0);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ucas_32():arg3 At Offset 0/4, Variable 'value' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:21:{{2|7}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:30:2 (t)
// CHECK-NEXT:  Variable 'value' of test created at [[FILE]]:15:20
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:21:{{2|7}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
