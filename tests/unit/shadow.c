/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bulk work on shad and orig against models that go byte by byte.
 *
 * The model of a copy says what shadow.h says and no more: which of several poisoned bytes gives
 * its origin to the cell that they share is left to the implementation.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/options.h>

#include "msan/shadow.h"
#include "origin/decode.h"
#include "origin/encode.h"
#include "testport.h"
#include "unit/random.h"

#define AREA	2048
#define CELLS	(AREA / 4)
#define ORIGINS 8

static char *area;
static uint32_t origins[ORIGINS];

static uint8_t shad_before[AREA], shad_expected[AREA];
static uint32_t cells_before[CELLS];

static int
set_up(void **state)
{
	(void)state;
	area = kmsan_port_pages(KMSAN_PAGE_SIZE);
	for (unsigned i = 0; i < ORIGINS; i++)
		origins[i] = kmsan_orig_make(KMSAN_TYPE_KMEM, (uintptr_t)set_up + i);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	kmsan_pages_free(area, KMSAN_PAGE_SIZE);
	return 0;
}

/* Poison of any sort, with the invariant kept; cells of clean bytes hold anything, or nothing. */
static void
fill_random(size_t from, size_t to)
{
	unsigned density = random_below(4);

	for (size_t i = from; i < to; i++) {
		uint8_t bits = random_below(3) == 0 ? (uint8_t)random_next() : 0xff;

		*shad_of(area + i) = random_below(4) < density ? bits : 0;
	}
	for (size_t i = from & ~(size_t)3; i < to; i += 4) {
		bool empty = random_below(3) == 0;

		for (size_t j = 0; j < 4; j++)
			empty = empty && *shad_of(area + i + j) == 0;
		*orig_of(area + i) = empty ? 0 : origins[random_below(ORIGINS)];
	}
}

static void
remember(void)
{
	memcpy(shad_before, shad_of(area), AREA);
	memcpy(cells_before, orig_of(area), sizeof(cells_before));
}

/* Is the cell one that came with the poisoned bytes of the source that went into this cell? */
static bool
came_with_poison(uint32_t cell, size_t at, size_t dst, size_t src, size_t size)
{
	for (size_t i = at; i < at + 4; i++)
		if (i >= dst && i < dst + size && shad_before[src + i - dst] != 0 &&
		    origin_root(cells_before[(src + i - dst) / 4]) == origin_root(cell))
			return true;
	return false;
}

static void
check_cell(size_t at, size_t dst, size_t src, size_t size)
{
	uint32_t cell = *orig_of(area + at), was = cells_before[at / 4];
	bool poison_in = false, covered = at >= dst && at + 4 <= dst + size;

	for (size_t i = at; i < at + 4; i++) {
		if (shad_expected[i] != 0)
			assert_int_not_equal(cell, 0);
		if (i >= dst && i < dst + size && shad_before[src + i - dst] != 0)
			poison_in = true;
	}
	if (poison_in)
		assert_true(came_with_poison(cell, at, dst, src, size) || dst == src);
	else if (!covered)
		assert_int_equal(cell, was);
	else if (cell != was)
		/* Four clean bytes: their cell means nothing, but is not made up. */
		assert_true(cell == cells_before[(src + at - dst) / 4] ||
			    cell == cells_before[(src + at - dst + 3) / 4]);
}

static void
check_copy(size_t dst, size_t src, size_t size)
{
	remember();
	memcpy(shad_expected, shad_before, AREA);
	memmove(shad_expected + dst, shad_before + src, size);
	if (size > 0)
		shadow_copy(area + dst, area + src, size, (uintptr_t)check_copy);
	assert_memory_equal(shad_of(area), shad_expected, AREA);
	for (size_t at = 0; at < AREA; at += 4)
		check_cell(at, dst, src, size);
}

