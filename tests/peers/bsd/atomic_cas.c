/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NetBSD checks the target of a compare-and-swap, FreeBSD does not mark what was expected and found. Both
 * forget the target's shadow: it is as before although it was written. Here it is initialised then.
 */
#include "bsd.h"

#include <kmsan/atomic.h>
#include <kmsan/kmem.h>

static NOINLINE void
test(void)
{
	unsigned *word = kmem_alloc(sizeof(*word), KM_SLEEP);

	if (FIXED_TWIN)
		*word = 1;
	(void)atomic_cas_uint(word, 1, 2);
	kmsan_check(word, sizeof(*word), "afterwards");
	kmem_free(word, sizeof(*word));
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In atomic_cas_uint():arg1 At Offset 0/4, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:18:8 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:26:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(4) at:
// CHECK-NEXT:    #0 in test [[FILE]]:14:19 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 0 bytes inside a 4-byte Kmem object allocated by test [[FILE]]:14:19
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:18:8 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
