/* SPDX-License-Identifier: BSD-2-Clause */
/* An unlimited stack lays libraries where shadow belongs: the program starts itself again. */
// LEVELS: 0
// RUN: ulimit -s unlimited; %t one 'two words' ''
#include <kmsan/kmsan.h>
#include <string.h>

#include "expect.h"

static int value;

int
main(int argc, char **argv)
{
	EXPECT(argc == 4 && strcmp(argv[1], "one") == 0 && strcmp(argv[2], "two words") == 0);
	EXPECT(argv[3][0] == '\0' && argv[4] == NULL);
	/* The mark of the second start is not left to programs that are started from here. */
	EXPECT(getenv("KMSAN_REEXECUTED") == NULL);
	if (!FIXED_TWIN)
		kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
	if (value == 3)
		KEEP(NULL);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:21:{{6|12}} (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:20:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:21:{{6|12}} in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
