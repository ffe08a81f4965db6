/* SPDX-License-Identifier: BSD-2-Clause */
/* bus_dmamap_sync(9): what is checked and marked, for each way to load a map. */
#define _GNU_SOURCE
#include "sinks/bus.h"

#include <sys/uio.h>

#include <kmsan/mbuf.h>
#include <kmsan/uio.h>

/* FOUR WAYS TO LOAD 64 BYTES */

static struct mbuf *chain;
static struct iovec iov[5];
static struct uio uio;
static struct mbuf mbufs[4];
/* The parts; between them lie gaps. An empty one is a part as well. */
static const size_t parts[] = {7, 0, 33, 24};

static char *
part_at(unsigned i)
{
	return area + 2 * PAGE + 100 + 200 * i + 3 * i;
}

static void
load_linear(bus_dma_tag_t tag)
{
	assert_int_equal(bus_dmamap_load(tag, map, part_at(0), 64, NULL, 0), 0);
}

static void
load_mbuf(bus_dma_tag_t tag)
{
	memset(mbufs, 0, sizeof(mbufs));
	for (unsigned i = 0; i < 4; i++) {
		mbufs[i].m_next = i < 3 ? &mbufs[i + 1] : NULL;
		mbufs[i].m_flags = M_EXT | (i == 0 ? M_PKTHDR : 0);
		mbufs[i].m_data = mbufs[i].m_ext.ext_buf = part_at(i);
		mbufs[i].m_len = (int)parts[i];
		mbufs[i].m_ext.ext_size = parts[i];
	}
	chain = mbufs;
	assert_int_equal(bus_dmamap_load_mbuf(tag, map, chain, 0), 0);
}

static void
load_uio_of(bus_dma_tag_t tag, bool user)
{
	memset(&uio, 0, sizeof(uio));
	uio.uio_iov = iov;
	uio.uio_iovcnt = 5;
	uio.uio_resid = 64;
	if (!user)
		UIO_SETUP_SYSSPACE(&uio);
	for (unsigned i = 0; i < 5; i++)
		iov[i] = (struct iovec){part_at(i), i < 3 ? parts[i] : 1000};
	assert_int_equal(bus_dmamap_load_uio(tag, map, &uio, 0), 0);
	/* As a driver's uiomove would leave them. */
	memset(iov, 0, sizeof(iov));
}

/* A piece at NULL is no memory; no pieces at all, a mistake. */
static void
test_bad_uio(void **state)
{
	(void)state;
	create(&all_tag, 64, 8, 64, 0);
	iov[0] = (struct iovec){part_at(0), 8};
	iov[1] = (struct iovec){NULL, 8};
	uio = (struct uio){.uio_iov = iov, .uio_iovcnt = 2, .uio_resid = 16};
	UIO_SETUP_SYSSPACE(&uio);
	assert_int_equal(bus_dmamap_load_uio(&all_tag, map, &uio, 0), KMSAN_EFAULT);
	assert_int_equal(map->dm_nsegs, 0);
	uio.uio_iov = NULL;
	assert_int_equal(STOPS(bus_dmamap_load_uio(&all_tag, map, &uio, 0)), 77);
	assert_non_null(strstr(kmsan_test_console(),
	    "kMSan: bus_dmamap_load_uio: uio_resid is 16, but there is no iovec\n"));
	destroy(&all_tag);
}

static void
load_uio(bus_dma_tag_t tag)
{
	load_uio_of(tag, false);
}

static void
load_raw(bus_dma_tag_t tag)
{
	bus_dma_segment_t segs[3];
	int n = 0;

	for (unsigned i = 0; i < 4; i++) {
		if (parts[i] == 0)
			continue;
		translate(&own_used, part_at(i), parts[i], &segs[n].ds_addr);
		segs[n++].ds_len = parts[i] + (i == 3);
	}
	assert_int_equal(bus_dmamap_load_raw(tag, map, segs, 3, 64, 0), 0);
}

static const struct loader {
	void (*load)(bus_dma_tag_t tag);
	bool linear;
	const char *sink, *noun;
	unsigned of;
} loaders[] = {
    {load_linear, true, "LinearDmaSyncOp", NULL, 1},
    {load_mbuf, false, "MbufDmaSyncOp", "mbuf", 4},
    {load_uio, false, "UioDmaSyncOp", "iovec", 5},
    {load_raw, false, "RawDmaSyncOp", "segment", 3},
};
#define LOADERS (sizeof(loaders) / sizeof(loaders[0]))

