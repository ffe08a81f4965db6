/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Named wrongly: a store to an address that is no multiple of 4 touches two cells of origins, and the
 * compiler sets the first one's. A copy by the runtime, the control here, sets both.
 */
#include "limits.h"

struct __attribute__((packed)) odd {
	char start[5];
	uint32_t value;
	char rest[7];
};

static NOINLINE void
by_store(struct odd *odd, const uint32_t *value)
{
	odd->value = *value;
}

int
main(void)
{
	struct odd stored __attribute__((aligned(8))), copied __attribute__((aligned(8)));
	uint32_t value;

	if (FIXED_TWIN)
		value = 0;
	KEEP(&value);
	KEEP(&stored);
	KEEP(&copied);
	memset(&stored, 0, sizeof(stored));
	memset(&copied, 0, sizeof(copied));
	by_store(&stored, &value);
	kmsan_check((char *)&stored + 8, 4, "stored");
	copy(&copied.value, &value, sizeof(value));
	kmsan_check((char *)&copied + 8, 4, "copied");
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In stored At Offset 0/4, Variable 'stored' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:34:2 (t)
// CHECK-NEXT:  Variable 'stored' of main created at [[FILE]]:23:13
// CHECK-NEXT:  Byte 0 of 4 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:34:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copied At Offset 0/4, Variable 'value' From main()
// CHECK-NEXT:    #0 in main [[FILE]]:36:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in copy limits.h:24:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:35:2 (t)
// CHECK-NEXT:  Variable 'value' of main created at [[FILE]]:24:11
// CHECK-NEXT:  Byte 0 of 4 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:36:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
