/* SPDX-License-Identifier: BSD-2-Clause */
/* The program's first files have the numbers that they have without kMSan, before a report and after it. */
// LEVELS: 0 2
// RUN: %t 3>&- 4>&- 5>&-
#include <fcntl.h>
#include <kmsan/kmsan.h>
#include <unistd.h>

#include "expect.h"

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
	EXPECT(open("/dev/null", O_WRONLY) == 3);
	if (!FIXED_TWIN)
		kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
	use();
	EXPECT(open("/dev/null", O_WRONLY) == 4);
	EXPECT(open("/dev/null", O_WRONLY) == 5);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:16:{{6|12}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:26:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:25:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:16:{{6|12}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
