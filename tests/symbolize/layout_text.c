/* SPDX-License-Identifier: BSD-2-Clause */
/* Types made by hand and the lines about their bits. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "layout.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MEMBER(name, byte, bytes, type)                                                            \
	{                                                                                          \
		name, (byte)*8, (bytes)*8, type, false                                             \
	}

static const struct layout_type tchar = {.name = "char", .size = 1};
static const struct layout_type tint = {.name = "int", .size = 4};
static const struct layout_type tlong = {.name = "long", .size = 8};
static const struct layout_type name16 = {
    .kind = LAYOUT_ARRAY, .name = "char[16]", .size = 16, .count = 16, .element = &tchar};

static const struct layout_type ints = {
    .kind = LAYOUT_ARRAY, .name = "int[4]", .size = 16, .count = 4, .element = &tint};

/* struct pair { char x; int y; }; */
static struct layout_member pair_members[] = {MEMBER("x", 0, 1, &tchar), MEMBER("y", 4, 4, &tint)};
static const struct layout_type pair = {
    .kind = LAYOUT_STRUCT, .name = "struct pair", .size = 8, .members = pair_members, .count = 2};
static const struct layout_type pairs = {
    .kind = LAYOUT_ARRAY, .name = "struct pair[16]", .size = 128, .count = 16, .element = &pair};

/* struct stat_out { int mode; long ino; int flags; }; */
static struct layout_member stat_members[] = {
    MEMBER("mode", 0, 4, &tint), MEMBER("ino", 8, 8, &tlong), MEMBER("flags", 16, 4, &tint)};
static const struct layout_type stat_out = {.kind = LAYOUT_STRUCT,
    .name = "struct stat_out",
    .size = 24,
    .members = stat_members,
    .count = 3};

/* Ranges as the protocol has them, so that tests read like it. */
static void
expect(const struct layout_type *type, const char *ranges, const char *lines)
{
	struct layout_bits bits[256];
	struct layout_query query;
	char request[2048], *text = NULL;
	size_t size, n, expected = 0;
	const char *p;
	FILE *out;

	snprintf(request, sizeof(request), "type\t/\t0\tx\t0\t%s", ranges);
	assert_true(layout_parse_query(request, &query, bits, COUNT(bits)));
	out = open_memstream(&text, &size);
	assert_non_null(out);
	n = layout_print(type, false, bits, query.count, out);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, lines);
	for (p = lines; *p != '\0'; p++)
		expected += *p == '\n';
	assert_int_equal(n, expected);
	free(text);
}

static void
members_and_padding(void **state)
{
	(void)state;
	expect(&stat_out, "4+4,16+8",
	    "struct stat_out: offset 4, 4 bytes: padding after 'mode'\n"
	    "struct stat_out: offset 16, 4 bytes: member 'flags'\n"
	    "struct stat_out: offset 20, 4 bytes: tail padding\n");
	expect(&stat_out, "2+4",
	    "struct stat_out: offset 2, 2 bytes: member 'mode', its bytes 2-3\n"
	    "struct stat_out: offset 4, 2 bytes: padding after 'mode'\n");
	expect(
	    &stat_out, "8:f0,9+1", "struct stat_out: offset 8, bits 4-15: member 'ino', in part\n");
	expect(&stat_out, "9+1", "struct stat_out: offset 9, 1 byte: member 'ino', its byte 1\n");
	expect(&stat_out, "0+24", "struct stat_out: offset 0, 24 bytes: all of it\n");
	expect(&stat_out, "24+8", "");
	expect(&stat_out, "20+100", "struct stat_out: offset 20, 4 bytes: tail padding\n");
}

/* A scalar has no parts to tell apart. */
static void
scalars(void **state)
{
	(void)state;
	expect(&tint, "0+4", "");
	expect(&tint, "1+1", "");
	/* Nor has a buffer of bytes. */
	expect(&name16, "5+11", "");
	expect(&ints, "4+2,8+8",
	    "int[4]: offset 4, 2 bytes: element [1], its bytes 0-1\n"
	    "int[4]: offset 8, 8 bytes: elements [2..3]\n");
	expect(&ints, "7:0f", "int[4]: offset 7, bits 0x0f: element [1], in part\n");
	expect(&ints, "0+16", "int[4]: offset 0, 16 bytes: all of it\n");
}

