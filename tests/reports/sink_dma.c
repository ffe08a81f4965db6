/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a device may fetch after PREWRITE, in the words of the map that was loaded: a buffer in segments, a
 * chain of mbufs, the pieces of a uio, addresses of memory for DMA. POSTREAD initialises what the
 * device wrote.
 */
#include <kmsan/bus_dma.h>
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/mbuf.h>
#include <kmsan/uio.h>
#include <string.h>
#include <sys/uio.h>

#include "expect.h"

static bus_dma_tag_t tag;
static bus_dmamap_t map;

static NOINLINE void
start(bus_size_t offset, bus_size_t length)
{
	bus_dmamap_sync(tag, map, offset, length, BUS_DMASYNC_PREWRITE);
}

static NOINLINE void
linear(void)
{
	char buf[1200] __attribute__((aligned(4096))); /* segments end at pages */

	if (FIXED_TWIN)
		memset(buf, 0, sizeof(buf));
	memset(buf, 0, 1000);
	EXPECT(bus_dmamap_load(tag, map, buf, sizeof(buf), NULL, BUS_DMA_NOWAIT) == 0);
	/* What lies behind the range is not the device's. */
	start(0, 1000);
	start(100, 1000);
	bus_dmamap_unload(tag, map);
}

static NOINLINE void
mbufs(void)
{
	struct mbuf *m = m_gethdr(M_WAIT, MT_DATA);

	m->m_len = 30;
	memset(m->m_data, 1, 30);
	m->m_next = m_get(M_WAIT, MT_DATA);
	m->m_next->m_len = 20;
	memset(m->m_next->m_data, 2, FIXED_TWIN ? 20 : 16);
	m->m_pkthdr.len = 50;
	EXPECT(bus_dmamap_load_mbuf(tag, map, m, BUS_DMA_NOWAIT) == 0);
	start(0, 50);
	bus_dmamap_unload(tag, map);
	m_freem(m);
}

static NOINLINE void
pieces(void)
{
	char head[8], data[16];
	struct iovec iov[2] = {{head, sizeof(head)}, {data, sizeof(data)}};
	struct uio uio = {.uio_iov = iov, .uio_iovcnt = 2, .uio_resid = 24, .uio_rw = UIO_WRITE};

	memset(head, 1, sizeof(head));
	memset(data, 2, FIXED_TWIN ? 16 : 15);
	UIO_SETUP_SYSSPACE(&uio);
	EXPECT(bus_dmamap_load_uio(tag, map, &uio, BUS_DMA_NOWAIT) == 0);
	start(4, 20);
	bus_dmamap_unload(tag, map);
}

static NOINLINE void
addresses(void)
{
	bus_dma_segment_t segment, part[2];
	void *memory;
	int n;

	EXPECT(bus_dmamem_alloc(tag, 64, 0, 0, &segment, 1, &n, BUS_DMA_NOWAIT) == 0);
	EXPECT(bus_dmamem_map(tag, &segment, 1, 64, &memory, BUS_DMA_NOWAIT) == 0);
	memset(memory, 3, FIXED_TWIN ? 64 : 40);
	part[0] = (bus_dma_segment_t){segment.ds_addr, 32};
	part[1] = (bus_dma_segment_t){segment.ds_addr + 32, 16};
	EXPECT(bus_dmamap_load_raw(tag, map, part, 2, 48, BUS_DMA_NOWAIT) == 0);
	start(0, 48);
	/* The device wrote 4 bytes of them. */
	bus_dmamap_sync(tag, map, 40, 8, BUS_DMASYNC_PREREAD);
	kmsan_dma_written(map, 4);
	bus_dmamap_sync(tag, map, 40, 8, BUS_DMASYNC_POSTREAD);
	EXPECT(kmsan_test(memory, 64) == (FIXED_TWIN ? -1 : 44));
	bus_dmamap_unload(tag, map);
	bus_dmamem_free(tag, &segment, 1);
}

int
main(void)
{
	tag = kmsan_bus_dma_tag();
	EXPECT(bus_dmamap_create(tag, 4096, 8, 512, 0, BUS_DMA_WAITOK, &map) == 0);
	linear();
	mbufs();
	pieces();
	addresses();
	bus_dmamap_destroy(tag, map);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In LinearDmaSyncOp At Offset 1000/1200, Variable 'buf' From linear()
// CHECK-NEXT:    #0 in start [[FILE]]:23:{{2|9}} (t)
// CHECK-NEXT:    #1 in linear [[FILE]]:37:{{2|9}} (t)
// CHECK-NEXT:    #2 in main [[FILE]]:101:{{2|9}} (t)
// CHECK-NEXT:  Variable 'buf' of linear created at [[FILE]]:{{29(:7|:2)?}}
// CHECK-NEXT:  Bytes 1000-1099 of 1200 are uninitialized
// CHECK-NEXT:  In segment 2 of 3, byte 488 of its 512
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:23:{{2|9}} in start
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In MbufDmaSyncOp At Offset 46/50, From mbufs+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in start [[FILE]]:23:{{2|9}} (t)
// CHECK-NEXT:    #1 in mbufs [[FILE]]:53:{{2|9}} (t)
// CHECK-NEXT:    #2 in main [[FILE]]:102:{{2|9}} (t)
// CHECK-NEXT:  Created by m_get(512) at:
// CHECK-NEXT:    #0 in mbufs [[FILE]]:48:14 (t)
// CHECK-NEXT:  Bytes 46-49 of 50 are uninitialized
// CHECK-NEXT:  In mbuf 2 of 2, byte 16 of its 20
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 56 bytes inside a 512-byte Pool object allocated by mbufs [[FILE]]:48:14
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:23:{{2|9}} in start
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In UioDmaSyncOp At Offset 23/24, Variable 'data' From pieces()
// CHECK-NEXT:    #0 in start [[FILE]]:23:{{2|9}} (t)
// CHECK-NEXT:    #1 in pieces [[FILE]]:69:{{2|9}} (t)
// CHECK-NEXT:    #2 in main [[FILE]]:103:{{2|9}} (t)
// CHECK-NEXT:  Variable 'data' of pieces created at [[FILE]]:{{61(:16|:2)?}}
// CHECK-NEXT:  Byte 23 of 24 is uninitialized
// CHECK-NEXT:  In iovec 2 of 2, byte 15 of its 16
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 02 02 02 02 02 02 02 02 02 02 02 02 02 02 02 ??
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:23:{{2|9}} in start
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Uvm Memory In RawDmaSyncOp At Offset 40/48, From addresses+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in start [[FILE]]:23:{{2|9}} (t)
// CHECK-NEXT:    #1 in addresses [[FILE]]:86:{{2|9}} (t)
// CHECK-NEXT:    #2 in main [[FILE]]:104:{{2|9}} (t)
// CHECK-NEXT:  Created by bus_dmamem_alloc(64) at:
// CHECK-NEXT:    #0 in addresses [[FILE]]:80:{{2|9}} (t)
// CHECK-NEXT:  Bytes 40-47 of 48 are uninitialized
// CHECK-NEXT:  In segment 2 of 2, byte 8 of its 16
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 03 03 03 03 03 03 03 03 ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 40 bytes inside a 64-byte Uvm object allocated by addresses [[FILE]]:80:{{2|9}}
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:23:{{2|9}} in start
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 4 reports (4 distinct), 0 suppressed
