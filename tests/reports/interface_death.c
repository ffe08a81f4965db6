/* SPDX-License-Identifier: BSD-2-Clause */
/* A callback before the runtime stops the program; it may not call itself again. */
// OPTIONS: halt_on_error=1:exitcode=5
// EXIT: 5
#include <kmsan/kmsan.h>
#include <sanitizer/msan_interface.h>
#include <unistd.h>

#include "expect.h"

static int value;

static void
dying(void)
{
	static const char words[] = "last words\n";

	write(2, words, sizeof(words) - 1);
	if (value == 4)
		KEEP(NULL);
}

static NOINLINE void
use(void)
{
	if (value == 3)
		KEEP(NULL);
}

int
main(void)
{
	__msan_set_death_callback(dying);
	if (!FIXED_TWIN)
		kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
	use();
	EXPECT(FIXED_TWIN);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use [[FILE]]:26:{{6|12}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:36:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:35:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:26:{{6|12}} in use
// CHECK-NEXT:=================================================================
// CHECK-NEXT:last words
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in dying [[FILE]]:19:{{6|12}} (t)
// CHECK-NEXT:    #1 in use [[FILE]]:26:{{6|12}} (t)
// CHECK-NEXT:    #2 in main [[FILE]]:36:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:35:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:19:{{6|12}} in dying
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
