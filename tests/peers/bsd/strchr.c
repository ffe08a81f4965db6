/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NetBSD checks the whole string but its NUL. What follows the character that is found does not
 * count; where there is none, the NUL does.
 */
#include "bsd.h"

#include <kmsan/kmem.h>
#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	char *s = kmem_zalloc(8, KM_SLEEP);

	kmsan_memcpy(s, "ab", 2);
	MUST(kmsan_strchr(s, 'b') == s + 1);
	if (!FIXED_TWIN)
		kmsan_mark(s + 2, 1, KMSAN_STATE_UNINIT);
	(void)kmsan_strrchr(s, 'b');
	kmem_free(s, 8);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In strrchr():arg1 At Offset 2/3, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:20:8 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:27:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in test [[FILE]]:19:3 (t)
// CHECK-NEXT:  Byte 2 of 3 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 61 62 ??
// CHECK-NEXT:  Address is 2 bytes inside a 8-byte Kmem object allocated by test [[FILE]]:14:12
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:20:8 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
