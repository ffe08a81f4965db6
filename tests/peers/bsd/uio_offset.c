/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NetBSD's sync of a uio ignores offset and length and goes by what is left to move. Here only the
 * part that is synced is looked at.
 */
#include "bsd.h"

#include <sys/uio.h>

#include <kmsan/bus_dma.h>
#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/libkern.h>
#include <kmsan/uio.h>

static NOINLINE void
test(void)
{
	bus_dma_tag_t tag = kmsan_bus_dma_tag();
	bus_dmamap_t map;
	char *buf = kmem_alloc(64, KM_SLEEP);
	struct iovec iov[2] = {{buf, 32}, {buf + 32, 32}};
	struct uio uio = {.uio_iov = iov, .uio_iovcnt = 2, .uio_resid = 64, .uio_rw = UIO_WRITE};

	UIO_SETUP_SYSSPACE(&uio);
	kmsan_memset(buf + 16, 0, 32);
	MUST(bus_dmamap_create(tag, 64, 4, 64, 0, BUS_DMA_WAITOK, &map) == 0);
	MUST(bus_dmamap_load_uio(tag, map, &uio, BUS_DMA_WAITOK) == 0);
	bus_dmamap_sync(tag, map, 16, FIXED_TWIN ? 32 : 36, BUS_DMASYNC_PREWRITE);
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
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In UioDmaSyncOp At Offset 48/64, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:29:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:38:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(64) at:
// CHECK-NEXT:    #0 in test [[FILE]]:21:14 (t)
// CHECK-NEXT:  Bytes 48-51 of 64 are uninitialized
// CHECK-NEXT:  In iovec 2 of 2, byte 16 of its 32
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 48 bytes inside a 64-byte Kmem object allocated by test [[FILE]]:21:14
// CHECK-NEXT:SUMMARY: kMSan: dma-infoleak [[FILE]]:29:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
