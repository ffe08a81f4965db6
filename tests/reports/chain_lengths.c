/* SPDX-License-Identifier: BSD-2-Clause */
/* A value moves through memory from no time to nine times; seven links are kept, and it says so. */
// OPTIONS: dedup=0
#include <kmsan/kmsan.h>

#include "expect.h"

static int cell[10];

static NOINLINE void
make(void)
{
	kmsan_mark(&cell[0], sizeof(cell[0]), FIXED_TWIN ? KMSAN_STATE_INITED : KMSAN_STATE_UNINIT);
}

static NOINLINE void
decide(const int *value)
{
	if (*value != 0)
		KEEP(value);
}

/* One function for each store, so that its line tells which it was. */
#define MOVE(n)                                                                                    \
	static NOINLINE void move_##n(void)                                                        \
	{                                                                                          \
		cell[n] = cell[n - 1];                                                             \
		KEEP(cell);                                                                        \
	}

MOVE(1)
MOVE(2)
MOVE(3)
MOVE(4)
MOVE(5)
MOVE(6)
MOVE(7)
MOVE(8)
MOVE(9)

int
main(void)
{
	make();
	move_1();
	move_2();
	move_3();
	move_4();
	move_5();
	move_6();
	move_7();
	move_8();
	move_9();
	decide(&cell[0]);
	decide(&cell[1]);
	decide(&cell[2]);
	decide(&cell[7]);
	decide(&cell[9]);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in decide [[FILE]]:19:{{6|13}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:54:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:13:2 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:19:{{6|13}} in decide
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in decide [[FILE]]:19:{{6|13}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:55:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_1 [[FILE]]:31:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:45:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:13:2 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:19:{{6|13}} in decide
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in decide [[FILE]]:19:{{6|13}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:56:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_2 [[FILE]]:32:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_1 [[FILE]]:31:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:45:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:13:2 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:19:{{6|13}} in decide
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in decide [[FILE]]:19:{{6|13}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:57:2 (t)
// CHECK-NEXT:  Later stores were not recorded
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_7 [[FILE]]:37:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:51:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_6 [[FILE]]:36:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:50:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_5 [[FILE]]:35:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:49:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_4 [[FILE]]:34:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:48:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_3 [[FILE]]:33:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:47:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_2 [[FILE]]:32:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_1 [[FILE]]:31:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:45:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:13:2 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:19:{{6|13}} in decide
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in decide [[FILE]]:19:{{6|13}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:58:2 (t)
// CHECK-NEXT:  Later stores were not recorded
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_7 [[FILE]]:37:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:51:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_6 [[FILE]]:36:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:50:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_5 [[FILE]]:35:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:49:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_4 [[FILE]]:34:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:48:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_3 [[FILE]]:33:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:47:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_2 [[FILE]]:32:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move_1 [[FILE]]:31:1 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:45:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:13:2 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:19:{{6|13}} in decide
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 5 reports (5 distinct), 0 suppressed
