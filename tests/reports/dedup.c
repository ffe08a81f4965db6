/* SPDX-License-Identifier: BSD-2-Clause */
/* The same place and origin are one mistake however often; another place is another. */
#include <kmsan/kmsan.h>

#include "expect.h"

static volatile int value;

static NOINLINE void
make(void)
{
	if (!FIXED_TWIN)
		kmsan_mark((void *)&value, sizeof(value), KMSAN_STATE_UNINIT);
}

static NOINLINE void
decide(void)
{
	if (value != 0)
		KEEP(NULL);
}

static NOINLINE void
decide_too(void)
{
	if (value != 1)
		KEEP(NULL);
}

int
main(void)
{
	for (int i = 0; i < 5; i++) {
		make();
		decide();
	}
	for (int i = 0; i < 3; i++)
		decide_too();
	EXPECT(kmsan_report_count() == (FIXED_TWIN ? 0 : 2));
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in decide [[FILE]]:19:{{6|12}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:35:3 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:13:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:19:{{6|12}} in decide
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in decide_too [[FILE]]:26:{{6|12}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:38:3 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:13:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:26:{{6|12}} in decide_too
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 8 reports (2 distinct), 0 suppressed
