/* SPDX-License-Identifier: BSD-2-Clause */
/* What is written to a device leaves: a value, a buffer, a value many times. What is read is initialised. */
#include <kmsan/bus_space.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <string.h>

#include "expect.h"

static unsigned char registers[64];

static uint64_t
device_read(void *cookie, bus_size_t offset, unsigned size)
{
	uint64_t value = 0;

	memcpy(&value, (char *)cookie + offset, size);
	return value;
}

static void
device_write(void *cookie, bus_size_t offset, unsigned size, uint64_t value)
{
	memcpy((char *)cookie + offset, &value, size);
}

static const struct kmsan_bus_space space = {.name = "device",
    .size = sizeof(registers),
    .cookie = registers,
    .read = device_read,
    .write = device_write};

static NOINLINE unsigned short *
words(void)
{
	unsigned short *w = kmem_alloc(8 * sizeof(*w), KM_SLEEP);

	memset(w, 1, 5 * sizeof(*w));
	if (FIXED_TWIN)
		memset(w, 1, 8 * sizeof(*w));
	return w;
}

static NOINLINE void
put_value(const unsigned short *w)
{
	bus_space_write_2(&space, 0, 4, w[5]);
}

static NOINLINE void
put_region(const unsigned short *w)
{
	bus_space_write_region_2(&space, 0, 8, w + 2, 6);
}

static NOINLINE void
put_many(const unsigned short *w)
{
	bus_space_set_region_2(&space, 0, 32, w[7], 4);
}

int
main(void)
{
	unsigned short *w = words();

	put_value(w);
	put_region(w);
	put_many(w);
	/* Read back: what was reported is initialised in the device, and so is what comes from it. */
	bus_space_read_region_2(&space, 0, 8, w + 2, 6);
	EXPECT(kmsan_test(w + 2, 12) == -1);
	EXPECT(bus_space_read_4(&space, 0, 8) == 0x01010101);
	kmem_free(w, 8 * sizeof(*w));
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In bus_space_write_2():arg4 At Offset 0/2, From words+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in put_value [[FILE]]:47:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:67:{{2|9}} (t)
// CHECK-NEXT:  Created by kmem_alloc at:
// CHECK-NEXT:    #0 in words [[FILE]]:36:22 (t)
// CHECK-NEXT:  Bytes 0-1 of 2 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ??
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:47:{{2|9}} in put_value
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In bus_space_write_region_2():arg4 At Offset 6/12, From words+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in put_region [[FILE]]:53:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:68:{{2|9}} (t)
// CHECK-NEXT:  Created by kmem_alloc(16) at:
// CHECK-NEXT:    #0 in words [[FILE]]:36:22 (t)
// CHECK-NEXT:  Bytes 6-11 of 12 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 01 01 01 01 01 ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 10 bytes inside a 16-byte Kmem object allocated by words [[FILE]]:36:22
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:53:{{2|9}} in put_region
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In bus_space_set_region_2():arg4 At Offset 0/2, From words+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in put_many [[FILE]]:59:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:69:{{2|9}} (t)
// CHECK-NEXT:  Created by kmem_alloc at:
// CHECK-NEXT:    #0 in words [[FILE]]:36:22 (t)
// CHECK-NEXT:  Bytes 0-1 of 2 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ??
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:59:{{2|9}} in put_many
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 3 reports (3 distinct), 0 suppressed
