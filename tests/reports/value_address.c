/* SPDX-License-Identifier: BSD-2-Clause */
/* An index that was never set chooses which entry of a table is read and which is written. */
#include "expect.h"

struct pick {
	unsigned char from, to;
};

static volatile int table[256], copy[256];

static NOINLINE void
pick_init(struct pick *p)
{
	KEEP(p);
	if (FIXED_TWIN)
		p->from = p->to = 0;
}

static NOINLINE int
load(const struct pick *p)
{
	return table[p->from];
}

static NOINLINE void
store(const struct pick *p, int value)
{
	copy[p->to] = value;
}

int
main(void)
{
	struct pick p;

	pick_init(&p);
	store(&p, load(&p));
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'p' From main()
// CHECK-NEXT:    #0 in load [[FILE]]:22:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:37:12 (t)
// CHECK-NEXT:  Variable 'p' of main created at [[FILE]]:34:14
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:22:9 in load
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'p' From main()
// CHECK-NEXT:    #0 in store [[FILE]]:28:14 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:37:2 (t)
// CHECK-NEXT:  Variable 'p' of main created at [[FILE]]:34:14
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:28:14 in store
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
