/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kmem(9): sizes, alignment, marks, padding, and everything that a caller can do wrong.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <kmsan/lockdebug.h>

#include "alloc_test.h"

#define NOINLINE __attribute__((noinline))

static NOINLINE void *
allocate(size_t size)
{
	void *p = kmem_alloc(size, KM_SLEEP);

	__asm__ volatile("" ::: "memory");
	return p;
}

static NOINLINE void
release(void *p, size_t size)
{
	kmem_free(p, size);
	__asm__ volatile("" ::: "memory");
}

static size_t
class_size(size_t size)
{
	static const size_t steps[][2] = {{64, 8}, {1024, 64}, {2048, 128}, {4096, 256}};

	for (unsigned i = 0; i < 4; i++)
		if (size <= steps[i][0])
			return (size + steps[i][1] - 1) / steps[i][1] * steps[i][1];
	return (size + 4095) / 4096 * 4096;
}

static void
marks_for_every_size(void **state)
{
	(void)state;
	for (size_t size = 1; size <= 9000; size += size < 600 ? 1 : 97) {
		char *p = allocate(size);
		size_t bytes = class_size(size);

		assert_int_equal((uintptr_t)p % KMEM_ALIGN, 0);
		if (size >= 64)
			assert_int_equal((uintptr_t)p % 64, 0);
		if (size % 4096 == 0)
			assert_int_equal((uintptr_t)p % 4096, 0);
		/* The padding too, and with the same cell. */
		assert_uninit(p, bytes);
		assert_type(p, bytes, KMSAN_TYPE_KMEM);
		assert_origin_in(p, allocate);
		assert_int_equal(*kmsan_port_orig(p), *kmsan_port_orig(p + bytes - 1));
		memset(p, 1, size);
		kmsan_mark(p, size, KMSAN_STATE_INITED);
		release(p, size);
		if (size <= 4096) {
			assert_uninit(p, bytes);
			assert_type(p, bytes, KMSAN_TYPE_KMEM | KMSAN_TYPE_FREED);
			assert_origin_in(p, release);
		}
	}
	assert_silent();
}

/* The short way makes the same origins as the long one. */
static void
origins_of_both_ways(void **state)
{
	for (unsigned long_way = 0; long_way < 2; long_way++) {
		char *p = allocate(200);
		struct origin_info given, taken;
		uint32_t cell = *kmsan_port_orig(p);

		(void)state;
		origin_decode(cell, &given);
		assert_int_equal(cell, kmsan_orig_make(KMSAN_TYPE_KMEM, given.place.pc));
		kmsan_options.quarantine = long_way;
		release(p, 200);
		origin_decode(*kmsan_port_orig(p), &taken);
		assert_true(taken.freed);
		assert_int_equal(taken.alloc_cell, cell);
		assert_int_equal(*kmsan_port_orig(p),
		    kmsan_orig_make_freed(KMSAN_TYPE_KMEM, taken.place.pc, cell));
	}
}

static void
zalloc_is_zero_and_initialised(void **state)
{
	static const size_t sizes[] = {1, 7, 8, 13, 64, 65, 1000, 4095, 4096, 4097, 70000};

	(void)state;
	for (unsigned turn = 0; turn < 2; turn++) {
		for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			size_t size = sizes[i], bytes = class_size(size);
			unsigned char *p = kmem_zalloc(size, KM_NOSLEEP);

			assert_non_null(p);
			assert_inited(p, size);
			assert_uninit(p + size, bytes - size);
			for (size_t j = 0; j < size; j++)
				assert_int_equal(p[j], 0);
			/* Dirt for the second turn. */
			memset(p, 0xa5, size);
			kmem_free(p, size);
		}
	}
}

/* Pages that are used again are no longer zero by themselves. */
static void
zalloc_of_used_pages(void **state)
{
	static const size_t sizes[] = {70000, 1500000};

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		unsigned char *p, *q;

		kmem_reap();
		p = kmem_zalloc(sizes[i], KM_SLEEP);
		memset(p, 0xa5, sizes[i]);
		kmem_free(p, sizes[i]);
		q = kmem_zalloc(sizes[i], KM_SLEEP);
		assert_ptr_equal(q, p);
		for (size_t j = 0; j < sizes[i]; j++)
			if (q[j] != 0)
				fail_msg("%zu: 0x%x", j, q[j]);
		kmem_free(q, sizes[i]);
	}
}

