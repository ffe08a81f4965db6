/* SPDX-License-Identifier: BSD-2-Clause */
/* libkern: functions that copy, and what of shad and orig goes with the copy. */
#define _GNU_SOURCE
#include "libkern/oracle.h"

static void
letters(char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		s[i] = (char)('a' + (i * 7 + 2) % 20);
	s[len] = '\0';
}

/* Room for all, for all but the NUL, for half, none, more than enough. */
static void
fill_cut(struct oracle_call *call, size_t len, unsigned variant)
{
	const size_t room[] = {len + 1, len, len / 2, 0, len + 20};

	letters(call->a, len);
	call->n = room[variant];
}

/* The same behind a string of 0, 1 or 9 bytes; the room counts from its start. */
static void
fill_append(struct oracle_call *call, size_t len, unsigned variant)
{
	const size_t there[] = {0, 1, 9};

	fill_cut(call, len, variant / 3);
	letters(call->b, there[variant % 3]);
	call->n += variant / 3 == 3 ? 0 : there[variant % 3];
}

/* What the references have in common: n bytes of a, then so many NULs. */
static void
put(struct oracle_call *k, size_t to, size_t n, size_t nuls)
{
	memmove(k->b + to, k->a, n);
	memset(k->b + to + n, 0, nuls);
	k->to = to;
	k->copied = n;
	k->written = n + nuls;
}

static long
run_strcpy(struct oracle_call *k)
{
	assert_ptr_equal(kmsan_strcpy(k->b, k->a), k->b);
	return (long)strlen(k->b);
}

static long
ref_strcpy(struct oracle_call *k)
{
	put(k, 0, strlen(k->a) + 1, 0);
	return (long)strlen(k->a);
}

static long
run_strncpy(struct oracle_call *k)
{
	assert_ptr_equal(kmsan_strncpy(k->b, k->a, k->n), k->b);
	return (long)strnlen(k->b, k->n);
}

static long
ref_strncpy(struct oracle_call *k)
{
	size_t n = strnlen(k->a, k->n);

	put(k, 0, n, k->n - n);
	return (long)n;
}

static long
run_strlcpy(struct oracle_call *k)
{
	return (long)kmsan_strlcpy(k->b, k->a, k->n);
}

static long
ref_strlcpy(struct oracle_call *k)
{
	size_t n = strlen(k->a);

	if (k->n > 0)
		put(k, 0, n < k->n ? n : k->n - 1, 1);
	return (long)n;
}

static long
run_strcat(struct oracle_call *k)
{
	assert_ptr_equal(kmsan_strcat(k->b, k->a), k->b);
	return (long)strlen(k->b);
}

static long
ref_strcat(struct oracle_call *k)
{
	put(k, strlen(k->b), strlen(k->a) + 1, 0);
	return (long)strlen(k->b);
}

static long
run_strncat(struct oracle_call *k)
{
	assert_ptr_equal(kmsan_strncat(k->b, k->a, k->n), k->b);
	return (long)strlen(k->b);
}

static long
ref_strncat(struct oracle_call *k)
{
	put(k, strlen(k->b), strnlen(k->a, k->n), 1);
	return (long)strlen(k->b);
}

static long
run_strlcat(struct oracle_call *k)
{
	return (long)kmsan_strlcat(k->b, k->a, k->n);
}

static long
ref_strlcat(struct oracle_call *k)
{
	size_t at = strnlen(k->b, k->n), n = strlen(k->a), room = k->n - at;

	if (room > 0)
		put(k, at, n < room ? n : room - 1, 1);
	return (long)(at + n);
}

static long
run_memmove(struct oracle_call *k)
{
	assert_ptr_equal(kmsan_memmove(k->b, k->a, k->n), k->b);
	return 0;
}

static long
run_memcpy(struct oracle_call *k)
{
	assert_ptr_equal(kmsan_memcpy(k->b, k->a, k->n), k->b);
	return 0;
}

