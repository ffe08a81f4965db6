/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program with holes between its segments, as linkers lay it out for large pages: the loader
 * knows each segment on its own. And the same program as an argument of ld.so, which is then the
 * file that the process executes.
 */
// LEVELS: 0 2
// RUN-FLAGS: -Wl,-z,max-page-size=0x200000
// RUN: %t; /lib*/ld-linux-*.so.2 %t
#include <kmsan/kmsan.h>

#include "expect.h"

static NOINLINE void
decide(const int *value)
{
	if (*value == 3)
		KEEP(NULL);
}

int
main(void)
{
	int local;
	int *heap = malloc(sizeof(*heap));

	EXPECT(heap != NULL);
	if (FIXED_TWIN)
		local = *heap = 0;
	KEEP(&local);
	decide(&local);
	decide(heap);
	free(heap);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'local' From main()
// CHECK-NEXT:    #0 in decide [[FILE]]:17:{{6|12|13}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:31:2 (t)
// CHECK-NEXT:  Variable 'local' of main created at [[FILE]]:24:6
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:17:{{6|12|13}} in decide
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in decide [[FILE]]:17:{{6|12|13}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:32:2 (t)
// CHECK-NEXT:  Created by malloc at:
// CHECK-NEXT:    #0 in main [[FILE]]:25:14 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:17:{{6|12|13}} in decide
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'local' From main()
// CHECK-NEXT:    #0 in decide [[FILE]]:17:{{6|12|13}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:31:2 (t)
// CHECK-NEXT:  Variable 'local' of main created at [[FILE]]:24:6
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:17:{{6|12|13}} in decide
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in decide [[FILE]]:17:{{6|12|13}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:32:2 (t)
// CHECK-NEXT:  Created by malloc at:
// CHECK-NEXT:    #0 in main [[FILE]]:25:14 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:17:{{6|12|13}} in decide
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
