/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Elsewhere strncpy() is C that is compiled like any other, and the report is about a branch in
 * the library. Here it names the caller and the argument.
 */
#include "bsd.h"

#include <kmsan/kmem.h>
#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	char name[8], *s = kmem_zalloc(8, KM_SLEEP);

	kmsan_memcpy(s, "wm", 2);
	if (!FIXED_TWIN)
		kmsan_mark(s + 2, 1, KMSAN_STATE_UNINIT);
	kmsan_strncpy(name, s, sizeof(name));
	KEEP(name);
	kmem_free(s, 8);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In strncpy():arg2 At Offset 2/3, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:19:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:27:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in test [[FILE]]:18:3 (t)
// CHECK-NEXT:  Byte 2 of 3 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 77 6d ??
// CHECK-NEXT:  Address is 2 bytes inside a 8-byte Kmem object allocated by test [[FILE]]:14:21
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:19:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
