/* SPDX-License-Identifier: BSD-2-Clause */
/* atomic.h: what each operation does, and which bits of the memory its result depends on. */
#include "libkern/oracle.h"

#include <kmsan/atomic.h>

/*
 * One operation on a word of 4 or 8 bytes, with two values. Returns what the kernel's function
 * returns; 0 for void. plain says what becomes of the memory and what is returned.
 */
struct op {
	const char *name;
	unsigned size;
	uint64_t (*run)(void *p, uint64_t v, uint64_t w);
	uint64_t (*plain)(uint64_t *p, uint64_t v, uint64_t w);
	/* Which bits of the old value the outcome depends on. */
	uint64_t (*decides)(uint64_t v);
};

static uint64_t
all(uint64_t v)
{
	(void)v;
	return UINT64_MAX;
}

static uint64_t
kept(uint64_t v)
{
	return v;
}

static uint64_t
not_set(uint64_t v)
{
	return ~v;
}

#define PLAIN(name, statement, result)                                                             \
	static uint64_t plain_##name(uint64_t *p, uint64_t v, uint64_t w)                          \
	{                                                                                          \
		uint64_t old = *p;                                                                 \
                                                                                                   \
		(void)old, (void)v, (void)w;                                                       \
		statement;                                                                         \
		return result;                                                                     \
	}
PLAIN(add, *p += v, 0)
PLAIN(add_nv, *p += v, *p)
PLAIN(and, *p &= v, 0)
PLAIN(and_nv, *p &= v, *p)
PLAIN(or, *p |= v, 0)
PLAIN(or_nv, *p |= v, *p)
PLAIN(inc, *p += 1, 0)
PLAIN(inc_nv, *p += 1, *p)
PLAIN(dec, *p -= 1, 0)
PLAIN(dec_nv, *p -= 1, *p)
PLAIN(swap, *p = v, old)
PLAIN(cas, *p = old == v ? w : old, old)

#define RUN(name, type, expression)                                                                \
	static uint64_t run_##name(void *p, uint64_t v, uint64_t w)                                \
	{                                                                                          \
		(void)v, (void)w;                                                                  \
		return (type)(expression);                                                         \
	}
#define RUN_VOID(name, statement)                                                                  \
	static uint64_t run_##name(void *p, uint64_t v, uint64_t w)                                \
	{                                                                                          \
		(void)v, (void)w;                                                                  \
		statement;                                                                         \
		return 0;                                                                          \
	}
