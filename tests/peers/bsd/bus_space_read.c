/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NetBSD calls the buffer initialised before the device is read. Here it is when that has been done; in
 * both it is as many elements as were read, and what lies behind them stays as it was.
 */
#include "bsd.h"

#include <kmsan/bus_space.h>
#include <kmsan/kmem.h>

static volatile uint16_t memory[8];
static const struct kmsan_bus_space space = {
    .name = "device", .size = sizeof(memory), .memory = memory};

static NOINLINE void
test(void)
{
	uint16_t *buf = kmem_alloc(10, KM_SLEEP);

	bus_space_read_region_2(&space, 0, 4, buf, 4);
	kmsan_check(buf, FIXED_TWIN ? 8 : 10, "buffer");
	kmem_free(buf, 10);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In buffer At Offset 8/10, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:21:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:28:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(10) at:
// CHECK-NEXT:    #0 in test [[FILE]]:18:18 (t)
// CHECK-NEXT:  Bytes 8-9 of 10 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 00 00 ?? ??
// CHECK-NEXT:  Address is 8 bytes inside a 10-byte Kmem object allocated by test [[FILE]]:18:18
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:21:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
