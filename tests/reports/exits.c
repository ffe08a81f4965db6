/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program that reported something ends with 77, by whichever way it ends; one that is killed is
 * killed; and what it had still to write is written.
 */
// LEVELS: 0 2
// EXIT: 0
// RUN: for way in return exit _exit _Exit quick_exit thread pthread_exit; do %t $way >%d/log/$way 2>%d/log/err; echo $way $? $(cat %d/log/$way) $(grep -c SUMMARY %d/log/err) $(grep distinct %d/log/err) >&2; done; %t abort 2>%d/log/err; echo abort $? $(grep -c SUMMARY %d/log/err) >&2
#include <kmsan/kmsan.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"

static int value;
static const char *way;

static NOINLINE void
mistake(void)
{
	if (!FIXED_TWIN)
		kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
	if (value != 0)
		KEEP(NULL);
}

static void *
leave(void *arg)
{
	if (strcmp(way, "thread") == 0)
		exit(0);
	return arg;
}

static void
handler(void)
{
	printf("handler ");
}

int
main(int argc, char **argv)
{
	pthread_t thread;

	way = argc > 1 ? argv[1] : "return";
	mistake();
	atexit(handler);
	printf("buffered ");
	if (strcmp(way, "exit") == 0)
		exit(0);
	if (strcmp(way, "_exit") == 0)
		_exit(0);
	if (strcmp(way, "_Exit") == 0)
		_Exit(0);
	if (strcmp(way, "quick_exit") == 0)
		quick_exit(0);
	if (strcmp(way, "abort") == 0)
		abort();
	if (strcmp(way, "thread") == 0 || strcmp(way, "pthread_exit") == 0) {
		pthread_create(&thread, NULL, leave, NULL);
		if (strcmp(way, "pthread_exit") == 0)
			pthread_exit(NULL);
		pthread_join(thread, NULL);
	}
	return 0;
}

// CHECK:return 77 buffered handler 1 kMSan: 1 report (1 distinct), 0 suppressed
// CHECK-NEXT:exit 77 buffered handler 1 kMSan: 1 report (1 distinct), 0 suppressed
// CHECK-NEXT:_exit 77 1 kMSan: 1 report (1 distinct), 0 suppressed
// CHECK-NEXT:_Exit 77 1 kMSan: 1 report (1 distinct), 0 suppressed
// CHECK-NEXT:quick_exit 77 1 kMSan: 1 report (1 distinct), 0 suppressed
// CHECK-NEXT:thread 77 buffered handler 1 kMSan: 1 report (1 distinct), 0 suppressed
// CHECK-NEXT:pthread_exit 77 buffered handler 1 kMSan: 1 report (1 distinct), 0 suppressed
// CHECK-NEXT:abort 134 1
// FIXED:return 0 buffered handler 0
// FIXED-NEXT:exit 0 buffered handler 0
// FIXED-NEXT:_exit 0 0
// FIXED-NEXT:_Exit 0 0
// FIXED-NEXT:quick_exit 0 0
// FIXED-NEXT:thread 0 buffered handler 0
// FIXED-NEXT:pthread_exit 0 buffered handler 0
// FIXED-NEXT:abort 134 0