#define OPS(suffix, type, vtype)                                                                   \
	RUN_VOID(add_##suffix, atomic_add_##suffix(p, (vtype)v))                                   \
	RUN(add_##suffix##_nv, type, atomic_add_##suffix##_nv(p, (vtype)v))
#define BITS(suffix, type)                                                                         \
	RUN_VOID(and_##suffix, atomic_and_##suffix(p, (type)v))                                    \
	RUN(and_##suffix##_nv, type, atomic_and_##suffix##_nv(p, (type)v))                         \
	RUN_VOID(or_##suffix, atomic_or_##suffix(p, (type)v))                                      \
	RUN(or_##suffix##_nv, type, atomic_or_##suffix##_nv(p, (type)v))
#define STEPS(suffix, type)                                                                        \
	RUN_VOID(inc_##suffix, atomic_inc_##suffix(p))                                             \
	RUN(inc_##suffix##_nv, type, atomic_inc_##suffix##_nv(p))                                  \
	RUN_VOID(dec_##suffix, atomic_dec_##suffix(p))                                             \
	RUN(dec_##suffix##_nv, type, atomic_dec_##suffix##_nv(p))
#define SWAPS(suffix, type, cast)                                                                  \
	RUN(swap_##suffix, type, atomic_swap_##suffix(p, (cast)v))                                 \
	RUN(cas_##suffix, type, atomic_cas_##suffix(p, (cast)v, (cast)w))                          \
	RUN(cas_##suffix##_ni, type, atomic_cas_##suffix##_ni(p, (cast)v, (cast)w))

OPS(32, uint32_t, int32_t)
OPS(64, uint64_t, int64_t)
OPS(int, unsigned, int)
OPS(long, unsigned long, long)
OPS(ptr, uintptr_t, intptr_t)
BITS(32, uint32_t)
BITS(64, uint64_t)
BITS(uint, unsigned)
BITS(ulong, unsigned long)
STEPS(32, uint32_t)
STEPS(64, uint64_t)
STEPS(uint, unsigned)
STEPS(ulong, unsigned long)
STEPS(ptr, uintptr_t)
SWAPS(32, uint32_t, uint32_t)
SWAPS(64, uint64_t, uint64_t)
SWAPS(uint, unsigned, unsigned)
SWAPS(ulong, unsigned long, unsigned long)
SWAPS(ptr, uintptr_t, void *)

#define OP(name, size, plain, decides)                                                             \
	{                                                                                          \
#name, size, run_##name, plain_##plain, decides                                    \
	}
#define OP_ADD(suffix, size)                                                                       \
	OP(add_##suffix, size, add, all), OP(add_##suffix##_nv, size, add_nv, all)
#define OP_BITS(suffix, size)                                                                      \
	OP(and_##suffix, size, and, kept), OP(and_##suffix##_nv, size, and_nv, kept),              \
	    OP(or_##suffix, size, or, not_set), OP(or_##suffix##_nv, size, or_nv, not_set)
#define OP_STEPS(suffix, size)                                                                     \
	OP(inc_##suffix, size, inc, all), OP(inc_##suffix##_nv, size, inc_nv, all),                \
	    OP(dec_##suffix, size, dec, all), OP(dec_##suffix##_nv, size, dec_nv, all)
#define OP_SWAPS(suffix, size)                                                                     \
	OP(swap_##suffix, size, swap, all), OP(cas_##suffix, size, cas, all),                      \
	    OP(cas_##suffix##_ni, size, cas, all)

static const struct op ops[] = {OP_ADD(32, 4), OP_ADD(64, 8), OP_ADD(int, 4), OP_ADD(long, 8),
    OP_ADD(ptr, 8), OP_BITS(32, 4), OP_BITS(64, 8), OP_BITS(uint, 4), OP_BITS(ulong, 8),
    OP_STEPS(32, 4), OP_STEPS(64, 8), OP_STEPS(uint, 4), OP_STEPS(ulong, 8), OP_STEPS(ptr, 8),
    OP_SWAPS(32, 4), OP_SWAPS(64, 8), OP_SWAPS(uint, 4), OP_SWAPS(ulong, 8), OP_SWAPS(ptr, 8)};
#define NOPS (sizeof(ops) / sizeof(ops[0]))

static uint64_t
low(uint64_t v, unsigned size)
{
	return size == 8 ? v : (uint32_t)v;
}

static void
test_values(void **state)
{
	static const uint64_t values[] = {
	    0, 1, 0xff, 0x80000000, 0xffffffff, 0x123456789abcdef0, UINT64_MAX};
	const unsigned n = sizeof(values) / sizeof(values[0]);
	uint64_t *word = (uint64_t *)(void *)oracle_area();

	(void)state;
	for (unsigned o = 0; o < NOPS; o++) {
		for (unsigned i = 0; i < n * n * n; i++) {
			uint64_t old = values[i % n], v = values[i / n % n], w = values[i / n / n];
			uint64_t want = low(old, ops[o].size), got = old, result, due;

			due = low(ops[o].plain(&want, low(v, ops[o].size), low(w, ops[o].size)),
			    ops[o].size);
			*word = got;
			result = ops[o].run(word, v, w);
			if (result != due || low(*word, ops[o].size) != low(want, ops[o].size) ||
			    (ops[o].size == 4 && *word >> 32 != old >> 32))
				fail_msg("atomic_%s(%#lx, %#lx, %#lx)", ops[o].name, old, v, w);
		}
	}
}

/* Each bit of the word in turn, and the bytes beside it, which are not the operation's. */
static void
test_bits(void **state)
{
	static const uint64_t values[] = {0, 0xff00ff00ff00ff00, UINT64_MAX, 0x8000000180000001};
	uint64_t *word = (uint64_t *)(void *)oracle_area();

	(void)state;
	for (unsigned o = 0; o < NOPS; o++) {
		for (unsigned i = 0; i < 4 * 64; i++) {
			uint64_t v = values[i / 64], bit = (uint64_t)1 << (i % 64);
			bool own = ops[o].size == 8 || i % 64 < 32, reported;
			bool due = own && (ops[o].decides(v) & bit) != 0;

			kmsan_mark(word, 8, KMSAN_STATE_INITED);
			*word = 0;
			kmsan_mark((char *)word + i % 64 / 8, 1, (uint8_t)(1u << i % 8));
			reported = REPORTS(ops[o].run(word, v, 1));
			if (reported != due)
				fail_msg("atomic_%s with %#lx: bit %u: due %d", ops[o].name, v,
				    i % 64, due);
			assert_int_equal(kmsan_test(word, 8), own ? -1 : (int)(i % 64 / 8));
		}
	}
}

static void
test_load_store(void **state)
{
	uint32_t *word = (uint32_t *)(void *)oracle_area(), *value = word + 8;

	(void)state;
	kmsan_mark(word, 64, KMSAN_STATE_INITED);
	atomic_store_relaxed(word, 5);
	assert_int_equal(atomic_load_relaxed(word), 5);
	atomic_store_release(word, 6);
	assert_int_equal(atomic_load_acquire(word), 6);
	assert_int_equal(atomic_load_consume(word), 6);
	assert_false(REPORTS(kmsan_atomic_store_check(value, 4, "atomic_store_relaxed():arg2")));
	kmsan_mark((char *)value + 3, 1, 0x80);
	assert_true(REPORTS(kmsan_atomic_store_check(value, 4, "atomic_store_relaxed():arg2")));
	assert_false(REPORTS(kmsan_atomic_store_check(value, 3, "atomic_store_relaxed():arg2")));
#ifdef __HAVE_ATOMIC64_LOADSTORE
	atomic_store_release((uint64_t *)(void *)word, UINT64_MAX - 1);
	assert_true(atomic_load_acquire((uint64_t *)(void *)word) == UINT64_MAX - 1);
#else
#error "64 bits can be loaded and stored"
#endif
	membar_acquire();
	membar_release();
	membar_sync();
	membar_producer();
	membar_consumer();
	membar_enter();
	membar_exit();
	membar_datadep_consumer();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_bits),
	    cmocka_unit_test(test_load_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
