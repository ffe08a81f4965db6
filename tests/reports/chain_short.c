/* SPDX-License-Identifier: BSD-2-Clause */
/* origin_history_size=1: the first link of two. */
// OPTIONS: origin_history_size=1
#include <kmsan/kmsan.h>

#include "expect.h"

static volatile int from, by, to;

static NOINLINE void
make(void)
{
	if (!FIXED_TWIN)
		kmsan_mark((void *)&from, sizeof(from), KMSAN_STATE_UNINIT);
}

static NOINLINE void
first(void)
{
	by = from;
}

static NOINLINE void
second(void)
{
	to = by;
}

int
main(void)
{
	make();
	first();
	second();
	kmsan_check((void *)&to, sizeof(to), "check");
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In check At Offset 0/4, From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:35:2 (t)
// CHECK-NEXT:  Later stores were not recorded
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in first [[FILE]]:20:5 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:33:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:14:3 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:35:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