/* On both sides of the largest that shares its pages: each byte is the object's own. */
static void
largest_small_and_smallest_large(void **state)
{
	(void)state;
	for (size_t size = 4095; size <= 4098; size++) {
		char *p = allocate(size), *q = allocate(size);
		struct kmsan_addr_info info;

		assert_true(kmsan_addr_describe(p + size - 1, &info));
		assert_int_equal(info.start, (uintptr_t)p);
		assert_int_equal(info.size, size);
		assert_true(kmsan_addr_describe(q, &info));
		assert_int_equal(info.start, (uintptr_t)q);
		release(p, size);
		release(q, size);
	}
}

static void
poison_on_free_off(void **state)
{
	char *p;

	(void)state;
	kmsan_options.poison_on_free = false;
	kmsan_options_changed();
	p = kmem_alloc(100, KM_SLEEP);
	assert_uninit(p, 128);
	kmem_free(p, 100);
	assert_inited(p, 128);
	/* And yet a second free is told where the first was. */
	assert_stops("kmem_free: ", kmem_free(p, 100));
	assert_said("of 100 bytes, is already freed\n");
	assert_said("  Freed by kmem_free at:\n");
}

static void
objects_do_not_overlap(void **state)
{
	enum { N = 3000 };
	static unsigned char *p[N];
	static size_t size[N];

	(void)state;
	for (unsigned i = 0; i < N; i++) {
		size[i] = 1 + (i * 7919u) % 5000;
		p[i] = kmem_alloc(size[i], KM_SLEEP);
		memset(p[i], (int)(i & 0xff), size[i]);
	}
	for (unsigned i = 0; i < N; i += 2) {
		kmem_free(p[i], size[i]);
		p[i] = kmem_alloc(size[i], KM_SLEEP);
		memset(p[i], (int)(i & 0xff), size[i]);
	}
	for (unsigned i = 0; i < N; i++) {
		for (size_t j = 0; j < size[i]; j++)
			assert_int_equal(p[i][j], i & 0xff);
		kmem_free(p[i], size[i]);
	}
	assert_silent();
}

/* Each mistake is named, stops, and leaves the object and its neighbours as they were. */
static void
wrong_size(void **state)
{
	char *p = allocate(64), *q = allocate(10000);

	(void)state;
	assert_stops("is freed with size 32 and was allocated with size 64\n", kmem_free(p, 32));
	assert_said("kMSan: kmem_free: 0x");
	assert_said("  Created by kmem_alloc(64) at:\n");
	assert_null(strstr(kmsan_test_console(), "Freed by"));
	assert_stops("is freed with size 0 and was allocated with size 64\n", kmem_free(p, 0));
	assert_stops(
	    "is freed with size 10000 and was allocated with size 64\n", kmem_free(p, 10000));
	assert_stops("is freed with size 64 and was allocated with size 10000\n", kmem_free(q, 64));
	assert_stops(
	    "is freed with size 10001 and was allocated with size 10000\n", kmem_free(q, 10001));
	assert_uninit(p, 64);
	assert_type(p, 64, KMSAN_TYPE_KMEM);
	kmem_free(p, 64);
	kmem_free(q, 10000);
}

static void
foreign_pointer(void **state)
{
	int local = 0;
	char *pages = kmsan_port_pages(4096);

	(void)state;
	assert_stops("was not allocated by any allocator\n", kmem_free(&local, 4));
	assert_stops("was not allocated by any allocator\n", kmem_free(pages, 4096));
	assert_stops("was not allocated by any allocator\n", kmem_free((void *)0x10, 4));
	assert_stops(
	    "was not allocated by any allocator\n", kmem_free((void *)0xffff800012345678, 4));
	assert_stops("kmem_free: the pointer is NULL\n", kmem_free(NULL, 4));
	kmsan_pages_free(pages, 4096);
}

static void
interior_pointer(void **state)
{
	char *p = allocate(100), *q = allocate(9000);

	(void)state;
	assert_stops("is 12 bytes inside an object of 100 bytes\n", kmem_free(p + 12, 100));
	assert_said("  Created by kmem_alloc(100) at:\n");
	assert_stops("is 5000 bytes inside an object of 9000 bytes\n", kmem_free(q + 5000, 4000));
	assert_stops("is 110 bytes inside an object of 100 bytes\n", kmem_free(p + 110, 100));
	kmem_free(p, 100);
	kmem_free(q, 9000);
	assert_stops("is 12 bytes inside an object of 100 bytes, which is already freed\n",
	    kmem_free(p + 12, 100));
}

