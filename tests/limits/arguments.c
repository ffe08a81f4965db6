/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Not seen: what does not fit into the 800 bytes that the compiler has for arguments, and into the 800
 * for those of "...": it arrives initialised. A smaller structure, the control, does not.
 */
#include "limits.h"

#include <stdarg.h>

#define STRUCT(name, size)                                                                         \
	struct name {                                                                              \
		char bytes[size];                                                                  \
	}
STRUCT(large, 1000);
STRUCT(small, 600);

static struct large large;
static struct small small;

static NOINLINE void
takes_large(struct large s)
{
	kmsan_check(&s, sizeof(s), "large");
}

static NOINLINE void
takes_more(int n, ...)
{
	struct large s;
	va_list ap;

	va_start(ap, n);
	s = va_arg(ap, struct large);
	va_end(ap);
	kmsan_check(&s, sizeof(s), "variadic");
}

static NOINLINE void
takes_small(struct small s)
{
	kmsan_check(&s, sizeof(s), "small");
}

int
main(void)
{
	if (!FIXED_TWIN) {
		kmsan_mark(&large, sizeof(large), KMSAN_STATE_UNINIT);
		kmsan_mark(&small.bytes[599], 1, KMSAN_STATE_UNINIT);
	}
	takes_large(large);
	takes_more(1, large);
	takes_small(small);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In small At Offset 599/600, From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in takes_small [[FILE]]:41:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:53:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in main [[FILE]]:53:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:49:3 (t)
// CHECK-NEXT:  Byte 599 of 600 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 00 ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:41:2 in takes_small
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
