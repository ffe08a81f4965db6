/* SPDX-License-Identifier: BSD-2-Clause */
/* Without llvm-symbolizer: functions and offsets, one note, and the same mistake. */
// LEVELS: 0 2
// OPTIONS: external_symbolizer_path=/nowhere/llvm-symbolizer
#include <kmsan/kmsan.h>

#include "expect.h"

static int value, other;

NOINLINE void make(void);
NOINLINE void use(void);

NOINLINE void
make(void)
{
	if (FIXED_TWIN)
		return;
	kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
	kmsan_mark(&other, sizeof(other), KMSAN_STATE_UNINIT);
}

NOINLINE void
use(void)
{
	if (value == 3)
		KEEP(NULL);
	if (other == 3)
		KEEP(NULL);
}

int
main(void)
{
	make();
	use();
	return 0;
}

// CHECK:kMSan: llvm-symbolizer /nowhere/llvm-symbolizer cannot be started: reports name functions from symbol tables, without lines
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use+{{0x[0-9a-f]+}} (t)
// CHECK-NEXT:    #1 in main+{{0x[0-9a-f]+}} (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make+{{0x[0-9a-f]+}} (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value t+{{0x[0-9a-f]+}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use+{{0x[0-9a-f]+}} (t)
// CHECK-NEXT:    #1 in main+{{0x[0-9a-f]+}} (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make+{{0x[0-9a-f]+}} (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value t+{{0x[0-9a-f]+}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
