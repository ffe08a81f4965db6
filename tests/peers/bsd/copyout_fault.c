/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both BSDs check before the copy, so that memory counts as leaked that never left: the address may be bad.
 * So it does here, on purpose: the routine leaks with the next address.
 */
#include "bsd.h"

#include <kmsan/kmem.h>
#include <kmsan/uaccess.h>

static NOINLINE void
test(void)
{
	char *p = kmem_alloc(8, KM_SLEEP);

	if (FIXED_TWIN)
		kmsan_mark(p, 8, KMSAN_STATE_INITED);
	MUST(copyout(p, NULL, 8) == KMSAN_EFAULT);
	kmem_free(p, 8);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In copyout():arg1 At Offset 0/8, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:18:{{2|7}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:25:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(8) at:
// CHECK-NEXT:    #0 in test [[FILE]]:14:12 (t)
// CHECK-NEXT:  Bytes 0-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 0 bytes inside a 8-byte Kmem object allocated by test [[FILE]]:14:12
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:18:{{2|7}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