/* The byte at this offset of the map. */
static char *
map_byte(const struct loader *loader, size_t at)
{
	unsigned i = 0;

	if (loader->linear)
		return part_at(0) + at;
	for (; at >= parts[i]; i++)
		at -= parts[i];
	return part_at(i) + at;
}

static void
load(const struct loader *loader, bus_dma_tag_t tag)
{
	create(tag, 64, 8, 64, 0);
	loader->load(tag);
	assert_true(map->dm_mapsize == 64);
	kmsan_mark(area, PAGES * PAGE, KMSAN_STATE_INITED);
}

/* Every byte of every range, for each type, straight and through a bounce buffer. */
static void
check_prewrite(const struct loader *loader, bus_dma_tag_t tag)
{
	load(loader, tag);
	for (size_t at = 0; at < 64; at++) {
		kmsan_mark(map_byte(loader, at), 1, (uint8_t)(1u << at % 8));
		for (size_t offset = 0; offset <= 64; offset += 1 + at % 3) {
			for (size_t len = 0; offset + len <= 64; len += 1 + at % 5) {
				bool due = at >= offset && at < offset + len;

				if (REPORTS(bus_dmamap_sync(
					tag, map, offset, len, BUS_DMASYNC_PREWRITE)) != due)
					fail_msg("%s: byte %zu, sync %zu+%zu", loader->sink, at,
					    offset, len);
				assert_int_equal(REPORTS(bus_dmamap_sync(tag, map, offset, len,
						     BUS_DMASYNC_PREREAD | BUS_DMASYNC_PREWRITE)),
				    due);
				assert_false(REPORTS(
				    bus_dmamap_sync(tag, map, offset, len, BUS_DMASYNC_PREREAD)));
				assert_false(REPORTS(
				    bus_dmamap_sync(tag, map, offset, len, BUS_DMASYNC_POSTWRITE)));
			}
		}
		kmsan_mark(map_byte(loader, at), 1, KMSAN_STATE_INITED);
	}
	destroy(tag);
}

static void
test_prewrite(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LOADERS; i++) {
		check_prewrite(&loaders[i], &all_tag);
		check_prewrite(&loaders[i], &low_tag);
	}
}

/* What the device would see, or writes, at this offset of the map. */
static char *
device_byte(size_t at)
{
	for (int i = 0; i < map->dm_nsegs; i++) {
		if (at < map->dm_segs[i].ds_len)
			return address_of(NULL, map->dm_segs[i].ds_addr + at, 1);
		at -= map->dm_segs[i].ds_len;
	}
	return NULL;
}

static void
check_data(const struct loader *loader, bus_dma_tag_t tag)
{
	load(loader, tag);
	for (size_t i = 0; i < 64; i++)
		*map_byte(loader, i) = (char)(i + 1);
	bus_dmamap_sync(tag, map, 10, 40, BUS_DMASYNC_PREWRITE);
	for (size_t i = 10; i < 50; i++)
		assert_int_equal(*device_byte(i), i + 1);
	bus_dmamap_sync(tag, map, 10, 40, BUS_DMASYNC_POSTWRITE);

	bus_dmamap_sync(tag, map, 0, 64, BUS_DMASYNC_PREREAD);
	for (size_t i = 0; i < 64; i++)
		*device_byte(i) = (char)(i + 101);
	bus_dmamap_sync(tag, map, 5, 50, BUS_DMASYNC_POSTREAD);
	for (size_t i = 5; i < 55; i++)
		assert_int_equal(*map_byte(loader, i), (char)(i + 101));
	if (tag == &low_tag) {
		assert_int_equal(map->dm_nsegs, 1);
		assert_true(map->dm_segs[0].ds_addr == 0x100000);
		assert_int_equal(*map_byte(loader, 4), 5);
		assert_int_equal(*map_byte(loader, 55), 56);
	}
	destroy(tag);
}

static void
test_data(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LOADERS; i++) {
		check_data(&loaders[i], &all_tag);
		check_data(&loaders[i], &low_tag);
		assert_false(own_used);
	}
}

