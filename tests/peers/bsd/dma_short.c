/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A network card that writes 12 bytes into a buffer of 64 makes all of it initialised on the BSDs.
 * A driver that tells how much came gets to know of what it reads beyond.
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
	bus_dmamap_sync(tag, map, 0, 64, BUS_DMASYNC_PREREAD);
	kmsan_dma_written(map, 12);
	bus_dmamap_sync(tag, map, 0, 64, BUS_DMASYNC_POSTREAD);
	kmsan_check(buf, FIXED_TWIN ? 12 : 16, "header");
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
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In header At Offset 12/16, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:25:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:34:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(64) at:
// CHECK-NEXT:    #0 in test [[FILE]]:18:14 (t)
// CHECK-NEXT:  Bytes 12-15 of 16 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 00 00 00 00 00 00 ?? ?? ?? ??
// CHECK-NEXT:  Address is 12 bytes inside a 64-byte Kmem object allocated by test [[FILE]]:18:14
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:25:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
