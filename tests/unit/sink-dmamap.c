/* SPDX-License-Identifier: BSD-2-Clause */
/* bus_dma(9): segments of maps, memory for devices, and misuse. */
#define _GNU_SOURCE
#include "sinks/bus.h"

#include <kmsan/hooks.h>

/* All segments together are the bytes that were loaded, in order, and keep the map's rules. */
static void
check_segments(const char *bytes, size_t size, bus_size_t maxsegsz, bus_size_t boundary)
{
	size_t at = 0;

	for (int i = 0; i < map->dm_nsegs; i++) {
		bus_dma_segment_t *s = &map->dm_segs[i];

		assert_true(s->ds_len > 0 && s->ds_len <= maxsegsz);
		if (boundary != 0)
			assert_true(
			    s->ds_addr / boundary == (s->ds_addr + s->ds_len - 1) / boundary);
		for (size_t j = 0; j < s->ds_len; j++)
			assert_ptr_equal(address_of(NULL, s->ds_addr + j, 1), bytes + at + j);
		at += s->ds_len;
	}
	assert_int_equal(at, size);
	assert_true(map->dm_mapsize == size);
}

static void
test_segments(void **state)
{
	static const struct {
		size_t at, size, maxsegsz, boundary;
		int nsegs;
	} cases[] = {
	    {0, 1, PAGE, 0, 1},
	    {0, 2 * PAGE, PAGE, 0, 2},
	    {0, 2 * PAGE, 2 * PAGE, 0, 1}, /* in a row */
	    {0, 2 * PAGE, 1 << 20, 0, 1},
	    {0, 2 * PAGE, 1 << 20, PAGE, 2},
	    {100, PAGE, 1 << 20, 0, 1},
	    {100, PAGE, 1 << 20, PAGE, 2},
	    {100, PAGE, 1 << 20, 512, 9},
	    {0, 3 * PAGE, 1 << 20, 0, 2},
	    {2 * PAGE, 4 * PAGE, 1 << 20, 0, 4},
	    {2 * PAGE + 4095, 2, 1 << 20, 0, 2},
	    {8 * PAGE, 4 * PAGE, 1000, 0, 17},
	    {8 * PAGE, 4 * PAGE, 1000, 4096, 20},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		create(
		    &all_tag, cases[i].size, cases[i].nsegs, cases[i].maxsegsz, cases[i].boundary);
		assert_int_equal(bus_dmamap_load(&all_tag, map, area + cases[i].at, cases[i].size,
				     NULL, BUS_DMA_NOWAIT),
		    0);
		if (map->dm_nsegs != cases[i].nsegs)
			fail_msg("case %u: %d segments", i, map->dm_nsegs);
		check_segments(
		    area + cases[i].at, cases[i].size, cases[i].maxsegsz, cases[i].boundary);
		destroy(&all_tag);
		if (cases[i].nsegs == 1)
			continue;
		create(&all_tag, cases[i].size, cases[i].nsegs - 1, cases[i].maxsegsz,
		    cases[i].boundary);
		assert_int_equal(bus_dmamap_load(&all_tag, map, area + cases[i].at, cases[i].size,
				     NULL, BUS_DMA_NOWAIT),
		    KMSAN_EFBIG);
		assert_int_equal(map->dm_nsegs, 0);
		assert_true(map->dm_mapsize == 0);
		destroy(&all_tag);
	}
}

