/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NetBSD does nothing for a map that was loaded with raw segments, FreeBSD stops with "unhandled". Here the
 * kernel's memory behind them is checked like any other.
 */
#include "bsd.h"

#include <kmsan/bus_dma.h>
#include <kmsan/host.h>
#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	bus_dma_tag_t tag = kmsan_bus_dma_tag();
	bus_dmamap_t map;
	bus_dma_segment_t segment;
	void *kva;
	int error, n;

	error = bus_dmamem_alloc(tag, 64, 64, 0, &segment, 1, &n, BUS_DMA_WAITOK);
	MUST(error == 0);
	MUST(bus_dmamem_map(tag, &segment, n, 64, &kva, BUS_DMA_WAITOK) == 0);
	kmsan_memset(kva, 0, FIXED_TWIN ? 64 : 48);
	MUST(bus_dmamap_create(tag, 64, 1, 64, 0, BUS_DMA_WAITOK, &map) == 0);
	MUST(bus_dmamap_load_raw(tag, map, &segment, n, 64, BUS_DMA_WAITOK) == 0);
	bus_dmamap_sync(tag, map, 0, 64, BUS_DMASYNC_PREWRITE);
	bus_dmamap_unload(tag, map);
	bus_dmamap_destroy(tag, map);
	bus_dmamem_free(tag, &segment, n);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Uvm Memory In RawDmaSyncOp At Offset 48/64, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:27:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:36:2 (t)
// CHECK-NEXT:  Created by bus_dmamem_alloc(64) at:
// CHECK-NEXT:    #0 in test [[FILE]]:21:10 (t)
// CHECK-NEXT:  Bytes 48-63 of 64 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 48 bytes inside a 64-byte Uvm object allocated by test [[FILE]]:21:10
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:27:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
