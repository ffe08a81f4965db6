/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * copy(9), fetch(9), store(9), ucas(9): each function at misalignments 0 to 7 of both addresses,
 * lengths 0 to 64, with one uninitialised byte or bit at every place, and with faults at every place.
 */
#define _GNU_SOURCE
#include "sinks/area.h"

#include <kmsan/uaccess.h>

#define MAX 64

enum direction { IN, OUT, WITHIN };

/* One call: from and to are whichever of the two is the kernel's. */
struct call {
	const char *from;
	char *to;
	size_t len, done;
};

struct function {
	const char *name;
	enum direction direction;
	bool string;
	int (*run)(struct call *);
};

static int
run_copyin(struct call *c)
{
	return copyin(c->from, c->to, c->len);
}

static int
run_copyout(struct call *c)
{
	return copyout(c->from, c->to, c->len);
}

static int
run_kcopy(struct call *c)
{
	return kcopy(c->from, c->to, c->len);
}

static int
run_copyinstr(struct call *c)
{
	return copyinstr(c->from, c->to, c->len, &c->done);
}

static int
run_copyoutstr(struct call *c)
{
	return copyoutstr(c->from, c->to, c->len, &c->done);
}

static int
run_copystr(struct call *c)
{
	return copystr(c->from, c->to, c->len, &c->done);
}

static const struct function functions[] = {
    {"copyin", IN, false, run_copyin},
    {"copyout", OUT, false, run_copyout},
    {"kcopy", WITHIN, false, run_kcopy},
    {"copyinstr", IN, true, run_copyinstr},
    {"copyoutstr", OUT, true, run_copyoutstr},
    {"copystr", WITHIN, true, run_copystr},
};
#define FUNCTIONS (sizeof(functions) / sizeof(functions[0]))

/* A case: which byte of the source has which uninitialised bits; SIZE_MAX: none. */
struct state {
	const struct function *f;
	struct call call;
	size_t string; /* where its NUL is, or the length if there is none */
	size_t at;
	uint8_t mask;
	size_t fault; /* so many bytes can be copied; SIZE_MAX: all */
};

/* How many bytes are copied when nothing faults. */
static size_t
whole(const struct state *s)
{
	if (!s->f->string || s->string >= s->call.len)
		return s->call.len;
	return s->string + 1;
}

static void
set_up_case(struct state *s, size_t from, size_t to)
{
	char *source = area + 64 + from;

	s->call.from = source;
	s->call.to = area + 512 + to;
	s->call.done = 4711;
	for (size_t i = 0; i < MAX + 8; i++)
		source[i] = (char)('a' + i % 26);
	if (s->f->string && s->string < MAX + 8)
		source[s->string] = '\0';
	memset(area + 448, '#', 256);
	kmsan_mark(area, 1024, KMSAN_STATE_INITED);
	/* What is copied to was not initialised before. */
	kmsan_mark(area + 448, 256, KMSAN_STATE_UNINIT);
	if (s->at != SIZE_MAX)
		kmsan_mark(source + s->at, 1, s->mask);
	kmsan_test_fault(NULL, 0);
	if (s->fault == SIZE_MAX)
		return;
	if (s->f->direction == OUT)
		kmsan_test_fault(s->call.to + s->fault, 200);
	else
		kmsan_test_fault(source + s->fault, 200);
}

/* Is a report due? What a process gives is initialised, whatever the shadow says of its memory. */
static bool
is_due(const struct state *s)
{
	if (s->at == SIZE_MAX || s->at >= whole(s))
		return false;
	if (s->f->direction == OUT)
		return true;
	/* Does it decide where the string ends? A letter has bit 6, the NUL no bit. */
	return s->f->direction == WITHIN && s->f->string &&
	       (s->at == s->string || (s->mask & 0x60) == 0x60);
}

static void
check_target(const struct state *s, size_t copied, bool reported)
{
	for (size_t i = 0; i < 256; i++) {
		const char *p = area + 448 + i;
		size_t offset = (size_t)(p - s->call.to);
		bool inside = p >= s->call.to && offset < copied;
		uint8_t due = inside ? 0 : 0xff;

		if (inside && s->f->direction == WITHIN && offset == s->at && !reported)
			due = s->mask;
		if (*p != (inside ? s->call.from[offset] : '#') || *shad_of(p) != due)
			fail_msg("%s of %zu: byte %zd is %#x with shad %#x, not %#x", s->f->name,
			    s->call.len, p - s->call.to, *p, *shad_of(p), due);
	}
}

