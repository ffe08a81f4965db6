/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ever larger pieces at the start and at the end of a page are set. Nothing beyond its shadow may
 * be touched: the next page has a good byte that has to stay so, and an uninitialised one.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	size_t size;
	char *buf = vmalloc(2 * PAGE);

	memset(buf + PAGE, 0, 1);
	for (size = 0; size <= 128; size++) {
		memset(buf, 0xff, size);
		memset(buf + PAGE - size, 0xff, size);
	}
	check(buf, 128);
	check(buf + PAGE - 128, 129);
	if (!FIXED_TWIN)
		check(buf + PAGE, 2);
	vfree(buf, 2 * PAGE);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Uvm Memory In kmsan_check_memory() At Offset 1/2, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:22:3 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:29:2 (t)
// CHECK-NEXT:  Created by uvm_km_alloc(8192) at:
// CHECK-NEXT:    #0 in test [[FILE]]:12:14 (t)
// CHECK-NEXT:  Byte 1 of 2 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 ??
// CHECK-NEXT:  Address is 4097 bytes inside a 8192-byte Uvm object allocated by test [[FILE]]:12:14
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:22:3 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
