/* SPDX-License-Identifier: BSD-2-Clause */
/* origins=alloc: where it was created, and nothing of the way. */
// OPTIONS: origins=alloc
#include <kmsan/kmsan.h>
#include <string.h>

#include "expect.h"

static int from[2], to[2];

static NOINLINE void
make(void)
{
	if (!FIXED_TWIN)
		kmsan_mark(from, sizeof(from), KMSAN_STATE_UNINIT);
}

static NOINLINE void
move(void)
{
	volatile int *slot = to;

	slot[0] = from[0];
	memcpy(&to[1], &from[1], sizeof(int));
}

int
main(void)
{
	make();
	move();
	kmsan_check(to, sizeof(to), "check");
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In check At Offset 0/8, From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:32:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:15:3 (t)
// CHECK-NEXT:  Bytes 0-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:32:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
