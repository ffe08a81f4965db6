/* SPDX-License-Identifier: BSD-2-Clause */
/* More frames than a report shows: the innermost 64. */
#include <kmsan/kmsan.h>

#include "expect.h"

static int value;

static NOINLINE void
descend(int n)
{
	if (n == 0) {
		if (value == 3)
			KEEP(NULL);
		return;
	}
	descend(n - 1);
	KEEP(NULL);
}

int
main(void)
{
	if (!FIXED_TWIN)
		kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
	descend(1000);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in descend [[FILE]]:13:{{7|13}} (t)
// CHECK-NEXT:    #1 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #2 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #3 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #4 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #5 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #6 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #7 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #8 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #9 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #10 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #11 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #12 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #13 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #14 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #15 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #16 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #17 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #18 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #19 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #20 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #21 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #22 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #23 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #24 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #25 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #26 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #27 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #28 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #29 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #30 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #31 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #32 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #33 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #34 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #35 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #36 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #37 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #38 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #39 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #40 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #41 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #42 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #43 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #44 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #45 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #46 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #47 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #48 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #49 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #50 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #51 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #52 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #53 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #54 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #55 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #56 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #57 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #58 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #59 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #60 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #61 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #62 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:    #63 in descend [[FILE]]:17:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:25:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:13:{{7|13}} in descend
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
