/* SPDX-License-Identifier: BSD-2-Clause */
/* copystr: every byte decides whether the string ends there. */
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>
#include <string.h>

#include "expect.h"

static char from[16], to[16];

static NOINLINE void
set_name(void)
{
	memcpy(from, "sd0\0", 4);
	kmsan_mark(from + 4, 12, KMSAN_STATE_UNINIT);
	if (!FIXED_TWIN)
		kmsan_mark(from + 1, 2, KMSAN_STATE_UNINIT);
	kmsan_mark(to, sizeof(to), KMSAN_STATE_UNINIT);
}

int
main(void)
{
	size_t done;

	set_name();
	EXPECT(copystr(from, to, sizeof(to), &done) == 0);
	EXPECT(done == 4);
	/* One mistake, one report: the copy is initialised. */
	EXPECT(kmsan_test(to, sizeof(to)) == 4);
	EXPECT(copystr("too long", to, 3, &done) == KMSAN_ENAMETOOLONG);
	EXPECT(done == 3);
	EXPECT(memcmp(to, "too", 3) == 0);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In copystr():arg1 At Offset 1/4, From set_name+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:27:{{2|9}} (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in set_name [[FILE]]:17:3 (t)
// CHECK-NEXT:  Bytes 1-2 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 73 ?? ?? 00
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:27:{{2|9}} in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