static long
run_bcopy(struct oracle_call *k)
{
	kmsan_bcopy(k->a, k->b, k->n);
	return 0;
}

static long
ref_memcpy(struct oracle_call *k)
{
	put(k, 0, k->n, 0);
	return 0;
}

#define TEST(func, ref, fill_, variants_, operands_)                                               \
	static void test_##func(void **state)                                                      \
	{                                                                                          \
		static const struct oracle oracle = {.name = #func,                                \
		    .run = run_##func,                                                             \
		    .reference = ref,                                                              \
		    .fill = fill_,                                                                 \
		    .variants = variants_,                                                         \
		    .operands = operands_,                                                         \
		    .copies = true};                                                               \
                                                                                                   \
		(void)state;                                                                       \
		oracle_check(&oracle);                                                             \
	}

TEST(strcpy, ref_strcpy, fill_cut, 1, 2)
TEST(strncpy, ref_strncpy, fill_cut, 5, 2)
TEST(strlcpy, ref_strlcpy, fill_cut, 5, 2)
TEST(strcat, ref_strcat, fill_append, 3, 2)
TEST(strncat, ref_strncat, fill_append, 15, 2)
TEST(strlcat, ref_strlcat, fill_append, 15, 2)
TEST(memcpy, ref_memcpy, fill_cut, 5, 2)
TEST(memmove, ref_memcpy, fill_cut, 5, 2)
TEST(bcopy, ref_memcpy, fill_cut, 5, 2)

/* Origins go with the copy, at every misalignment, and overlap does not matter to memmove. */
static void
test_origins(void **state)
{
	char *area = oracle_area();
	uint32_t cell = kmsan_orig_make(KMSAN_TYPE_KMEM, (uintptr_t)test_origins);

	(void)state;
	for (size_t from = 0; from < 8; from++) {
		for (size_t to = 0; to < 8; to++) {
			kmsan_mark(area, 512, KMSAN_STATE_INITED);
			kmsan_mark_cell(area + from, 40, cell);
			kmsan_memmove(area + 8 + to, area + from, 40);
			assert_int_equal(kmsan_test(area + 8 + to, 1), 0);
			assert_int_equal(kmsan_test(area + 8 + to + 40, 1), -1);
			for (size_t i = 0; i < 40; i++) {
				const char *p = area + 8 + to + i;

				assert_int_equal(*shad_of(p), 0xff);
				assert_int_not_equal(kmsan_orig_get(p), 0);
			}
		}
	}
}

static void
check_memset(char *p, size_t n, unsigned way)
{
	char *area = oracle_area();

	memset(area, 'x', 128);
	kmsan_mark(area, 128, KMSAN_STATE_UNINIT);
	if (way == 0)
		assert_ptr_equal(kmsan_memset(p, 0x141, n), p);
	else if (way == 1)
		assert_ptr_equal(kmsan_explicit_memset(p, 'A', n), p);
	else
		kmsan_bzero(p, n);
	for (size_t i = 0; i < 100; i++) {
		assert_int_equal(p[i], i >= n ? 'x' : way == 2 ? 0 : 'A');
		assert_int_equal(*shad_of(p + i), i < n ? 0 : 0xff);
	}
	assert_int_equal(p[-1], 'x');
	assert_int_equal(*shad_of(p - 1), 0xff);
}

static void
test_memset(void **state)
{
	(void)state;
	for (size_t misaligned = 0; misaligned < 8; misaligned++)
		for (size_t n = 0; n <= 64; n++)
			for (unsigned way = 0; way < 3; way++)
				check_memset(oracle_area() + 8 + misaligned, n, way);
}

