/* SPDX-License-Identifier: BSD-2-Clause */
/* The names of stack variables: the source's, as the debug information has them. Made up here. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "origin/symbolize.h"
#include "origin/variable.h"
#include "testport.h"

#define IMAGE 0x50000000

/* What the debug information has: "name" at line 20 of f.c, and again at 21, ...; or nothing at all. */
static const char *declared_name;
static unsigned declared_times = 1, declared_line = 20;
static uintptr_t next_pc = IMAGE;

static int
image_of(uintptr_t addr, struct kmsan_image *image)
{
	if (addr < IMAGE || addr >= IMAGE + 0x10000)
		return -1;
	*image = (struct kmsan_image){IMAGE, IMAGE + 0x10000, IMAGE, "/kern/netbsd"};
	return 0;
}

static size_t
symbol_of(const struct kmsan_symbol_query *query, struct kmsan_frame *frames, size_t max)
{
	assert_true(max > 0);
	memset(&frames[0], 0, sizeof(frames[0]));
	if (declared_name == NULL)
		return 0;
	strcpy(frames[0].file, "f.c");
	if (query->what == KMSAN_SYMBOL_FRAMES) {
		strcpy(frames[0].function, "f");
		frames[0].line = 10;
		frames[0].column = 3;
		return 1;
	}
	if (query->what != KMSAN_SYMBOL_VARIABLE || strcmp(query->variable, declared_name) != 0)
		return 0;
	assert_true(max >= declared_times);
	for (unsigned i = 0; i < declared_times; i++) {
		strcpy(frames[i].file, "f.c");
		strcpy(frames[i].function, strcmp(declared_name, "[]") == 0 ? "array" : declared_name);
		frames[i].line = declared_line + i;
		frames[i].column = 7;
	}
	return declared_times;
}

static int
set_up(void **state)
{
	(void)state;
	kmsan_test_reset();
	kmsan_test_image_hook = image_of;
	kmsan_test_symbol_hook = symbol_of;
	return 0;
}

static void
is(const char *descr, const char *in_source, const char *expected, unsigned line)
{
	struct symbolized_variable variable;
	struct origin_info info;
	char copy[64];

	snprintf(copy, sizeof(copy), "%s", descr);
	declared_name = in_source;
	next_pc += 16;
	origin_decode(variable_cell(copy, next_pc), &info);
	assert_true(symbolize_variable(&info, &variable));
	assert_string_equal(variable.name, expected);
	assert_int_equal(variable.frame.line, line);
	assert_string_equal(variable.frame.file, line != 0 ? "f.c" : "");
	/* The code's column is the compiler's affair. */
	assert_int_equal(variable.frame.column, line != 0 && line >= declared_line ? 7 : 0);
}

static void
plain(void **state)
{
	(void)state;
	is("st", "st", "st", 20);
	is("st", "other", "st", 10);
	is("x.addr", "x", "x", 20);
	is("st.sroa.0", "st", "st", 20);
	is("st.sroa.0.4.insert", "st", "st", 20);
}

/* A second variable of one name: which of more than two is not known, so the place is the hook's. */
static void
numbered(void **state)
{
	(void)state;
	is("i2", "i", "i", 20);
	is("i2", "i2", "i2", 20);
	is("i2", "other", "i2", 10);
	is("buf16", "buf", "buf", 20);
	is("77", "", "77", 10);
	declared_times = 2;
	is("i2", "i", "i", 21);
	is("i2", "i2", "i2", 20);
	declared_times = 3;
	is("i2", "i", "i", 10);
	/* The port tells first the one of the line that the code is of. */
	declared_line = 10;
	is("i2", "i", "i", 10);
	declared_times = 1;
	declared_line = 20;
}

/* An array whose length is a variable: one of them, or the one on the line. */
static void
arrays(void **state)
{
	(void)state;
	is("vla", "[]", "array", 20);
	is("vla5", "[]", "array", 20);
	is("tmp", "[]", "", 10);
	declared_times = 2;
	is("vla", "[]", "", 10);
	declared_line = 10;
	is("vla", "[]", "array", 10);
	declared_times = 1;
	declared_line = 20;
}

static void
compilers_own(void **state)
{
	static const char *const names[] = {"retval", "tmp", "tmp7", "ref.tmp", "ref.tmp12",
	    "agg.tmp", "agg.tmp.ensured", "byval-temp", "saved_stack", "cleanup.dest.slot",
	    "coerce", "undef.agg.tmp", "vla", "vla1", "__vla_expr0", ".compoundliteral",
	    ".compoundliteral3", ""};

	(void)state;
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		is(names[i], "other", "", 10);
		is(names[i], NULL, "", 0);
	}
	/* But they are names as good as any, if the source has them. */
	is("tmp", "tmp", "tmp", 20);
	is("tmp3", "tmp", "tmp", 20);
	is("retval", "retval", "retval", 20);
	is("vla", "vla", "vla", 20);
	is("tmpfile", "other", "tmpfile", 10);
	is("vlan", "other", "vlan", 10);
}

/* Without debug information: what the compiler says, and its function if it says one. */
static void
undeclared(void **state)
{
	struct symbolized_variable variable;
	struct origin_info info;
	static char old[] = "----st@sys_stat";

	(void)state;
	is("st", NULL, "st", 0);
	is("x.addr", NULL, "x", 0);
	is("i2", NULL, "i2", 0);
	origin_decode(variable_cell(old, IMAGE + 0x8000), &info);
	declared_name = NULL;
	assert_true(symbolize_variable(&info, &variable));
	assert_string_equal(variable.frame.function, "sys_stat");
	info.type = KMSAN_TYPE_KMEM;
	assert_false(symbolize_variable(&info, &variable));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(plain, set_up),
	    cmocka_unit_test_setup(numbered, set_up),
	    cmocka_unit_test_setup(arrays, set_up),
	    cmocka_unit_test_setup(compilers_own, set_up),
	    cmocka_unit_test_setup(undeclared, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