static void
copy_apart(void **state)
{
	(void)state;
	for (size_t a = 0; a < 8; a++)
		for (size_t b = 0; b < 8; b++)
			for (size_t size = 0; size <= 70; size++) {
				fill_random(0, 256);
				check_copy(128 + a, 16 + b, size);
				fill_random(0, 256);
				check_copy(16 + a, 128 + b, size);
			}
}

static void
copy_overlapping(void **state)
{
	(void)state;
	for (size_t a = 0; a < 8; a++)
		for (size_t dst = 24; dst <= 168; dst++)
			for (size_t size = 0; size <= 70; size += 1 + random_below(3)) {
				fill_random(0, 256);
				check_copy(dst, 96 + a, size);
			}
}

/* Longer than what is copied in one go, with every distance around its seams. */
static void
copy_long(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		size_t size = 200 + random_below(800), src = random_below(1000);
		size_t distance = random_below(i % 2 == 0 ? 16 : 600);
		size_t dst =
		    random_below(2) == 0 || distance > src ? src + distance : src - distance;

		if (dst + size > AREA || src + size > AREA)
			continue;
		fill_random(0, AREA);
		check_copy(dst, src, size);
	}
}

/* A clean source leaves the cells of the destination as they were, whatever its shad was. */
static void
copy_clean(void **state)
{
	(void)state;
	for (size_t size = 1; size <= 300; size += 7) {
		fill_random(0, AREA);
		shadow_clear(area + 1000, 400);
		remember();
		shadow_copy(area + 13, area + 1003, size, (uintptr_t)copy_clean);
		for (size_t i = 0; i < AREA; i++)
			assert_int_equal(
			    *shad_of(area + i), i >= 13 && i < 13 + size ? 0 : shad_before[i]);
		assert_memory_equal(orig_of(area), cells_before, sizeof(cells_before));
	}
}

/* Without a chain the cells are the very same numbers; with one they gain a link. */
static void
copy_links(void **state)
{
	struct origin_info info;

	(void)state;
	shadow_clear(area, AREA);
	shadow_poison(area + 64, 8, origins[1]);
	kmsan_options.origins = KMSAN_ORIGINS_ALLOC;
	shadow_copy(area, area + 64, 8, (uintptr_t)copy_links);
	assert_int_equal(*orig_of(area), origins[1]);
	kmsan_options.origins = KMSAN_ORIGINS_CHAIN;
	shadow_copy(area, area + 64, 8, (uintptr_t)copy_links);
	origin_decode(*orig_of(area + 4), &info);
	assert_int_equal(info.links, 1);
	assert_int_equal(info.root, origins[1]);
	shadow_copy(area + 128, area, 8, (uintptr_t)copy_links + 1);
	origin_decode(*orig_of(area + 128), &info);
	assert_int_equal(info.links, 2);
	assert_int_equal(info.root, origins[1]);
}

/* A poisoned byte whose cell was lost all the same: it gets Unknown, never 0. */
static void
copy_without_origin(void **state)
{
	(void)state;
	shadow_clear(area, AREA);
	memset(shad_of(area + 64), 0xff, 4);
	memset(orig_of(area), 0, AREA);
	shadow_copy(area, area + 64, 4, (uintptr_t)copy_without_origin);
	assert_int_equal(origin_root(*orig_of(area)), CELL_UNKNOWN);
}

static void
check_touched(size_t first, size_t size, bool poison)
{
	for (size_t i = 0; i < 128; i++) {
		bool inside = i >= first && i < first + size;
		bool cell_touched =
		    size > 0 && i / 4 >= first / 4 && i / 4 <= (first + size - 1) / 4;

		assert_int_equal(*shad_of(area + i), inside ? (poison ? 0xff : 0) : shad_before[i]);
		assert_int_equal(
		    *orig_of(area + i), cell_touched && poison ? origins[3] : cells_before[i / 4]);
	}
}

static void
fills(void **state)
{
	(void)state;
	for (size_t first = 16; first < 32; first++)
		for (size_t size = 1; size <= 70; size++) {
			fill_random(0, 128);
			remember();
			shadow_poison(area + first, size, origins[3]);
			check_touched(first, size, true);
			fill_random(0, 128);
			remember();
			shadow_clear(area + first, size);
			check_touched(first, size, false);
		}
}