/* Where arguments travel in the context, the memory gets the shad of the value, and its origin. */
static void
test_memset_context(void **state)
{
	char *area = oracle_area();
	struct kmsan_context *context = kmsan_port_context();
	uint32_t cell = kmsan_orig_make(KMSAN_TYPE_POOL, (uintptr_t)test_memset_context),
		 bits = 0x1f0;

	(void)state;
	kmsan_args_in_context = true;
	for (size_t n = 0; n <= 16; n++) {
		kmsan_mark(area, 64, KMSAN_STATE_INITED);
		kmsan_init_arg(800);
		memcpy(&context->param[1], &bits, sizeof(bits));
		context->param_orig[2] = cell;
		assert_false(REPORTS(kmsan_memset(area + 3, 5, n)));
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(area[3 + i], 5);
			assert_int_equal(*shad_of(area + 3 + i), 0xf0);
			assert_int_equal(kmsan_orig_get(area + 3 + i), cell);
		}
		assert_int_equal(kmsan_test(area + 3 + n, 8), -1);
	}
	kmsan_init_arg(800);
	kmsan_args_in_context = false;
}

/* Each argument has a slot of 8 bytes, and only so many of them are its own. */
static void
test_args_context(void **state)
{
	char *area = oracle_area();
	struct kmsan_context *context = kmsan_port_context();
	uint8_t *param = (uint8_t *)context->param;

	(void)state;
	kmsan_mark(area, 64, KMSAN_STATE_INITED);
	memset(area, 0, 64);
	kmsan_args_in_context = true;
	for (size_t byte = 0; byte < 32; byte++) {
		/* memchr(pointer, int, size_t) */
		bool own = byte < 8 || (byte >= 8 && byte < 12) || (byte >= 16 && byte < 24);

		kmsan_init_arg(800);
		param[byte] = 0x10;
		if (REPORTS(kmsan_memchr(area, 0, 4)) != own)
			fail_msg("byte %zu of the arguments: own %d", byte, own);
	}
	kmsan_args_in_context = false;
	param[0] = 0xff;
	assert_false(REPORTS(kmsan_memchr(area, 0, 4)));
	kmsan_init_arg(800);
}

static void
test_strsep(void **state)
{
	char *area = oracle_area(), *s = area + 3, *delim = area + 100;
	char **stringp = (char **)(void *)(area + 200);

	(void)state;
	kmsan_mark(area, 512, KMSAN_STATE_INITED);
	strcpy(delim, ":,");
	strcpy(s, "ab:c,,d");
	*stringp = s;
	assert_string_equal(kmsan_strsep(stringp, delim), "ab");
	assert_string_equal(kmsan_strsep(stringp, delim), "c");
	assert_string_equal(kmsan_strsep(stringp, delim), "");
	assert_string_equal(kmsan_strsep(stringp, delim), "d");
	assert_null(*stringp);
	assert_null(kmsan_strsep(stringp, delim));

	/* A letter whose low bits are not initialised is no delimiter; ':' may be ';' then. */
	strcpy(s, "ab:c");
	*stringp = s;
	kmsan_mark(s, 2, 0x01);
	assert_false(REPORTS(kmsan_strsep(stringp, delim)));
	assert_int_equal(*shad_of(s), 0x01);
	strcpy(s, "ab:c");
	*stringp = s;
	kmsan_mark(s + 2, 1, 0x01);
	assert_true(REPORTS(kmsan_strsep(stringp, delim)));
	assert_int_equal(kmsan_test(s + 2, 1), -1);
	strcpy(s, "ab:c");
	*stringp = s;
	kmsan_mark(s, 4, KMSAN_STATE_INITED);
	kmsan_mark(s + 3, 1, KMSAN_STATE_UNINIT);
	assert_false(REPORTS(kmsan_strsep(stringp, delim)));
	assert_true(REPORTS(kmsan_strsep(stringp, delim)));

	*stringp = s;
	kmsan_mark(stringp, 8, 0x80);
	assert_true(REPORTS(kmsan_strsep(stringp, delim)));
	assert_int_equal(kmsan_test(stringp, 8), -1);
	*stringp = s;
	kmsan_mark(delim + 1, 1, 0x01);
	assert_true(REPORTS(kmsan_strsep(stringp, delim)));
}

