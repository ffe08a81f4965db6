/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_SINK_DMA_H
#define MSAN_SINK_DMA_H

#include <kmsan/bus_dma.h>

/* A sync, in the name of a function of the kernel's; segs and nsegs for reports, 0: not known. */
struct dma_request {
	size_t offset, len;
	int ops;
	const bus_dma_segment_t *segs;
	int nsegs;
	const char *who;
	uintptr_t pc;
};
void dma_sync(struct kmsan_dma *dma, const struct dma_request *request);

/* As kmsan_dma_load, blaming pc. */
bool dma_load(struct kmsan_dma *dma, void *buf, size_t len, unsigned type, uintptr_t pc);

/*
 * fn for each part of [offset, offset + len) in turn: the part lies at addr, first bytes into its
 * piece and at in the map.
 */
struct dma_part {
	const struct kmsan_dma_piece *piece;
	char *addr;
	size_t size, first, at;
};
void dma_each(const struct kmsan_dma *dma, size_t offset, size_t len,
    void (*fn)(const struct dma_part *part, void *arg), void *arg);

#endif