static void
paths(void **state)
{
	struct layout_member outer_members[] = {MEMBER("name", 0, 16, &name16),
	    MEMBER("times", 16, 128, &pairs), MEMBER("one", 144, 8, &pair)};
	struct layout_type outer = {.kind = LAYOUT_STRUCT,
	    .name = "struct outer",
	    .size = 152,
	    .members = outer_members,
	    .count = 3};

	(void)state;
	expect(&outer, "0+16,28+4",
	    "struct outer: offset 0, 16 bytes: member 'name'\n"
	    "struct outer: offset 28, 4 bytes: member 'times[1].y'\n");
	expect(&outer, "4+12", "struct outer: offset 4, 12 bytes: member 'name[4..15]'\n");
	expect(&outer, "25+3", "struct outer: offset 25, 3 bytes: padding after 'times[1].x'\n");
	expect(&outer, "16+24", "struct outer: offset 16, 24 bytes: member 'times[0..2]'\n");
	expect(&outer, "16+128", "struct outer: offset 16, 128 bytes: member 'times'\n");
	expect(&outer, "145+3,148:03",
	    "struct outer: offset 145, 3 bytes: padding after 'one.x'\n"
	    "struct outer: offset 148, bits 0x03: member 'one.y', in part\n");
	expect(&outer, "17+3,25+3,33+3",
	    "struct outer: offset 17, 3 bytes: padding after 'times[].x' in each of the elements 0 "
	    "to 2\n");
}

static void
repeats(void **state)
{
	char ranges[512] = "", part[32];
	int i;

	(void)state;
	for (i = 0; i < 16; i++) {
		snprintf(part, sizeof(part), "%s%d+3", i > 0 ? "," : "", 8 * i + 1);
		strcat(ranges, part);
	}
	expect(&pairs, ranges,
	    "struct pair[16]: offset 1, 3 bytes: padding after 'x' in each of the 16 elements\n");
	expect(&pairs, "1+3,9+7,17+3",
	    "struct pair[16]: offset 1, 3 bytes: padding after '[0].x'\n"
	    "struct pair[16]: offset 9, 3 bytes: padding after '[1].x'\n"
	    "struct pair[16]: offset 12, 4 bytes: element [1].y\n"
	    "struct pair[16]: offset 17, 3 bytes: padding after '[2].x'\n");
	expect(&pairs, "8+16", "struct pair[16]: offset 8, 16 bytes: elements [1..2]\n");
}

static void
bit_fields(void **state)
{
	struct layout_member members[] = {
	    {"a", 0, 3, &tint, false}, {"b", 3, 10, &tint, false}, {"c", 16, 1, &tint, false}};
	struct layout_type flags = {.kind = LAYOUT_STRUCT,
	    .name = "struct flags",
	    .size = 4,
	    .members = members,
	    .count = 3};

	(void)state;
	expect(&flags, "0:07", "struct flags: offset 0, bits 0x07: member 'a'\n");
	expect(&flags, "0:f8,1:1f", "struct flags: offset 0, bits 3-12: member 'b'\n");
	expect(&flags, "0:02,1:e0,2+2",
	    "struct flags: offset 0, bits 0x02: member 'a', in part\n"
	    "struct flags: offset 1, bits 0xe0: padding after 'b'\n"
	    "struct flags: offset 2, bits 0x01: member 'c'\n"
	    "struct flags: offset 2, bits 1-15: tail padding\n");
}

static void
unions(void **state)
{
	struct layout_member u_members[] = {MEMBER("p", 0, 8, &pair), MEMBER("n", 0, 4, &tint)};
	struct layout_type u = {
	    .kind = LAYOUT_UNION, .name = "union u", .size = 16, .members = u_members, .count = 2};
	struct layout_member s_members[] = {MEMBER("tag", 0, 4, &tint), MEMBER("u", 8, 16, &u)};
	struct layout_type s = {.kind = LAYOUT_STRUCT,
	    .name = "struct s",
	    .size = 24,
	    .members = s_members,
	    .count = 2};

	(void)state;
	expect(&s, "8+16", "struct s: offset 8, 16 bytes: member 'u'\n");
	expect(&s, "9+3",
	    "struct s: offset 9, 3 bytes: in union 'u': padding after 'u.p.x', member 'u.n', its "
	    "bytes 1-3\n");
	expect(&s, "12+4", "struct s: offset 12, 4 bytes: in union 'u': member 'u.p.y'\n");
	expect(&s, "20+1", "struct s: offset 20, 1 byte: in union 'u': tail padding\n");
	expect(&u, "0+4",
	    "union u: offset 0, 4 bytes: member 'p.x', padding after 'p.x', member 'n'\n");
	s_members[1].name = "";
	expect(&s, "12+4", "struct s: offset 12, 4 bytes: in an unnamed union: member 'p.y'\n");
	expect(&s, "4+4", "struct s: offset 4, 4 bytes: padding after 'tag'\n");
}

