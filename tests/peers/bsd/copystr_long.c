/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NetBSD copies the shadow of a string only where copystr() succeeds, so that the beginning of one that is
 * too long has the shadow of what was there before. Here what was copied is initialised also then, and
 * a bad byte is reported where it is copied.
 */
#include "bsd.h"

#include <kmsan/kmem.h>
#include <kmsan/libkern.h>
#include <kmsan/uaccess.h>

static NOINLINE void
test(void)
{
	char *s = kmem_zalloc(8, KM_SLEEP), copy[4];
	size_t done;

	kmsan_memcpy(s, "abcdef", 7);
	KEEP(s);
	MUST(copystr(s, copy, sizeof(copy), &done) == KMSAN_ENAMETOOLONG);
	MUST(done == 4);
	kmsan_check(copy, 4, "good");
	if (!FIXED_TWIN)
		kmsan_mark(s + 2, 1, KMSAN_STATE_UNINIT);
	(void)copystr(s, copy, sizeof(copy), NULL);
	kmsan_check(copy, 4, "reported already");
	kmem_free(s, 8);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In copystr():arg1 At Offset 2/4, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:26:8 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:34:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in test [[FILE]]:25:3 (t)
// CHECK-NEXT:  Byte 2 of 4 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 61 62 ?? 64
// CHECK-NEXT:  Address is 2 bytes inside a 8-byte Kmem object allocated by test [[FILE]]:16:12
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:26:8 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
