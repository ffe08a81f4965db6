/* SPDX-License-Identifier: BSD-2-Clause */
/* libkern: numbers read from strings, printed into them; checksums, sorting, random numbers. */
#define _GNU_SOURCE
#include "libkern/oracle.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "testport.h"

/* Numbers in all bases, signs, spaces, prefixes, and what follows them. */
static const char *const numbers[] = {"0", "1", "42 rest", "  7", "\t\n-19", "+3", "-", "+", "",
    "x", "0x1f", "0X1F,", "0x", "0xg", "017", "08", "z9", "Zz", "777", "18446744073709551615",
    "18446744073709551616", "-18446744073709551615", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "999999999999999999999999", "0b1", "1e5"};

static const int bases[] = {0, 2, 8, 10, 16, 36};

static char *area;

static void
check_one(const char *s, int base)
{
	char *end, *want_end;

	kmsan_mark(&end, sizeof(end), KMSAN_STATE_UNINIT);
	assert_true(kmsan_strtoul(s, &end, base) == strtoul(s, &want_end, base));
	assert_ptr_equal(end, want_end);
	assert_true(kmsan_strtol(s, &end, base) == strtol(s, &want_end, base));
	assert_ptr_equal(end, want_end);
	assert_true(kmsan_strtoull(s, NULL, base) == strtoull(s, NULL, base));
	assert_true(kmsan_strtoll(s, NULL, base) == strtoll(s, NULL, base));
}

