/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The checks behind every sink and the policy that follows: what counts, what is printed, what is
 * a repeat, when it ends.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/options.h>

#include "msan/check.h"
#include "msan/context.h"
#include "msan/report.h"
#include "msan/shadow.h"
#include "origin/encode.h"
#include "testport.h"

static char *area;
static struct kmsan_options defaults;
static struct report_counts before;
/* Places that no other test of the process has reported from. */
static uintptr_t next_pc = 0x100000;

static int
set_up(void **state)
{
	(void)state;
	kmsan_test_reset();
	kmsan_options = defaults;
	area = kmsan_port_pages(KMSAN_PAGE_SIZE);
	kmsan_port_lwp()->reporting = 0;
	report_counts(&before);
	next_pc += 0x1000;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	kmsan_pages_free(area, KMSAN_PAGE_SIZE);
	return 0;
}

/* How often a string is on the console. */
static unsigned
said(const char *what)
{
	unsigned n = 0;

	for (const char *at = kmsan_test_console(); (at = strstr(at, what)) != NULL; at++)
		n++;
	return n;
}

static size_t
sink(size_t at, size_t size, uintptr_t pc)
{
	struct kmsan_sink_args args = {.name = "test():arg1", .kind = KMSAN_KIND_DISK, .pc = pc};

	return kmsan_check_range(area + at, size, &args);
}

static void
counted(unsigned reports, unsigned distinct, unsigned suppressed)
{
	struct report_counts now;

	report_counts(&now);
	assert_int_equal(now.reports - before.reports, reports);
	assert_int_equal(now.distinct - before.distinct, distinct);
	assert_int_equal(now.suppressed - before.suppressed, suppressed);
}

static void
clean_is_silent(void **state)
{
	(void)state;
	kmsan_mark(area + 16, 4, KMSAN_STATE_UNINIT);
	assert_int_equal(sink(0, 16, next_pc), 0);
	assert_int_equal(sink(20, 100, next_pc), 0);
	assert_int_equal(sink(16, 0, next_pc), 0);
	assert_int_equal(kmsan_check(area, 16, "x"), 0);
	kmsan_check_memory(area + 20, 100);
	counted(0, 0, 0);
	assert_string_equal(kmsan_test_console(), "");
}

/* The number of bytes, also when the report is a repeat that nobody reads. */
static void
returns_bytes(void **state)
{
	(void)state;
	kmsan_mark(area + 3, 5, KMSAN_STATE_UNINIT);
	kmsan_mark(area + 20, 1, 0x01);
	assert_int_equal(sink(0, 64, next_pc), 6);
	assert_int_equal(sink(0, 64, next_pc), 6);
	assert_int_equal(sink(4, 64, next_pc), 5);
	/* The first byte's origin tells mistakes apart. */
	assert_int_equal(sink(20, 1, next_pc), 1);
	counted(4, 2, 0);
}

static void
whole_report(void **state)
{
	char expected[1000];

	(void)state;
	kmsan_mark(area + 4, 2, KMSAN_STATE_UNINIT);
	kmsan_orig(area + 4, 2, KMSAN_TYPE_POOL, 0x77777);
	memcpy(area, "0123456789abcdef", 16);
	sink(0, 16, next_pc);
	snprintf(expected, sizeof(expected),
	    "=================================================================\n"
	    "MSan: Uninitialized Pool Memory In test():arg1 At Offset 4/16, From 0x77777\n"
	    "    #0 0x%lx\n"
	    "  Created by pool_get at:\n"
	    "    #0 0x77777\n"
	    "  Bytes 4-5 of 16 are uninitialized\n"
	    "  0x%lx: 30 31 32 33 ?? ?? 36 37 38 39 61 62 63 64 65 66\n"
	    "SUMMARY: kMSan: disk-infoleak 0x%lx\n"
	    "=================================================================\n",
	    next_pc, (unsigned long)area, next_pc);
	assert_string_equal(kmsan_test_console(), expected);
}

/* One place and one origin are one mistake; another place, origin or sink is another. */
static void
repeats(void **state)
{
	struct kmsan_sink_args other = {.name = "other():arg1", .pc = next_pc};

	(void)state;
	kmsan_mark_cell(area, 8, kmsan_orig_make(KMSAN_TYPE_KMEM, 0x1001));
	kmsan_mark_cell(area + 8, 8, kmsan_orig_make(KMSAN_TYPE_KMEM, 0x1002));
	for (unsigned i = 0; i < 10; i++)
		sink(0, 4, next_pc);
	counted(10, 1, 0);
	sink(8, 4, next_pc);
	counted(11, 2, 0);
	sink(0, 4, next_pc + 1);
	counted(12, 3, 0);
	kmsan_check_range(area, 4, &other);
	counted(13, 4, 0);
	assert_int_equal(said("SUMMARY"), 4);
	assert_int_equal(kmsan_report_count() - before.distinct, 4);
	kmsan_options.dedup = false;
	sink(0, 4, next_pc);
	counted(14, 5, 0);
}

/* Places and origins that differ in the same bits are still different mistakes. */
static void
similar_places(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 64; i++)
		check_value(kmsan_orig_make(KMSAN_TYPE_KMEM, 0x2000) ^ i, next_pc ^ i);
	counted(64, 64, 0);
}

