/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The BSDs check all of the word that an atomic operation changes. An atomic_or of a bit that
 * decides nothing else is how flags are set before others are; only what the result shows counts.
 */
#include "bsd.h"

#include <kmsan/atomic.h>
#include <kmsan/kmem.h>

static NOINLINE void
test(void)
{
	unsigned *flags = kmem_alloc(sizeof(*flags), KM_SLEEP);

	if (FIXED_TWIN)
		*flags = 0;
	atomic_or_uint(flags, ~0U);
	MUST(*flags == ~0U);
	if (!FIXED_TWIN)
		kmsan_mark(flags, sizeof(*flags), KMSAN_STATE_UNINIT);
	(void)atomic_inc_uint_nv(flags);
	kmem_free(flags, sizeof(*flags));
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In atomic_inc_uint_nv():arg1 At Offset 0/4, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:22:8 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:29:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in test [[FILE]]:21:3 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 0 bytes inside a 4-byte Kmem object allocated by test [[FILE]]:14:20
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:22:8 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