static void
check_case(struct state *s, size_t from, size_t to)
{
	size_t copied = whole(s);
	int error, want = 0;
	bool reported;

	set_up_case(s, from, to);
	reported = REPORTS(error = s->f->run(&s->call));
	if (copied > s->fault) {
		copied = s->fault;
		want = KMSAN_EFAULT;
	} else if (s->f->string && s->string >= s->call.len) {
		want = KMSAN_ENAMETOOLONG;
	}
	if (error != want || reported != is_due(s))
		fail_msg("%s of %zu, string %zu, byte %zu bits %#x, fault %zu: error %d (%d), %s",
		    s->f->name, s->call.len, s->string, s->at, s->mask, s->fault, error, want,
		    reported ? "reported" : "not reported");
	if (s->f->string)
		assert_int_equal(s->call.done, copied);
	check_target(s, copied, reported);
}

static void
test_misaligned(void **state)
{
	static const uint8_t masks[] = {0xff, 0x01, 0x40, 0x80};

	(void)state;
	for (unsigned f = 0; f < FUNCTIONS; f++) {
		for (size_t len = 0; len <= MAX; len++) {
			for (size_t at = 0; at < len + 2; at++) {
				struct state s = {.f = &functions[f],
				    .call = {.len = len},
				    .string = at % 3 == 0   ? len + 1
					      : at % 3 == 1 ? len / 2
							    : len - 1,
				    .at = at,
				    .mask = masks[(at + len) % 4],
				    .fault = SIZE_MAX};

				for (size_t m = 0; m < 8; m++)
					check_case(&s, m, (m * 3 + len) % 8);
			}
		}
	}
}

static void
test_faults(void **state)
{
	(void)state;
	for (unsigned f = 0; f < FUNCTIONS; f++) {
		/* copystr has no address that may fault. */
		if (functions[f].run == run_copystr)
			continue;
		for (size_t len = 0; len <= MAX; len++) {
			for (size_t fault = 0; fault <= len; fault++) {
				struct state s = {.f = &functions[f],
				    .call = {.len = len},
				    .string = len - fault / 3,
				    .at = SIZE_MAX,
				    .fault = fault};

				check_case(&s, fault % 8, len % 8);
			}
		}
	}
}

/* Reported before it leaves, also if it does not get far. */
static void
test_leak_and_fault(void **state)
{
	(void)state;
	kmsan_mark(area, 1024, KMSAN_STATE_INITED);
	kmsan_mark(area + 9, 1, 0x02);
	kmsan_test_fault(area + 512, 100);
	assert_true(REPORTS(assert_int_equal(copyout(area, area + 508, 10), KMSAN_EFAULT)));
	assert_false(REPORTS(assert_int_equal(copyout(area, area + 508, 9), KMSAN_EFAULT)));
}

static void
test_bad_addresses(void **state)
{
	char *null = NULL;
	size_t done = 7;

	(void)state;
	kmsan_mark(area, 1024, KMSAN_STATE_INITED);
	memset(area, 'x', 16);
	assert_int_equal(copyin(null, area, 8), KMSAN_EFAULT);
	assert_int_equal(copyin((char *)(uintptr_t)4095, area, 1), KMSAN_EFAULT);
	assert_int_equal(copyout(area, null, 8), KMSAN_EFAULT);
	assert_int_equal(copyinstr(null, area, 8, &done), KMSAN_EFAULT);
	assert_int_equal(done, 0);
	assert_int_equal(copyoutstr(area, null, 8, NULL), KMSAN_EFAULT);
	assert_int_equal(area[0], 'x');
	/* Nothing to copy is nothing to fault on. */
	assert_int_equal(copyin(null, area, 0), 0);
	assert_int_equal(copyout(area, null, 0), 0);
	assert_int_equal(copyinstr(null, area, 0, &done), KMSAN_ENAMETOOLONG);
}

