/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file system sums a block that a disk has written. The sanitizer cannot see the disk write;
 * what tells it is the driver's sync after the transfer. With it the sum is silent, without it
 * (and the data would then be whatever the cache holds) the sum is over memory that nobody wrote.
 * Elsewhere this was a false report: a sum in hand-written assembly over a buffer that was never
 * marked.
 *
 * Origin: Kmem
 * Sink: crc32
 */
#include "kernel.h"

#include <kmsan/bus_dma.h>
#include <kmsan/kmem.h>
#include <kmsan/libkern.h>

#define BLOCK 64

struct disk {
	const uint8_t *media;
	uint8_t *dma; /* where the device has been told to write */
};

/* The device: it stores without the processor, so without the compiler's knowledge. */
static NOINLINE void
disk_transfer(struct disk *dk)
{
	const uint8_t *from = dk->media;
	uint8_t *to = dk->dma;
	size_t n = BLOCK;

	__asm__ volatile("rep movsb" : "+S"(from), "+D"(to), "+c"(n) : : "memory");
}

static NOINLINE int
disk_read(struct disk *dk, uint8_t *buf)
{
	bus_dma_tag_t tag = kmsan_bus_dma_tag();
	bus_dmamap_t map;

	if (bus_dmamap_create(tag, BLOCK, 1, BLOCK, 0, BUS_DMA_WAITOK, &map) != 0)
		return ENOMEM;
	if (bus_dmamap_load(tag, map, buf, BLOCK, NULL, BUS_DMA_WAITOK) != 0)
		return EIO;
	bus_dmamap_sync(tag, map, 0, BLOCK, BUS_DMASYNC_PREREAD);
	dk->dma = buf;
	disk_transfer(dk);
#ifdef FIXED
	bus_dmamap_sync(tag, map, 0, BLOCK, BUS_DMASYNC_POSTREAD);
#endif
	bus_dmamap_unload(tag, map);
	bus_dmamap_destroy(tag, map);
	return 0;
}

static NOINLINE int
cg_check(struct disk *dk, uint32_t sum)
{
	uint8_t *cg = kmem_alloc(BLOCK, KM_SLEEP);
	int error = disk_read(dk, cg);

	if (error == 0 && crc32(0, cg, BLOCK) != sum)
		error = EIO;
	kmem_free(cg, BLOCK);
	return error;
}

int
main(void)
{
	static uint8_t media[BLOCK] = "cylinder group 0";
	struct disk dk = {media, NULL};

	return cg_check(&dk, crc32(0, media, BLOCK));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In crc32():arg2 At Offset 0/64, From cg_check+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in cg_check [[FILE]]:63:20 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:75:9 (t)
// CHECK-NEXT:  Created by kmem_alloc(64) at:
// CHECK-NEXT:    #0 in cg_check [[FILE]]:60:16 (t)
// CHECK-NEXT:  Bytes 0-63 of 64 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 0 bytes inside a 64-byte Kmem object allocated by cg_check [[FILE]]:60:16
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:63:20 in cg_check
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
