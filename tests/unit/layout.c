/* SPDX-License-Identifier: BSD-2-Clause */
/* What a report asks of the debug information, and what the text form makes of the answers. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/options.h>

#include "msan/format/raw.h"
#include "msan/layout.h"
#include "testport.h"

static struct report report;
static struct layout_question questions[LAYOUT_QUESTIONS];
static unsigned asked;
static unsigned answers_from; /* the first question that has an answer */

static size_t
symbols(const struct kmsan_symbol_query *query, struct kmsan_frame *frames, size_t max)
{
	if (query->what == KMSAN_SYMBOL_LAYOUT) {
		assert_null(frames);
		assert_string_equal(query->path, "/lib/a.so");
		if (asked++ < answers_from)
			return 0;
		snprintf(query->layout->text, query->layout->text_size, "one\ntwo\n");
		return 2;
	}
	if (query->what == KMSAN_SYMBOL_BUILD_ID && max > 0) {
		strcpy(frames[0].function, "abcd");
		return 1;
	}
	return 0;
}

/* 16 bytes at 0x1000, of which 4 to 7 are uninitialised. */
static int
start(void **state)
{
	(void)state;
	memset(&report, 0, sizeof(report));
	report.addr = 0x1000;
	report.first_addr = 0x1004;
	report.total = 16;
	report.nranges = 1;
	report.range[0] = (struct kmsan_layout_range){4, 4, 0xff};
	report.origin.type = KMSAN_TYPE_STACK;
	report.origin.variable = "st";
	report.origin.function = "f";
	report.origin.placed = true;
	report.origin.place =
	    (struct space_place){.pc = 0x7120, .path = "/lib/a.so", .offset = 0x120};
	asked = 0;
	answers_from = 0;
	kmsan_options.symbolize = true;
	kmsan_test_symbol_hook = symbols;
	return 0;
}

static int
end(void **state)
{
	(void)state;
	kmsan_test_symbol_hook = NULL;
	return 0;
}

static void
expect(unsigned i, enum kmsan_layout_what what, size_t size, bool rounded, intptr_t shift)
{
	assert_int_equal(questions[i].query.what, what);
	assert_int_equal(questions[i].query.size, size);
	assert_int_equal(questions[i].query.rounded, rounded);
	assert_int_equal(questions[i].query.shift, shift);
	assert_int_equal(questions[i].query.ranges, 1);
}

static void
whole_variable(void **state)
{
	(void)state;
	assert_int_equal(layout_questions(&report, questions), 2);
	expect(0, KMSAN_LAYOUT_VARIABLE, 16, false, 0);
	assert_string_equal(questions[0].query.name, "st");
	assert_int_equal(questions[0].place.offset, 0x120);
	/* The memory at hand may be a global one: the last thing to ask. */
	expect(1, KMSAN_LAYOUT_GLOBAL, 0, false, 0);
}

/* A member was given to the sink: the variable is where its cell is. */
static void
part_of_variable(void **state)
{
	(void)state;
	report.extent_start = 0xff0;
	report.extent_size = 40;
	assert_int_equal(layout_questions(&report, questions), 3);
	expect(1, KMSAN_LAYOUT_VARIABLE, 40, true, 0x10);
	/* A copy lies elsewhere. */
	report.origin.links = 1;
	assert_int_equal(layout_questions(&report, questions), 2);
	expect(0, KMSAN_LAYOUT_VARIABLE, 16, false, 0);
}

/* A segment of a larger whole: its size is not the variable's. */
static void
segment(void **state)
{
	(void)state;
	report.base = 100;
	report.total = 116;
	report.extent_start = 0x1000;
	report.extent_size = 16;
	report.range[0].first = 104;
	assert_int_equal(layout_questions(&report, questions), 2);
	expect(0, KMSAN_LAYOUT_VARIABLE, 16, true, -100);
}

static void
heap_object(void **state)
{
	(void)state;
	report.origin.type = KMSAN_TYPE_KMEM;
	report.origin.variable = NULL;
	assert_int_equal(layout_questions(&report, questions), 2);
	expect(0, KMSAN_LAYOUT_HEAP, 16, false, 0);
	/* Known, but not where it was allocated: then by the size at the sink. */
	report.object_known = true;
	report.object = (struct kmsan_addr_info){.start = 0xff8, .size = 64, .live = true};
	report.origin.links = 1;
	assert_int_equal(layout_questions(&report, questions), 1);
	expect(0, KMSAN_LAYOUT_HEAP, 16, false, 0);
}

static void
nothing_to_ask(void **state)
{
	(void)state;
	report.addr = 0;
	assert_int_equal(layout_questions(&report, questions), 0);
	report.addr = 0x1000;
	report.nranges = 0;
	assert_int_equal(layout_questions(&report, questions), 0);
	assert_string_equal(layout_lines(&report), "");
	assert_int_equal(asked, 0);
}

static void
first_answer(void **state)
{
	(void)state;
	report.extent_start = 0x1000;
	report.extent_size = 16;
	answers_from = 1;
	assert_string_equal(layout_lines(&report), "one\ntwo\n");
	assert_int_equal(asked, 2);
}

static void
text_form(void **state)
{
	char buffer[1024];
	struct text out;

	(void)state;
	text_init(&out, buffer, sizeof(buffer));
	raw_layout(&out, &report);
	raw_module(&out, &report.origin.place);
	raw_images(&out);
	assert_string_equal(buffer, "  one\n  two\n (a.so+0x120)");
}

static void
raw_form(void **state)
{
	char buffer[1024];
	struct text out;

	(void)state;
	kmsan_options.symbolize = false;
	report.extent_start = 0xff0;
	report.extent_size = 40;
	report.nranges = 2;
	report.range[1] = (struct kmsan_layout_range){12, 1, 0xf0};
	text_init(&out, buffer, sizeof(buffer));
	raw_layout(&out, &report);
	raw_images(&out);
	raw_images(&out);
	assert_string_equal(buffer,
	    "  Layout: variable 'st' of (a.so+0x120), 16 bytes: 4+4,12:f0\n"
	    "  Layout: variable 'st' of (a.so+0x120), 40~ bytes: 20+4,28:f0\n"
	    "  Image a.so: /lib/a.so, build id abcd\n");
	assert_int_equal(asked, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(whole_variable),
	    TEST(part_of_variable),
	    TEST(segment),
	    TEST(heap_object),
	    TEST(nothing_to_ask),
	    TEST(first_answer),
	    TEST(text_form),
	    TEST(raw_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