static void
limit(void **state)
{
	(void)state;
	kmsan_options.max_reports = kmsan_report_count() + 3;
	kmsan_mark(area, 4, KMSAN_STATE_UNINIT);
	for (unsigned i = 0; i < 10; i++)
		sink(0, 4, next_pc + i);
	counted(10, 10, 0);
	assert_int_equal(said("SUMMARY"), 3);
	assert_int_equal(said("reports printed (max_reports), further ones are only counted\n"), 1);
}

static void
halt(void **state)
{
	(void)state;
	kmsan_options.halt_on_error = true;
	kmsan_options.exitcode = 42;
	kmsan_mark(area, 4, KMSAN_STATE_UNINIT);
	assert_int_equal(KMSAN_TEST_STOPS(sink(0, 4, next_pc)), 42);
	assert_int_equal(said("SUMMARY"), 1);
	assert_int_equal(said(" distinct), "), 1);
	assert_int_equal(kmsan_test_locks_held(), 0);
	assert_false(kmsan_test_masked());
	/* A repeat does not halt again. */
	assert_int_equal(KMSAN_TEST_STOPS(sink(0, 4, next_pc)), -1);
}

static void
expected_report(void **state)
{
	extern void __msan_set_expect_umr(int);
	extern uint32_t __msan_get_umr_origin(void);
	uint32_t cell = kmsan_orig_make(KMSAN_TYPE_UVM, 0x3000);

	(void)state;
	__msan_set_expect_umr(1);
	check_value(cell, next_pc);
	__msan_set_expect_umr(0);
	assert_int_equal(__msan_get_umr_origin(), cell);
	counted(0, 0, 0);
	assert_string_equal(kmsan_test_console(), "");
	__msan_set_expect_umr(1);
	assert_int_equal(KMSAN_TEST_STOPS(__msan_set_expect_umr(0)), 77);
	assert_int_equal(said("kMSan: __msan_set_expect_umr: expected a report, saw none\n"), 1);
	kmsan_port_lwp()->expecting = false;
}

static size_t
report_within(const struct kmsan_symbol_query *query, struct kmsan_frame *frames, size_t max)
{
	(void)query;
	(void)frames;
	(void)max;
	check_value(CELL_UNKNOWN, next_pc + 0x100);
	return 0;
}

/* A report inside a report is dropped and counted: no second one, no lock taken twice. */
static void
nested(void **state)
{
	struct report_counts now;

	(void)state;
	kmsan_test_symbol_hook = report_within;
	check_value(kmsan_orig_make(KMSAN_TYPE_KMEM, (uintptr_t)nested), (uintptr_t)nested + 1);
	report_counts(&now);
	assert_true(now.nested > before.nested);
	counted(1, 1, 0);
	assert_int_equal(said("SUMMARY"), 1);
}

static void
user_sink(void **state)
{
	(void)state;
	kmsan_mark(area + 1, 1, KMSAN_STATE_UNINIT);
	assert_int_equal(kmsan_sink("hypercall():arg2", "hypercall-infoleak", area, 4), 1);
	assert_int_equal(said("In hypercall():arg2 At Offset 1/4"), 1);
	assert_int_equal(said("SUMMARY: kMSan: hypercall-infoleak "), 1);
	assert_int_equal(said("  Byte 1 of 4 is uninitialized\n"), 1);
}

/* Quiet concerns values that a wrapper reads; what leaves the kernel is still reported. */
static void
quiet(void **state)
{
	extern void __msan_scoped_disable_interceptor_checks(void);
	extern void __msan_scoped_enable_interceptor_checks(void);
	struct kmsan_sink_args value = {.name = "strlen():arg1", .pc = next_pc};

	(void)state;
	kmsan_mark(area, 4, KMSAN_STATE_UNINIT);
	__msan_scoped_disable_interceptor_checks();
	__msan_scoped_disable_interceptor_checks();
	__msan_scoped_enable_interceptor_checks();
	assert_int_equal(kmsan_check_range(area, 4, &value), 0);
	counted(0, 0, 0);
	assert_int_equal(sink(0, 4, next_pc), 4);
	counted(1, 1, 0);
	__msan_scoped_enable_interceptor_checks();
	assert_int_equal(kmsan_check_range(area, 4, &value), 4);
	counted(2, 2, 0);
	assert_int_equal(KMSAN_TEST_STOPS(__msan_scoped_enable_interceptor_checks()), 77);
	assert_int_equal(
	    said("kMSan: __msan_scoped_enable_interceptor_checks: not disabled before\n"), 1);
}

static void
fatal(void **state)
{
	char expected[200];

	(void)state;
	kmsan_options.exitcode = 9;
	assert_int_equal(
	    KMSAN_TEST_STOPS(kmsan_fatal(0x5000, "size %zu, not %u", (size_t)8, 4u)), 9);
	snprintf(expected, sizeof(expected), "kMSan: size 8, not 4\n    #0 0x5000\n");
	assert_memory_equal(kmsan_test_console(), expected, strlen(expected));
	kmsan_port_lwp()->reporting = 0;
	/* A mistake is one, whatever the program wants its reports to end with. */
	kmsan_options.exitcode = 0;
	assert_int_not_equal(KMSAN_TEST_STOPS(kmsan_fatal(0x5000, "again")), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(clean_is_silent, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(returns_bytes, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(whole_report, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(repeats, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(similar_places, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(limit, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(halt, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(expected_report, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(nested, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(user_sink, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(quiet, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(fatal, set_up, tear_down),
	};

	defaults = kmsan_options;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
