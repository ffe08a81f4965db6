/* SPDX-License-Identifier: BSD-2-Clause */
/* From made-up memory to the record of a report: ranges, bits, rows, kinds, limits. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>

#include "msan/context.h"
#include "msan/diagnose.h"
#include "msan/shadow.h"
#include "testport.h"
#include "unit/random.h"

#define AREA (4 * KMSAN_PAGE_SIZE)

static unsigned char *area;
static struct report report;

static int
set_up(void **state)
{
	(void)state;
	kmsan_test_reset();
	area = kmsan_port_pages(AREA);
	for (unsigned i = 0; i < AREA; i++)
		area[i] = (unsigned char)i;
	memset(&report, 0xa5, sizeof(report));
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	kmsan_pages_free(area, AREA);
	return 0;
}

static void
diagnose_at(size_t at, size_t size, size_t base)
{
	struct report_request request = {
	    .addr = area + at,
	    .size = size,
	    .first = shadow_scan(area + at, size, 0),
	    .args = {.name = "copyout():arg1",
		.kind = KMSAN_KIND_KERNEL,
		.pc = 0x1234,
		.base = base},
	};

	assert_true(request.first < size);
	request.cell = *orig_of(area + at + request.first);
	diagnose(&request, &report);
}

static void
range_is(unsigned i, size_t first, size_t size, unsigned bits)
{
	assert_true(i < report.nranges);
	assert_int_equal(report.range[i].first, first);
	assert_int_equal(report.range[i].size, size);
	assert_int_equal(report.range[i].bits, bits);
}

static void
whole_bytes(void **state)
{
	(void)state;
	kmsan_mark(area + 4, 4, KMSAN_STATE_UNINIT);
	kmsan_mark(area + 12, 4, KMSAN_STATE_UNINIT);
	diagnose_at(0, 16, 0);
	assert_int_equal(report.nranges, 2);
	range_is(0, 4, 4, 0xff);
	range_is(1, 12, 4, 0xff);
	assert_int_equal(report.total, 16);
	assert_int_equal(report.first_addr, (uintptr_t)area + 4);
	assert_int_equal(report.nrows, 1);
	assert_int_equal(report.row[0].addr, (uintptr_t)area);
	assert_int_equal(report.row[0].count, 16);
	assert_memory_equal(report.row[0].data, area, 16);
	assert_memory_equal(
	    report.row[0].shad, "\0\0\0\0\xff\xff\xff\xff\0\0\0\0\xff\xff\xff\xff", 16);
	assert_int_equal(report.rows_left, 0);
	assert_int_equal(report.nframes, 1);
	assert_int_equal(report.pc[0], 0x1234);
	assert_false(report.object_known);
	assert_int_equal(report.origin.type, KMSAN_TYPE_MARKED);
}

/* A byte that is partly uninitialised is a range of its own, also between whole ones. */
static void
bits(void **state)
{
	(void)state;
	kmsan_mark(area, 6, KMSAN_STATE_UNINIT);
	*shad_of(area + 2) = 0x10;
	*shad_of(area + 3) = 0x10;
	diagnose_at(0, 8, 0);
	assert_int_equal(report.nranges, 4);
	range_is(0, 0, 2, 0xff);
	range_is(1, 2, 1, 0x10);
	range_is(2, 3, 1, 0x10);
	range_is(3, 4, 2, 0xff);
}

/* In the terms of the whole that the range is a part of; rows show memory as it lies. */
static void
based(void **state)
{
	struct report_request request = {.addr = area + 32, .size = 20, .first = 17};

	(void)state;
	kmsan_mark(area + 49, 2, KMSAN_STATE_UNINIT);
	diagnose_at(32, 20, 100);
	assert_int_equal(report.nranges, 1);
	range_is(0, 117, 2, 0xff);
	assert_int_equal(report.total, 120);
	assert_int_equal(report.nrows, 1);
	assert_int_equal(report.row[0].addr, (uintptr_t)area + 48);
	assert_int_equal(report.row[0].count, 4);
	request.args.total = 512;
	request.args.base = 100;
	request.args.where = "In segment 2 of 4, byte 17 of its 20";
	diagnose(&request, &report);
	assert_int_equal(report.total, 512);
	assert_string_equal(report.where, "In segment 2 of 4, byte 17 of its 20");
}

/* Ranges and rows are those of a model, for random memory of any size and place. */
static void
ranges_and_rows(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 2000; round++) {
		size_t at = random_below(64), size = 1 + random_below(200), rows = 0,
		       last_row = SIZE_MAX;
		unsigned n = 0;

		for (size_t i = 0; i < size; i++)
			*shad_of(area + at + i) = random_below(5) != 0	 ? 0
						  : random_below(2) != 0 ? 0xff
									 : (uint8_t)random_next();
		*shad_of(area + at + random_below((uint32_t)size)) = 0xff;
		diagnose_at(at, size, 0);
		for (size_t i = 0; i < size; i++) {
			const struct kmsan_layout_range *r = &report.range[n];
			uint8_t shad = *shad_of(area + at + i);

			if (shad == 0)
				continue;
			if (i / 16 != last_row) {
				last_row = i / 16;
				if (rows < REPORT_ROWS) {
					assert_int_equal(report.row[rows].addr,
					    (uintptr_t)area + at + last_row * 16);
					assert_int_equal(report.row[rows].count,
					    size - last_row * 16 < 16 ? size - last_row * 16 : 16);
				}
				rows++;
			}
			assert_true(n < report.nranges && i >= r->first && i < r->first + r->size);
			assert_int_equal(r->bits, shad);
			if (i + 1 == r->first + r->size)
				n++;
		}
		assert_int_equal(n, report.nranges);
		assert_int_equal(report.nrows + report.rows_left, rows);
		assert_int_equal(report.nrows, rows < REPORT_ROWS ? rows : REPORT_ROWS);
		shadow_clear(area + at, size);
	}
}

