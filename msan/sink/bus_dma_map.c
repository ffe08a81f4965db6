/* SPDX-License-Identifier: BSD-2-Clause */

/* Maps: from kernel memory to segments that the device can have, or a bounce buffer. */

#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/mbuf.h>
#include <kmsan/port.h>
#include <kmsan/uio.h>

#include "msan/sink/dma.h"

static size_t
map_bytes(int nsegments)
{
	return sizeof(struct bus_dmamap) + (size_t)nsegments * sizeof(bus_dma_segment_t);
}

static bool
power_of_two(bus_size_t n)
{
	return (n & (n - 1)) == 0;
}

int
bus_dmamap_create(bus_dma_tag_t tag, bus_size_t size, int nsegments, bus_size_t maxsegsz,
    bus_size_t boundary, int flags, bus_dmamap_t *mapp)
{
	bool nowait = (flags & BUS_DMA_NOWAIT) != 0;
	bus_dmamap_t map;

	if (size == 0 || nsegments <= 0 || maxsegsz == 0 || !power_of_two(boundary))
		return KMSAN_EINVAL;
	map = kmem_intr_zalloc(map_bytes(nsegments), nowait ? KM_NOSLEEP : KM_SLEEP);
	if (map == NULL)
		return KMSAN_ENOMEM;
	map->dm_tag = tag;
	map->dm_size = size;
	map->dm_segcnt = nsegments;
	map->dm_maxmaxsegsz = map->dm_maxsegsz = maxsegsz;
	map->dm_boundary = boundary;
	map->dm_flags = flags;
	*mapp = map;
	kmsan_mark(mapp, sizeof(*mapp), KMSAN_STATE_INITED);
	return 0;
}

void
bus_dmamap_destroy(bus_dma_tag_t tag, bus_dmamap_t map)
{
	if (map->dm_kmsan.type != 0)
		kmsan_fatal(KMSAN_RET_ADDR, "bus_dmamap_destroy: the map is loaded");
	if (map->dm_bounce != NULL)
		tag->ops->free(tag->cookie, map->dm_bounce, map->dm_size);
	kmem_intr_free(map, map_bytes(map->dm_segcnt));
}

/* How many bytes at a bus address may follow the last segment in it; 0: it is another one. */
static bus_size_t
room_in_last(const struct bus_dmamap *map, bus_addr_t address)
{
	const bus_dma_segment_t *last;

	if (map->dm_nsegs == 0)
		return 0;
	last = &map->dm_segs[map->dm_nsegs - 1];
	if (last->ds_addr + last->ds_len != address ||
	    (map->dm_boundary != 0 && address % map->dm_boundary == 0))
		return 0;
	return map->dm_maxsegsz - last->ds_len;
}

/* Add size bytes at a bus address, in pieces as the map wants them. */
static int
add_range(bus_dmamap_t map, bus_addr_t address, bus_size_t size)
{
	while (size > 0) {
		bus_size_t room = room_in_last(map, address), n = size;

		if (map->dm_boundary != 0 && n > map->dm_boundary - address % map->dm_boundary)
			n = map->dm_boundary - address % map->dm_boundary;
		if (room > 0) {
			n = n < room ? n : room;
			map->dm_segs[map->dm_nsegs - 1].ds_len += n;
		} else {
			if (map->dm_nsegs == map->dm_segcnt)
				return KMSAN_EFBIG;
			n = n < map->dm_maxsegsz ? n : map->dm_maxsegsz;
			map->dm_segs[map->dm_nsegs++] = (bus_dma_segment_t){address, n};
		}
		address += n;
		size -= n;
	}
	return 0;
}

static int
add_piece(bus_dmamap_t map, const struct kmsan_dma_piece *piece)
{
	bus_dma_tag_t tag = map->dm_tag;
	const char *at = piece->addr;
	size_t left = piece->size;
	int error = 0;

	while (left > 0 && error == 0) {
		bus_addr_t address;
		size_t n = tag->ops->translate(tag->cookie, at, left, &address);

		if (n == 0)
			return KMSAN_EFAULT;
		if (address + n - 1 > tag->limit)
			return KMSAN_EFBIG; /* bounced, as what has too many segments */
		error = add_range(map, address, n);
		at += n;
		left -= n;
	}
	return error;
}

/* One buffer for the life of the map, used whenever a load needs it. */
static int
bounce(bus_dmamap_t map)
{
	bus_dma_tag_t tag = map->dm_tag;

	if (map->dm_bounce == NULL)
		map->dm_bounce = tag->ops->alloc(
		    tag->cookie, map->dm_size, KMSAN_PAGE_SIZE, tag->limit, &map->dm_bounce_addr);
	if (map->dm_bounce == NULL)
		return KMSAN_ENOMEM;
	map->dm_nsegs = 0;
	map->dm_bounced = true;
	return add_range(map, map->dm_bounce_addr, map->dm_kmsan.size);
}

static int
load_segments(bus_dmamap_t map)
{
	int error = 0;

	map->dm_nsegs = 0;
	map->dm_bounced = false;
	for (unsigned i = 0; i < map->dm_kmsan.count && error == 0; i++)
		error = add_piece(map, &map->dm_kmsan.pieces[i]);
	if (error == KMSAN_EFBIG && map->dm_tag->limit != UINT64_MAX)
		error = bounce(map);
	return error;
}

