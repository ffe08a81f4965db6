/* SPDX-License-Identifier: BSD-2-Clause */
/* The program's own options; those of the environment come after them. */
// OPTIONS: exitcode=6
// EXIT: 6
#include <kmsan/kmsan.h>

#include "expect.h"

const char *
kmsan_default_options(void)
{
	return "exitcode=4:dedup=0";
}

static int value;

static NOINLINE void
use(void)
{
	if (value == 3)
		KEEP(NULL);
}

int
main(void)
{
	if (!FIXED_TWIN)
		kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
	use();
	use();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:20:{{6|12}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:29:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:28:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:20:{{6|12}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:20:{{6|12}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:30:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:28:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:20:{{6|12}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
