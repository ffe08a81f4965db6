/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both BSDs leave *value as it was when the fetch faults, without a word about who used it then. Here it
 * keeps its origin, and a fetch that succeeds makes all of it initialised, and no byte beside it.
 */
#include "bsd.h"

#include <kmsan/host.h>
#include <kmsan/uaccess.h>

static NOINLINE void
test(void)
{
	uint32_t *process = kmsan_user_alloc(sizeof(*process));
	uint8_t values[2];

	KEEP(values);
	MUST(ufetch_8((uint8_t *)process, &values[0]) == 0);
	MUST(ufetch_8(NULL, &values[1]) == KMSAN_EFAULT);
	kmsan_check(values, FIXED_TWIN ? 1 : 2, "values");
	kmsan_user_free(process, sizeof(*process));
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In values At Offset 1/2, Variable 'values' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:20:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:27:2 (t)
// CHECK-NEXT:  Variable 'values' of test created at [[FILE]]:15:10
// CHECK-NEXT:  Byte 1 of 2 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:20:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