/* Which bytes a POSTREAD marks. */
static void
check_marked(const struct loader *loader, size_t from, size_t to)
{
	for (size_t i = 0; i < 64; i++)
		if (*shad_of(map_byte(loader, i)) != (i >= from && i < to ? 0 : 0xff))
			fail_msg("%s: byte %zu, marked %zu to %zu", loader->sink, i, from, to);
}

static void
poison(const struct loader *loader)
{
	for (size_t i = 0; i < 64; i++)
		kmsan_mark(map_byte(loader, i), 1, KMSAN_STATE_UNINIT);
}

static void
check_postread(const struct loader *loader, bus_dma_tag_t tag)
{
	load(loader, tag);
	for (size_t offset = 0; offset <= 64; offset += 3) {
		for (size_t len = 0; offset + len <= 64; len += 5) {
			poison(loader);
			bus_dmamap_sync(tag, map, offset, len, BUS_DMASYNC_PREREAD);
			check_marked(loader, 0, 0);
			bus_dmamap_sync(tag, map, offset, len,
			    BUS_DMASYNC_POSTREAD | (len % 2 ? BUS_DMASYNC_POSTWRITE : 0));
			check_marked(loader, offset, offset + len);
			for (size_t written = 0; written <= 64; written += 8) {
				size_t n = written < len ? written : len;

				poison(loader);
				bus_dmamap_sync(tag, map, offset, len, BUS_DMASYNC_PREREAD);
				kmsan_dma_written(map, written);
				bus_dmamap_sync(tag, map, offset, len, BUS_DMASYNC_POSTREAD);
				check_marked(loader, offset, offset + n);
				/* That was used up. */
				bus_dmamap_sync(tag, map, offset, len, BUS_DMASYNC_POSTREAD);
				check_marked(loader, offset, offset + len);
				/* What was said before a new operation is not about it. */
				poison(loader);
				kmsan_dma_written(map, written);
				bus_dmamap_sync(tag, map, 0, 64, BUS_DMASYNC_PREREAD);
				bus_dmamap_sync(tag, map, offset, len, BUS_DMASYNC_POSTREAD);
				check_marked(loader, offset, offset + len);
			}
		}
	}
	destroy(tag);
}

static void
test_postread(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LOADERS; i++) {
		check_postread(&loaders[i], &all_tag);
		check_postread(&loaders[i], &low_tag);
	}
}

/* A short write through a bounce buffer leaves the rest of memory as it was. */
static void
test_short_bounce(void **state)
{
	(void)state;
	load(&loaders[0], &low_tag);
	memset(part_at(0), 'x', 64);
	bus_dmamap_sync(&low_tag, map, 0, 64, BUS_DMASYNC_PREREAD);
	memset(device_byte(0), 'd', 64);
	kmsan_dma_written(map, 20);
	bus_dmamap_sync(&low_tag, map, 0, 64, BUS_DMASYNC_POSTREAD);
	for (size_t i = 0; i < 64; i++)
		assert_int_equal(part_at(0)[i], i < 20 ? 'd' : 'x');
	destroy(&low_tag);
}

static void
test_text(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LOADERS; i++) {
		char head[128], where[64];

		load(&loaders[i], &all_tag);
		kmsan_test_console_reset();
		kmsan_mark(map_byte(&loaders[i], 42), 3, KMSAN_STATE_UNINIT);
		bus_dmamap_sync(&all_tag, map, 40, 10, BUS_DMASYNC_PREWRITE);
		snprintf(head, sizeof(head),
		    "MSan: Uninitialized Marked Memory In %s At Offset 42/64,", loaders[i].sink);
		assert_non_null(strstr(kmsan_test_console(), head));
		assert_non_null(
		    strstr(kmsan_test_console(), "  Bytes 42-44 of 64 are uninitialized\n"));
		assert_non_null(strstr(kmsan_test_console(), "SUMMARY: kMSan: dma-infoleak "));
		if (loaders[i].noun != NULL) {
			snprintf(where, sizeof(where), "  In %s %d of %u, byte 2 of its 24\n",
			    loaders[i].noun, i == 3 ? 3 : 4, loaders[i].of);
			assert_non_null(strstr(kmsan_test_console(), where));
		} else {
			assert_null(strstr(kmsan_test_console(), "  In "));
		}
		destroy(&all_tag);
	}
}

