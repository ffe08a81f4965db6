/* SPDX-License-Identifier: BSD-2-Clause */
/* Head lines and origins of every type of memory, live and freed; each with its kind of report. */
#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>

#include "expect.h"

static char memory[16];

static NOINLINE void
allocate(enum kmsan_type type)
{
	kmsan_mark_alloc(memory, sizeof(memory), type, KMSAN_RET_ADDR);
}

static NOINLINE void
release(enum kmsan_type type)
{
	kmsan_mark_free(memory, sizeof(memory), type, KMSAN_RET_ADDR);
}

static NOINLINE void
use(void)
{
	if (memory[3] == 'x')
		memory[0] = 'y';
}

static NOINLINE void
types(bool freed)
{
	for (int type = KMSAN_TYPE_KMEM; type <= KMSAN_TYPE_UNKNOWN; type++) {
		if (freed)
			release((enum kmsan_type)type);
		else
			allocate((enum kmsan_type)type);
		if (FIXED_TWIN)
			kmsan_mark(memory, sizeof(memory), KMSAN_STATE_INITED);
		use();
	}
}

int
main(void)
{
	types(false);
	types(true);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory From types+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:25:{{6|16}} (t)
// CHECK-NEXT:    #1 in types [[FILE]]:39:3 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Created by kmem_alloc at:
// CHECK-NEXT:    #0 in types [[FILE]]:36:4 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:25:{{6|16}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory From types+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:25:{{6|16}} (t)
// CHECK-NEXT:    #1 in types [[FILE]]:39:3 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Created by malloc at:
// CHECK-NEXT:    #0 in types [[FILE]]:36:4 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:25:{{6|16}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory From types+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:25:{{6|16}} (t)
// CHECK-NEXT:    #1 in types [[FILE]]:39:3 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in types [[FILE]]:36:4 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:25:{{6|16}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Uvm Memory From types+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:25:{{6|16}} (t)
// CHECK-NEXT:    #1 in types [[FILE]]:39:3 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Created by uvm_km_alloc at:
// CHECK-NEXT:    #0 in types [[FILE]]:36:4 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:25:{{6|16}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From types+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:25:{{6|16}} (t)
// CHECK-NEXT:    #1 in types [[FILE]]:39:3 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in types [[FILE]]:36:4 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:25:{{6|16}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Unknown Memory From types+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:25:{{6|16}} (t)
// CHECK-NEXT:    #1 in types [[FILE]]:39:3 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Created at:
// CHECK-NEXT:    #0 in types [[FILE]]:36:4 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:25:{{6|16}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Kmem Memory From types+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:25:{{6|16}} (t)
// CHECK-NEXT:    #1 in types [[FILE]]:39:3 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:47:2 (t)
// CHECK-NEXT:  Freed by kmem_free at:
// CHECK-NEXT:    #0 in types [[FILE]]:34:4 (t)
// CHECK-NEXT:SUMMARY: kMSan: use-after-free [[FILE]]:25:{{6|16}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Malloc Memory From types+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:25:{{6|16}} (t)
// CHECK-NEXT:    #1 in types [[FILE]]:39:3 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:47:2 (t)
// CHECK-NEXT:  Freed by free at:
// CHECK-NEXT:    #0 in types [[FILE]]:34:4 (t)
// CHECK-NEXT:SUMMARY: kMSan: use-after-free [[FILE]]:25:{{6|16}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Pool Memory From types+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:25:{{6|16}} (t)
// CHECK-NEXT:    #1 in types [[FILE]]:39:3 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:47:2 (t)
// CHECK-NEXT:  Freed by pool_put at:
// CHECK-NEXT:    #0 in types [[FILE]]:34:4 (t)
// CHECK-NEXT:SUMMARY: kMSan: use-after-free [[FILE]]:25:{{6|16}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Uvm Memory From types+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:25:{{6|16}} (t)
// CHECK-NEXT:    #1 in types [[FILE]]:39:3 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:47:2 (t)
// CHECK-NEXT:  Freed by uvm_km_free at:
// CHECK-NEXT:    #0 in types [[FILE]]:34:4 (t)
// CHECK-NEXT:SUMMARY: kMSan: use-after-free [[FILE]]:25:{{6|16}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Marked Memory From types+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:25:{{6|16}} (t)
// CHECK-NEXT:    #1 in types [[FILE]]:39:3 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:47:2 (t)
// CHECK-NEXT:  Freed by kmsan_mark at:
// CHECK-NEXT:    #0 in types [[FILE]]:34:4 (t)
// CHECK-NEXT:SUMMARY: kMSan: use-after-free [[FILE]]:25:{{6|16}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Unknown Memory From types+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:25:{{6|16}} (t)
// CHECK-NEXT:    #1 in types [[FILE]]:39:3 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:47:2 (t)
// CHECK-NEXT:  Created at:
// CHECK-NEXT:    #0 in types [[FILE]]:34:4 (t)
// CHECK-NEXT:SUMMARY: kMSan: use-after-free [[FILE]]:25:{{6|16}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 12 reports (12 distinct), 0 suppressed