static void
double_free(void **state)
{
	char *p = allocate(48), *q = allocate(20000), *other = allocate(48);

	(void)state;
	memset(other, 0x77, 48);
	release(p, 48);
	assert_stops("of 48 bytes, is already freed\n", kmem_free(p, 48));
	assert_said("  Created by kmem_alloc(48) at:\n");
	assert_said("  Freed by kmem_free at:\n");
	release(q, 20000);
	assert_stops("of 20000 bytes, is already freed\n", kmem_free(q, 20000));
	assert_said("  Freed by kmem_free at:\n");
	for (unsigned i = 0; i < 48; i++)
		assert_int_equal(other[i], 0x77);
	kmem_free(other, 48);
}

/* The pages of both are gone, what was known of them is not. */
static void
double_free_after_the_pages_went(void **state)
{
	enum { N = 2000 };
	static void *p[N];

	(void)state;
	for (unsigned i = 0; i < N; i++)
		p[i] = allocate(700);
	for (unsigned i = 0; i < N; i++)
		release(p[i], 700);
	assert_stops("of 700 bytes, is already freed\n", kmem_free(p[N / 2], 700));
}

/* Not for ever: of the last few hundred it is known, of those before nothing, and nothing wrong. */
static void
long_gone(void **state)
{
	enum { N = 600 };
	static void *p[N];
	struct kmsan_addr_info info;

	(void)state;
	for (unsigned i = 0; i < N; i++)
		p[i] = allocate(9000);
	for (unsigned i = 0; i < N; i++)
		release(p[i], 9000);
	assert_true(kmsan_addr_describe(p[N - 1], &info));
	assert_int_equal(info.size, 9000);
	assert_false(kmsan_addr_describe(p[0], &info));
	assert_stops("was not allocated by any allocator\n", kmem_free(p[0], 9000));
	/* The memory in which it was known has gone too. */
	kmem_reap();
	for (unsigned i = 0; i < N; i++)
		assert_false(kmsan_addr_describe(p[i], &info));
}

static void
never_allocated(void **state)
{
	char *p = allocate(2048);

	(void)state;
	/* Some neighbour in the same pages was never given out. */
	for (char *q = p + 2048; q < p + 16384; q += 2048) {
		struct kmsan_addr_info info;

		if (kmsan_addr_describe(q, &info))
			continue;
		kmsan_test_console_reset();
		assert_int_equal(KMSAN_TEST_STOPS(kmem_free(q, 2048)), kmsan_options.exitcode);
		assert_true(
		    strstr(kmsan_test_console(), "was never allocated\n") != NULL ||
		    strstr(kmsan_test_console(), "was not allocated by any allocator\n") != NULL);
	}
	kmem_free(p, 2048);
}

static void
bad_arguments(void **state)
{
	volatile size_t zero = 0, negative = (size_t)-5;

	(void)state;
	assert_stops("kMSan: kmem_alloc: size 0\n", kmem_alloc(zero, KM_SLEEP));
	assert_stops("kMSan: kmem_zalloc: size 0\n", kmem_zalloc(zero, KM_NOSLEEP));
	assert_stops("kMSan: kmem_intr_alloc: size 0\n", kmem_intr_alloc(zero, KM_NOSLEEP));
	assert_stops(
	    "kMSan: kmem_alloc: size 18446744073709551611 is negative or larger than memory\n",
	    kmem_alloc(negative, KM_SLEEP));
	assert_stops("kMSan: kmem_alloc: flags 0x0: KM_SLEEP or KM_NOSLEEP, one of them\n",
	    kmem_alloc(8, 0));
	assert_stops("kMSan: kmem_alloc: flags 0x3: KM_SLEEP or KM_NOSLEEP, one of them\n",
	    kmem_alloc(8, KM_SLEEP | KM_NOSLEEP));
}

static void
at_interrupt_level(void **state)
{
	void *p = kmem_alloc(32, KM_SLEEP), *q;

	(void)state;
	kmsan_intr_enter();
	assert_stops("kMSan: kmem_alloc: at interrupt level, which only kmem_intr_alloc is for\n",
	    kmem_alloc(8, KM_NOSLEEP));
	assert_stops("kMSan: kmem_free: at interrupt level, which only kmem_intr_free is for\n",
	    kmem_free(p, 32));
	assert_stops(
	    "kMSan: kmem_intr_alloc: may sleep, at interrupt level", kmem_intr_alloc(8, KM_SLEEP));
	kmsan_test_console_reset();
	q = kmem_intr_zalloc(40, KM_NOSLEEP);
	assert_non_null(q);
	assert_inited(q, 40);
	kmem_intr_free(q, 40);
	kmem_intr_free(p, 32);
	kmsan_intr_leave();
	assert_silent();
	assert_stops("is already freed\n", kmem_free(q, 40));
	assert_said("  Created by kmem_intr_zalloc(40) at:\n");
	assert_said("  Freed by kmem_intr_free at:\n");
}