/* Memory in one piece that is several segments for the device. */
static void
test_text_segments(void **state)
{
	(void)state;
	create(&all_tag, 2 * PAGE, 8, 512, 0);
	assert_int_equal(bus_dmamap_load(&all_tag, map, area + 100, 1100, NULL, 0), 0);
	assert_int_equal(map->dm_nsegs, 3);
	kmsan_mark(area, PAGE, KMSAN_STATE_INITED);
	kmsan_mark(area + 100 + 512 + 5, 1000 - 512, KMSAN_STATE_UNINIT);
	bus_dmamap_sync(&all_tag, map, 3, 1000, BUS_DMASYNC_PREWRITE);
	assert_non_null(strstr(kmsan_test_console(), " At Offset 517/1100,"));
	assert_non_null(strstr(kmsan_test_console(), "  In segment 2 of 3, byte 5 of its 512\n"));
	assert_non_null(
	    strstr(kmsan_test_console(), "  Bytes 517-1002 of 1100 are uninitialized\n"));
	destroy(&all_tag);
}

/* A process's memory is its own business; what a device writes there is initialised all the same. */
static void
test_user(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		const struct loader *loader = &loaders[i == 0 ? 0 : 2];

		create(&all_tag, 64, 8, 64, 0);
		if (i == 0)
			assert_int_equal(bus_dmamap_load(&all_tag, map, part_at(0), 64,
					     (struct proc *)(void *)area, 0),
			    0);
		else
			load_uio_of(&all_tag, true);
		poison(loader);
		assert_false(REPORTS(bus_dmamap_sync(&all_tag, map, 0, 64, BUS_DMASYNC_PREWRITE)));
		bus_dmamap_sync(&all_tag, map, 8, 8, BUS_DMASYNC_POSTREAD);
		check_marked(loader, 8, 16);
		destroy(&all_tag);
	}
}

static void
test_bad_chain(void **state)
{
	(void)state;
	create(&all_tag, 64, 8, 64, 0);
	load_mbuf(&all_tag);
	bus_dmamap_unload(&all_tag, map);
	mbufs[3].m_next = &mbufs[1];
	assert_int_equal(STOPS(bus_dmamap_load_mbuf(&all_tag, map, chain, 0)), 77);
	assert_non_null(strstr(
	    kmsan_test_console(), "kMSan: bus_dmamap_load_mbuf: the mbuf chain has a cycle\n"));
	mbufs[3].m_next = &mbufs[3];
	assert_int_equal(STOPS(bus_dmamap_load_mbuf(&all_tag, map, chain, 0)), 77);
	mbufs[3].m_next = NULL;
	mbufs[2].m_len++;
	assert_int_equal(STOPS(bus_dmamap_load_mbuf(&all_tag, map, chain, 0)), 77);
	assert_non_null(strstr(kmsan_test_console(), "kMSan: bus_dmamap_load_mbuf: mbuf 3 of the "
						     "chain has 34 bytes, 1 beyond its storage\n"));
	mbufs[2].m_data--;
	assert_int_equal(STOPS(bus_dmamap_load_mbuf(&all_tag, map, chain, 0)), 77);
	assert_non_null(
	    strstr(kmsan_test_console(), "kMSan: bus_dmamap_load_mbuf: mbuf 3 of the chain has 34 "
					 "bytes outside of its storage\n"));
	assert_int_equal(STOPS(kmsan_dma_load(map, area, 8, 5)), 77);
	destroy(&all_tag);
}

static void
test_raw_bad(void **state)
{
	bus_dma_segment_t segs[2] = {{FAR + frame_of(2) * PAGE, 8}, {7, 8}};

	(void)state;
	create(&all_tag, 64, 8, 64, 0);
	assert_int_equal(bus_dmamap_load_raw(&all_tag, map, segs, 2, 17, 0), KMSAN_EINVAL);
	assert_int_equal(bus_dmamap_load_raw(&all_tag, map, segs, 0, 0, 0), KMSAN_EINVAL);
	/* An address at which there is no memory. */
	assert_int_equal(bus_dmamap_load_raw(&all_tag, map, segs, 2, 16, 0), KMSAN_EFAULT);
	assert_int_equal(bus_dmamap_load_raw(&all_tag, map, segs, 1, 8, 0), 0);
	destroy(&all_tag);
}

