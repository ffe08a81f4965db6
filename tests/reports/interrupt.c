/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An interrupt level has arguments and results of its own, clean at first: what was on its way
 * before is there afterwards. Leaving a level that was not entered stops the program.
 */
#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>

#include "expect.h"

struct pair {
	int first, second;
};

static struct pair pair;

static NOINLINE struct pair
interrupted_return(void)
{
	struct pair p = pair;

	kmsan_intr_enter();
	EXPECT(kmsan_in_interrupt());
	kmsan_intr_enter();
	kmsan_intr_leave();
	kmsan_intr_leave();
	EXPECT(!kmsan_in_interrupt());
	return p;
}

static NOINLINE void
use(void)
{
	int second = interrupted_return().second;

	if (second == 3)
		KEEP(NULL);
}

int
main(void)
{
	if (!FIXED_TWIN) {
		kmsan_mark(&pair, sizeof(pair), KMSAN_STATE_UNINIT);
		pair.first = 1;
	}
	use();
	if (!FIXED_TWIN)
		kmsan_intr_leave();
	return 0;
}

// O0:=================================================================
// O0-NEXT:MSan: Uninitialized Marked Memory From main+{{0x[0-9a-f]+}}
// O0-NEXT:    #0 in use [[FILE]]:36:{{6|13}} (t)
// O0-NEXT:    #1 in main [[FILE]]:47:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in use [[FILE]]:34:6 (t)
// O0-NEXT:    #1 in main [[FILE]]:47:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in use [[FILE]]:34:15 (t)
// O0-NEXT:    #1 in main [[FILE]]:47:2 (t)
// O0-NEXT:  Marked by kmsan_mark at:
// O0-NEXT:    #0 in main [[FILE]]:44:3 (t)
// O0-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:36:{{6|13}} in use
// O0-NEXT:=================================================================
// O0-NEXT:kMSan: kmsan_intr_leave: lwp 0 is not at an interrupt level
// O0-NEXT:    #0 in main [[FILE]]:49:3 (t)
// O0-NEXT:  Level 1 was last entered at:
// O0-NEXT:    #0 in interrupted_return [[FILE]]:22:2 (t)
// O0-NEXT:    #1 in use [[FILE]]:34:15 (t)
// O0-NEXT:    #2 in main [[FILE]]:47:2 (t)
// O0-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
// OPT:=================================================================
// OPT-NEXT:MSan: Uninitialized Marked Memory From main+{{0x[0-9a-f]+}}
// OPT-NEXT:    #0 in use [[FILE]]:36:{{6|13}} (t)
// OPT-NEXT:    #1 in main [[FILE]]:47:2 (t)
// OPT-NEXT:  Marked by kmsan_mark at:
// OPT-NEXT:    #0 in main [[FILE]]:44:3 (t)
// OPT-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:36:{{6|13}} in use
// OPT-NEXT:=================================================================
// OPT-NEXT:kMSan: kmsan_intr_leave: lwp 0 is not at an interrupt level
// OPT-NEXT:    #0 in main [[FILE]]:49:3 (t)
// OPT-NEXT:  Level 1 was last entered at:
// OPT-NEXT:    #0 in interrupted_return [[FILE]]:22:2 (t)
// OPT-NEXT:    #1 in use [[FILE]]:34:15 (t)
// OPT-NEXT:    #2 in main [[FILE]]:47:2 (t)
// OPT-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
