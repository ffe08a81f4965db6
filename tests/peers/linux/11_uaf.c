/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An object is read after it was freed, and what was read decides: a use after free, with both its
 * allocation and who freed it.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	volatile int *var = kmalloc(80);
	int value;

	var[3] = 0xfeed;
	if (FIXED_TWIN) {
		value = var[3];
		kfree((void *)var);
	} else {
		kfree((void *)var);
		value = var[3];
	}
	USE(value);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Malloc Memory From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:22:{{2|6}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:28:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in test [[FILE]]:20:9 (t)
// O0-NEXT:    #1 in main [[FILE]]:28:2 (t)
// CHECK-NEXT:  Freed by free at:
// CHECK-NEXT:    #0 in test [[FILE]]:19:3 (t)
// CHECK-NEXT:  Created by malloc at:
// CHECK-NEXT:    #0 in test [[FILE]]:11:22 (t)
// CHECK-NEXT:SUMMARY: kMSan: use-after-free [[FILE]]:22:{{2|6}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
