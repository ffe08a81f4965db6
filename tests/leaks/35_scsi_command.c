/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A command of 6 bytes in a field of 16: the host adapter fetches all of it, and the reserved word
 * of the descriptor as well.
 *
 * Origin: Kmem
 * Sink: bus_dmamap_sync
 */
#include "kernel.h"

#include <kmsan/bus_dma.h>
#include <kmsan/kmem.h>

struct request {
	uint32_t length, reserved;
	uint8_t cdb[16];
	uint64_t data;
};

static NOINLINE void
scsi_test_unit_ready(struct request *rq)
{
	static const uint8_t cdb[6] = {0x00};

#ifdef FIXED
	memset(rq, 0, sizeof(*rq));
#endif
	rq->length = sizeof(cdb);
	memcpy(rq->cdb, cdb, sizeof(cdb));
	rq->data = 0;
}

static NOINLINE int
adapter_start(struct request *ring)
{
	bus_dma_tag_t tag = kmsan_bus_dma_tag();
	bus_dmamap_t map;

	if (bus_dmamap_create(tag, sizeof(*ring), 1, sizeof(*ring), 0, BUS_DMA_WAITOK, &map) != 0)
		return ENOMEM;
	if (bus_dmamap_load(tag, map, ring, sizeof(*ring), NULL, BUS_DMA_WAITOK) != 0)
		return EIO;
	scsi_test_unit_ready(ring);
	bus_dmamap_sync(tag, map, 0, sizeof(*ring), BUS_DMASYNC_PREWRITE);
	bus_dmamap_unload(tag, map);
	bus_dmamap_destroy(tag, map);
	return 0;
}

int
main(void)
{
	struct request *ring = kmem_alloc(sizeof(*ring), KM_SLEEP);
	int error = adapter_start(ring);

	kmem_free(ring, sizeof(*ring));
	return error;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In LinearDmaSyncOp At Offset 4/32, From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in adapter_start [[FILE]]:44:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:54:14 (t)
// CHECK-NEXT:  Created by kmem_alloc(32) at:
// CHECK-NEXT:    #0 in main [[FILE]]:53:25 (t)
// CHECK-NEXT:  Bytes 4-7, 14-23 of 32 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 06 00 00 00 ?? ?? ?? ?? 00 00 00 00 00 00 ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? 00 00 00 00 00 00 00 00
// CHECK-NEXT:  Address is 4 bytes inside a 32-byte Kmem object allocated by main [[FILE]]:53:25
// CHECK-NEXT:  probably struct request: offset 4, 4 bytes: member 'reserved'
// CHECK-NEXT:  probably struct request: offset 14, 10 bytes: member 'cdb[6..15]'
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:44:2 in adapter_start
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