static void
test_bad_load(void **state)
{
	bus_dmamap_t none;

	(void)state;
	assert_int_equal(bus_dmamap_create(&all_tag, 0, 1, 1, 0, 0, &none), KMSAN_EINVAL);
	assert_int_equal(bus_dmamap_create(&all_tag, 1, 0, 1, 0, 0, &none), KMSAN_EINVAL);
	assert_int_equal(bus_dmamap_create(&all_tag, 1, 1, 0, 0, 0, &none), KMSAN_EINVAL);
	assert_int_equal(bus_dmamap_create(&all_tag, 1, 1, 1, 3, 0, &none), KMSAN_EINVAL);
	create(&all_tag, 100, 4, 100, 0);
	assert_int_equal(bus_dmamap_load(&all_tag, map, area, 101, NULL, 0), KMSAN_EINVAL);
	assert_int_equal(bus_dmamap_load(&all_tag, map, own + 8, 8, NULL, 0), KMSAN_EFAULT);
	assert_int_equal(STOPS(bus_dmamap_unload(&all_tag, map)), 77);
	assert_int_equal(STOPS(bus_dmamap_sync(&all_tag, map, 0, 1, BUS_DMASYNC_PREWRITE)), 77);
	assert_non_null(
	    strstr(kmsan_test_console(), "kMSan: bus_dmamap_sync: the map is not loaded\n"));
	assert_int_equal(STOPS(kmsan_dma_written(map, 1)), 77);
	assert_int_equal(bus_dmamap_load(&all_tag, map, area, 100, NULL, 0), 0);
	assert_int_equal(STOPS(bus_dmamap_load(&all_tag, map, area, 100, NULL, 0)), 77);
	assert_int_equal(STOPS(bus_dmamap_destroy(&all_tag, map)), 77);
	assert_int_equal(STOPS(bus_dmamap_sync(&all_tag, map, 1, 100, BUS_DMASYNC_PREWRITE)), 77);
	assert_non_null(strstr(kmsan_test_console(),
	    "kMSan: bus_dmamap_sync: 100 bytes at offset 1 of a map of 100 bytes\n"));
	assert_int_equal(STOPS(bus_dmamap_sync(&all_tag, map, 101, 0, BUS_DMASYNC_PREREAD)), 77);
	assert_int_equal(
	    STOPS(bus_dmamap_sync(&all_tag, map, UINT64_MAX, 2, BUS_DMASYNC_PREREAD)), 77);
	assert_int_equal(STOPS(bus_dmamap_sync(
			     &all_tag, map, 0, 100, BUS_DMASYNC_PREWRITE | BUS_DMASYNC_POSTREAD)),
	    77);
	assert_non_null(strstr(
	    kmsan_test_console(), "kMSan: bus_dmamap_sync: PRE and POST operations at once (6)\n"));
	assert_int_equal(STOPS(bus_dmamap_sync(&all_tag, map, 0, 100, 0x10)), 77);
	assert_int_equal(STOPS(kmsan_dma_written(map, 101)), 77);
	bus_dmamap_sync(&all_tag, map, 100, 0, BUS_DMASYNC_PREWRITE);
	destroy(&all_tag);
}

/* What reports say of it: also when it was freed, until it is given out again. */
static void
check_described(bool live)
{
	struct kmsan_addr_info info;

	assert_true(kmsan_addr_describe(own + 99, &info));
	assert_string_equal(info.alloc_name, "bus_dmamem_alloc");
	assert_ptr_equal(info.start, own);
	assert_int_equal(info.size, 100);
	assert_int_equal(info.live, live);
	assert_int_not_equal(info.alloc_orig, 0);
	if (live) {
		assert_null(info.free_name);
		assert_int_equal(info.free_orig, 0);
		assert_int_equal(kmsan_orig_get(own), info.alloc_orig);
	} else {
		assert_string_equal(info.free_name, "bus_dmamem_free");
		assert_int_equal(kmsan_orig_get(own), info.free_orig);
	}
	assert_false(kmsan_addr_describe(own + 100, &info));
}

/* The same memory again and again, and other memory: nothing is described twice or for ever. */
static void
test_memory_again(void **state)
{
	bus_dma_segment_t seg;
	struct kmsan_addr_info info;
	int n;

	(void)state;
	for (size_t size = 300; size > 100; size--) {
		assert_int_equal(bus_dmamem_alloc(&all_tag, size, 0, 0, &seg, 1, &n, 0), 0);
		assert_true(kmsan_addr_describe(own, &info));
		assert_true(info.live && info.size == size);
		/* Of the freed ones before nothing is left behind the end. */
		assert_false(kmsan_addr_describe(own + size, &info));
		bus_dmamem_free(&all_tag, &seg, 1);
		assert_true(kmsan_addr_describe(own, &info));
		assert_true(!info.live && info.size == size);
	}
}

