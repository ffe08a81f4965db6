/* SPDX-License-Identifier: BSD-2-Clause */
/* A request without a command chooses among the cases of a switch. */
#include "expect.h"

struct request {
	int unit;
	int command;
};

static volatile int result;

static NOINLINE void
request_init(struct request *r, int unit)
{
	r->unit = unit;
	KEEP(r);
	if (FIXED_TWIN)
		r->command = 0;
}

static NOINLINE int
dispatch(const struct request *r)
{
	switch (r->command) {
	case 1:
		return 11;
	case 2:
		return 7;
	case 3:
		return 26;
	case 4:
		return 90;
	case 5:
		return 3;
	}
	return 0;
}

int
main(void)
{
	struct request r;

	request_init(&r, 4);
	result = dispatch(&r);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'r' From main()
// CHECK-NEXT:    #0 in dispatch [[FILE]]:24:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:45:11 (t)
// CHECK-NEXT:  Variable 'r' of main created at [[FILE]]:42:17
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:24:2 in dispatch
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
