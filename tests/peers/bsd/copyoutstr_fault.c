/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NetBSD checks as many bytes as *done says after the copy, and on a fault that is whatever it
 * was. Here the string is checked before it leaves, up to its end.
 */
#include "bsd.h"

#include <kmsan/kmem.h>
#include <kmsan/uaccess.h>

static NOINLINE void
test(void)
{
	char *name = kmem_zalloc(8, KM_SLEEP);
	size_t done;

	name[0] = 'w';
	name[1] = 'm';
	if (!FIXED_TWIN)
		kmsan_mark(name + 2, 1, KMSAN_STATE_UNINIT);
	MUST(copyoutstr(name, NULL, 8, &done) == KMSAN_EFAULT);
	MUST(done == 0);
	kmem_free(name, 8);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In copyoutstr():arg1 At Offset 2/3, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:21:{{2|7}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:29:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in test [[FILE]]:20:3 (t)
// CHECK-NEXT:  Byte 2 of 3 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 77 6d ??
// CHECK-NEXT:  Address is 2 bytes inside a 8-byte Kmem object allocated by test [[FILE]]:14:15
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:21:{{2|7}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
