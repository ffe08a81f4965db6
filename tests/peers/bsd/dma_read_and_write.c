/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One sync that says both that a device has written and that it will read is forbidden by bus_dma(9).
 * NetBSD marks, and does not check then, so that what leaves is never looked at. Here it stops the
 * program. The twin has two calls.
 */
#include "bsd.h"

#include <kmsan/bus_dma.h>
#include <kmsan/host.h>
#include <kmsan/kmem.h>

static NOINLINE void
test(void)
{
	bus_dma_tag_t tag = kmsan_bus_dma_tag();
	bus_dmamap_t map;
	char *buf = kmem_alloc(64, KM_SLEEP);

	MUST(bus_dmamap_create(tag, 64, 4, 64, 0, BUS_DMA_WAITOK, &map) == 0);
	MUST(bus_dmamap_load(tag, map, buf, 64, NULL, BUS_DMA_WAITOK) == 0);
	bus_dmamap_sync(tag, map, 0, 64, BUS_DMASYNC_PREREAD);
	kmsan_dma_written(map, 64);
	if (FIXED_TWIN) {
		bus_dmamap_sync(tag, map, 0, 64, BUS_DMASYNC_POSTREAD);
		bus_dmamap_sync(tag, map, 0, 64, BUS_DMASYNC_PREWRITE);
	} else {
		bus_dmamap_sync(tag, map, 0, 64, BUS_DMASYNC_POSTREAD | BUS_DMASYNC_PREWRITE);
	}
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

// CHECK:kMSan: bus_dmamap_sync: PRE and POST operations at once (6)
// CHECK-NEXT:    #0 in test [[FILE]]:28:3 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:38:2 (t)
