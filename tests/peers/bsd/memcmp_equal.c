/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both BSDs look at the buffers of memcmp() only when it meets a difference. That two buffers are
 * equal depends on all of their bytes.
 */
#include "bsd.h"

#include <kmsan/kmem.h>
#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	char *a = kmem_zalloc(16, KM_SLEEP), *b = kmem_zalloc(16, KM_SLEEP);

	if (!FIXED_TWIN)
		kmsan_mark(b + 9, 3, KMSAN_STATE_UNINIT);
	KEEP(a);
	KEEP(b);
	MUST(kmsan_memcmp(a, b, 16) == 0);
	kmem_free(a, 16);
	kmem_free(b, 16);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In memcmp():arg2 At Offset 9/16, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:20:{{2|7}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:28:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in test [[FILE]]:17:3 (t)
// CHECK-NEXT:  Bytes 9-11 of 16 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 00 00 00 ?? ?? ?? 00 00 00 00
// CHECK-NEXT:  Address is 9 bytes inside a 16-byte Kmem object allocated by test [[FILE]]:14:44
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:20:{{2|7}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
