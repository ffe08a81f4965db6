/* SPDX-License-Identifier: BSD-2-Clause */
/* A report shows the innermost 64 frames of a stack: not where the recursion began. */
#include "limits.h"

#include <stdlib.h>

static NOINLINE void
down(int n, const char *p)
{
	if (n > 0)
		down(n - 1, p);
	else
		kmsan_check(p, 1, "sent");
	KEEP(p);
}

int
main(void)
{
	char *p = malloc(1);

	if (FIXED_TWIN)
		*p = 0;
	down(100, p);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In sent At Offset 0/1, From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in down [[FILE]]:13:3 (t)
// CHECK-NEXT:    #1 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #2 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #3 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #4 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #5 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #6 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #7 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #8 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #9 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #10 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #11 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #12 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #13 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #14 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #15 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #16 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #17 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #18 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #19 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #20 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #21 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #22 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #23 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #24 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #25 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #26 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #27 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #28 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #29 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #30 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #31 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #32 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #33 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #34 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #35 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #36 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #37 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #38 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #39 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #40 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #41 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #42 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #43 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #44 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #45 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #46 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #47 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #48 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #49 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #50 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #51 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #52 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #53 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #54 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #55 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #56 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #57 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #58 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #59 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #60 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #61 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #62 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:    #63 in down [[FILE]]:11:3 (t)
// CHECK-NEXT:  Created by malloc at:
// CHECK-NEXT:    #0 in main [[FILE]]:20:12 (t)
// CHECK-NEXT:  Byte 0 of 1 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:13:3 in down
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
