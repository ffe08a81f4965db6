/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A report to a keyboard is as long as the longest that its descriptor allows, and the lamps are
 * one byte.
 *
 * Origin: Kmem
 * Sink: bus_dmamap_sync
 */
#include "kernel.h"

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

static NOINLINE void
ukbd_lamps(const struct hid *hid, uint8_t lamps)
{
	uint8_t *report = kmem_alloc(hid->report_size, KM_SLEEP);

	hid_set_lamps(report, hid, lamps);
	bus_prewrite(report, hid->report_size);
	kmem_free(report, hid->report_size);
}

int
main(void)
{
	struct hid keyboard = {8, 2};

	KEEP(&keyboard);
	ukbd_lamps(&keyboard, 5);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In LinearDmaSyncOp At Offset 2/8, From ukbd_lamps+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in ukbd_lamps [[FILE]]:34:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:44:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(8) at:
// CHECK-NEXT:    #0 in ukbd_lamps [[FILE]]:31:20 (t)
// CHECK-NEXT:  Bytes 2-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 02 05 ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 2 bytes inside a 8-byte Kmem object allocated by ukbd_lamps [[FILE]]:31:20
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:34:2 in ukbd_lamps
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
