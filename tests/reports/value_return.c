/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An uninitialised result is no mistake until it decides something: in the caller, or as the
 * program's exit status.
 */
#include "expect.h"

struct device {
	int state;
	int error;
};

static volatile int seen;

static NOINLINE void
device_init(struct device *d)
{
	d->state = 1;
	KEEP(d);
	if (FIXED_TWIN)
		d->error = 0;
}

static NOINLINE int
device_error(const struct device *d)
{
	return d->error;
}

static NOINLINE int
poll(const struct device *d)
{
	int unused = device_error(d);

	(void)unused;
	KEEP(NULL);
	if (device_error(d) > 5)
		seen++;
	return device_error(d);
}

int
main(void)
{
	struct device d;

	device_init(&d);
	return poll(&d);
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'd' From main()
// CHECK-NEXT:    #0 in poll [[FILE]]:37:{{6|22}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:48:9 (t)
// CHECK-NEXT:  Variable 'd' of main created at [[FILE]]:45:16
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:37:{{6|22}} in poll
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'd' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:48:2 (t)
// CHECK-NEXT:  Variable 'd' of main created at [[FILE]]:45:16
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:48:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
