/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A report to a keyboard is as long as the longest that its descriptor allows, and the lamps are
 * one byte.
 *
 * Origin: Kmem
 * Sink: bus_dmamap_sync
 */
#include "kernel.h"

#include <kmsan/bus_dma.h>
#include <kmsan/kmem.h>

struct hid {
	size_t report_size;
	uint8_t report_id;
};

static NOINLINE void
hid_set_lamps(uint8_t *report, const struct hid *hid, uint8_t lamps)
{
#ifdef FIXED
	memset(report, 0, hid->report_size);
#endif
	report[0] = hid->report_id;
	report[1] = lamps;
}

static NOINLINE int
usb_transfer(void *buf, size_t len)
{
	bus_dma_tag_t tag = kmsan_bus_dma_tag();
	bus_dmamap_t map;

	if (bus_dmamap_create(tag, len, 1, len, 0, BUS_DMA_WAITOK, &map) != 0)
		return ENOMEM;
	if (bus_dmamap_load(tag, map, buf, len, NULL, BUS_DMA_WAITOK) != 0)
		return EIO;
	bus_dmamap_sync(tag, map, 0, len, BUS_DMASYNC_PREWRITE);
	bus_dmamap_unload(tag, map);
	bus_dmamap_destroy(tag, map);
	return 0;
}

static NOINLINE int
ukbd_lamps(const struct hid *hid, uint8_t lamps)
{
	uint8_t *report = kmem_alloc(hid->report_size, KM_SLEEP);
	int error;

	hid_set_lamps(report, hid, lamps);
	error = usb_transfer(report, hid->report_size);
	kmem_free(report, hid->report_size);
	return error;
}

int
main(void)
{
	struct hid keyboard = {8, 2};

	KEEP(&keyboard);
	return ukbd_lamps(&keyboard, 5);
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In LinearDmaSyncOp At Offset 2/8, From ukbd_lamps+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in usb_transfer [[FILE]]:39:2 (t)
// CHECK-NEXT:    #1 in ukbd_lamps [[FILE]]:52:10 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:63:9 (t)
// CHECK-NEXT:  Created by kmem_alloc(8) at:
// CHECK-NEXT:    #0 in ukbd_lamps [[FILE]]:48:20 (t)
// CHECK-NEXT:  Bytes 2-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 02 05 ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 2 bytes inside a 8-byte Kmem object allocated by ukbd_lamps [[FILE]]:48:20
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:39:2 in usb_transfer
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