static void
test_memory(void **state)
{
	bus_dma_segment_t seg = {0, 0};
	bus_dma_tag_t low;
	int n = 0;
	void *kva = NULL;

	(void)state;
	assert_int_equal(bus_dmamem_alloc(&all_tag, 100, 0, 0, &seg, 1, &n, BUS_DMA_NOWAIT), 0);
	assert_int_equal(n, 1);
	assert_true(seg.ds_addr == 0x100000 && seg.ds_len == 100);
	assert_int_equal(bus_dmamem_map(&all_tag, &seg, n, 100, &kva, 0), 0);
	assert_ptr_equal(kva, own);
	assert_int_equal(kmsan_test(own, 1), 0);
	assert_int_equal(kmsan_test(own + 99, 1), 0);
	assert_int_equal(bus_dmamem_map(&all_tag, &seg, n, 101, &kva, 0), KMSAN_EINVAL);
	check_described(true);
	assert_int_equal(bus_dmamem_alloc(&all_tag, 100, 0, 0, &seg, 1, &n, 0), KMSAN_ENOMEM);
	bus_dmamem_unmap(&all_tag, kva, 100);
	bus_dmamem_free(&all_tag, &seg, 1);
	assert_false(own_used);
	assert_int_equal(kmsan_test(own, 1), 0);
	check_described(false);
	assert_int_equal(bus_dmamem_alloc(&all_tag, 0, 0, 0, &seg, 1, &n, 0), KMSAN_EINVAL);
	assert_int_equal(bus_dmamem_alloc(&all_tag, 8, 3, 0, &seg, 1, &n, 0), KMSAN_EINVAL);
	assert_int_equal(bus_dmamem_alloc(&all_tag, 99, 0, 64, &seg, 1, &n, 0), KMSAN_EINVAL);
	assert_int_equal(bus_dmamem_alloc(&all_tag, 8, 0, 48, &seg, 1, &n, 0), KMSAN_EINVAL);
	seg = (bus_dma_segment_t){5, 5};
	assert_int_equal(STOPS(bus_dmamem_free(&all_tag, &seg, 1)), 77);
	assert_int_equal(STOPS(bus_dmamem_map(&all_tag, &seg, 2, 5, &kva, 0)), 77);

	assert_int_equal(bus_dmatag_subregion(&all_tag, 0, 0xfffff, &low, BUS_DMA_NOWAIT), 0);
	assert_int_equal(bus_dmamem_alloc(low, 100, 0, 0, &seg, 1, &n, 0), KMSAN_ENOMEM);
	bus_dmatag_destroy(low);
	assert_int_equal(bus_dmatag_subregion(&low_tag, 0, UINT64_MAX, &low, 0), 0);
	assert_true(low->limit == 0xffffff);
	bus_dmatag_destroy(low);
	assert_int_equal(bus_dmatag_subregion(&low_tag, 2, 1, &low, 0), KMSAN_EINVAL);
}

/* Whatever the size is, all of the memory is uninitialised, and its neighbours are not touched. */
static void
test_memory_sizes(void **state)
{
	bus_dma_segment_t seg;
	int n;

	(void)state;
	for (size_t size = 1; size <= 40; size++) {
		kmsan_mark(own, PAGE, KMSAN_STATE_INITED);
		assert_int_equal(bus_dmamem_alloc(&all_tag, size, 0, 0, &seg, 1, &n, 0), 0);
		for (size_t i = 0; i < 64; i++)
			if (*shad_of(own + i) != (i < (size + 7) / 8 * 8 ? 0xff : 0))
				fail_msg("byte %zu of %zu", i, size);
		bus_dmamem_free(&all_tag, &seg, 1);
	}
}

/* Not across a multiple of the boundary: what is aligned to a power of two that is large enough. */
static void
test_alignment(void **state)
{
	static const struct {
		size_t size;
		bus_size_t alignment, boundary, due;
	} cases[] = {
	    {100, 0, 0, PAGE},
	    {100, 16, 0, PAGE},
	    {100, 8 * PAGE, 0, 8 * PAGE},
	    {100, 0, 4 * PAGE, PAGE},
	    {PAGE + 1, 0, 8 * PAGE, 2 * PAGE},
	    {3 * PAGE, 0, 4 * PAGE, 4 * PAGE},
	    {3 * PAGE, 8 * PAGE, 4 * PAGE, 8 * PAGE},
	};
	bus_dma_segment_t seg;
	int n;

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(bus_dmamem_alloc(&all_tag, cases[i].size, cases[i].alignment,
				     cases[i].boundary, &seg, 1, &n, 0),
		    0);
		if (own_alignment != cases[i].due)
			fail_msg("case %u: aligned to %#lx", i, (unsigned long)own_alignment);
		bus_dmamem_free(&all_tag, &seg, 1);
	}
}

/* Memory that a device just reaches, and memory that it does not. */
static void
test_limit(void **state)
{
	bus_addr_t address = FAR + frame_of(3) * PAGE;
	bus_dma_tag_t low;

	(void)state;
	assert_int_equal(bus_dmatag_subregion(&all_tag, 0, address + 63, &low, 0), 0);
	create(low, 64, 1, 64, 0);
	assert_int_equal(bus_dmamap_load(low, map, area + 3 * PAGE, 64, NULL, 0), 0);
	assert_false(map->dm_bounced);
	bus_dmamap_unload(low, map);
	assert_int_equal(bus_dmamap_load(low, map, area + 3 * PAGE + 1, 63, NULL, 0), 0);
	assert_false(map->dm_bounced);
	bus_dmamap_unload(low, map);
	assert_int_equal(bus_dmamap_load(low, map, area + 3 * PAGE + 1, 64, NULL, 0), 0);
	assert_true(map->dm_bounced && own_used);
	destroy(low);
	assert_false(own_used);
	bus_dmatag_destroy(low);
}

