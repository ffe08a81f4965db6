/* SPDX-License-Identifier: BSD-2-Clause */
/* libkern: functions that only read. */
#define _GNU_SOURCE
#include "libkern/oracle.h"
#include "testport.h"

#include <strings.h>

static int
sign(int x)
{
	return (x > 0) - (x < 0);
}

static long
offset(const void *found, const char *from)
{
	return found == NULL ? -1 : (const char *)found - from;
}

static void
letters(char *s, size_t len, unsigned variant)
{
	for (size_t i = 0; i < len; i++)
		s[i] = (char)('a' + (i * (2 * variant + 3) + variant) % 20);
	s[len] = '\0';
}

/* Looking for a character: absent, the first, in the middle, one that also comes earlier, the NUL. */
static void
fill_search(struct oracle_call *call, size_t len, unsigned variant)
{
	letters(call->a, len, variant);
	call->n = len;
	call->c = variant == 0 || len == 0 ? 'y'
		  : variant == 4	   ? '\0'
					   : call->a[len * (variant - 1) / 3];
	/* A search that goes beyond the end finds something. */
	call->a[len + 1] = (char)call->c;
}

/* As fill_search, and the limit is at the end, behind it, or in the string. */
static void
fill_limit(struct oracle_call *call, size_t len, unsigned variant)
{
	letters(call->a, len, variant);
	call->n = variant == 0 ? len : variant == 1 ? len + 1 : variant == 2 ? len / 2 : 100;
}

/* Two strings: equal, different at a third, in one bit, at the end, one longer, in case only. */
static void
fill_pair(struct oracle_call *call, size_t len, unsigned variant)
{
	letters(call->a, len, 1);
	memcpy(call->b, call->a, len + 1);
	call->n = len;
	if (len == 0)
		return;
	if (variant == 1)
		call->b[len / 3] = 'y';
	else if (variant == 2)
		call->b[len / 2] ^= 1;
	else if (variant == 3)
		call->b[len - 1] = '\0';
	else if (variant == 4)
		call->b[len / 2] ^= 0x20;
	else if (variant == 5)
		call->n = len + 1;
	else if (variant == 6)
		call->n = len / 2;
}

/* Looking for a string: in the middle, at the start, absent, there but for its end, empty. */
static void
fill_string(struct oracle_call *call, size_t len, unsigned variant)
{
	size_t from = variant == 1 ? 0 : len / 2, n = len - from < 3 ? len - from : 3;

	letters(call->a, len, 1);
	memcpy(call->b, call->a + from, n);
	call->b[n] = '\0';
	if (variant == 2)
		strcpy(call->b, "yy");
	else if (variant == 3 && n > 0)
		call->b[n - 1] = 'y';
	else if (variant == 4)
		call->b[0] = '\0';
	/* A search that goes beyond the end finds something. */
	strcpy(call->a + len + 1, call->b);
}

/* A set of two, the end excluded: none in the string, at the start, in the middle, all; no set. */
static void
fill_set(struct oracle_call *call, size_t len, unsigned variant)
{
	letters(call->a, len, 1);
	call->a[len + 1] = '!';
	strcpy(call->b, variant == 4 ? "" : "!y");
	if (variant == 1 && len > 0)
		call->a[0] = 'y';
	else if (variant == 2)
		call->a[len / 2] = len > 0 ? '!' : '\0';
	else if (variant == 3)
		memset(call->a, 'y', len);
}

#define RUN(name, expression)                                                                      \
	static long run_##name(struct oracle_call *k)                                              \
	{                                                                                          \
		return expression;                                                                 \
	}

