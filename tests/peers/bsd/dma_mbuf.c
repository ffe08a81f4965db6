/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NetBSD's check of a chain for DMA counts each mbuf's offset from its own start. Here offset and length are
 * the packet's, and the report says in which mbuf that is.
 */
#include "bsd.h"

#include <kmsan/bus_dma.h>
#include <kmsan/host.h>
#include <kmsan/libkern.h>
#include <kmsan/mbuf.h>

static NOINLINE void
test(void)
{
	bus_dma_tag_t tag = kmsan_bus_dma_tag();
	bus_dmamap_t map;
	struct mbuf *m = m_gethdr(M_WAIT, MT_DATA);

	m->m_next = m_get(M_WAIT, MT_DATA);
	m->m_len = m->m_next->m_len = 20;
	m->m_pkthdr.len = 40;
	kmsan_memset(mtod(m, void *), 0, 20);
	kmsan_memset(mtod(m->m_next, void *), 0, FIXED_TWIN ? 20 : 10);
	MUST(bus_dmamap_create(tag, 64, 4, 64, 0, BUS_DMA_WAITOK, &map) == 0);
	MUST(bus_dmamap_load_mbuf(tag, map, m, BUS_DMA_WAITOK) == 0);
	bus_dmamap_sync(tag, map, 0, 32, BUS_DMASYNC_PREWRITE);
	bus_dmamap_unload(tag, map);
	bus_dmamap_destroy(tag, map);
	m_freem(m);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In MbufDmaSyncOp At Offset 30/40, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:27:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:36:2 (t)
// CHECK-NEXT:  Created by m_get(512) at:
// CHECK-NEXT:    #0 in test [[FILE]]:20:14 (t)
// CHECK-NEXT:  Bytes 30-31 of 40 are uninitialized
// CHECK-NEXT:  In mbuf 2 of 2, byte 10 of its 20
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 00 00 00 00 ?? ??
// CHECK-NEXT:  Address is 50 bytes inside a 512-byte Pool object allocated by test [[FILE]]:20:14
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:27:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