/* Too many segments: one buffer for all, and nothing of what was there before; or no memory for it. */
static void
test_bounce(void **state)
{
	struct kmsan_bus_dma_tag tag = {&ops, &own_used, FAR + 4096 * PAGE};

	(void)state;
	create(&tag, 4 * PAGE, 2, PAGE, 0);
	assert_int_equal(bus_dmamap_load(&tag, map, area + 3 * PAGE, 2 * PAGE, NULL, 0), 0);
	assert_false(map->dm_bounced);
	bus_dmamap_unload(&tag, map);
	assert_int_equal(bus_dmamap_load(&tag, map, area + 3 * PAGE + 8, 2 * PAGE, NULL, 0), 0);
	assert_true(map->dm_bounced);
	assert_int_equal(map->dm_nsegs, 2);
	assert_true(map->dm_segs[0].ds_addr == 0x100000 && map->dm_segs[0].ds_len == PAGE);
	assert_true(map->dm_segs[1].ds_addr == 0x100000 + PAGE && map->dm_segs[1].ds_len == PAGE);
	destroy(&tag);

	create(&tag, 4 * PAGE, 2, PAGE, 0);
	own_used = true;
	assert_int_equal(
	    bus_dmamap_load(&tag, map, area + 3 * PAGE + 8, 2 * PAGE, NULL, 0), KMSAN_ENOMEM);
	assert_int_equal(map->dm_nsegs, 0);
	own_used = false;
	destroy(&tag);
}

/* A driver may make segments smaller until the map is unloaded; then it has its own size again. */
static void
test_maxsegsz(void **state)
{
	(void)state;
	create(&all_tag, 256, 4, 256, 0);
	map->dm_maxsegsz = 64;
	assert_int_equal(bus_dmamap_load(&all_tag, map, area, 256, NULL, 0), 0);
	assert_int_equal(map->dm_nsegs, 4);
	bus_dmamap_unload(&all_tag, map);
	assert_int_equal(bus_dmamap_load(&all_tag, map, area, 256, NULL, 0), 0);
	assert_int_equal(map->dm_nsegs, 1);
	destroy(&all_tag);
}

/* Where results are stored is initialised, and no more than that. */
static void
test_out_pointers(void **state)
{
	bus_dma_segment_t *segs = (bus_dma_segment_t *)(void *)area;
	bus_dmamap_t *mapp = (bus_dmamap_t *)(void *)(area + 64);
	bus_dma_tag_t *tagp = (bus_dma_tag_t *)(void *)(area + 128);
	void **kva = (void **)(void *)(area + 192);
	int *n = (int *)(void *)(area + 256);

	(void)state;
	kmsan_mark(area, 320, KMSAN_STATE_UNINIT);
	assert_int_equal(bus_dmamem_alloc(&all_tag, 100, 0, 0, segs, 1, n, 0), 0);
	assert_int_equal(kmsan_test(segs, 64), sizeof(*segs));
	assert_int_equal(kmsan_test(n, 64), sizeof(*n));
	assert_int_equal(bus_dmamem_map(&all_tag, segs, 1, 100, kva, 0), 0);
	assert_int_equal(kmsan_test(kva, 64), sizeof(*kva));
	bus_dmamem_free(&all_tag, segs, 1);
	assert_int_equal(bus_dmatag_subregion(&all_tag, 0, 1, tagp, 0), 0);
	assert_int_equal(kmsan_test(tagp, 64), sizeof(*tagp));
	bus_dmatag_destroy(*tagp);
	assert_int_equal(bus_dmamap_create(&all_tag, 8, 1, 8, 0, 0, mapp), 0);
	assert_int_equal(kmsan_test(mapp, 64), sizeof(*mapp));
	bus_dmamap_destroy(&all_tag, *mapp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_segments, set_up),
	    cmocka_unit_test_setup(test_bad_load, set_up),
	    cmocka_unit_test_setup(test_memory, set_up),
	    cmocka_unit_test_setup(test_memory_again, set_up),
	    cmocka_unit_test_setup(test_memory_sizes, set_up),
	    cmocka_unit_test_setup(test_alignment, set_up),
	    cmocka_unit_test_setup(test_limit, set_up),
	    cmocka_unit_test_setup(test_bounce, set_up),
	    cmocka_unit_test_setup(test_maxsegsz, set_up),
	    cmocka_unit_test_setup(test_out_pointers, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
