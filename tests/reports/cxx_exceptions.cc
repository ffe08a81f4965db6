/* SPDX-License-Identifier: BSD-2-Clause */
/* An exception passes uninitialised frames; what it carries keeps its state. */
// CLANGS: 16 19 22
#include <kmsan/kmsan.h>

#include "expect.h"

struct Error {
	int code;
	int detail;
};

static int destroyed;

struct Guard {
	int dirty[20];

	Guard()
	{
		KEEP(this);
	}
	~Guard()
	{
		destroyed++;
	}
};

static NOINLINE void
fail(int n)
{
	Guard guard;

	if (n == 0) {
		Error e;

		e.code = 5;
		KEEP(&e);
		if (FIXED_TWIN)
			e.detail = 1;
		throw e;
	}
	fail(n - 1);
	KEEP(&guard);
}

static NOINLINE void
use(const Error &e)
{
	if (e.detail == 3)
		KEEP(&e);
}

int
main()
{
	int caught = 0;

	for (int i = 0; i < 3; i++) {
		try {
			fail(i);
		} catch (const Error &e) {
			caught++;
			EXPECT(e.code == 5);
			if (i == 2)
				use(e);
		}
	}
	EXPECT(caught == 3 && destroyed == 6);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'e' From fail()
// CHECK-NEXT:    #0 in use [[FILE]]:49:{{6|15}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:65:5 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in fail [[FILE]]:40:9 (t)
// CHECK-NEXT:    #1 in fail [[FILE]]:42:2 (t)
// CHECK-NEXT:    #2 in fail [[FILE]]:42:2 (t)
// CHECK-NEXT:    #3 in main [[FILE]]:60:4 (t)
// CHECK-NEXT:  Variable 'e' of fail created at [[FILE]]:34:9
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:49:{{6|15}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
// CHECK-NEXT:kMSan: libstdc++.so.6 is not instrumented: what it writes looks uninitialized (kmsan-audit says more)
