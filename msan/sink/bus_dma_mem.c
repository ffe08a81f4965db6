/* SPDX-License-Identifier: BSD-2-Clause */

/* Memory that is made for devices, and tags of devices that reach less of it. */

#include <kmsan/bus_dma.h>
#include <kmsan/hooks.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/port.h>

#include "msan/sink/dmamem.h"

int
bus_dmatag_subregion(
    bus_dma_tag_t tag, bus_addr_t min_addr, bus_addr_t max_addr, bus_dma_tag_t *newtag, int flags)
{
	bus_dma_tag_t sub;

	if (min_addr > max_addr)
		return KMSAN_EINVAL;
	sub = kmem_intr_zalloc(sizeof(*sub), (flags & BUS_DMA_NOWAIT) != 0 ? KM_NOSLEEP : KM_SLEEP);
	if (sub == NULL)
		return KMSAN_ENOMEM;
	sub->ops = tag->ops;
	sub->cookie = tag->cookie;
	sub->limit = max_addr < tag->limit ? max_addr : tag->limit;
	*newtag = sub;
	kmsan_mark(newtag, sizeof(*newtag), KMSAN_STATE_INITED);
	return 0;
}

void
bus_dmatag_destroy(bus_dma_tag_t tag)
{
	kmem_intr_free(tag, sizeof(*tag));
}

/* The least power of two that is not less. */
static bus_size_t
round_up(bus_size_t n)
{
	bus_size_t power = KMSAN_PAGE_SIZE;

	while (power < n)
		power *= 2;
	return power;
}

int
bus_dmamem_alloc(bus_dma_tag_t tag, bus_size_t size, bus_size_t alignment, bus_size_t boundary,
    bus_dma_segment_t *segs, int nsegs, int *rsegs, int flags)
{
	bus_addr_t address;
	void *pages;

	(void)flags;
	if (size == 0 || nsegs <= 0 || size > SIZE_MAX / 2 || (boundary != 0 && size > boundary) ||
	    (alignment & (alignment - 1)) != 0 || (boundary & (boundary - 1)) != 0)
		return KMSAN_EINVAL;
	if (alignment < KMSAN_PAGE_SIZE)
		alignment = KMSAN_PAGE_SIZE;
	/* At a multiple of a power of two that is large enough it lies across no larger one. */
	if (boundary != 0 && alignment < round_up(size))
		alignment = round_up(size);
	pages = tag->ops->alloc(tag->cookie, size, alignment, tag->limit, &address);
	if (pages == NULL)
		return KMSAN_ENOMEM;
	dmamem_given(pages, size, KMSAN_RET_ADDR);
	segs[0] = (bus_dma_segment_t){address, size};
	*rsegs = 1;
	kmsan_mark(segs, sizeof(segs[0]), KMSAN_STATE_INITED);
	kmsan_mark(rsegs, sizeof(*rsegs), KMSAN_STATE_INITED);
	return 0;
}

static void *
memory_of(
    bus_dma_tag_t tag, const bus_dma_segment_t *segs, int nsegs, const char *who, uintptr_t pc)
{
	void *pages = NULL;

	if (nsegs == 1)
		pages = tag->ops->address(tag->cookie, segs[0].ds_addr, segs[0].ds_len);
	if (pages == NULL)
		kmsan_fatal(pc, "%s: these %d segments are not of bus_dmamem_alloc", who, nsegs);
	return pages;
}

void
bus_dmamem_free(bus_dma_tag_t tag, bus_dma_segment_t *segs, int nsegs)
{
	void *pages = memory_of(tag, segs, nsegs, "bus_dmamem_free", KMSAN_RET_ADDR);

	dmamem_taken(pages, segs[0].ds_len, KMSAN_RET_ADDR);
	tag->ops->free(tag->cookie, pages, segs[0].ds_len);
}

int
bus_dmamem_map(
    bus_dma_tag_t tag, bus_dma_segment_t *segs, int nsegs, size_t size, void **kva, int flags)
{
	void *pages = memory_of(tag, segs, nsegs, "bus_dmamem_map", KMSAN_RET_ADDR);

	(void)flags;
	if (size > segs[0].ds_len)
		return KMSAN_EINVAL;
	*kva = pages;
	kmsan_mark(kva, sizeof(*kva), KMSAN_STATE_INITED);
	return 0;
}
