/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both BSDs copy the origin of every byte, of initialised ones as well, so that good bytes rename
 * the bad ones with which they share a cell. Here a good byte takes nothing away.
 */
#include "bsd.h"

#include <kmsan/kmem.h>
#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	char *p = kmem_alloc(4, KM_SLEEP), good[4] = {1, 2, 3, 4};

	KEEP(good);
	if (FIXED_TWIN)
		kmsan_memset(p, 0, 4);
	kmsan_memcpy(p + 1, good, 2);
	kmsan_check(p, 4, "cell");
	kmem_free(p, 4);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In cell At Offset 0/4, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:20:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:27:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(4) at:
// CHECK-NEXT:    #0 in test [[FILE]]:14:12 (t)
// CHECK-NEXT:  Bytes 0, 3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 01 02 ??
// CHECK-NEXT:  Address is 0 bytes inside a 4-byte Kmem object allocated by test [[FILE]]:14:12
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:20:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