#define FETCH(name, type)                                                                          \
	static void fetch_store_##name(void)                                                       \
	{                                                                                          \
		for (size_t m = 0; m < 8; m++) {                                                   \
			type *uaddr = (type *)(void *)(area + 64 + m * 8);                         \
			type *value = (type *)(void *)(area + 256 + m * sizeof(type));             \
                                                                                                   \
			kmsan_test_fault(NULL, 0);                                                 \
			kmsan_mark(area, 1024, KMSAN_STATE_INITED);                                \
			*uaddr = (type)0x123456789abcdef1;                                         \
			kmsan_mark(value, sizeof(type), KMSAN_STATE_UNINIT);                       \
			assert_int_equal(ufetch_##name(uaddr, value), 0);                          \
			assert_true(*value == *uaddr);                                             \
			assert_int_equal(kmsan_test(value, sizeof(type)), -1);                     \
			assert_int_equal(ustore_##name(uaddr, 5), 0);                              \
			assert_true(*uaddr == 5);                                                  \
                                                                                                   \
			kmsan_mark(value, sizeof(type), KMSAN_STATE_UNINIT);                       \
			kmsan_test_fault(uaddr, 1);                                                \
			*value = 3;                                                                \
			assert_int_equal(ufetch_##name(uaddr, value), KMSAN_EFAULT);               \
			assert_true(*value == 3);                                                  \
			assert_int_equal(kmsan_test(value, 1), 0);                                 \
			assert_int_equal(ustore_##name(uaddr, 9), KMSAN_EFAULT);                   \
			assert_true(*uaddr == 5);                                                  \
		}                                                                                  \
	}
KMSAN_UACCESS_TYPES(FETCH)

#define RUN_FETCH(name, type) fetch_store_##name();

static void
test_fetch_store(void **state)
{
	(void)state;
	KMSAN_UACCESS_TYPES(RUN_FETCH)
}

/* At every misalignment of both sides: the value and what lies beside it. */
static void
test_fetch_store_misaligned(void **state)
{
	(void)state;
	for (size_t size = 1; size <= 8; size *= 2) {
		for (size_t m = 0; m < 64; m++) {
			char *uaddr = area + 64 + m % 8, *value = area + 128 + m / 8;

			kmsan_test_fault(NULL, 0);
			memset(area, 'x', 256);
			memset(uaddr, 'u', size);
			kmsan_mark(area, 1024, KMSAN_STATE_UNINIT);
			assert_false(
			    REPORTS(assert_int_equal(kmsan_ufetch(uaddr, value, size), 0)));
			assert_memory_equal(value, uaddr, size);
			assert_int_equal(kmsan_test(value, size), -1);
			assert_int_equal(kmsan_test(value + size, 1), 0);
			assert_int_equal(kmsan_test(value - 1, 1), 0);
			memset(value, 'v', size);
			assert_false(REPORTS(assert_int_equal(
			    kmsan_ustore(uaddr, value, size, "ustore_8():arg2"), 0)));
			assert_memory_equal(uaddr, value, size);
			assert_true(uaddr[-1] == 'x' && uaddr[size] == 'x');
		}
	}
}

/* Every bit of what is stored. */
static void
test_store_bits(void **state)
{
	(void)state;
	for (size_t size = 1; size <= 8; size *= 2) {
		for (unsigned bit = 0; bit < 64; bit++) {
			char *value = area + 8, *uaddr = area + 64;

			kmsan_mark(area, 1024, KMSAN_STATE_INITED);
			kmsan_mark(uaddr, size, KMSAN_STATE_UNINIT);
			kmsan_mark(value + bit / 8, 1, (uint8_t)(1u << bit % 8));
			assert_int_equal(
			    REPORTS(kmsan_ustore(uaddr, value, size, "ustore_8():arg2")),
			    bit / 8 < size);
			assert_int_equal(kmsan_test(uaddr, size), -1);
		}
	}
}

static void
test_ustore_ucas_ptr(void **state)
{
	void **uaddr = (void **)(void *)(area + 64), *found = NULL, *value = NULL;

	(void)state;
	kmsan_mark(area, 1024, KMSAN_STATE_INITED);
	assert_int_equal(ustore_ptr((void *)uaddr, area), 0);
	assert_int_equal(ufetch_ptr((const void **)uaddr, &value), 0);
	assert_ptr_equal(value, area);
	assert_int_equal(ucas_ptr((void *)uaddr, area, area + 1, &found), 0);
	assert_ptr_equal(found, area);
	assert_ptr_equal(*uaddr, area + 1);
}

/* Where the answer goes is initialised, and so is the process's memory; no more of either. */
static void
test_out_pointers(void **state)
{
	size_t *done = (size_t *)(void *)(area + 512);
	uint32_t *uaddr = (uint32_t *)(void *)(area + 64),
		 *found = (uint32_t *)(void *)(area + 128);

	(void)state;
	kmsan_test_fault(NULL, 0);
	kmsan_mark(area, 1024, KMSAN_STATE_INITED);
	memcpy(area, "name", 5);
	for (int way = 0; way < 3; way++) {
		kmsan_mark(done, 16, KMSAN_STATE_UNINIT);
		if (way == 0)
			assert_int_equal(copyinstr(area, area + 256, 16, done), 0);
		else if (way == 1)
			assert_int_equal(copyoutstr(area, area + 256, 16, done), 0);
		else
			assert_int_equal(copystr(area, area + 256, 16, done), 0);
		assert_int_equal(*done, 5);
		assert_int_equal(kmsan_test(done, 16), sizeof(*done));
	}
	*uaddr = 3;
	kmsan_mark(uaddr, 8, KMSAN_STATE_UNINIT);
	kmsan_mark(found, 8, KMSAN_STATE_UNINIT);
	assert_int_equal(ucas_32(uaddr, 3, 4, found), 0);
	assert_int_equal(kmsan_test(uaddr, 8), 4);
	assert_int_equal(kmsan_test(found, 8), 4);
}

/* A string that the kernel has no room for: the bytes before the fault, and how many. */
static void
test_copyinstr_lost(void **state)
{
	size_t done = 0;

	(void)state;
	kmsan_mark(area, 1024, KMSAN_STATE_INITED);
	memset(area, 'x', 300);
	area[300] = '\0';
	for (size_t room = 0; room <= 300; room += 60) {
		kmsan_mark(area + 512, 400, KMSAN_STATE_UNINIT);
		kmsan_test_fault(area + 512 + room, 400);
		assert_int_equal(copyinstr(area, area + 512, 301, &done), KMSAN_EFAULT);
		assert_int_equal(done, room);
		assert_int_equal(kmsan_test(area + 512, 400), room);
	}
	kmsan_test_fault(NULL, 0);
}

#define CAS(name, type)                                                                            \
	static void cas_##name(void)                                                               \
	{                                                                                          \
		type *uaddr = (type *)(void *)(area + 64), *found = (type *)(void *)(area + 128);  \
                                                                                                   \
		kmsan_mark(area, 1024, KMSAN_STATE_INITED);                                        \
		kmsan_mark(found, sizeof(type), KMSAN_STATE_UNINIT);                               \
		*uaddr = 7;                                                                        \
		assert_int_equal(ucas_##name(uaddr, 7, 9, found), 0);                              \
		assert_true(*found == 7 && *uaddr == 9);                                           \
		assert_int_equal(kmsan_test(found, sizeof(type)), -1);                             \
		assert_int_equal(ucas_##name(uaddr, 7, 11, found), 0);                             \
		assert_true(*found == 9 && *uaddr == 9);                                           \
		*found = 1;                                                                        \
		assert_int_equal(ucas_##name(uaddr + 1000000000, 0, 1, found), KMSAN_EFAULT);      \
		assert_int_equal(                                                                  \
		    ucas_##name((type *)(void *)((char *)uaddr + 1), 0, 1, found), KMSAN_EFAULT);  \
		assert_true(*found == 1);                                                          \
	}
CAS(32, uint32_t)
CAS(64, uint64_t)
CAS(int, unsigned int)
CAS(long, unsigned long)

static void
test_ucas(void **state)
{
	(void)state;
	kmsan_test_fault(area + 64 + 4000000000, 1);
	cas_32();
	cas_int();
	kmsan_test_fault(area + 64 + 8000000000, 1);
	cas_64();
	cas_long();
}

static void
test_ucas_bits(void **state)
{
	(void)state;
	kmsan_test_fault(NULL, 0);
	for (size_t size = 4; size <= 8; size += 4) {
		for (unsigned bit = 0; bit < 128; bit++) {
			char *values = area + 64;

			kmsan_mark(area, 1024, KMSAN_STATE_INITED);
			kmsan_mark(values + bit / 8, 1, (uint8_t)(1u << bit % 8));
			assert_int_equal(REPORTS(kmsan_ucas(area + 128, values, values + 8,
					     area + 192, size, "expected", "value")),
			    bit % 64 / 8 < size);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_misaligned, set_up),
	    cmocka_unit_test_setup(test_faults, set_up),
	    cmocka_unit_test_setup(test_leak_and_fault, set_up),
	    cmocka_unit_test_setup(test_bad_addresses, set_up),
	    cmocka_unit_test_setup(test_fetch_store, set_up),
	    cmocka_unit_test_setup(test_fetch_store_misaligned, set_up),
	    cmocka_unit_test_setup(test_store_bits, set_up),
	    cmocka_unit_test_setup(test_ustore_ucas_ptr, set_up),
	    cmocka_unit_test_setup(test_out_pointers, set_up),
	    cmocka_unit_test_setup(test_copyinstr_lost, set_up),
	    cmocka_unit_test_setup(test_ucas, set_up),
	    cmocka_unit_test_setup(test_ucas_bits, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
