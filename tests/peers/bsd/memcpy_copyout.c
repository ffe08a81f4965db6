/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Neither BSD keeps how a value came to where it leaves: a copy has the origin of the allocation alone.
 * Here every copy on the way is in the report.
 */
#include "bsd.h"

#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/libkern.h>
#include <kmsan/uaccess.h>

static NOINLINE void
test(void)
{
	int *first = kmem_alloc(sizeof(*first), KM_SLEEP), second, third;

	if (FIXED_TWIN)
		*first = 1;
	kmsan_memcpy(&second, first, sizeof(second));
	KEEP(&second);
	kmsan_memcpy(&third, &second, sizeof(third));
	KEEP(&third);
	MUST(copyout(&third, kmsan_user_alloc(sizeof(third)), sizeof(third)) == 0);
	kmem_free(first, sizeof(*first));
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In copyout():arg1 At Offset 0/4, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:24:{{2|7}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:31:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in test [[FILE]]:22:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:31:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in test [[FILE]]:20:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:31:2 (t)
// CHECK-NEXT:  Created by kmem_alloc at:
// CHECK-NEXT:    #0 in test [[FILE]]:16:15 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:24:{{2|7}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
