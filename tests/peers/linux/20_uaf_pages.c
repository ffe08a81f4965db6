/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A page that was cleared is freed and read through an older pointer: not news about a value that
 * nobody set, but a use after free, and who freed it.
 */
#include "linux.h"

static NOINLINE volatile char *
dangling(size_t size, size_t offset)
{
	volatile char *page = vzalloc(size);
	volatile char *p = page + offset;

	if (!FIXED_TWIN)
		vfree((void *)page, size);
	return p;
}

static NOINLINE void
test(void)
{
	char value = *dangling(PAGE, 3);

	USE(value);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Uvm Memory From dangling+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:24:{{2|6}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:30:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in test [[FILE]]:22:7 (t)
// O0-NEXT:    #1 in main [[FILE]]:30:2 (t)
// CHECK-NEXT:  Freed by uvm_km_free at:
// CHECK-NEXT:    #0 in dangling [[FILE]]:15:3 (t)
// CHECK-NEXT:  Created by uvm_km_alloc at:
// CHECK-NEXT:    #0 in dangling [[FILE]]:11:24 (t)
// CHECK-NEXT:SUMMARY: kMSan: use-after-free [[FILE]]:24:{{2|6}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
