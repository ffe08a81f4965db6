/* SPDX-License-Identifier: BSD-2-Clause */
/* The small printf of the freestanding rooms, and that nothing is written behind its buffer. */
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

#include "msan/print.h"
#include "testport.h"
#include "unit/random.h"

static char buffer[256];

#define PRINTS(expected, ...)                                                                      \
	do {                                                                                       \
		struct text t_;                                                                    \
                                                                                                   \
		text_init(&t_, buffer, sizeof(buffer));                                            \
		text_print(&t_, __VA_ARGS__);                                                      \
		assert_string_equal(buffer, expected);                                             \
		assert_int_equal(t_.used, strlen(expected));                                       \
	} while (0)

static void
conversions(void **state)
{
	(void)state;
	PRINTS("", "%s", "");
	PRINTS("plain", "plain");
	PRINTS("100%", "%d%%", 100);
	PRINTS("a-b", "%s-%s", "a", "b");
	PRINTS("(null)", "%s", (char *)NULL);
	PRINTS("x", "%c", 'x');
	PRINTS("0 -1 2147483647 -2147483648", "%d %d %d %d", 0, -1, INT32_MAX, INT32_MIN);
	PRINTS("4294967295", "%u", UINT32_MAX);
	PRINTS("-9223372036854775808", "%ld", INT64_MIN);
	PRINTS("18446744073709551615", "%lu", UINT64_MAX);
	PRINTS("18446744073709551615", "%llu", (unsigned long long)UINT64_MAX);
	PRINTS("18446744073709551615", "%zu", SIZE_MAX);
	PRINTS("deadbeef 0 ffffffffffffffff", "%x %x %lx", 0xdeadbeef, 0, UINT64_MAX);
	PRINTS("ff", "%zx", (size_t)255);
	PRINTS("0x0 0xdead0", "%p %p", NULL, (void *)0xdead0);
}

static void
widths(void **state)
{
	(void)state;
	PRINTS("[0005] [   5] [12345]", "[%04u] [%4u] [%3u]", 5, 5, 12345);
	PRINTS("[0f] [00000000]", "[%02x] [%08x]", 15, 0);
	PRINTS("[  ab] [ab  ] [abcde]", "[%4s] [%-4s] [%3s]", "ab", "ab", "abcde");
	PRINTS("[-5] [ -5]", "[%2d] [%3d]", -5, -5);
}

/* Every size of buffer: a prefix of the whole, with its NUL, and nothing behind. */
static void
cuts(void **state)
{
	const char *whole = "value 18446744073709551615 of 'name' at 0xabc";
	size_t length = strlen(whole);

	(void)state;
	for (size_t size = 0; size <= length + 3; size++) {
		char *exact = malloc(size + 8);
		int n;

		memset(exact, '!', size + 8);
		n = kmsan_snprintf(
		    exact, size, "value %lu of '%s' at %p", UINT64_MAX, "name", (void *)0xabc);
		for (size_t i = size; i < size + 8; i++)
			assert_int_equal(exact[i], '!');
		if (size > 0) {
			assert_int_equal(n, size - 1 < length ? size - 1 : length);
			assert_int_equal(exact[n], '\0');
			assert_memory_equal(exact, whole, (size_t)n);
		} else {
			assert_int_equal(n, 0);
		}
		free(exact);
	}
}

/* Piece by piece gives what one call gives. */
static void
appends(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, buffer, sizeof(buffer));
	for (int i = 0; i < 100; i++)
		text_print(&t, "%d,", i);
	assert_int_equal(t.used, sizeof(buffer) - 1);
	assert_memory_equal(buffer, "0,1,2,3,4,5,6,7,8,9,10,11,", 26);
	assert_int_equal(buffer[sizeof(buffer) - 1], '\0');
}

/* Against libc's, on numbers of every length. */
static void
as_libc(void **state)
{
	char expected[200];

	(void)state;
	for (unsigned i = 0; i < 5000; i++) {
		uint64_t v = (uint64_t)random_next() << 32 | random_next();
		unsigned shift = random_below(64);
		uint64_t u = v >> shift;
		int64_t d = (int64_t)v >> shift;

		snprintf(expected, sizeof(expected), "%lu|%ld|%lx|%u|%d|%x|%20lu|%016lx", u, d, u,
		    (unsigned)u, (int)d, (unsigned)u, u, u);
		PRINTS(expected, "%lu|%ld|%lx|%u|%d|%x|%20lu|%016lx", u, d, u, (unsigned)u, (int)d,
		    (unsigned)u, u, u);
	}
}

/* A note is one line with the name in front, however long. */
static void
notes(void **state)
{
	char longer[2000];

	(void)state;
	kmsan_test_reset();
	kmsan_note("%u of %s", 3, "four");
	assert_string_equal(kmsan_test_console(), "kMSan: 3 of four\n");
	kmsan_test_reset();
	memset(longer, 'z', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	kmsan_note("%s", longer);
	assert_int_equal(strlen(kmsan_test_console()), 511);
	assert_string_equal(strchr(kmsan_test_console(), '\n'), "\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(conversions),
	    cmocka_unit_test(widths),
	    cmocka_unit_test(cuts),
	    cmocka_unit_test(appends),
	    cmocka_unit_test(as_libc),
	    cmocka_unit_test(notes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
