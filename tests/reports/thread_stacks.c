/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread's stack is used again by the next one, with all that the first left poisoned. What is
 * passed to a thread, and its result, is initialised; what it does not set is not.
 */
// LEVELS: 0 2
#include <kmsan/kmsan.h>
#include <pthread.h>
#include <string.h>

#include "expect.h"

struct work {
	int id;
	int result;
};

static NOINLINE void
dirty(int n)
{
	volatile char frame[500];

	KEEP(frame);
	if (n > 0)
		dirty(n - 1);
	KEEP(frame);
}

static void *
leave_dirt(void *arg)
{
	dirty(20);
	return arg;
}

static void *
run(void *arg)
{
	struct work *w = arg;

	dirty(1);
	if (FIXED_TWIN)
		w->result = w->id;
	return (void *)(uintptr_t)w->id;
}

static NOINLINE void
use(const struct work *w)
{
	if (w->result == 3)
		KEEP(w);
}

int
main(void)
{
	pthread_t thread;
	struct work w;
	void *result;

	for (int i = 0; i < 4; i++) {
		EXPECT(pthread_create(&thread, NULL, leave_dirt, &thread) == 0);
		EXPECT(pthread_join(thread, &result) == 0 && result == &thread);
	}
	KEEP(&w);
	w.id = 7;
	EXPECT(pthread_create(&thread, NULL, run, &w) == 0);
	EXPECT(pthread_join(thread, &result) == 0 && result == (void *)7);
	use(&w);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'w' From main()
// CHECK-NEXT:    #0 in use [[FILE]]:50:{{6|16}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:69:2 (t)
// CHECK-NEXT:  Variable 'w' of main created at [[FILE]]:58:14
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:50:{{6|16}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
