/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A fresh heap object decides: its allocation is the origin.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	volatile int *p = FIXED_TWIN ? kzalloc(sizeof(*p)) : kmalloc(sizeof(*p));

	USE(*p);
	kfree((void *)p);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:12:{{2|6}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:19:2 (t)
// CHECK-NEXT:  Created by malloc at:
// CHECK-NEXT:    #0 in test [[FILE]]:10:55 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:12:{{2|6}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