/* A kernel's own bus_dma may load what it has no address of, a device's memory: not looked at. */
static void
test_raw_foreign(void **state)
{
	struct kmsan_dma_piece pieces[] = {
	    {.addr = area, .size = 8}, {.size = 16}, {.addr = area + 8, .size = 8}};
	struct kmsan_dma dma;

	(void)state;
	memset(&dma, 0, sizeof(dma));
	kmsan_mark(area, 16, KMSAN_STATE_INITED);
	assert_true(kmsan_dma_load(&dma, pieces, 3, KMSAN_DMA_RAW));
	assert_false(REPORTS(kmsan_dma_sync(&dma, 4, 24, BUS_DMASYNC_PREWRITE)));
	assert_false(REPORTS(kmsan_dma_sync(&dma, 10, 4, BUS_DMASYNC_PREWRITE)));
	kmsan_mark(area, 16, KMSAN_STATE_UNINIT);
	kmsan_dma_sync(&dma, 4, 22, BUS_DMASYNC_POSTREAD);
	assert_int_equal(kmsan_test(area, 16), 0);
	assert_int_equal(kmsan_test(area + 4, 12), 6);
	kmsan_dma_unload(&dma);
}

/* More parts than a map has room for by itself, and no memory for them. */
static void
test_no_memory(void **state)
{
	struct kmsan_dma dma;
	struct kmsan_dma_piece pieces[40];

	(void)state;
	memset(&dma, 0, sizeof(dma));
	kmsan_mark(area, PAGES * PAGE, KMSAN_STATE_INITED);
	for (unsigned i = 0; i < 40; i++)
		pieces[i] = (struct kmsan_dma_piece){.addr = area + 64 * i, .size = 8};
	assert_true(kmsan_dma_load(&dma, pieces, 40, KMSAN_DMA_RAW));
	kmsan_mark(area + 64 * 39, 1, KMSAN_STATE_UNINIT);
	assert_true(REPORTS(kmsan_dma_sync(&dma, 0, 320, BUS_DMASYNC_PREWRITE)));
	assert_false(REPORTS(kmsan_dma_sync(&dma, 0, 312, BUS_DMASYNC_PREWRITE)));
	/* Drivers may look at it. */
	assert_int_equal(kmsan_test(dma.pieces, 40 * sizeof(*dma.pieces)), -1);
	kmsan_dma_unload(&dma);
	assert_int_equal(STOPS(kmsan_dma_sync(&dma, 0, 0, 0)), 77);
}

/* Loaded anew, without unloading: nothing is left of before, and no memory is lost. */
static void
test_load_again(void **state)
{
	static struct kmsan_dma_piece pieces[200];
	struct kmsan_dma dma;
	size_t pages = 0;

	(void)state;
	memset(&dma, 0, sizeof(dma));
	for (unsigned i = 0; i < 200; i++)
		pieces[i] = (struct kmsan_dma_piece){.addr = area + 64 * i, .size = 8};
	for (unsigned round = 0; round < 2000; round++) {
		for (unsigned count = 2; count <= 200; count *= 10) {
			assert_true(kmsan_dma_load(&dma, pieces, count, KMSAN_DMA_RAW));
			kmsan_mark(area, 128, KMSAN_STATE_UNINIT);
			kmsan_dma_sync(&dma, 0, 16, BUS_DMASYNC_POSTREAD);
			assert_int_equal(kmsan_test(area, 8), -1);
			assert_int_equal(kmsan_test(area + 64, 8), -1);
			/* What the device wrote before is no concern of the next load. */
			kmsan_dma_written(&dma, 3);
		}
		kmsan_dma_unload(&dma);
		if (round == 4)
			pages = kmsan_test_pages_used();
	}
	assert_int_equal(kmsan_test_pages_used(), pages);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_prewrite, set_up),
	    cmocka_unit_test_setup(test_data, set_up),
	    cmocka_unit_test_setup(test_postread, set_up),
	    cmocka_unit_test_setup(test_short_bounce, set_up),
	    cmocka_unit_test_setup(test_text, set_up),
	    cmocka_unit_test_setup(test_text_segments, set_up),
	    cmocka_unit_test_setup(test_user, set_up),
	    cmocka_unit_test_setup(test_bad_chain, set_up),
	    cmocka_unit_test_setup(test_raw_bad, set_up),
	    cmocka_unit_test_setup(test_raw_foreign, set_up),
	    cmocka_unit_test_setup(test_bad_uio, set_up),
	    cmocka_unit_test_setup(test_no_memory, set_up),
	    cmocka_unit_test_setup(test_load_again, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
