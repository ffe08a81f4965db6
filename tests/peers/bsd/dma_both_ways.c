/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Before a transfer in both directions FreeBSD does not check, because some drivers always say
 * both. The device can read all of it; the drivers that lie are the ones that leak.
 */
#include "bsd.h"

#include <kmsan/bus_dma.h>
#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	bus_dma_tag_t tag = kmsan_bus_dma_tag();
	bus_dmamap_t map;
	char *buf = kmem_alloc(64, KM_SLEEP);

	MUST(bus_dmamap_create(tag, 64, 4, 64, 0, BUS_DMA_WAITOK, &map) == 0);
	MUST(bus_dmamap_load(tag, map, buf, 64, NULL, BUS_DMA_WAITOK) == 0);
	kmsan_memset(buf, 0, FIXED_TWIN ? 64 : 60);
	bus_dmamap_sync(tag, map, 0, 64, BUS_DMASYNC_PREREAD | BUS_DMASYNC_PREWRITE);
	bus_dmamap_unload(tag, map);
	bus_dmamap_destroy(tag, map);
	kmem_free(buf, 64);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In LinearDmaSyncOp At Offset 60/64, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:23:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:32:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(64) at:
// CHECK-NEXT:    #0 in test [[FILE]]:18:14 (t)
// CHECK-NEXT:  Bytes 60-63 of 64 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 00 00 00 00 00 00 ?? ?? ?? ??
// CHECK-NEXT:  Address is 60 bytes inside a 64-byte Kmem object allocated by test [[FILE]]:18:14
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:23:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