RUN(strlen, (long)kmsan_strlen(k->a))
RUN(ref_strlen, (long)strlen(k->a))
RUN(strnlen, (long)kmsan_strnlen(k->a, k->n))
RUN(ref_strnlen, (long)strnlen(k->a, k->n))
RUN(strcmp, sign(kmsan_strcmp(k->a, k->b)))
RUN(ref_strcmp, sign(strcmp(k->a, k->b)))
RUN(strncmp, sign(kmsan_strncmp(k->a, k->b, k->n)))
RUN(ref_strncmp, sign(strncmp(k->a, k->b, k->n)))
RUN(strcasecmp, sign(kmsan_strcasecmp(k->a, k->b)))
RUN(ref_strcasecmp, sign(strcasecmp(k->a, k->b)))
RUN(strncasecmp, sign(kmsan_strncasecmp(k->a, k->b, k->n)))
RUN(ref_strncasecmp, sign(strncasecmp(k->a, k->b, k->n)))
RUN(memcmp, sign(kmsan_memcmp(k->a, k->b, k->n)))
RUN(ref_memcmp, sign(memcmp(k->a, k->b, k->n)))
RUN(consttime, kmsan_consttime_memequal(k->a, k->b, k->n))
RUN(ref_consttime, memcmp(k->a, k->b, k->n) == 0)
RUN(bcmp, sign(kmsan_bcmp(k->a, k->b, k->n)))
RUN(strstr, offset(kmsan_strstr(k->a, k->b), k->a))
RUN(ref_strstr, offset(strstr(k->a, k->b), k->a))
RUN(strchr, offset(kmsan_strchr(k->a, k->c), k->a))
RUN(ref_strchr, offset(strchr(k->a, k->c), k->a))
RUN(strrchr, offset(kmsan_strrchr(k->a, k->c), k->a))
RUN(ref_strrchr, offset(strrchr(k->a, k->c), k->a))
RUN(memchr, offset(kmsan_memchr(k->a, k->c, k->n), k->a))
RUN(ref_memchr, offset(memchr(k->a, k->c, k->n), k->a))
RUN(strspn, (long)kmsan_strspn(k->a, k->b))
RUN(ref_strspn, (long)strspn(k->a, k->b))
RUN(strcspn, (long)kmsan_strcspn(k->a, k->b))
RUN(ref_strcspn, (long)strcspn(k->a, k->b))
RUN(strpbrk, offset(kmsan_strpbrk(k->a, k->b), k->a))
RUN(ref_strpbrk, offset(strpbrk(k->a, k->b), k->a))

#define TEST(func, fill_, variants_, operands_)                                                    \
	static void test_##func(void **state)                                                      \
	{                                                                                          \
		static const struct oracle oracle = {.name = #func,                                \
		    .run = run_##func,                                                             \
		    .reference = run_ref_##func,                                                   \
		    .fill = fill_,                                                                 \
		    .variants = variants_,                                                         \
		    .operands = operands_};                                                        \
                                                                                                   \
		(void)state;                                                                       \
		oracle_check(&oracle);                                                             \
	}

TEST(strlen, fill_search, 1, 1)
TEST(strnlen, fill_limit, 4, 1)
TEST(strcmp, fill_pair, 5, 2)
TEST(strncmp, fill_pair, 7, 2)
TEST(strcasecmp, fill_pair, 5, 2)
TEST(strncasecmp, fill_pair, 7, 2)
TEST(memcmp, fill_pair, 7, 2)
TEST(consttime, fill_pair, 7, 2)
/* It says only whether they are equal, but is one function with memcmp for the compiler. */
#define run_ref_bcmp run_ref_memcmp
TEST(bcmp, fill_pair, 7, 2)
TEST(strstr, fill_string, 5, 2)
TEST(strchr, fill_search, 5, 1)
TEST(strrchr, fill_search, 5, 1)
TEST(memchr, fill_search, 4, 1)
TEST(strspn, fill_set, 5, 1)
TEST(strcspn, fill_set, 5, 1)
TEST(strpbrk, fill_set, 5, 1)

/* The set: every bit of every byte, its end as well, and nothing behind it. */
static void
test_sets(void **state)
{
	char *s = oracle_area(), *set = s + 100;

	(void)state;
	for (unsigned bit = 0; bit < 8 * 5; bit++) {
		bool due = bit < 8 * 4;

		kmsan_mark(s, 200, KMSAN_STATE_INITED);
		strcpy(s, "one two");
		memcpy(set, "eno\0t", 5);
		kmsan_mark(set + bit / 8, 1, (uint8_t)(1u << bit % 8));
		assert_int_equal(REPORTS(assert_int_equal(kmsan_strspn(s, set), 3)), due);
		assert_int_equal(REPORTS(assert_int_equal(kmsan_strcspn(s, set), 0)), due);
		assert_int_equal(REPORTS(assert_ptr_equal(kmsan_strpbrk(s, set), s)), due);
	}
}

