/* SPDX-License-Identifier: BSD-2-Clause */
/* Suppressions: which lines count, and what they match. Symbols are made up. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>

#include "msan/check.h"
#include "msan/report.h"
#include "msan/suppress.h"
#include "origin/variable.h"
#include "testport.h"

#define IMAGE 0x40000000
/* Where functions lie in the made-up image. */
#define LEAF	(IMAGE + 0x100)
#define INLINED (IMAGE + 0x200)
#define CALLER	(IMAGE + 0x300)
#define MAKER	(IMAGE + 0x400)

static unsigned dedup_off;

static int
image_of(uintptr_t addr, struct kmsan_image *image)
{
	if (addr < IMAGE || addr >= IMAGE + 0x1000)
		return -1;
	*image = (struct kmsan_image){IMAGE, IMAGE + 0x1000, IMAGE, "/kern/netbsd"};
	return 0;
}

static void
frame(struct kmsan_frame *f, const char *function, const char *file)
{
	memset(f, 0, sizeof(*f));
	strcpy(f->function, function);
	strcpy(f->file, file);
	f->line = 1;
}

static size_t
symbol_of(const struct kmsan_symbol_query *query, struct kmsan_frame *frames, size_t max)
{
	if (query->what != KMSAN_SYMBOL_FRAMES)
		return 0;
	switch ((query->offset + 1) & ~(uintptr_t)0xff) {
	case 0x100:
		frame(&frames[0], "leaf", "sys/kern/leaf.c");
		return 1;
	case 0x200:
		frame(&frames[0], "inner", "sys/kern/inner.h");
		if (max < 2)
			return 1;
		frame(&frames[1], "outer", "sys/kern/outer.c");
		return 2;
	case 0x300:
		frame(&frames[0], "caller", "sys/dev/caller.c");
		return 1;
	case 0x400:
		frame(&frames[0], "maker", "sys/uvm/maker.c");
		return 1;
	}
	return 0;
}

static size_t
stack_of(uintptr_t first, uintptr_t *pcs, uint8_t *flags, size_t max)
{
	(void)first;
	assert_true(max >= 3);
	pcs[0] = LEAF;
	pcs[1] = INLINED;
	pcs[2] = CALLER;
	if (flags != NULL)
		memset(flags, 0, 3);
	return 3;
}

static int
set_up(void **state)
{
	(void)state;
	kmsan_test_reset();
	kmsan_test_image_hook = image_of;
	kmsan_test_symbol_hook = symbol_of;
	kmsan_test_unwind_hook = stack_of;
	return 0;
}

static unsigned
parse(const char *lines)
{
	/* Kept by the runtime for good, if there is anything in it. */
	char *text = strdup(lines);
	unsigned n = suppress_parse(text);

	if (n == 0)
		free(text);
	return n;
}

/* Is a report with this cell suppressed? Each call is another place. */
static bool
matches(uint32_t cell)
{
	struct report_counts before, after;

	report_counts(&before);
	check_value(cell, 0x1000 + dedup_off++);
	report_counts(&after);
	assert_int_equal(
	    after.suppressed - before.suppressed + after.distinct - before.distinct, 1);
	return after.suppressed != before.suppressed;
}

/* There is no way to take a suppression back: each group of lines is of no use to the next. */
static void
bad_lines(void **state)
{
	(void)state;
	assert_int_equal(parse("# a comment\n\n  \t \nfun\nfun:\nfunction:x\n leaf\nvar\tx\n"), 0);
	assert_string_equal(kmsan_test_console(),
	    "kMSan: suppressions line 4: 'fun' is not fun:NAME, src:PATH, origin:NAME or var:NAME; "
	    "left out\n"
	    "kMSan: suppressions line 5: 'fun:' is not fun:NAME, src:PATH, origin:NAME or "
	    "var:NAME; "
	    "left out\n"
	    "kMSan: suppressions line 6: 'function:x' is not fun:NAME, src:PATH, origin:NAME or "
	    "var:NAME; left out\n"
	    "kMSan: suppressions line 7: 'leaf' is not fun:NAME, src:PATH, origin:NAME or "
	    "var:NAME; "
	    "left out\n"
	    "kMSan: suppressions line 8: 'var\tx' is not fun:NAME, src:PATH, origin:NAME or "
	    "var:NAME; left out\n");
	assert_false(matches(kmsan_orig_make(KMSAN_TYPE_KMEM, MAKER)));
}

static void
no_match(void **state)
{
	(void)state;
	assert_int_equal(parse("fun:lea\nfun:eaf\nfun:leafy\nsrc:leaf.c\norigin:leaf\nvar:maker\n"
			       "fun:*x*\nsrc:sys\n fun:LEAF \r\nfun:maker\nvar:leaf"),
	    11);
	assert_string_equal(kmsan_test_console(), "");
	assert_false(matches(kmsan_orig_make(KMSAN_TYPE_KMEM, MAKER)));
	assert_int_equal(parse("fun:never"), 12);
}

/* Each line alone silences the report; the line before it did not. */
static void
each_sort(void **state)
{
	static char st[] = "----st@f", other[] = "----other@f";
	uint32_t kmem = kmsan_orig_make(KMSAN_TYPE_KMEM, MAKER);

	(void)state;
	assert_false(matches(variable_cell(st, MAKER + 8)));
	parse("var:s*t\n");
	assert_true(matches(variable_cell(st, MAKER + 8)));
	assert_false(matches(variable_cell(other, MAKER + 9)));
	assert_false(matches(kmem));
	parse("\t origin:mak*r \t\r\n");
	assert_true(matches(kmem));
	assert_true(matches(variable_cell(other, MAKER + 9)));
	kmem = kmsan_orig_make(KMSAN_TYPE_KMEM, CALLER);
	assert_false(matches(kmem));
	/* An inlined frame counts, as does the last of the stack. */
	parse("src:*/inner.h");
	assert_true(matches(kmem));
}

/* What has been of use is not listed as unused. */
static void
unused(void **state)
{
	static char buffer[4096];
	struct text out;

	(void)state;
	text_init(&out, buffer, sizeof(buffer));
	suppress_unused(&out);
	assert_non_null(strstr(buffer, "kMSan: unused suppression fun:lea\n"));
	assert_non_null(strstr(buffer, "kMSan: unused suppression src:sys\n"));
	assert_non_null(strstr(buffer, "kMSan: unused suppression fun:LEAF\n"));
	assert_null(strstr(buffer, "var:s*t"));
	assert_null(strstr(buffer, "origin:mak*r"));
	assert_null(strstr(buffer, "inner.h"));
}

/* One line too many is said; the others hold. */
static void
too_many(void **state)
{
	char *lines = calloc(400, 16);

	(void)state;
	assert_non_null(lines);
	for (unsigned i = 0; i < 300; i++)
		sprintf(lines + strlen(lines), "fun:f%u\n", i);
	assert_int_equal(parse(lines), 256);
	assert_non_null(strstr(kmsan_test_console(), "kMSan: more than 256 suppressions"));
	free(lines);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(bad_lines, set_up),
	    cmocka_unit_test_setup(no_match, set_up),
	    cmocka_unit_test_setup(each_sort, set_up),
	    cmocka_unit_test_setup(unused, set_up),
	    cmocka_unit_test_setup(too_many, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