/* The end, or a delimiter: what is left of the string depends on which. */
static void
test_strsep_end(void **state)
{
	char *area = oracle_area(), **stringp = (char **)(void *)(area + 200);

	(void)state;
	kmsan_mark(area, 512, KMSAN_STATE_INITED);
	strcpy(area, "a b");
	kmsan_mark(area + 1, 1, ' ');
	*stringp = area;
	assert_true(REPORTS(kmsan_strsep(stringp, " ")));
}

/* The next value of the uninitialised bits of a byte; false after the last. */
static bool
next_byte(uint8_t *byte, uint8_t actual, uint8_t shad)
{
	uint8_t bits = (uint8_t)((*byte | (uint8_t)~shad) + 1) & shad;

	*byte = (uint8_t)((actual & ~shad) | bits);
	return bits != 0;
}

/* Which sort of byte: the end of the string, one of the delimiters, another. */
static int
sort_of(uint8_t byte)
{
	return byte == 0 ? 0 : strchr(":,/", byte) != NULL ? 1 : 2;
}

static bool
sort_depends(uint8_t actual, uint8_t shad)
{
	uint8_t byte = actual & (uint8_t)~shad;

	do
		if (sort_of(byte) != sort_of(actual))
			return true;
	while (next_byte(&byte, actual, shad));
	return false;
}

/* A string of len bytes with a delimiter at end (len: none), and one byte that is not all there. */
static void
check_strsep(size_t len, size_t end, size_t at, uint8_t shad)
{
	char *area = oracle_area(), *s = area + 64 + (at + len) % 8, *delim = area + 300 + len % 8;
	char **stringp = (char **)(void *)(area + 200);
	bool due, reported;
	uint8_t actual;

	kmsan_mark(area, 512, KMSAN_STATE_INITED);
	letters(s, len);
	if (end < len)
		s[end] = ":,/"[at % 3];
	s[len + 1] = '#';
	strcpy(delim, ":,/");
	*stringp = s;
	kmsan_mark(stringp, sizeof(*stringp), KMSAN_STATE_INITED);
	kmsan_mark(s + at, 1, shad);
	actual = (uint8_t)s[at];
	due = at <= end && sort_depends(actual, shad);
	reported = REPORTS(assert_ptr_equal(kmsan_strsep(stringp, delim), s));
	if (reported != due)
		fail_msg("strsep: %zu bytes, end %zu, byte %zu (%#x), bits %#x: due %d", len, end,
		    at, actual, shad, due);
	assert_ptr_equal(*stringp, end < len ? s + end + 1 : NULL);
	assert_int_equal(strlen(s), end);
	assert_int_equal(s[len + 1], '#');
	/* The NUL is strsep's own; the other bytes are what they were, or were reported. */
	assert_int_equal(*shad_of(s + end), 0);
	if (at != end)
		assert_true(reported || *shad_of(s + at) == shad);
}

static void
test_strsep_table(void **state)
{
	static const uint8_t masks[] = {0xff, 0x01, 0x20, 0x80, 0x0f};

	(void)state;
	for (size_t len = 0; len <= 64; len++)
		for (size_t end = len / 2; end <= len; end += len / 4 + 1)
			for (size_t at = 0; at <= len; at++)
				for (unsigned m = 0; m < sizeof(masks); m++)
					check_strsep(len, end, at, masks[m]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_strcpy),
	    cmocka_unit_test(test_strncpy),
	    cmocka_unit_test(test_strlcpy),
	    cmocka_unit_test(test_strcat),
	    cmocka_unit_test(test_strncat),
	    cmocka_unit_test(test_strlcat),
	    cmocka_unit_test(test_memcpy),
	    cmocka_unit_test(test_memmove),
	    cmocka_unit_test(test_bcopy),
	    cmocka_unit_test(test_origins),
	    cmocka_unit_test(test_memset),
	    cmocka_unit_test(test_memset_context),
	    cmocka_unit_test(test_args_context),
	    cmocka_unit_test(test_strsep),
	    cmocka_unit_test(test_strsep_end),
	    cmocka_unit_test(test_strsep_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