static void
set_cells(void **state)
{
	(void)state;
	for (size_t first = 16; first < 32; first++)
		for (size_t size = 0; size <= 70; size++) {
			fill_random(0, 128);
			remember();
			shadow_set_cells(area + first, size, origins[3]);
			for (size_t i = 0; i < 128; i++) {
				bool touched = size > 0 && i / 4 >= first / 4 &&
					       i / 4 <= (first + size - 1) / 4;

				assert_int_equal(*shad_of(area + i), shad_before[i]);
				assert_int_equal(
				    *orig_of(area + i), touched ? origins[3] : cells_before[i / 4]);
			}
		}
}

/* Poison in runs, so that there is something to find at every distance. */
static void
fill_runs(size_t size)
{
	for (size_t i = 0; i < size;) {
		size_t run = 1 + random_below(90);
		uint8_t bits = random_below(2) == 0 ? 0 : (uint8_t)(1u << random_below(8));

		for (; run > 0 && i < size; run--)
			*shad_of(area + i++) = bits;
	}
}

static void
scans(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 300; round++) {
		size_t first = random_below(70), size = random_below(400);

		fill_runs(AREA);
		for (size_t from = 0; from <= size; from++) {
			const uint8_t *shad = shad_of(area + first);
			size_t bad = from, clean = from;

			while (bad < size && shad[bad] == 0)
				bad++;
			while (clean < size && shad[clean] != 0)
				clean++;
			assert_int_equal(shadow_scan(area + first, size, from), bad);
			assert_int_equal(shadow_scan_clean(area + first, size, from), clean);
		}
	}
}

/* What the public functions make of the same, at the edge where addresses have no shadow. */
static void
edge(void **state)
{
	char outside[64] = {0};

	(void)state;
	memset(orig_of(area), 0, AREA);
	shadow_clear(area, AREA);
	kmsan_mark(area + 5, 3, 0x0f);
	assert_int_equal(kmsan_test(area, 16), 5);
	assert_int_equal(kmsan_test(area + 6, 16), 0);
	assert_int_equal(kmsan_test(area + 8, 16), -1);
	assert_int_equal(kmsan_test(area + 5, 0), -1);
	assert_int_equal(*shad_of(area + 7), 0x0f);
	kmsan_copy_meta(area + 100, area, 16);
	assert_int_equal(kmsan_test(area + 100, 16), 5);

	kmsan_mark(outside, sizeof(outside), KMSAN_STATE_UNINIT);
	assert_int_equal(kmsan_test(outside, sizeof(outside)), -1);
	assert_int_equal(kmsan_orig_get(outside), 0);
	/* From where there is no shadow comes initialised memory. */
	kmsan_copy_meta(area, outside, 16);
	assert_int_equal(kmsan_test(area, 16), -1);
	kmsan_copy_meta(outside, area + 100, 16);
	assert_int_equal(kmsan_test(outside, sizeof(outside)), -1);
	kmsan_mark_cell(area, 4, 0);
	assert_int_equal(kmsan_orig_get(area), CELL_UNKNOWN);
	assert_int_equal(kmsan_test(area, 4), 0);
	assert_int_equal(kmsan_test((void *)(UINTPTR_MAX - 7), 64), -1);
	kmsan_mark((void *)(UINTPTR_MAX - 7), 64, KMSAN_STATE_UNINIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(copy_apart),
	    cmocka_unit_test(copy_overlapping),
	    cmocka_unit_test(copy_long),
	    cmocka_unit_test(copy_clean),
	    cmocka_unit_test(copy_links),
	    cmocka_unit_test(copy_without_origin),
	    cmocka_unit_test(fills),
	    cmocka_unit_test(set_cells),
	    cmocka_unit_test(scans),
	    cmocka_unit_test(edge),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
