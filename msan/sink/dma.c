/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/sink/dma.h"

#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/mbuf.h>
#include <kmsan/uio.h>

#include "msan/sink/mbuf.h"
#include "msan/sink/piece.h"

/* What a type is called in reports. */
static const struct {
	const char *sink, *noun;
} words[] = {[KMSAN_DMA_LINEAR] = {"LinearDmaSyncOp", "segment"},
    [KMSAN_DMA_MBUF] = {"MbufDmaSyncOp", "mbuf"},
    [KMSAN_DMA_UIO] = {"UioDmaSyncOp", "iovec"},
    [KMSAN_DMA_RAW] = {"RawDmaSyncOp", "segment"}};

static bool
room_for(struct kmsan_dma *dma, unsigned count)
{
	struct kmsan_dma_piece *more;

	if (count <= dma->room)
		return true;
	more = kmem_intr_alloc(count * sizeof(*more), KM_NOSLEEP);
	if (more == NULL)
		return false;
	kmsan_mark(more, count * sizeof(*more), KMSAN_STATE_INITED);
	if (dma->pieces != dma->few)
		kmem_intr_free(dma->pieces, dma->room * sizeof(*more));
	dma->pieces = more;
	dma->room = count;
	return true;
}

static void
add(struct kmsan_dma *dma, void *addr, size_t size, unsigned number, bool user)
{
	dma->size += size;
	if (size == 0 || dma->count == dma->room)
		return;
	dma->pieces[dma->count++] = (struct kmsan_dma_piece){addr, size, number, user};
}

static void
add_mbufs(struct kmsan_dma *dma, const struct mbuf *m, unsigned count)
{
	dma->of = count;
	for (unsigned i = 1; m != NULL; m = m->m_next, i++)
		add(dma, m->m_data, (size_t)m->m_len, i, false);
}

static unsigned
uio_count(const struct uio *uio, uintptr_t pc)
{
	if (uio->uio_resid > 0 && (uio->uio_iovcnt <= 0 || uio->uio_iov == NULL))
		kmsan_fatal(pc, "bus_dmamap_load_uio: uio_resid is %zu, but there is no iovec",
		    uio->uio_resid);
	return uio->uio_resid > 0 ? (unsigned)uio->uio_iovcnt : 0;
}

static void
add_uio(struct kmsan_dma *dma, const struct uio *uio, unsigned count)
{
	bool user = !VMSPACE_IS_KERNEL_P(uio->uio_vmspace);

	dma->of = count;
	for (unsigned i = 0; i < dma->of; i++) {
		const struct iovec *iov = &uio->uio_iov[i];
		size_t left = uio->uio_resid - dma->size;

		add(dma, iov->iov_base, iov->iov_len < left ? iov->iov_len : left, i + 1, user);
	}
}

static void
add_raw(struct kmsan_dma *dma, const struct kmsan_dma_piece *pieces, unsigned count)
{
	dma->of = count;
	for (unsigned i = 0; i < count; i++)
		add(dma, pieces[i].addr, pieces[i].size, i + 1, pieces[i].user);
}

bool
dma_load(struct kmsan_dma *dma, void *buf, size_t len, unsigned type, uintptr_t pc)
{
	unsigned count = 1;
	bool all;

	if (dma->pieces == NULL) {
		dma->pieces = dma->few;
		dma->room = KMSAN_DMA_FEW;
	}
	if (type == KMSAN_DMA_MBUF)
		count = mbuf_count(buf, "bus_dmamap_load_mbuf", pc);
	else if (type == KMSAN_DMA_UIO)
		count = uio_count(buf, pc);
	else if (type == KMSAN_DMA_RAW)
		count = (unsigned)len;
	else if (type != KMSAN_DMA_LINEAR)
		kmsan_fatal(pc, "kmsan_dma_load: there is no type %u", type);
	dma->type = type;
	dma->size = 0;
	dma->count = 0;
	dma->of = 1;
	dma->told = false;
	all = room_for(dma, count);
	if (type == KMSAN_DMA_LINEAR)
		add(dma, buf, len, 1, false);
	else if (type == KMSAN_DMA_MBUF)
		add_mbufs(dma, buf, count);
	else if (type == KMSAN_DMA_UIO)
		add_uio(dma, buf, count);
	else
		add_raw(dma, buf, count);
	return all;
}

bool
kmsan_dma_load(void *map, void *buf, size_t len, unsigned type)
{
	return dma_load(map, buf, len, type, KMSAN_RET_ADDR);
}

void
kmsan_dma_unload(void *map)
{
	struct kmsan_dma *dma = map;

	if (dma->pieces != NULL && dma->pieces != dma->few)
		kmem_intr_free(dma->pieces, dma->room * sizeof(dma->pieces[0]));
	*dma = (struct kmsan_dma){0};
}