/* A small object, a large one, one whose lock lies in its second page; and locks at the edges. */
static void
live_locks(void **state)
{
	static const size_t sizes[] = {64, 100, 4096, 20000}, offsets[] = {0, 96, 4088, 19992};

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		char *p = allocate(sizes[i]), *q = allocate(sizes[i]);
		char said[64];

		snprintf(
		    said, sizeof(said), "still holds a live kmutex at offset %zu\n", offsets[i]);
		kmsan_lock_alive(p + offsets[i], "kmutex", 0);
		assert_stops(said, kmem_free(p, sizes[i]));
		assert_stops(said, kmem_intr_free(p, sizes[i]));
		/* The neighbour has none. */
		kmem_free(q, sizes[i]);
		kmsan_lock_gone(p + offsets[i]);
		kmem_free(p, sizes[i]);
	}
	/* One that had a lock, between two that have one. */
	{
		char *objects[64];

		for (unsigned i = 0; i < 64; i++) {
			objects[i] = allocate(32);
			kmsan_lock_alive(objects[i], "kmutex", 0);
		}
		for (unsigned i = 0; i < 64; i += 2) {
			kmsan_lock_gone(objects[i]);
			kmem_free(objects[i], 32);
		}
		for (unsigned i = 1; i < 64; i += 2) {
			assert_stops(
			    "still holds a live kmutex at offset 0\n", kmem_free(objects[i], 32));
			kmsan_lock_gone(objects[i]);
			kmem_free(objects[i], 32);
		}
	}
	/* Initialised twice at the same place is one lock; two in one object are two. */
	{
		char *p = allocate(64);

		kmsan_lock_alive(p + 8, "kmutex", 0);
		kmsan_lock_alive(p + 8, "krwlock", 0);
		assert_stops("still holds a live krwlock at offset 8\n", kmem_free(p, 64));
		kmsan_lock_alive(p + 32, "kmutex", 0);
		kmsan_lock_gone(p + 8);
		assert_stops("still holds a live kmutex at offset 32\n", kmem_free(p, 64));
		kmsan_lock_gone(p + 32);
		kmem_free(p, 64);
	}
}

static void
described(void **state)
{
	struct kmsan_addr_info info;
	char *p = allocate(60), *q = allocate(5000);

	(void)state;
	assert_true(kmsan_addr_describe(p + 59, &info));
	assert_string_equal(info.allocator, "kmem");
	assert_string_equal(info.alloc_name, "kmem_alloc");
	assert_null(info.free_name);
	assert_int_equal(info.type, KMSAN_TYPE_KMEM);
	assert_true(info.live);
	assert_int_equal(info.start, (uintptr_t)p);
	assert_int_equal(info.size, 60);
	assert_int_equal(info.alloc_orig, *kmsan_port_orig(p));
	assert_int_equal(info.free_orig, 0);
	assert_true(kmsan_addr_describe(q + 4999, &info));
	assert_int_equal(info.size, 5000);
	release(p, 60);
	release(q, 5000);
	assert_true(kmsan_addr_describe(p, &info));
	assert_false(info.live);
	assert_string_equal(info.free_name, "kmem_free");
	assert_int_equal(info.free_orig, *kmsan_port_orig(p));
	assert_true(kmsan_addr_describe(q, &info));
	assert_false(info.live);
	assert_int_equal(info.size, 5000);
	assert_false(kmsan_addr_describe(&info, &info));
	assert_false(kmsan_addr_describe(NULL, &info));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    alloc_test(marks_for_every_size),
	    alloc_test(origins_of_both_ways),
	    alloc_test(zalloc_is_zero_and_initialised),
	    alloc_test(zalloc_of_used_pages),
	    alloc_test(largest_small_and_smallest_large),
	    alloc_test(poison_on_free_off),
	    alloc_test(objects_do_not_overlap),
	    alloc_test(wrong_size),
	    alloc_test(foreign_pointer),
	    alloc_test(interior_pointer),
	    alloc_test(double_free),
	    alloc_test(double_free_after_the_pages_went),
	    alloc_test(long_gone),
	    alloc_test(never_allocated),
	    alloc_test(bad_arguments),
	    alloc_test(at_interrupt_level),
	    alloc_test(live_locks),
	    alloc_test(described),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
