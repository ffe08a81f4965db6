/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both BSDs check the buffers that are written to a device, but not a single value: that goes by as an
 * argument, without an origin. Here it is a leak as well.
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
	uint16_t *buf = kmem_alloc(8, KM_SLEEP);

	if (FIXED_TWIN)
		kmsan_mark(buf, 8, KMSAN_STATE_INITED);
	bus_space_write_2(&space, 0, 2, buf[1]);
	kmem_free(buf, 8);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In bus_space_write_2():arg4 At Offset 0/2, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:22:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:29:2 (t)
// CHECK-NEXT:  Created by kmem_alloc at:
// CHECK-NEXT:    #0 in test [[FILE]]:18:18 (t)
// CHECK-NEXT:  Bytes 0-1 of 2 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ??
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:22:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
