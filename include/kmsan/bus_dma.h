/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_BUS_DMA_H
#define KMSAN_BUS_DMA_H

/*
 * bus_dma(9): memory that a device reads and writes by itself. Names, arguments and behaviour are
 * NetBSD's; dma.h says what is checked and marked. Results: 0 or an error of errno(2). Sizes are bytes.
 *
 * Misuse stops the program with a message: sync of a map that is not loaded, of a range beyond its
 * end, of PRE and POST operations at once; destroying a loaded map, loading it twice.
 */

#include <kmsan/bus_space.h>
#include <kmsan/dma.h>
#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A tag: which memory a device can reach, and how bus addresses are made. ops are the port's, and
 * are called in any context.
 *
 *	translate	the bus address of kernel memory: returns how many of the size bytes from va on
 *			are contiguous there, 0: no memory, or no address left
 *	address		back: NULL if these bytes are no memory, or not contiguous for the kernel
 *	alloc		whole pages, contiguous on the bus, at a multiple of alignment (a power of 2),
 *			none above limit; initialised; NULL: none
 *	free		what alloc gave
 */
struct kmsan_bus_dma_ops {
	size_t (*translate)(void *cookie, const void *va, size_t size, bus_addr_t *address);
	void *(*address)(void *cookie, bus_addr_t address, size_t size);
	void *(*alloc)(
	    void *cookie, size_t size, bus_size_t alignment, bus_addr_t limit, bus_addr_t *address);
	void (*free)(void *cookie, void *pages, size_t size);
};
struct kmsan_bus_dma_tag {
	const struct kmsan_bus_dma_ops *ops;
	void *cookie;
	bus_addr_t limit; /* the highest address; not the highest of all: memory above is bounced */
};
typedef struct kmsan_bus_dma_tag *bus_dma_tag_t;

typedef struct {
	bus_addr_t ds_addr;
	bus_size_t ds_len;
} bus_dma_segment_t;

struct bus_dmamap {
	struct kmsan_dma dm_kmsan; /* first */
	bus_dma_tag_t dm_tag;
	bus_size_t dm_size, dm_maxmaxsegsz, dm_boundary;
	int dm_segcnt, dm_flags;
	void *dm_bounce; /* of dm_size bytes, once it was needed */
	bus_addr_t dm_bounce_addr;
	bool dm_bounced; /* the load at hand */
	/* For drivers. */
	bus_size_t dm_maxsegsz;
	bus_size_t dm_mapsize; /* 0: not loaded */
	int dm_nsegs;
	bus_dma_segment_t dm_segs[];
};
typedef struct bus_dmamap *bus_dmamap_t;

#define BUS_DMA_WAITOK	  0x000
#define BUS_DMA_NOWAIT	  0x001
#define BUS_DMA_ALLOCNOW  0x002
#define BUS_DMA_COHERENT  0x004
#define BUS_DMA_STREAMING 0x008
#define BUS_DMA_READ	  0x100
#define BUS_DMA_WRITE	  0x200
#define BUS_DMA_NOCACHE	  0x400

struct mbuf;
struct uio;
struct proc;

/* A tag for a device that reaches less: addresses up to max_addr. KMSAN_ENOMEM. Thread context. */
int bus_dmatag_subregion(
    bus_dma_tag_t tag, bus_addr_t min_addr, bus_addr_t max_addr, bus_dma_tag_t *newtag, int flags);
void bus_dmatag_destroy(bus_dma_tag_t tag);

/*
 * MAPS. create: KMSAN_EINVAL if size, nsegments or maxsegsz is 0 or boundary is neither 0 nor a
 * power of two, KMSAN_ENOMEM. Any context with BUS_DMA_NOWAIT.
 */
int bus_dmamap_create(bus_dma_tag_t tag, bus_size_t size, int nsegments, bus_size_t maxsegsz,
    bus_size_t boundary, int flags, bus_dmamap_t *map);
void bus_dmamap_destroy(bus_dma_tag_t tag, bus_dmamap_t map);

/*
 * KMSAN_EINVAL: larger than the map. KMSAN_EFBIG: more segments than the map has.
 * KMSAN_EFAULT: no memory there. KMSAN_ENOMEM. Then nothing is loaded. What the device cannot reach,
 * or what a device with a limit cannot have in so few segments, goes through a bounce buffer.
 * p, if not NULL, is the process that buf belongs to.
 */
int bus_dmamap_load(
    bus_dma_tag_t tag, bus_dmamap_t map, void *buf, bus_size_t size, struct proc *p, int flags);
int bus_dmamap_load_mbuf(bus_dma_tag_t tag, bus_dmamap_t map, struct mbuf *m, int flags);
int bus_dmamap_load_uio(bus_dma_tag_t tag, bus_dmamap_t map, struct uio *uio, int flags);
int bus_dmamap_load_raw(bus_dma_tag_t tag, bus_dmamap_t map, bus_dma_segment_t *segs, int nsegs,
    bus_size_t size, int flags);
void bus_dmamap_unload(bus_dma_tag_t tag, bus_dmamap_t map);
void bus_dmamap_sync(
    bus_dma_tag_t tag, bus_dmamap_t map, bus_size_t offset, bus_size_t len, int ops);

/*
 * MEMORY for both: uninitialised, with the origin Uvm and the place of the call; freed memory is so
 * too. One segment, at a multiple of alignment (0: any), not across a multiple of boundary (0: none).
 * Thread context.
 */
int bus_dmamem_alloc(bus_dma_tag_t tag, bus_size_t size, bus_size_t alignment, bus_size_t boundary,
    bus_dma_segment_t *segs, int nsegs, int *rsegs, int flags);
void bus_dmamem_free(bus_dma_tag_t tag, bus_dma_segment_t *segs, int nsegs);
int bus_dmamem_map(
    bus_dma_tag_t tag, bus_dma_segment_t *segs, int nsegs, size_t size, void **kva, int flags);

#define bus_dmamem_unmap(tag, kva, size) ((void)(tag), (void)(kva), (void)(size))

#ifdef __cplusplus
}
#endif

#endif