/* More ranges than a report holds: counted, not lost and not written past the end. */
static void
many_ranges(void **state)
{
	(void)state;
	for (unsigned i = 0; i < AREA; i += 2)
		*shad_of(area + i) = 0xff;
	diagnose_at(0, AREA, 0);
	assert_int_equal(report.nranges, REPORT_RANGES);
	assert_int_equal(report.ranges_left, AREA / 2 - REPORT_RANGES);
	assert_int_equal(report.nrows, REPORT_ROWS);
	assert_int_equal(report.rows_left, AREA / 16 - REPORT_ROWS);
	range_is(REPORT_RANGES - 1, 2 * (REPORT_RANGES - 1), 1, 0xff);
}

/* One long range is one, however long. */
static void
one_range(void **state)
{
	(void)state;
	kmsan_mark(area + 1, AREA - 2, KMSAN_STATE_UNINIT);
	diagnose_at(0, AREA, 0);
	assert_int_equal(report.nranges, 1);
	range_is(0, 1, AREA - 2, 0xff);
}

/* Memory that faults is not shown, and what it lacks is told all the same. */
static void
unreadable(void **state)
{
	(void)state;
	kmsan_mark(area, 8, KMSAN_STATE_UNINIT);
	kmsan_mark(area + 40, 1, KMSAN_STATE_UNINIT);
	kmsan_test_fault(area, 16);
	diagnose_at(0, 48, 0);
	assert_int_equal(report.nranges, 2);
	assert_int_equal(report.nrows, 1);
	assert_int_equal(report.row[0].addr, (uintptr_t)area + 32);
}

static void
value(void **state)
{
	struct report_request request = {
	    .cell = kmsan_orig_make(KMSAN_TYPE_KMEM, 0x4567), .args = {.pc = 0x89ab}};

	(void)state;
	kmsan_intr_enter();
	diagnose(&request, &report);
	kmsan_intr_leave();
	assert_int_equal(report.addr, 0);
	assert_int_equal(report.nranges, 0);
	assert_int_equal(report.nrows, 0);
	assert_null(report.sink);
	assert_int_equal(report.pc[0], 0x89ab);
	assert_int_equal(report.level, 1);
	assert_int_equal(report.origin.type, KMSAN_TYPE_KMEM);
	assert_int_equal(report.origin.place.pc, 0x4567);
}

static bool
describe(uintptr_t addr, struct kmsan_addr_info *info)
{
	if (addr < (uintptr_t)area + 256 || addr >= (uintptr_t)area + 512)
		return false;
	info->allocator = "test";
	info->alloc_name = "test_alloc";
	info->start = (uintptr_t)area + 256;
	info->size = 256;
	info->live = true;
	return true;
}

static void
object(void **state)
{
	static struct kmsan_describer describer = {.describe = describe};

	(void)state;
	kmsan_describer_register(&describer);
	kmsan_describer_register(&describer);
	kmsan_mark(area + 300, 4, KMSAN_STATE_UNINIT);
	/* It is the first uninitialised byte that is asked for, not the start of the range. */
	diagnose_at(200, 200, 0);
	assert_true(report.object_known);
	assert_string_equal(report.object.alloc_name, "test_alloc");
	assert_int_equal(report.object.start, (uintptr_t)area + 256);
	kmsan_mark(area + 600, 4, KMSAN_STATE_UNINIT);
	diagnose_at(590, 200, 0);
	assert_false(report.object_known);
}

static void
words(void **state)
{
	static const char *const kinds[] = {"uninit-value", "kernel-infoleak", "disk-infoleak",
	    "net-infoleak", "dma-infoleak", "own-leak"};
	static const char *const types[] = {
	    "Stack", "Kmem", "Malloc", "Pool", "Uvm", "Marked", "Unknown"};
	char buffer[96], expected[96];

	(void)state;
	memset(&report, 0, sizeof(report));
	report.kind_word = "own-leak";
	for (unsigned kind = 0; kind < KMSAN_KIND_COUNT; kind++) {
		report.kind = (enum kmsan_kind)kind;
		report.origin.freed = false;
		assert_string_equal(report_kind_word(&report, buffer, sizeof(buffer)), kinds[kind]);
		report.origin.freed = true;
		kmsan_snprintf(expected, sizeof(expected), "%s-after-free", kinds[kind]);
		assert_string_equal(report_kind_word(&report, buffer, sizeof(buffer)),
		    kind == KMSAN_KIND_VALUE ? "use-after-free" : expected);
	}
	for (unsigned type = 0; type <= KMSAN_TYPE_UNKNOWN; type++) {
		struct origin_info info = {.type = (enum kmsan_type)type};

		assert_string_equal(report_type_word(&info, buffer, sizeof(buffer)), types[type]);
		info.freed = true;
		kmsan_snprintf(expected, sizeof(expected), "Freed %s", types[type]);
		assert_string_equal(report_type_word(&info, buffer, sizeof(buffer)), expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(whole_bytes, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(bits, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(based, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(ranges_and_rows, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(many_ranges, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(one_range, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(unreadable, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(value, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(object, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(words, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