/* Base classes: their members are this one's; what follows may lie in their tail padding. */
static void
base_classes(void **state)
{
	struct layout_member base_members[] = {
	    MEMBER("l", 0, 8, &tlong), MEMBER("c", 8, 1, &tchar)};
	struct layout_type base = {.kind = LAYOUT_STRUCT,
	    .name = "class B",
	    .size = 16,
	    .members = base_members,
	    .count = 2};
	struct layout_member members[] = {
	    {"B", 0, 128, &base, true}, MEMBER("d", 9, 1, &tchar), MEMBER("e", 16, 8, &tlong)};
	struct layout_type derived = {
	    .kind = LAYOUT_STRUCT, .name = "class D", .size = 24, .members = members, .count = 3};

	(void)state;
	expect(&derived, "0+8", "class D: offset 0, 8 bytes: member 'l'\n");
	expect(&derived, "8+2",
	    "class D: offset 8, 1 byte: member 'c'\n"
	    "class D: offset 9, 1 byte: member 'd'\n");
	expect(&derived, "0+9", "class D: offset 0, 9 bytes: base class 'B'\n");
}

static void
inexact(void **state)
{
	struct layout_type type = stat_out;

	(void)state;
	type.inexact = true;
	expect(&type, "4+4", "struct stat_out: offset 4, 4 bytes: not a known member\n");
}

static void
no_end(void **state)
{
	static struct layout_bits bits[1 << 16];
	struct layout_type many = {.kind = LAYOUT_ARRAY,
	    .name = "struct pair[65536]",
	    .size = 8 << 16,
	    .count = 1 << 16,
	    .element = &pair};
	char *text = NULL;
	size_t size, i;
	FILE *out;

	(void)state;
	/* No two neighbours look alike. */
	for (i = 0; i < COUNT(bits); i++)
		bits[i] = (struct layout_bits){i * 64 + 8, i * 64 + 16 + (i & 1) * 8};
	out = open_memstream(&text, &size);
	assert_int_equal(layout_print(&many, true, bits, COUNT(bits), out), LAYOUT_LINES_MAX + 1);
	fclose(out);
	assert_non_null(strstr(text, "probably struct pair[65536]: and more\n"));
	free(text);
}

static void
bad_queries(void **state)
{
	static const char *const bad[] = {"", "variable", "what\t/p\t0\tx\t0\t0+1",
	    "type\t/p\t\tx\t0\t0+1", "type\t/p\t0\tx\t\t0+1", "type\t/p\t0\tx\t~\t0+1",
	    "type\t/p\t0\tx\t0\t", "type\t/p\t0\tx\t0\t0", "type\t/p\t0\tx\t0\t0+",
	    "type\t/p\t0\tx\t0\t0+0", "type\t/p\t0\tx\t0\t0:0", "type\t/p\t0\tx\t0\t0:100",
	    "type\t/p\t0\tx\t0\t4+4,0+2", "type\t/p\t0\tx\t0\t0+1,", "type\t/p\t0\tx\t0\t-1+4",
	    "type\t/p\t0\tx\t0\t0+1\tmore", "type\t/p\t0\tx\t0x\t0+1",
	    "type\t/p\t0\tx\t0\t99999999999999999999+1", "type\t/p\t0\tx\t0\t0+1,2+1,4+1"};
	struct layout_bits bits[2];
	struct layout_query query;
	char line[128];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++) {
		strcpy(line, bad[i]);
		assert_false(layout_parse_query(line, &query, bits, COUNT(bits)));
	}
	strcpy(line, "variable\t/a b\t0x1f\tst\t24~\t4+4,8+1,12:81");
	assert_false(layout_parse_query(line, &query, bits, COUNT(bits)));
	strcpy(line, "variable\t/a b\t0x1f\tst\t24~\t4+4,8+1,12:80");
	assert_true(layout_parse_query(line, &query, bits, COUNT(bits)));
	assert_int_equal(query.what, LAYOUT_VARIABLE);
	assert_string_equal(query.path, "/a b");
	assert_int_equal(query.address, 0x1f);
	assert_string_equal(query.name, "st");
	assert_int_equal(query.size, 24);
	assert_true(query.rounded);
	assert_int_equal(query.count, 2);
	assert_int_equal(bits[0].lo, 32);
	assert_int_equal(bits[0].hi, 72);
	assert_int_equal(bits[1].lo, 103);
	assert_int_equal(bits[1].hi, 104);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(members_and_padding),
	    cmocka_unit_test(scalars),
	    cmocka_unit_test(paths),
	    cmocka_unit_test(repeats),
	    cmocka_unit_test(bit_fields),
	    cmocka_unit_test(unions),
	    cmocka_unit_test(base_classes),
	    cmocka_unit_test(inexact),
	    cmocka_unit_test(no_end),
	    cmocka_unit_test(bad_queries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