void
dma_each(const struct kmsan_dma *dma, size_t offset, size_t len,
    void (*fn)(const struct dma_part *part, void *arg), void *arg)
{
	size_t at = 0;

	for (unsigned i = 0; i < dma->count && at < offset + len; i++) {
		const struct kmsan_dma_piece *piece = &dma->pieces[i];
		size_t lo = offset > at ? offset - at : 0;
		size_t hi = offset + len - at < piece->size ? offset + len - at : piece->size;

		if (lo < hi && piece->addr != NULL) {
			struct dma_part part = {
			    piece, (char *)piece->addr + lo, hi - lo, lo, at + lo};

			fn(&part, arg);
		}
		at += piece->size;
	}
}

/* One piece in memory may be several segments to the device: those are what the driver knows. */
static void
name_segment(struct piece *piece, const struct dma_request *request, size_t bad)
{
	size_t at = 0;

	for (int i = 0; i < request->nsegs; i++) {
		if (bad < at + request->segs[i].ds_len) {
			piece->number = (unsigned)i + 1;
			piece->count = (unsigned)request->nsegs;
			piece->size = request->segs[i].ds_len;
			/* piece_check() adds the distance of the first bad byte. */
			piece->first = bad - at;
			return;
		}
		at += request->segs[i].ds_len;
	}
}

struct checking {
	const struct kmsan_dma *dma;
	const struct dma_request *request;
};

static void
check_part(const struct dma_part *part, void *arg)
{
	const struct checking *c = arg;
	struct kmsan_sink_args args = {.name = words[c->dma->type].sink,
	    .kind = KMSAN_KIND_DMA,
	    .pc = c->request->pc,
	    .base = part->at,
	    .total = c->dma->size};
	struct piece piece = {.noun = words[c->dma->type].noun,
	    .number = part->piece->number,
	    .count = c->dma->of,
	    .first = part->first,
	    .size = part->piece->size};
	intptr_t first;

	if (part->piece->user)
		return;
	first = kmsan_test(part->addr, part->size);
	if (first < 0)
		return;
	if (c->dma->type == KMSAN_DMA_LINEAR) {
		name_segment(&piece, c->request, part->at + (size_t)first);
		piece.first -= (size_t)first;
	}
	piece_check(part->addr, part->size, &args, &piece);
}

static void
mark_part(const struct dma_part *part, void *arg)
{
	(void)arg;
	kmsan_mark(part->addr, part->size, KMSAN_STATE_INITED);
}

/* How much of a POSTREAD of so many bytes counts; uses up what the device said. */
static size_t
dma_written(struct kmsan_dma *dma, size_t len)
{
	bool told = dma->told;

	dma->told = false;
	return told && dma->written < len ? dma->written : len;
}

#define PRE  (BUS_DMASYNC_PREREAD | BUS_DMASYNC_PREWRITE)
#define POST (BUS_DMASYNC_POSTREAD | BUS_DMASYNC_POSTWRITE)

void
dma_sync(struct kmsan_dma *dma, const struct dma_request *request)
{
	struct checking checking = {dma, request};

	if (dma->type == 0)
		kmsan_fatal(request->pc, "%s: the map is not loaded", request->who);
	if (request->offset > dma->size || request->len > dma->size - request->offset)
		kmsan_fatal(request->pc, "%s: %zu bytes at offset %zu of a map of %zu bytes",
		    request->who, request->len, request->offset, dma->size);
	if ((request->ops & PRE) != 0 && (request->ops & POST) != 0)
		kmsan_fatal(request->pc, "%s: PRE and POST operations at once (%x)", request->who,
		    (unsigned)request->ops);
	if ((request->ops & ~(PRE | POST)) != 0)
		kmsan_fatal(request->pc, "%s: there is no operation %x", request->who,
		    (unsigned)request->ops);
	if ((request->ops & BUS_DMASYNC_PREWRITE) != 0)
		dma_each(dma, request->offset, request->len, check_part, &checking);
	if ((request->ops & BUS_DMASYNC_PREREAD) != 0)
		dma->told = false;
	if ((request->ops & BUS_DMASYNC_POSTREAD) != 0)
		dma_each(dma, request->offset, dma_written(dma, request->len), mark_part, NULL);
}

void
kmsan_dma_sync(void *map, size_t offset, size_t len, int ops)
{
	struct dma_request request = {.offset = offset,
	    .len = len,
	    .ops = ops,
	    .who = "bus_dmamap_sync",
	    .pc = KMSAN_RET_ADDR};

	dma_sync(map, &request);
}

void
kmsan_dma_written(void *map, size_t len)
{
	struct kmsan_dma *dma = map;

	if (dma->type == 0)
		kmsan_fatal(KMSAN_RET_ADDR, "kmsan_dma_written: the map is not loaded");
	if (len > dma->size)
		kmsan_fatal(
		    KMSAN_RET_ADDR, "kmsan_dma_written: %zu bytes of a map of %zu", len, dma->size);
	dma->written = len;
	dma->told = true;
}
