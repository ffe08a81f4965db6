/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both BSDs call freed memory initialised, so that reading it is no news. Here it is, with both
 * places.
 */
#include "bsd.h"

#include <kmsan/kmem.h>

static NOINLINE void
test(void)
{
	int *p = kmem_zalloc(sizeof(*p), KM_SLEEP);

	if (!FIXED_TWIN)
		kmem_free(p, sizeof(*p));
	KEEP(p);
	kmsan_check(p, sizeof(*p), "list");
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Kmem Memory In list At Offset 0/4, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:18:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:24:2 (t)
// CHECK-NEXT:  Freed by kmem_free at:
// CHECK-NEXT:    #0 in test [[FILE]]:16:3 (t)
// CHECK-NEXT:  Created by kmem_zalloc(4) at:
// CHECK-NEXT:    #0 in test [[FILE]]:13:11 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 0 bytes inside a 4-byte Kmem object allocated by test [[FILE]]:13:11, now freed
// CHECK-NEXT:SUMMARY: kMSan: use-after-free [[FILE]]:18:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
