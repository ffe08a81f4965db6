/* SPDX-License-Identifier: BSD-2-Clause */
/* memcpy, memmove and memset of no byte, of few and of many; what they return. */
#include <kmsan/kmsan.h>
#include <string.h>

#include "expect.h"

static char from[600], to[600];

static NOINLINE void
make(void)
{
	memset(from, 'f', sizeof(from));
	if (!FIXED_TWIN) {
		kmsan_mark(from + 100, 1, KMSAN_STATE_UNINIT);
		kmsan_mark(from + 500, 3, KMSAN_STATE_UNINIT);
	}
}

static NOINLINE void
copy(size_t n)
{
	EXPECT(memcpy(to, from, 0) == to && kmsan_test(to, sizeof(to)) == 0);
	EXPECT(memcpy(to, from, n) == to);
	EXPECT(memmove(to + 3, to, n - 3) == to + 3);
	EXPECT(to[599] == 'f');
}

static NOINLINE void
set(size_t n)
{
	EXPECT(memset(to + 503, 7, n) == to + 503);
	EXPECT(to[503] == 7 && to[503 + n - 1] == 7 && to[506] == 'f');
}

int
main(void)
{
	make();
	kmsan_mark(to, sizeof(to), KMSAN_STATE_UNINIT);
	copy(sizeof(to));
	set(2);
	kmsan_check(to, sizeof(to), "check");
	memset(to, 0, sizeof(to));
	EXPECT(kmsan_test(to, sizeof(to)) == -1);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In check At Offset 103/600, From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:43:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in copy [[FILE]]:25:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:41:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in copy [[FILE]]:24:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:41:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:15:3 (t)
// CHECK-NEXT:  Bytes 103, 505 of 600 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 66 66 66 66 66 66 66 ?? 66 66 66 66 66 66 66 66
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 66 66 66 66 66 66 66 07 07 ?? 66 66 66 66 66 66
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:43:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
