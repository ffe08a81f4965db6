/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same in the second of two pages.
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
	char value = *dangling(2 * PAGE, PAGE + 3);

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
// CHECK-NEXT:    #0 in test [[FILE]]:23:{{2|6}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:29:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in test [[FILE]]:21:7 (t)
// O0-NEXT:    #1 in main [[FILE]]:29:2 (t)
// CHECK-NEXT:  Freed by uvm_km_free at:
// CHECK-NEXT:    #0 in dangling [[FILE]]:14:3 (t)
// CHECK-NEXT:  Created by uvm_km_alloc at:
// CHECK-NEXT:    #0 in dangling [[FILE]]:10:24 (t)
// CHECK-NEXT:SUMMARY: kMSan: use-after-free [[FILE]]:23:{{2|6}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