static int
load(bus_dmamap_t map, void *buf, size_t size, unsigned type, const char *who, uintptr_t pc)
{
	int error = KMSAN_ENOMEM;

	if (map->dm_kmsan.type != 0)
		kmsan_fatal(pc, "%s: the map is loaded already", who);
	if (dma_load(&map->dm_kmsan, buf, size, type, pc))
		error = map->dm_kmsan.size > map->dm_size ? KMSAN_EINVAL : load_segments(map);
	if (error != 0) {
		map->dm_nsegs = 0;
		kmsan_dma_unload(&map->dm_kmsan);
		return error;
	}
	map->dm_mapsize = map->dm_kmsan.size;
	return 0;
}

int
bus_dmamap_load(
    bus_dma_tag_t tag, bus_dmamap_t map, void *buf, bus_size_t size, struct proc *p, int flags)
{
	int error = load(map, buf, size, KMSAN_DMA_LINEAR, "bus_dmamap_load", KMSAN_RET_ADDR);

	(void)tag;
	(void)flags;
	if (error == 0 && map->dm_kmsan.count > 0)
		map->dm_kmsan.pieces[0].user = p != NULL;
	return error;
}

int
bus_dmamap_load_mbuf(bus_dma_tag_t tag, bus_dmamap_t map, struct mbuf *m, int flags)
{
	(void)tag;
	(void)flags;
	return load(map, m, 0, KMSAN_DMA_MBUF, "bus_dmamap_load_mbuf", KMSAN_RET_ADDR);
}

int
bus_dmamap_load_uio(bus_dma_tag_t tag, bus_dmamap_t map, struct uio *uio, int flags)
{
	(void)tag;
	(void)flags;
	return load(map, uio, 0, KMSAN_DMA_UIO, "bus_dmamap_load_uio", KMSAN_RET_ADDR);
}

/* The kernel's addresses of the segments are found back, so that these are checked as well. */
int
bus_dmamap_load_raw(bus_dma_tag_t tag, bus_dmamap_t map, bus_dma_segment_t *segs, int nsegs,
    bus_size_t size, int flags)
{
	struct kmsan_dma_piece *pieces;
	size_t bytes = (size_t)nsegs * sizeof(*pieces);
	int n = 0, error = KMSAN_ENOMEM;

	(void)flags;
	if (nsegs <= 0)
		return KMSAN_EINVAL;
	pieces = kmem_intr_alloc(bytes, KM_NOSLEEP);
	if (pieces == NULL)
		return KMSAN_ENOMEM;
	for (; n < nsegs && size > 0; n++) {
		size_t len = segs[n].ds_len < size ? segs[n].ds_len : size;

		pieces[n] = (struct kmsan_dma_piece){.size = len};
		pieces[n].addr = tag->ops->address(tag->cookie, segs[n].ds_addr, len);
		size -= len;
	}
	if (size > 0)
		error = KMSAN_EINVAL;
	else
		error = load(
		    map, pieces, (size_t)n, KMSAN_DMA_RAW, "bus_dmamap_load_raw", KMSAN_RET_ADDR);
	kmem_intr_free(pieces, bytes);
	return error;
}

void
bus_dmamap_unload(bus_dma_tag_t tag, bus_dmamap_t map)
{
	(void)tag;
	if (map->dm_kmsan.type == 0)
		kmsan_fatal(KMSAN_RET_ADDR, "bus_dmamap_unload: the map is not loaded");
	kmsan_dma_unload(&map->dm_kmsan);
	map->dm_mapsize = 0;
	map->dm_nsegs = 0;
	map->dm_maxsegsz = map->dm_maxmaxsegsz;
}

/* A device cannot tell what is in memory that the kernel has no address for either. */
static void
bounce_out(const struct dma_part *part, void *arg)
{
	bus_dmamap_t map = arg;

	memcpy((char *)map->dm_bounce + part->at, part->addr, part->size);
}

static void
bounce_in(const struct dma_part *part, void *arg)
{
	bus_dmamap_t map = arg;

	memcpy(part->addr, (char *)map->dm_bounce + part->at, part->size);
}

void
bus_dmamap_sync(bus_dma_tag_t tag, bus_dmamap_t map, bus_size_t offset, bus_size_t len, int ops)
{
	struct dma_request request = {.offset = offset,
	    .len = len,
	    .ops = ops,
	    .segs = map->dm_segs,
	    .nsegs = map->dm_nsegs,
	    .who = "bus_dmamap_sync",
	    .pc = KMSAN_RET_ADDR};
	struct kmsan_dma *dma = &map->dm_kmsan;
	size_t written = dma->told && dma->written < len ? dma->written : len;

	(void)tag;
	dma_sync(dma, &request);
	if (!map->dm_bounced)
		return;
	if ((ops & BUS_DMASYNC_PREWRITE) != 0)
		dma_each(dma, offset, len, bounce_out, map);
	/* Only what the device wrote: the rest of the buffer stays what it was, as without bouncing. */
	if ((ops & BUS_DMASYNC_POSTREAD) != 0)
		dma_each(dma, offset, written, bounce_in, map);
}
