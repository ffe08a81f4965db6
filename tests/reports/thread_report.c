/* SPDX-License-Identifier: BSD-2-Clause */
/* A report from a thread: its stack ends where the thread began. */
// LEVELS: 0 2
#include <kmsan/kmsan.h>
#include <pthread.h>

#include "expect.h"

static int value;

static NOINLINE void
use(void)
{
	if (value == 3)
		KEEP(NULL);
}

static void *
run(void *arg)
{
	if (!FIXED_TWIN)
		kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
	use();
	return arg;
}

int
main(void)
{
	pthread_t thread;

	EXPECT(pthread_create(&thread, NULL, run, NULL) == 0);
	EXPECT(pthread_join(thread, NULL) == 0);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From run+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:14:{{6|12}} (t)
// CHECK-NEXT:    #1 in run [[FILE]]:23:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in run [[FILE]]:22:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:14:{{6|12}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
