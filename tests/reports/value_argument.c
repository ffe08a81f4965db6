/* SPDX-License-Identifier: BSD-2-Clause */
/* Scalars are checked where they are passed, whatever the callee does with them. */
#include "expect.h"

struct timeouts {
	long connect;
	double scale;
	char *host;
};

static NOINLINE void
ignore_long(long value)
{
	KEEP(value);
}

static NOINLINE void
ignore_double(double value)
{
	__asm__ volatile("" : : "x"(value));
}

static NOINLINE void
ignore_pointer(char *value)
{
	KEEP(value);
}

static NOINLINE void
timeouts_init(struct timeouts *t)
{
	KEEP(t);
	if (FIXED_TWIN)
		*t = (struct timeouts){0};
}

int
main(void)
{
	struct timeouts t;

	timeouts_init(&t);
	ignore_long(t.connect);
	ignore_double(t.scale);
	ignore_pointer(t.host);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 't' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:43:2 (t)
// CHECK-NEXT:  Variable 't' of main created at [[FILE]]:40:18
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:43:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 't' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:44:2 (t)
// CHECK-NEXT:  Variable 't' of main created at [[FILE]]:40:18
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:44:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 't' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:45:2 (t)
// CHECK-NEXT:  Variable 't' of main created at [[FILE]]:40:18
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:45:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 3 reports (3 distinct), 0 suppressed
