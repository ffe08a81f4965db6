/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A handler is an interrupt: it reports for itself, its stack goes through what it interrupted, and
 * that goes on with its own arguments and results.
 */
// LEVELS: 0 2
#include <kmsan/kmsan.h>
#include <signal.h>

#include "expect.h"

static int value;
static volatile int handled;

static NOINLINE void
use(void)
{
	if (value == 3)
		KEEP(NULL);
}

static void
handler(int signal)
{
	EXPECT(signal == SIGUSR1);
	use();
	handled++;
}

static NOINLINE int
interrupted(int argument)
{
	raise(SIGUSR1);
	return argument + 1;
}

int
main(void)
{
	signal(SIGUSR1, handler);
	if (!FIXED_TWIN)
		kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
	EXPECT(interrupted(4) == 5 && handled == 1);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:18:{{6|12}} (t)
// CHECK-NEXT:    #1 in handler [[FILE]]:26:2 (t)
// CHECK-NEXT:    --- signal SIGUSR1 ---
// CHECK-NEXT:    #4 in interrupted [[FILE]]:33:2 (t)
// CHECK-NEXT:    #5 in main [[FILE]]:43:{{2|9}} (t)
// CHECK-NEXT:  In signal SIGUSR1, level 1, lwp 0
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:42:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:18:{{6|12}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