static void
test_values(void **state)
{
	char *end;

	(void)state;
	for (unsigned i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		for (unsigned b = 0; b < sizeof(bases) / sizeof(bases[0]); b++)
			check_one(numbers[i], bases[b]);
	assert_int_equal(kmsan_strtoul("12", &end, 37), 0);
	assert_int_equal(kmsan_strtoul("12", &end, 1), 0);
	assert_int_equal(kmsan_strtoul("12", &end, -1), 0);
	assert_string_equal(end, "12");
}

/* Where the end goes is initialised, and no more. */
static void
test_end(void **state)
{
	char *s = area, **end = (char **)(void *)(area + 64);

	(void)state;
	kmsan_mark(area, 512, KMSAN_STATE_INITED);
	strcpy(s, "12x");
	for (int way = 0; way < 4; way++) {
		kmsan_mark(end, 16, KMSAN_STATE_UNINIT);
		if (way == 0)
			assert_int_equal(kmsan_strtoul(s, end, 10), 12);
		else if (way == 1)
			assert_int_equal(kmsan_strtol(s, end, 10), 12);
		else if (way == 2)
			assert_int_equal(kmsan_strtoull(s, end, 10), 12);
		else
			assert_int_equal(kmsan_strtoll(s, end, 10), 12);
		assert_ptr_equal(*end, s + 2);
		assert_int_equal(kmsan_test(end, 16), sizeof(*end));
	}
}

/* A string with one byte that may have several values: does the result depend on it? */
static bool
depends(const char *s, size_t at, uint8_t mask, int base)
{
	char copy[64], *end, *known_end;
	long known;

	/* What follows is a digit: then the end of the number moves. */
	memset(copy, '1', sizeof(copy));
	copy[sizeof(copy) - 1] = '\0';
	memcpy(copy, s, strlen(s) + 1);
	known = strtol(copy, &known_end, base);
	for (unsigned bits = 0; bits <= UINT8_MAX; bits++) {
		copy[at] = (char)((s[at] & ~mask) | (bits & mask));
		if (strtol(copy, &end, base) != known || end != known_end)
			return true;
	}
	return false;
}

static void
check_byte(const char *s, size_t at, int base)
{
	static const uint8_t masks[] = {0xff, 0x01, 0x20, 0x80, 0x0f};

	for (unsigned m = 0; m < sizeof(masks); m++) {
		bool due = depends(s, at, masks[m], base);

		for (size_t misaligned = 0; misaligned < 8; misaligned++) {
			char *p = area + misaligned, *end;

			kmsan_mark(area, 128, KMSAN_STATE_INITED);
			strcpy(p, s);
			kmsan_mark(p + at, 1, masks[m]);
			if (REPORTS(kmsan_strtol(p, &end, base)) != due)
				fail_msg("strtol(\"%s\", %d): byte %zu, bits %#x: due %d", s, base,
				    at, masks[m], due);
		}
	}
}

static void
test_bits(void **state)
{
	(void)state;
	for (unsigned i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		for (unsigned b = 0; b < sizeof(bases) / sizeof(bases[0]); b++)
			for (size_t at = 0; at <= strlen(numbers[i]); at++)
				check_byte(numbers[i], at, bases[b]);
}

/* What libc prints is what is due, for conversions that both have. */
#define SAME(...)                                                                                  \
	do {                                                                                       \
		char got_[200], want_[200];                                                        \
		int n_ = kmsan_ksnprintf(got_, sizeof(got_), __VA_ARGS__);                         \
		assert_int_equal(n_, snprintf(want_, sizeof(want_), __VA_ARGS__));                 \
		assert_string_equal(got_, want_);                                                  \
	} while (0)

static void
test_print(void **state)
{
	static const int values[] = {0, 1, -1, 42, -42, INT_MAX, INT_MIN};
	char small[4];
	const char *volatile null = NULL;
	int i = 3;

	(void)state;
	for (unsigned v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
		SAME("%d %i %u %x %X %o %c", values[v], values[v], (unsigned)values[v],
		    (unsigned)values[v], (unsigned)values[v], (unsigned)values[v], 'c');
		SAME("[%5d|%-5d|%05d|%+d|% d|%.3d|%8.3d|%-8.3d|%+08d]", values[v], values[v],
		    values[v], values[v], values[v], values[v], values[v], values[v], values[v]);
		SAME("[%#x|%#X|%#o|%#10x|%-#10x|%#010x|%.0d|%.0x|%#.0o|%#.3o]", (unsigned)values[v],
		    (unsigned)values[v], (unsigned)values[v], (unsigned)values[v],
		    (unsigned)values[v], (unsigned)values[v], values[v], (unsigned)values[v],
		    (unsigned)values[v], (unsigned)values[v]);
		SAME("%hhd %hd %ld %lld %zu %jd %td %hhu %hu %qd", (signed char)values[v],
		    (short)values[v], (long)values[v], (long long)values[v], (size_t)values[v],
		    (intmax_t)values[v], (ptrdiff_t)values[v], (unsigned char)values[v],
		    (unsigned short)values[v], (long long)values[v]);
	}
	SAME("%s|%10s|%-10s|%.2s|%10.2s|%-10.2s|%.0s|%%|%p", "abc", "abc", "abc", "abc", "abc",
	    "abc", "abc", (void *)&i);
	SAME("%*d|%-*d|%*d|%.*d|%.*s|%.*d", 6, 1, 6, 2, -6, 3, 4, 5, 2, "xyz", -1, 6);
	SAME("%3c|%-3c|%c", 'a', 'b', 'd');
	SAME("%llx", 0xfedcba9876543210ull);
	kmsan_ksnprintf(small, sizeof(small), "%s", null);
	assert_string_equal(small, "(nu");
}

static void
test_cut(void **state)
{
	char buf[8];

	(void)state;
	for (size_t n = 0; n < sizeof(buf); n++) {
		memset(buf, '#', sizeof(buf));
		assert_int_equal(kmsan_ksnprintf(buf, n, "%s", "abcdef"), 6);
		for (size_t i = 0; i < sizeof(buf); i++)
			assert_int_equal(buf[i], i >= n || i > 6	? '#'
						 : i + 1 == n || i == 6 ? 0
									: "abcdef"[i]);
	}
}

static int
vprint(char *buf, size_t size, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = kmsan_kvsnprintf(buf, size, format, ap);
	va_end(ap);
	return n;
}

static int
vkprint(const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = kmsan_kvprintf(format, ap);
	va_end(ap);
	return n;
}

/* A string is read as far as it is printed; the copy is initialised. */
static void
test_strings(void **state)
{
	char *s = area, *buf = area + 100, *format = area + 200;

	(void)state;
	kmsan_mark(area, 512, KMSAN_STATE_INITED);
	strcpy(s, "abcdef");
	for (size_t at = 0; at <= 6; at++) {
		kmsan_mark(s, 7, KMSAN_STATE_INITED);
		kmsan_mark(s + at, 1, 0x01);
		kmsan_mark(buf, 20, KMSAN_STATE_UNINIT);
		assert_true(REPORTS(kmsan_ksnprintf(buf, 20, "<%s>", s)));
		assert_int_equal(kmsan_test(buf, 20), 9);
		assert_true(REPORTS(vprint(buf, 20, "<%s>", s)));
		for (int precision = 0; precision <= 8; precision++) {
			assert_int_equal(REPORTS(kmsan_ksnprintf(buf, 20, "%.*s", precision, s)),
			    at < (size_t)precision);
			assert_int_equal(
			    REPORTS(vprint(buf, 20, "%.*s", precision, s)), at < (size_t)precision);
		}
		/* It is read also where there is no room for it: the result is its length. */
		assert_true(REPORTS(kmsan_ksnprintf(buf, 1, "%s", s)));
		assert_true(REPORTS(kmsan_ksnprintf(NULL, 0, "%s", s)));
	}
	strcpy(format, "%d");
	kmsan_mark(format + 1, 1, 0x80);
	assert_true(REPORTS(vprint(buf, 20, format, 1)));
}

/* Lengths 0 to 64 at misalignments 0 to 7: every byte of the string and its end, one bit of each. */
static void
test_sweep(void **state)
{
	char *buf = area + 200;

	(void)state;
	kmsan_mark(area, 512, KMSAN_STATE_INITED);
	for (size_t mis = 0; mis < 8; mis++) {
		for (size_t len = 0; len <= 64; len++) {
			char *s = area + mis;

			memset(s, 'x', len);
			s[len] = '\0';
			for (size_t at = 0; at <= len + 1; at++) {
				int half = (int)(len / 2);

				kmsan_mark(s + at, 1, (uint8_t)(1u << (at + mis) % 8));
				kmsan_mark(buf, 80, KMSAN_STATE_UNINIT);
				assert_int_equal(REPORTS(assert_int_equal(
						     kmsan_ksnprintf(buf, 80, "%s", s), (int)len)),
				    at <= len);
				assert_int_equal(kmsan_test(buf, 80), (int)len + 1);
				assert_int_equal(REPORTS(kmsan_ksnprintf(buf, 80, "%.*s", half, s)),
				    at < (size_t)half);
				kmsan_mark(s + at, 1, KMSAN_STATE_INITED);
			}
		}
	}
}

/* The names of the sinks, and the console. */
static void
test_console(void **state)
{
	char *s = area;

	(void)state;
	kmsan_test_console_reset();
	assert_int_equal(kmsan_kprintf("%s %d\n", "hello", 7), 8);
	assert_string_equal(kmsan_test_console(), "hello 7\n");
	kmsan_test_console_reset();
	assert_int_equal(kmsan_kprintf("%600s\n", "x"), 601);
	assert_int_equal(strlen(kmsan_test_console()), 601);

	kmsan_mark(area, 16, KMSAN_STATE_INITED);
	strcpy(s, "ab");
	kmsan_mark(s + 1, 1, KMSAN_STATE_UNINIT);
	kmsan_test_console_reset();
	kmsan_ksnprintf(NULL, 0, "%d %s", 1, s);
	assert_non_null(strstr(kmsan_test_console(), " In snprintf():arg5 At Offset 1/3"));
	/* Every conversion, width and precision takes its argument. */
	kmsan_test_console_reset();
	kmsan_ksnprintf(
	    NULL, 0, "%c %p %*d %.*u %o%% %X %ld %s", 'c', (void *)s, 3, 4, 5, 6u, 7u, 8u, 9l, s);
	assert_non_null(strstr(kmsan_test_console(), " In snprintf():arg13 At Offset 1/3"));
	kmsan_test_console_reset();
	vprint(NULL, 0, "%s", s);
	assert_non_null(strstr(kmsan_test_console(), " In vsnprintf():arg4 At Offset 1/3"));
	kmsan_test_console_reset();
	kmsan_kprintf("%s", s);
	assert_non_null(strstr(kmsan_test_console(), " In kprintf():arg2 At Offset 1/3"));
	kmsan_test_console_reset();
	assert_int_equal(vkprint("%d%s", 1, s), 3);
	assert_non_null(strstr(kmsan_test_console(), " In kvprintf():arg3 At Offset 1/3"));
	kmsan_test_console_reset();
	assert_int_equal(vkprint("%d\n", 12), 3);
	assert_string_equal(kmsan_test_console(), "12\n");
}

static void
test_unknown(void **state)
{
	static const char *const formats[] = {"%y", "%f", "%n", "%", "%l", "%-5.3k"};
	char buf[16];

	(void)state;
	for (unsigned i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		char want[64];

		kmsan_test_console_reset();
		assert_int_equal(STOPS(vprint(buf, sizeof(buf), formats[i], 1)), 77);
		snprintf(want, sizeof(want),
		    "vsnprintf: unknown conversion '%s' in the format \"%s\"", formats[i],
		    formats[i]);
		if (strstr(kmsan_test_console(), want) == NULL)
			fail_msg("\"%s\": %s", want, kmsan_test_console());
	}
}

static void
test_crc32(void **state)
{
	uint8_t *p = (uint8_t *)area;

	(void)state;
	kmsan_mark(area, 128, KMSAN_STATE_INITED);
	memcpy(p, "123456789", 9);
	assert_int_equal(kmsan_crc32(0, p, 9), 0xcbf43926);
	assert_int_equal(kmsan_crc32(kmsan_crc32(0, p, 4), p + 4, 5), 0xcbf43926);
	assert_int_equal(kmsan_crc32(7, p, 0), 7);
	for (size_t at = 0; at < 8 * 64; at++) {
		p = (uint8_t *)area + at / 64;
		kmsan_mark(area, 256, KMSAN_STATE_INITED);
		kmsan_mark(p + at % 64, 1, (uint8_t)(1u << at % 8));
		assert_true(REPORTS(kmsan_crc32(0, p, at % 64 + 1)));
		assert_false(REPORTS(kmsan_crc32(0, p, at % 64)));
		assert_false(REPORTS(kmsan_crc32(0, p + at % 64 + 1, 20)));
	}
}

struct element {
	int key;
	char rest[3];
};

static int
by_key(const void *a, const void *b)
{
	int x = ((const struct element *)a)->key, y = ((const struct element *)b)->key;

	return (x > y) - (x < y);
}

/* The bytes that are not compared take their shad along. */
static void
test_sort(void **state)
{
	struct element *e = (struct element *)(void *)area, *k = e + 100;

	(void)state;
	for (int n = 0; n <= 33; n++) {
		kmsan_mark(area, 2048, KMSAN_STATE_INITED);
		for (int i = 0; i < n; i++) {
			e[i].key = i * 7 % 17;
			memset(e[i].rest, e[i].key, sizeof(e[i].rest));
			if (e[i].key % 3 == 0)
				kmsan_mark(&e[i].rest[1], 1, 0x0f);
		}
		assert_int_equal(kmsan_kheapsort(e, (size_t)n, sizeof(e[0]), by_key, k), 0);
		for (int i = 0; i < n; i++) {
			assert_true(i == 0 || e[i - 1].key <= e[i].key);
			assert_int_equal(e[i].rest[2], e[i].key);
			assert_int_equal(*shad_of(&e[i].rest[1]), e[i].key % 3 == 0 ? 0x0f : 0);
			assert_int_equal(*shad_of(&e[i].rest[0]), 0);
		}
	}
	assert_int_equal(kmsan_kheapsort(e, 3, 0, by_key, k), -1);
}

/* An instrumented comparison that returns an uninitialised value, where results are in the context. */
static int
returns_uninit(const void *a, const void *b)
{
	struct kmsan_context *context = kmsan_port_context();

	(void)a;
	(void)b;
	context->retval[0] = 1;
	context->retval_orig = kmsan_orig_make(KMSAN_TYPE_KMEM, KMSAN_RET_ADDR);
	return 0;
}

static void
test_sort_context(void **state)
{
	struct element *e = (struct element *)(void *)area, *k = e + 100;

	(void)state;
	kmsan_mark(area, 2048, KMSAN_STATE_INITED);
	kmsan_args_in_context = true;
	kmsan_init_arg(800);
	assert_true(REPORTS(kmsan_kheapsort(e, 2, sizeof(e[0]), returns_uninit, k)));
	assert_false(REPORTS(kmsan_kheapsort(e, 2, sizeof(e[0]), by_key, k)));
	kmsan_args_in_context = false;
}

static void
test_random(void **state)
{
	uint64_t seen = 0;

	(void)state;
	for (int i = 0; i < 1000; i++)
		seen |= kmsan_cprng_fast64() ^ kmsan_cprng_fast32();
	assert_true(seen == UINT64_MAX);
	for (int i = 0; i < 1000; i++) {
		long r = kmsan_random();

		assert_true(r >= 0 && r <= 0x7fffffff);
	}
	for (size_t n = 0; n <= 64; n++) {
		for (size_t misaligned = 0; misaligned < 8; misaligned++) {
			kmsan_mark(area, 128, KMSAN_STATE_UNINIT);
			assert_int_equal(kmsan_cprng_fast(area + 8 + misaligned, n), n);
			assert_int_equal(kmsan_test(area + 8 + misaligned, 72), n);
			assert_int_equal(kmsan_test(area + 7 + misaligned, 1), 0);
		}
	}
}

static void
test_find_bit(void **state)
{
	(void)state;
	assert_int_equal(kmsan_ffs(0), 0);
	assert_int_equal(kmsan_fls32(0), 0);
	assert_int_equal(kmsan_ffs64(0), 0);
	assert_int_equal(kmsan_fls64(0), 0);
	for (int i = 0; i < 64; i++) {
		uint64_t bit = (uint64_t)1 << i;

		assert_int_equal(kmsan_ffs64(bit | 0x8000000000000000), i + 1);
		assert_int_equal(kmsan_fls64(bit | 1), i + 1);
		if (i >= 32)
			continue;
		assert_int_equal(kmsan_ffs((int)(uint32_t)bit), i + 1);
		assert_int_equal(kmsan_ffs32((uint32_t)bit | 0x80000000), i + 1);
		assert_int_equal(kmsan_fls32((uint32_t)bit | 1), i + 1);
	}
}

static int
set_up(void **state)
{
	(void)state;
	area = oracle_area();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_end),
	    cmocka_unit_test(test_bits),
	    cmocka_unit_test(test_print),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_strings),
	    cmocka_unit_test(test_sweep),
	    cmocka_unit_test(test_console),
	    cmocka_unit_test(test_unknown),
	    cmocka_unit_test(test_crc32),
	    cmocka_unit_test(test_sort),
	    cmocka_unit_test(test_sort_context),
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_find_bit),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
