/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Atomic loads carry their shad; atomic stores and read-modify-writes leave initialised memory.
 * Objects without an instruction of their own go through libatomic.
 */
// RUN-FLAGS: -latomic
#include <kmsan/kmsan.h>
#include <stdatomic.h>
#include <string.h>

#include "expect.h"

struct big {
	long word[3];
};

static _Atomic int value, target;
static _Atomic struct big big;
static struct big copy;

static NOINLINE void
make(void)
{
	if (FIXED_TWIN)
		return;
	kmsan_mark((void *)&value, sizeof(value), KMSAN_STATE_UNINIT);
	/* The first cell speaks for all of what is loaded. */
	kmsan_mark((void *)&big, sizeof(big), KMSAN_STATE_UNINIT);
	kmsan_mark((void *)&big, 8, KMSAN_STATE_INITED);
}

static NOINLINE void
load(void)
{
	int loaded = atomic_load(&value);

	if (loaded > 5)
		KEEP(NULL);
}

static NOINLINE void
load_big(void)
{
	copy = atomic_load(&big);
	KEEP(&copy);
	kmsan_check(&copy, sizeof(copy), "check");
}

static NOINLINE void
stores(void)
{
	int expected = 1;

	kmsan_mark((void *)&target, sizeof(target), KMSAN_STATE_UNINIT);
	atomic_store(&target, 1);
	EXPECT(atomic_load(&target) == 1);
	kmsan_mark((void *)&target, sizeof(target), KMSAN_STATE_UNINIT);
	EXPECT(atomic_fetch_add(&target, 1) == 1);
	EXPECT(atomic_load(&target) == 2);
	kmsan_mark((void *)&target, sizeof(target), KMSAN_STATE_UNINIT);
	EXPECT(!atomic_compare_exchange_strong(&target, &expected, 3));
	EXPECT(expected == 2 && atomic_load(&target) == 2);
	EXPECT(atomic_exchange(&target, 9) == 2 && atomic_load(&target) == 9);
}

int
main(void)
{
	stores();
	make();
	load();
	load_big();
	return 0;
}

// O0:=================================================================
// O0-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// O0-NEXT:    #0 in load [[FILE]]:37:{{6|13}} (t)
// O0-NEXT:    #1 in main [[FILE]]:71:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in load [[FILE]]:35:6 (t)
// O0-NEXT:    #1 in main [[FILE]]:71:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in load [[FILE]]:35:15 (t)
// O0-NEXT:    #1 in main [[FILE]]:71:2 (t)
// O0-NEXT:  Marked by kmsan_mark at:
// O0-NEXT:    #0 in make [[FILE]]:26:2 (t)
// O0-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:37:{{6|13}} in load
// O0-NEXT:=================================================================
// O0-NEXT:=================================================================
// O0-NEXT:MSan: Uninitialized Marked Memory In check At Offset 8/24, From make+{{0x[0-9a-f]+}}
// O0-NEXT:    #0 in load_big [[FILE]]:46:2 (t)
// O0-NEXT:    #1 in main [[FILE]]:72:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in load_big [[FILE]]:44:9 (t)
// O0-NEXT:    #1 in main [[FILE]]:72:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in load_big [[FILE]]:44:9 (t)
// O0-NEXT:    #1 in main [[FILE]]:72:2 (t)
// O0-NEXT:  Marked by kmsan_mark at:
// O0-NEXT:    #0 in make [[FILE]]:28:2 (t)
// O0-NEXT:  Bytes 8-23 of 24 are uninitialized
// O0-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 00 00 ?? ?? ?? ?? ?? ?? ?? ??
// O0-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// O0-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:46:2 in load_big
// O0-NEXT:=================================================================
// O0-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
// OPT:=================================================================
// OPT-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// OPT-NEXT:    #0 in load [[FILE]]:37:{{6|13}} (t)
// OPT-NEXT:    #1 in main [[FILE]]:71:2 (t)
// OPT-NEXT:  Marked by kmsan_mark at:
// OPT-NEXT:    #0 in make [[FILE]]:26:2 (t)
// OPT-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:37:{{6|13}} in load
// OPT-NEXT:=================================================================
// OPT-NEXT:=================================================================
// OPT-NEXT:MSan: Uninitialized Marked Memory In check At Offset 8/24, From make+{{0x[0-9a-f]+}}
// OPT-NEXT:    #0 in load_big [[FILE]]:46:2 (t)
// OPT-NEXT:    #1 in main [[FILE]]:72:2 (t)
// OPT-NEXT:  Stored to memory at:
// OPT-NEXT:    #0 in load_big [[FILE]]:44:9 (t)
// OPT-NEXT:    #1 in main [[FILE]]:72:2 (t)
// OPT-NEXT:  Stored to memory at:
// OPT-NEXT:    #0 in load_big [[FILE]]:44:9 (t)
// OPT-NEXT:    #1 in main [[FILE]]:72:2 (t)
// OPT-NEXT:  Marked by kmsan_mark at:
// OPT-NEXT:    #0 in make [[FILE]]:28:2 (t)
// OPT-NEXT:  Bytes 8-23 of 24 are uninitialized
// OPT-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 00 00 ?? ?? ?? ?? ?? ?? ?? ??
// OPT-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// OPT-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:46:2 in load_big
// OPT-NEXT:=================================================================
// OPT-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
