/* SPDX-License-Identifier: BSD-2-Clause */
/* What a symbolizer says, as it should be and as it should not. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "msan/port/linux/symbol.h"

static struct kmsan_frame frames[8];

static bool
ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

static void
bare_names(void **state)
{
	static const char *const names[][2] = {
	    {"main", "main"},
	    {"ns::foo()", "ns::foo"},
	    {"ns::S<int>::foo(int, int (*)(int))", "ns::S<int>::foo"},
	    {"ns::S<int>::operator()(int) const", "ns::S<int>::operator()"},
	    {"ns::S<int>::operator int()", "ns::S<int>::operator int"},
	    {"ns::S<int>::operator<(int) &&", "ns::S<int>::operator<"},
	    {"A::operator&()", "A::operator&"},
	    {"operator new(unsigned long)", "operator new"},
	    {"(anonymous namespace)::anon(int)::$_0::operator()(int) const",
		"(anonymous namespace)::anon(int)::$_0::operator()"},
	    {"int ns::f<int, char>(std::vector<int> const&)", "ns::f<int, char>"},
	    {"unsigned long f<(E)1>(int) const", "f<(E)1>"},
	    {"bool operator== <int>(A<int> const&, A<int> const&)", "operator== <int>"},
	    {"f(int) [clone .cold]", "f"},
	    {"myoperator(int)", "myoperator"},
	    {"f.isra.0", "f.isra.0"},
	    {"", ""},
	    {")", ")"},
	    {"()", "()"},
	    {"a )))", ")))"},
	};
	char name[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		strcpy(name, names[i][0]);
		kmsan_symbol_bare_name(name);
		assert_string_equal(name, names[i][1]);
	}
}

static void
answers(void **state)
{
	char reply[1024];

	(void)state;
	assert_int_equal(kmsan_symbol_parse_code("", "", frames, 8), 0);
	assert_int_equal(kmsan_symbol_parse_code("??\n??:0:0\n", "", frames, 8), 0);
	assert_int_equal(kmsan_symbol_parse_code("f\n", "", frames, 8), -1);
	assert_int_equal(kmsan_symbol_parse_code("f\na.c:1", "", frames, 8), -1);
	assert_int_equal(kmsan_symbol_parse_code("f\na.c\n", "", frames, 8), -1);
	assert_int_equal(kmsan_symbol_parse_code("f\na.c:x:1\n", "", frames, 8), -1);
	assert_int_equal(kmsan_symbol_parse_code(
			     "g\n/a/b:c.c:1:2\nf\n/a/b/d.c:3:0\nmain\n??:0:0\n", "/a", frames, 2),
	    2);
	assert_string_equal(frames[0].file, "b:c.c");
	assert_string_equal(frames[1].file, "b/d.c");
	assert_int_equal(frames[1].line, 3);
	assert_int_equal(kmsan_symbol_parse_code("f\n/ab/c.c:1:2\n", "/a", frames, 8), 1);
	assert_string_equal(frames[0].file, "/ab/c.c");
	assert_int_equal(kmsan_symbol_parse_code("f\n/w/./c.c:1:2\n", "/w", frames, 8), 1);
	assert_string_equal(frames[0].file, "c.c");
	assert_int_equal(kmsan_symbol_parse_code("f\n/c.c:1:2\n", "/", frames, 8), 1);
	assert_string_equal(frames[0].file, "/c.c");

	memset(reply, 'x', sizeof(reply));
	strcpy(reply + 900, "/end.c:1:2\n");
	memcpy(reply, "f\n", 2);
	assert_int_equal(kmsan_symbol_parse_code(reply, "", frames, 8), 1);
	assert_int_equal(strlen(frames[0].file), sizeof(frames[0].file) - 1);
	assert_true(ends_with(frames[0].file, "x/end.c"));

	assert_int_equal(kmsan_symbol_parse_locals("??\n", "x", "", frames, 8), 0);
	assert_int_equal(kmsan_symbol_parse_locals("f\nx\n", "x", "", frames, 8), -1);
	assert_int_equal(kmsan_symbol_parse_locals("f\nx\na.c:1\n?? 4 ??\nf\nxy\na.c:2\n-8 4 ??\n"
						   "g(int)\nx\na.c:3\n-8 4 ??\n",
			     "x", "", frames, 8),
	    2);
	assert_int_equal(frames[0].line, 1);
	assert_int_equal(frames[1].line, 3);
	assert_string_equal(frames[1].function, "x");
	assert_int_equal(kmsan_symbol_parse_locals("f\nn\na.c:1\n?? 8 ??\nf\n__vla_expr0\n??:0\n-8 8 ??\n"
						   "f\n__vla_expr1\n??:0\n-8 8 ??\nf\narray\na.c:3\n-9 2 ??\n"
						   "f\nplain\na.c:4\n-9 2 ??\n",
			     "[]", "", frames, 8),
	    1);
	assert_string_equal(frames[0].function, "array");
	assert_int_equal(frames[0].line, 3);
}

static void
columns(void **state)
{
	(void)state;
	assert_int_equal(kmsan_symbol_column("\tstruct stat_out st, copy;", "st"), 18);
	assert_int_equal(kmsan_symbol_column("\tstruct stat_out st, copy;", "copy"), 22);
	assert_int_equal(kmsan_symbol_column("struct st st;", "st"), 11);
	assert_int_equal(kmsan_symbol_column("struct \t st *st;", "st"), 14);
	assert_int_equal(kmsan_symbol_column("mystruct st;", "st"), 10);
	assert_int_equal(kmsan_symbol_column("int stat, st_, _st, st;", "st"), 21);
	assert_int_equal(kmsan_symbol_column("int stat;", "st"), 0);
	assert_int_equal(kmsan_symbol_column("x", "x"), 1);
	assert_int_equal(kmsan_symbol_column("", "x"), 0);
	assert_int_equal(kmsan_symbol_column("x", ""), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bare_names),
	    cmocka_unit_test(answers),
	    cmocka_unit_test(columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
