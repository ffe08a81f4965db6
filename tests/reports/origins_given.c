/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Origins that a program made up: small integers, and numbers that mean something else here. They
 * survive a store and a copy, and are Unknown.
 */
#include <kmsan/kmsan.h>
#include <sanitizer/msan_interface.h>
#include <string.h>

#include "expect.h"

static volatile int value, stored;
static int copied;

static NOINLINE void
make(uint32_t origin)
{
	kmsan_mark(
	    (void *)&value, sizeof(value), FIXED_TWIN ? KMSAN_STATE_INITED : KMSAN_STATE_UNINIT);
	__msan_set_origin((void *)&value, sizeof(value), origin);
	EXPECT(__msan_get_origin((void *)&value) == origin);
}

static NOINLINE void
move(void)
{
	stored = value;
	KEEP(NULL);
	memcpy(&copied, (void *)&stored, sizeof(copied));
	KEEP(NULL);
}

static NOINLINE void
small(void)
{
	make(123);
	if (value != 0)
		KEEP(NULL);
	move();
	EXPECT(FIXED_TWIN || __msan_origin_is_descendant_or_same(__msan_get_origin(&copied), 123));
	if (copied != 0)
		KEEP(NULL);
}

static NOINLINE void
foreign(void)
{
	static const uint32_t numbers[] = {0x70000000, 0x10000005, 0xdeadbeef, 0xf0000123};

	for (unsigned i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		make(numbers[i]);
		if (value != 0)
			KEEP(NULL);
	}
}

int
main(void)
{
	small();
	foreign();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Unknown Memory
// CHECK-NEXT:    #0 in small [[FILE]]:37:{{6|12}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:60:2 (t)
// CHECK-NEXT:  Origin not known
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:37:{{6|12}} in small
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Unknown Memory
// CHECK-NEXT:    #0 in small [[FILE]]:41:{{6|13}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:60:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move [[FILE]]:29:2 (t)
// CHECK-NEXT:    #1 in small [[FILE]]:39:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:60:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in move [[FILE]]:27:9 (t)
// CHECK-NEXT:    #1 in small [[FILE]]:39:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:60:2 (t)
// CHECK-NEXT:  Origin not known
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:41:{{6|13}} in small
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Unknown Memory
// CHECK-NEXT:    #0 in foreign [[FILE]]:52:{{7|13}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:61:2 (t)
// CHECK-NEXT:  Origin not known
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:52:{{7|13}} in foreign
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Unknown Memory
// CHECK-NEXT:    #0 in foreign [[FILE]]:52:{{7|13}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:61:2 (t)
// CHECK-NEXT:  Origin not known
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:52:{{7|13}} in foreign
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Unknown Memory
// CHECK-NEXT:    #0 in foreign [[FILE]]:52:{{7|13}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:61:2 (t)
// CHECK-NEXT:  Origin not known
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:52:{{7|13}} in foreign
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Unknown Memory
// CHECK-NEXT:    #0 in foreign [[FILE]]:52:{{7|13}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:61:2 (t)
// CHECK-NEXT:  Origin not known
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:52:{{7|13}} in foreign
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 6 reports (6 distinct), 0 suppressed
