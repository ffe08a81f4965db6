/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_DMA_H
#define KMSAN_DMA_H

/*
 * What a kernel's bus_dma(9) tells the sanitizer; bus_dma.h is one that does. A map begins with a
 * struct kmsan_dma (map below is a pointer to either), zeroed when the map is made.
 *
 * Before a device reads memory (PREWRITE), every uninitialised byte of the range is reported, as a
 * dma-infoleak in "LinearDmaSyncOp", "MbufDmaSyncOp", "UioDmaSyncOp" or "RawDmaSyncOp", with
 * offsets in the map. After it wrote memory (POSTREAD), the range is initialised, as far as the device got.
 * PREREAD and POSTWRITE change nothing: a device that did not write leaves memory as it was.
 *
 * Other than the peers: offset and length count for every type, a device that wrote less than the buffer
 * initialises less (FreeBSD: the whole region), and PREREAD|PREWRITE is checked too, since the device
 * can read all of it (FreeBSD: not, NetBSD: a POSTREAD in the same call takes the check away).
 *
 * Any context. On a map that is not loaded, or beyond its end: the program stops with a message.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* NetBSD's numbers. */
enum kmsan_dma_type { KMSAN_DMA_LINEAR = 1, KMSAN_DMA_MBUF, KMSAN_DMA_UIO, KMSAN_DMA_RAW };

#define BUS_DMASYNC_PREREAD   0x01
#define BUS_DMASYNC_POSTREAD  0x02
#define BUS_DMASYNC_PREWRITE  0x04
#define BUS_DMASYNC_POSTWRITE 0x08

/* A part of what was loaded: an mbuf's data, an iovec, a segment. */
struct kmsan_dma_piece {
	void *addr;
	size_t size;
	unsigned number; /* as people count, empty ones too: from 1 */
	bool user;	 /* of a process: it is not looked at */
};

#define KMSAN_DMA_FEW 4
struct kmsan_dma {
	unsigned type;	    /* 0: not loaded */
	unsigned count, of; /* pieces, and of how many parts of the original */
	unsigned room;
	size_t size; /* bytes */
	size_t written;
	bool told; /* kmsan_dma_written() */
	struct kmsan_dma_piece *pieces, few[KMSAN_DMA_FEW];
};

/*
 * LINEAR: len bytes at buf. MBUF: buf is the chain, as it is now. UIO: buf is a struct uio, of
 * which uio_resid bytes count. RAW: buf is an array of len struct kmsan_dma_piece, addr NULL where
 * the kernel has no address. A map that is loaded is loaded anew. Returns false if there was no
 * memory to remember all pieces: then the rest is not looked at.
 * Fatal: a chain with a cycle, or with an mbuf whose data is not in its storage.
 */
bool kmsan_dma_load(void *map, void *buf, size_t len, unsigned type);
void kmsan_dma_unload(void *map);

/* offset and length in bytes of the map, ops as for bus_dmamap_sync(9). */
void kmsan_dma_sync(void *map, size_t offset, size_t len, int ops);

/*
 * What the device said: it wrote so many bytes, counted from the offset of the next POSTREAD, which
 * uses this up and marks no more. Without it a POSTREAD marks all of its range.
 */
void kmsan_dma_written(void *map, size_t len);

#ifdef __cplusplus
}
#endif

#endif
