/* SPDX-License-Identifier: BSD-2-Clause */
/* Links of every sort of copy: structure, memcpy, memmove onto itself, bytes one by one. */
#include <kmsan/kmsan.h>
#include <string.h>

#include "expect.h"

struct name {
	char bytes[12];
};

static struct name a, b, c, d;

static NOINLINE void
make(void)
{
	if (!FIXED_TWIN)
		kmsan_poison_memory(a.bytes + 3, 5, 0);
}

static NOINLINE void
by_structure(void)
{
	b = a;
}

static NOINLINE void
by_memcpy(size_t n)
{
	memcpy(&c, &b, n);
}

static NOINLINE void
by_memmove(size_t n)
{
	memmove(c.bytes + 2, c.bytes + 1, n);
}

static NOINLINE void
by_bytes(volatile const char *from, volatile char *to)
{
	for (int i = 0; i < 12; i++)
		to[i] = from[i];
}

int
main(void)
{
	make();
	by_structure();
	by_memcpy(sizeof(c));
	by_memmove(8);
	by_bytes(c.bytes, d.bytes);
	/* One byte up, by the memmove. */
	EXPECT(FIXED_TWIN || kmsan_test(&d, sizeof(d)) == 4);
	kmsan_check(&d, sizeof(d), "check");
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In check At Offset 4/12, From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:56:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in by_bytes [[FILE]]:43:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:53:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in by_memmove [[FILE]]:36:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:52:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in by_memcpy [[FILE]]:30:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:51:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in by_structure [[FILE]]:24:6 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:50:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:18:3 (t)
// CHECK-NEXT:  Bytes 4-8 of 12 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 ?? ?? ?? ?? ?? 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:56:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