/* Where several bytes are not initialised, which the oracle does not try. */
static void
test_strstr_more(void **state)
{
	char *s = oracle_area(), *what = s + 100;

	(void)state;
	kmsan_mark(s, 200, KMSAN_STATE_INITED);
	strcpy(s, "one two three");
	strcpy(what, "two");
	assert_ptr_equal(kmsan_strstr(s, what), s + 4);
	assert_ptr_equal(kmsan_strstr(s, ""), s);
	assert_null(kmsan_strstr(s, "four"));
	assert_null(kmsan_strstr("", "x"));
	/* Behind the match. */
	kmsan_mark(s + 8, 5, KMSAN_STATE_UNINIT);
	assert_false(REPORTS(assert_ptr_equal(kmsan_strstr(s, what), s + 4)));
	assert_true(REPORTS(kmsan_strstr(s, "four")));
	/* In front of it: the bit that tells 'o' from 't' is initialised, or it is not. */
	kmsan_mark(s, 13, KMSAN_STATE_INITED);
	kmsan_mark(s, 1, 0x80 | 0x40);
	assert_false(REPORTS(kmsan_strstr(s, what)));
	/* It may be a 't', but "wo" does not follow; if that is not sure either, it is looked at. */
	kmsan_mark(s, 1, 'o' ^ 't');
	assert_false(REPORTS(kmsan_strstr(s, what)));
	kmsan_mark(s + 1, 1, 'n' ^ 'w');
	assert_true(REPORTS(kmsan_strstr(s, what)));
	kmsan_mark(s, 13, KMSAN_STATE_INITED);
	kmsan_mark(what + 1, 1, 0x01);
	assert_true(REPORTS(kmsan_strstr(s, what)));
	/* Two wholly uninitialised bytes of which neither alone decides. */
	kmsan_mark(what + 1, 1, KMSAN_STATE_INITED);
	strcpy(s, "xx");
	kmsan_mark(s, 2, KMSAN_STATE_UNINIT);
	assert_true(REPORTS(kmsan_strstr(s, "ab")));
	/* They are no match for certain, whatever else is not. */
	kmsan_mark(s, 2, 0x01);
	assert_false(REPORTS(kmsan_strstr(s, "ab")));
	/* What is looked for may end earlier, or be another: both are said. */
	strcpy(s, "axb");
	strcpy(what, "ax");
	kmsan_mark(s, 3, KMSAN_STATE_INITED);
	kmsan_mark(s, 1, 0x01);
	kmsan_mark(what, 2, 0x01);
	kmsan_test_console_reset();
	kmsan_strstr(s, what);
	assert_non_null(strstr(kmsan_test_console(), " In strstr():arg1 At Offset 0/2,"));
	assert_non_null(strstr(kmsan_test_console(), " In strstr():arg2 At Offset 0/2,"));
}

/* A byte that may be the end or in the set: one function tells the two apart, another does not. */
static void
test_set_or_end(void **state)
{
	char *s = oracle_area();

	(void)state;
	kmsan_mark(s, 200, KMSAN_STATE_INITED);
	strcpy(s, "a b");
	kmsan_mark(s + 1, 1, ' ');
	assert_true(REPORTS(kmsan_strpbrk(s, " ")));
	assert_false(REPORTS(assert_int_equal(kmsan_strcspn(s, " "), 1)));
	assert_false(REPORTS(assert_int_equal(kmsan_strspn(s, "b"), 0)));
	assert_true(REPORTS(kmsan_strspn(s, "a ")));
	/* Nothing is found whether or not the string ends there. */
	assert_false(REPORTS(assert_null(kmsan_strpbrk(s, "x"))));
	kmsan_mark(s, 200, KMSAN_STATE_INITED);
	kmsan_mark(s + 3, 1, ' ');
	assert_true(REPORTS(kmsan_strpbrk(s, "x")));
}

/* Reading stops where the C function stops: memory behind has no shadow and no access. */
static void
test_stops(void **state)
{
	char *pages = kmsan_port_pages(KMSAN_PAGE_SIZE), *end;

	(void)state;
	assert_non_null(pages);
	end = pages + KMSAN_PAGE_SIZE;
	memcpy(end - 4, "abc", 4);
	assert_int_equal(kmsan_strlen(end - 4), 3);
	assert_int_equal(kmsan_strnlen(end - 2, 2), 1);
	assert_int_equal(kmsan_strncmp(end - 4, "abcd", 4), -'d');
	assert_int_equal(kmsan_memcmp(end - 4, "abc", 4), 0);
	assert_ptr_equal(kmsan_memchr(end - 4, 'c', 4), end - 2);
	assert_null(kmsan_strchr(end - 4, 'd'));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_strlen),
	    cmocka_unit_test(test_strnlen),
	    cmocka_unit_test(test_strcmp),
	    cmocka_unit_test(test_strncmp),
	    cmocka_unit_test(test_strcasecmp),
	    cmocka_unit_test(test_strncasecmp),
	    cmocka_unit_test(test_memcmp),
	    cmocka_unit_test(test_consttime),
	    cmocka_unit_test(test_strchr),
	    cmocka_unit_test(test_strrchr),
	    cmocka_unit_test(test_memchr),
	    cmocka_unit_test(test_strspn),
	    cmocka_unit_test(test_strcspn),
	    cmocka_unit_test(test_strpbrk),
	    cmocka_unit_test(test_sets),
	    cmocka_unit_test(test_bcmp),
	    cmocka_unit_test(test_strstr),
	    cmocka_unit_test(test_strstr_more),
	    cmocka_unit_test(test_set_or_end),
	    cmocka_unit_test(test_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
