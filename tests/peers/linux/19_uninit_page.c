/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A fresh page decides.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	int *page = FIXED_TWIN ? vzalloc(PAGE) : vmalloc(PAGE);

	USE(*page);
	vfree(page, PAGE);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Uvm Memory From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:12:{{2|6}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:19:2 (t)
// CHECK-NEXT:  Created by uvm_km_alloc at:
// CHECK-NEXT:    #0 in test [[FILE]]:10:43 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:12:{{2|6}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
