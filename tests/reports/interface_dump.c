/* SPDX-License-Identifier: BSD-2-Clause */
/* kmsan_dump, and its MSan names, say what is known without a report. */
// EXIT: 0
#include <kmsan/kmsan.h>
#include <sanitizer/msan_interface.h>
#include <string.h>

#include "expect.h"

static char memory[32];

static NOINLINE void
make(void)
{
	memcpy(memory, "0123456789abcdefghijklmnopqrstu", 32);
	kmsan_mark(memory + 2, 3, KMSAN_STATE_UNINIT);
	kmsan_mark(memory + 9, 1, 0x70);
	kmsan_orig(memory + 9, 1, KMSAN_TYPE_POOL | KMSAN_TYPE_FREED, KMSAN_RET_ADDR);
}

int
main(void)
{
	if (FIXED_TWIN)
		return 0;
	make();
	kmsan_dump(memory, 20);
	__msan_print_shadow(memory + 16, 4);
	kmsan_dump((void *)0x200000000000, 4);
	kmsan_dump(memory, 0);
	return 0;
}

// CHECK:kMSan: 20 bytes at [[ADDR:0x[0-9a-f]+]]: data | uninitialised bits | origins
// CHECK-NEXT:[[ADDR]]: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66 | 00 00 ff ff ff 00 00 00 00 70 00 00 00 00 00 00 | 5{{[0-9a-f]+}} Marked {{0x[0-9a-f]+}} b{{[0-9a-f]+}} Freed Pool {{0x[0-9a-f]+}}
// CHECK-NEXT:{{0x[0-9a-f]+}}: 67 68 69 6a | 00 00 00 00 |
// CHECK-NEXT:kMSan: 4 bytes at {{0x[0-9a-f]+}}: data | uninitialised bits | origins
// CHECK-NEXT:{{0x[0-9a-f]+}}: 67 68 69 6a | 00 00 00 00 |
// CHECK-NEXT:kMSan: 4 bytes at 0x200000000000: data | uninitialised bits | origins
// CHECK-NEXT:0x200000000000: no shadow
// CHECK-NEXT:kMSan: 0 bytes at [[ADDR]]: data | uninitialised bits | origins
