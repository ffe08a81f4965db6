/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * malloc(9). A test that is named r1_150 is about what revision 1.150 of NetBSD's kern_malloc.c
 * taught; docs/ALLOCATORS.md has the list.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <kmsan/lockdebug.h>
#include <kmsan/malloc.h>

#include "alloc_test.h"

#include <stdlib.h>

#define NOINLINE __attribute__((noinline))

static MALLOC_DEFINE(M_ONE, "one", "the first type of this test");
static MALLOC_DEFINE(M_TWO, "two", "the second");
static MALLOC_DEFINE_LIMIT(M_SMALL, "small", "not much", 1000);
static MALLOC_DEFINE(M_GOING, "going", "goes");
static MALLOC_JUSTDEFINE(M_MODULE, "module", "comes and goes");

static NOINLINE void *
allocate(size_t size)
{
	void *p = malloc(size, M_ONE, M_WAITOK);

	__asm__ volatile("" ::: "memory");
	return p;
}

static NOINLINE void
release(void *p)
{
	free(p, M_ONE);
	__asm__ volatile("" ::: "memory");
}

static void
marks(void **state)
{
	static const size_t sizes[] = {0, 1, 15, 16, 17, 100, 1000, 4096, 4097, 20000};

	(void)state;
	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t size = sizes[i], bytes = size == 0 ? 16 : (size + 15) / 16 * 16;
		char *p = allocate(size);

		assert_non_null(p);
		assert_uninit(p, bytes);
		assert_type(p, bytes, KMSAN_TYPE_MALLOC);
		assert_origin_in(p, allocate);
		memset(p, 1, size);
		kmsan_mark(p, size, KMSAN_STATE_INITED);
		release(p);
		assert_uninit(p, size);
		assert_type(p, size, KMSAN_TYPE_MALLOC | KMSAN_TYPE_FREED);
		if (size != 0)
			assert_origin_in(p, release);
	}
}

/* libc's functions, in the same file: other numbers of arguments, and as pointers. */
static void
libc_stays_libc(void **state)
{
	void *(*allocate_fn)(size_t) = malloc;
	void (*free_fn)(void *) = free;
	struct kmsan_addr_info info;
	char *p = malloc(100), *q = calloc(2, 3), *r = allocate_fn(10);

	(void)state;
	assert_non_null(p);
	p = realloc(p, 200);
	assert_false(kmsan_addr_describe(p, &info));
	assert_false(kmsan_addr_describe(r, &info));
	free(p);
	free(q);
	free_fn(r);
	p = malloc(100, M_ONE, M_WAITOK);
	assert_true(kmsan_addr_describe(p, &info));
	assert_string_equal(info.allocator, "malloc");
	free(p, M_ONE);
}

static void
r1_150_requested_size_is_kept_for_realloc(void **state)
{
	unsigned char *p = allocate(100);

	(void)state;
	memset(p, 0x11, 100);
	kmsan_mark(p, 100, KMSAN_STATE_INITED);
	/* Within the block: the same pointer, and what is added is uninitialised. */
	p = realloc(p, 120, M_ONE, M_WAITOK);
	assert_inited(p, 100);
	assert_uninit(p + 100, 28);
	memset(p + 100, 0x22, 20);
	kmsan_mark(p + 100, 20, KMSAN_STATE_INITED);
	/* Beyond: only the 120 bytes that were asked for count as contents, not the block's 128. */
	p[120] = 0x77;
	kmsan_mark(p + 120, 8, KMSAN_STATE_INITED);
	p = realloc(p, 500, M_ONE, M_WAITOK);
	assert_inited(p, 120);
	assert_uninit(p + 120, 512 - 120);
	assert_type(p + 120, 392, KMSAN_TYPE_MALLOC);
	for (unsigned i = 0; i < 120; i++)
		assert_int_equal(p[i], i < 100 ? 0x11 : 0x22);
	/* Smaller: the rest is padding, and uninitialised. */
	memset(p, 0x33, 500);
	kmsan_mark(p, 500, KMSAN_STATE_INITED);
	p = realloc(p, 400, M_ONE, M_WAITOK);
	assert_inited(p, 400);
	assert_uninit(p + 400, 48);
	p = realloc(p, 10, M_ONE, M_WAITOK);
	assert_inited(p, 10);
	assert_uninit(p + 10, 6);
	release(p);
}

static void
realloc_keeps_marks_bit_for_bit(void **state)
{
	unsigned char *p = allocate(64);
	uint32_t cell = *kmsan_port_orig(p);

	(void)state;
	kmsan_mark(p, 64, KMSAN_STATE_INITED);
	kmsan_mark(p + 3, 1, 0x0f);
	kmsan_mark(p + 40, 9, KMSAN_STATE_UNINIT);
	kmsan_orig(p + 40, 9, KMSAN_TYPE_STACK + 5, (uintptr_t)libc_stays_libc);
	p = realloc(p, 5000, M_ONE, M_WAITOK);
	for (unsigned i = 0; i < 64; i++)
		assert_int_equal(*kmsan_port_shad(p + i), i == 3	      ? 0x0f
							  : i >= 40 && i < 49 ? 0xff
									      : 0);
	assert_int_equal(cell_type(origin_root(*kmsan_port_orig(p + 44))), 5);
	assert_uninit(p + 64, 5000 - 64);
	(void)cell;
	p = realloc(p, 6000, M_ONE, M_WAITOK);
	assert_int_equal(*kmsan_port_shad(p + 3), 0x0f);
	assert_uninit(p + 64, 6000 - 64);
	release(p);
}

static void
realloc_edges(void **state)
{
	char *p = realloc(NULL, 30, M_ONE, M_NOWAIT | M_ZERO), *q;
	struct kmsan_addr_info info;

	(void)state;
	assert_inited(p, 30);
	assert_true(kmsan_addr_describe(p, &info));
	assert_string_equal(info.alloc_name, "realloc");
	p = realloc(p, 31, M_ONE, M_NOWAIT | M_ZERO);
	assert_inited(p, 31);
	p = realloc(p, 300, M_ONE, M_NOWAIT | M_ZERO);
	assert_inited(p, 300);
	for (unsigned i = 0; i < 300; i++)
		assert_int_equal(p[i], 0);
	/* What needs less than half of its block moves to a smaller one; a little less stays. */
	assert_ptr_equal(realloc(p, 200, M_ONE, M_WAITOK), p);
	assert_ptr_not_equal(q = realloc(p, 100, M_ONE, M_WAITOK), p);
	assert_stops("of 200 bytes, is already freed\n", free(p, M_ONE));
	p = q;
	assert_null(realloc(p, 0, M_ONE, M_WAITOK));
	assert_stops("is already freed\n", free(p, M_ONE));
	assert_said("  Freed by realloc at:\n");
	/* A failure leaves the old block as it was. */
	p = allocate(100);
	memset(p, 9, 100);
	assert_null(realloc(p, SIZE_MAX - 3, M_ONE, M_NOWAIT));
	assert_int_equal(p[99], 9);
	kmsan_test_pages_fail_all(true);
	assert_null(realloc(p, 50000000, M_ONE, M_NOWAIT));
	kmsan_test_pages_fail_all(false);
	assert_int_equal(p[99], 9);
	release(p);
}

static void
r1_146_overflow_of_the_size(void **state)
{
	static const size_t sizes[] = {
	    SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 15, SIZE_MAX - 4095, SIZE_MAX - 4096, PTRDIFF_MAX};

	(void)state;
	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		volatile size_t size = sizes[i];

		assert_null(malloc(size, M_ONE, M_NOWAIT));
		assert_null(malloc(size, M_ONE, M_WAITOK | M_CANFAIL));
		assert_silent();
		assert_stops("bytes: the size is negative or larger than memory\n",
		    malloc(size, M_ONE, M_WAITOK));
		kmsan_test_console_reset();
	}
}

static void
r1_138_a_page_and_more_is_page_aligned(void **state)
{
	(void)state;
	for (size_t size = 4096; size < 20000; size += 777) {
		void *p = allocate(size);

		assert_int_equal((uintptr_t)p % 4096, 0);
		release(p);
	}
}

static void
r1_137_aligned_for_any_type(void **state)
{
	(void)state;
	for (size_t size = 0; size < 3000; size++) {
		void *p = allocate(size);

		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		release(p);
	}
}

static void
r1_134_from_interrupt_level(void **state)
{
	char *p;

	(void)state;
	kmsan_intr_enter();
	p = malloc(100, M_ONE, M_NOWAIT);
	assert_non_null(p);
	p = realloc(p, 1000, M_ONE, M_NOWAIT);
	assert_non_null(p);
	free(p, M_ONE);
	kmsan_intr_leave();
	assert_silent();
}

static void
r1_59_no_sleeping_allocation_from_interrupt_level(void **state)
{
	char *p = allocate(10);

	(void)state;
	kmsan_intr_enter();
	assert_stops("kMSan: malloc: may sleep, at interrupt level (M_WAITOK)\n",
	    malloc(100, M_ONE, M_WAITOK));
	assert_stops("kMSan: malloc: may sleep, at interrupt level (M_WAITOK)\n",
	    malloc(100, M_ONE, M_WAITOK | M_CANFAIL));
	assert_stops("kMSan: realloc: may sleep, at interrupt level (M_WAITOK)\n",
	    realloc(p, 5000, M_ONE, M_WAITOK));
	kmsan_intr_leave();
	release(p);
}

static void
r1_68_canfail(void **state)
{
	(void)state;
	/* Only sizes that can never be had fail; others wait, as without it. */
	assert_null(malloc(SIZE_MAX / 2 + 1, M_ONE, M_WAITOK | M_CANFAIL));
	assert_null(malloc(1001, M_SMALL, M_WAITOK | M_CANFAIL));
	assert_silent();
	assert_stops("malloc: 1001 bytes are more than the limit of type small, 1000\n",
	    malloc(1001, M_SMALL, M_WAITOK));
}

static void
r1_65_zero(void **state)
{
	(void)state;
	for (unsigned turn = 0; turn < 2; turn++) {
		for (size_t size = 1; size < 9000; size += 511) {
			unsigned char *p = malloc(size, M_ONE, M_WAITOK | M_ZERO);

			assert_inited(p, size);
			for (size_t i = 0; i < size; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xee, size);
			free(p, M_ONE);
		}
	}
}

static void *held;

static void
free_instead_of_sleeping(const void *channel)
{
	assert_ptr_equal(channel, M_SMALL);
	assert_non_null(held);
	free(held, M_SMALL);
	held = NULL;
}

static void
r1_77_limits_sleep_and_wake(void **state)
{
	void *p = malloc(600, M_SMALL, M_NOWAIT), *q;

	(void)state;
	assert_non_null(p);
	assert_null(malloc(600, M_SMALL, M_NOWAIT));
	q = malloc(400, M_SMALL, M_NOWAIT);
	assert_non_null(q);
	assert_null(malloc(1, M_SMALL, M_NOWAIT));
	/* M_WAITOK sleeps until there is room. */
	held = p;
	kmsan_test_wait_hook = free_instead_of_sleeping;
	p = malloc(600, M_SMALL, M_WAITOK);
	assert_non_null(p);
	assert_null(held);
	free(p, M_SMALL);
	free(q, M_SMALL);
	/* A limit that is set later, and taken away. */
	p = malloc(5000, M_TWO, M_NOWAIT);
	malloc_type_setlimit(M_TWO, 5100);
	assert_null(malloc(200, M_TWO, M_NOWAIT));
	malloc_type_setlimit(M_TWO, 0);
	q = malloc(200, M_TWO, M_NOWAIT);
	assert_non_null(q);
	free(p, M_TWO);
	free(q, M_TWO);
}

static void
r1_77_types_come_and_go(void **state)
{
	void *p;

	(void)state;
	assert_stops("malloc: malloc type module is not attached\n", malloc(8, M_MODULE, M_WAITOK));
	malloc_type_attach(M_MODULE);
	p = malloc(8, M_MODULE, M_WAITOK);
	assert_stops("malloc_type_detach: type module: 1 allocations are in use\n",
	    malloc_type_detach(M_MODULE));
	free(p, M_MODULE);
	malloc_type_detach(M_MODULE);
	assert_stops("malloc: malloc type module is not attached\n", malloc(8, M_MODULE, M_WAITOK));
	/* One that is known from its first use is so once. */
	p = malloc(8, M_GOING, M_WAITOK);
	free(p, M_GOING);
	malloc_type_detach(M_GOING);
	assert_stops("malloc: malloc type going is not attached\n", malloc(8, M_GOING, M_WAITOK));
}

/* As many as there are numbers, and numbers of those that went are used again. */
static void
r1_77_as_many_types_as_numbers(void **state)
{
	enum { N = 1024 };
	static struct malloc_type types[N];
	unsigned n = 0;
	void *p;

	(void)state;
	for (unsigned i = 0; i < N; i++)
		types[i] = (struct malloc_type){KMSAN_MALLOC_MAGIC, 0, false, "one of many", "", 0};
	while (n < N && KMSAN_TEST_STOPS(malloc_type_attach(&types[n])) == -1)
		n++;
	/* Some are this test's and the allocators' own. */
	assert_true(n > 1000 && n < 1023);
	assert_said(
	    "kMSan: malloc_type_attach: malloc type one of many: there are 1023 types already\n");
	malloc_type_detach(&types[n / 2]);
	malloc_type_attach(&types[n]);
	p = malloc(100, &types[n], M_WAITOK);
	assert_stops("has type one of many and is freed with type one\n", free(p, M_ONE));
	free(p, &types[n]);
	malloc_type_detach(&types[n]);
	for (unsigned i = 0; i < n; i++)
		malloc_type_detach(&types[i]);
}

static void
unknown_type(void **state)
{
	struct malloc_type junk[1];
	void *p = allocate(10);

	(void)state;
	memset(junk, 0x5a, sizeof(junk));
	assert_stops("is not a malloc type\n", malloc(8, junk, M_WAITOK));
	assert_stops("malloc: the malloc type is NULL\n", malloc(8, NULL, M_WAITOK));
	assert_stops("is not a malloc type\n", free(p, junk));
	assert_stops("free: the malloc type is NULL\n", free(p, NULL));
	release(p);
}

static void
wrong_type_and_wrong_allocator(void **state)
{
	void *p = allocate(100), *q = kmem_alloc(100, KM_SLEEP);

	(void)state;
	assert_stops("of 100 bytes, has type one and is freed with type two\n", free(p, M_TWO));
	assert_said("  Created by malloc(100) at:\n");
	assert_stops("of 100 bytes, has type one and is freed with type two\n",
	    realloc(p, 200, M_TWO, M_WAITOK));
	assert_stops("was allocated by malloc and is for free to free\n", kmem_free(p, 100));
	assert_stops("was allocated by kmem_alloc and is for kmem_free to free\n", free(q, M_ONE));
	kmem_free(q, 100);
	release(p);
	assert_stops("of 100 bytes, is already freed\n", free(p, M_ONE));
	assert_said("  Freed by free at:\n");
}

static void
r1_48_r1_16_range_and_alignment_at_free(void **state)
{
	int local;
	char *p = allocate(100);

	(void)state;
	assert_stops("free: the pointer is NULL\n", free(NULL, M_ONE));
	assert_stops("was not allocated by any allocator\n", free(&local, M_ONE));
	assert_stops("was not allocated by any allocator\n", free((void *)0xdeadbeef, M_ONE));
	assert_stops("is 3 bytes inside an object of 100 bytes\n", free(p + 3, M_ONE));
	assert_stops("is 64 bytes inside an object of 100 bytes\n", free(p + 64, M_ONE));
	release(p);
}

static void
r1_108_2_4_free_of_a_live_lock(void **state)
{
	char *p = allocate(200), *q = allocate(200);

	(void)state;
	kmsan_lock_alive(p + 40, "kmutex", 0);
	assert_stops("still holds a live kmutex at offset 40\n", free(p, M_ONE));
	assert_said("  Created by malloc(200) at:\n");
	/* Not where it would stay where it is. */
	kmsan_test_console_reset();
	assert_ptr_equal(realloc(p, 220, M_ONE, M_WAITOK), p);
	assert_silent();
	assert_stops("realloc: ", realloc(p, 5000, M_ONE, M_WAITOK));
	/* The neighbour has none. */
	release(q);
	kmsan_lock_gone(p + 40);
	release(p);
	/* A new object at that address has none either. */
	q = allocate(200);
	release(q);
}

static sigjmp_buf fault_jump;

static void
on_fault(int sig)
{
	siglongjmp(fault_jump, sig);
}

static bool
faults(volatile char *p, bool write)
{
	struct sigaction act = {.sa_handler = on_fault}, old;
	volatile bool hit = true;

	sigaction(SIGSEGV, &act, &old);
	if (sigsetjmp(fault_jump, 1) == 0) {
		if (write)
			*p = 1;
		else
			(void)*p;
		hit = false;
	}
	sigaction(SIGSEGV, &old, NULL);
	return hit;
}

static void
r1_62_guard_pages(void **state)
{
	static const size_t sizes[] = {1, 16, 100, 4000, 4096, 5000, 8192};

	(void)state;
	kmsan_options.malloc_guard = "one";
	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t size = sizes[i];
		char *p = allocate(size), *end = p + (size + 15) / 16 * 16;
		struct kmsan_addr_info info;

		assert_uninit(p, size);
		assert_origin_in(p, allocate);
		assert_true(kmsan_addr_describe(p, &info));
		assert_int_equal(info.alloc_orig, *kmsan_port_orig(p));
		assert_string_equal(info.alloc_name, "malloc");
		assert_int_equal(info.size, size);
		assert_int_equal((uintptr_t)p % 16, 0);
		if (size >= 4096)
			end = p + (size + 4095) / 4096 * 4096;
		assert_false(faults(p, true));
		assert_false(faults(p + size - 1, true));
		assert_true(faults(end, true));
		assert_true(faults(end, false));
		release(p);
		assert_uninit(p, size);
		assert_type(p, size, KMSAN_TYPE_MALLOC | KMSAN_TYPE_FREED);
		assert_origin_in(p, release);
		assert_true(faults(p, true));
		assert_stops("is already freed\n", free(p, M_ONE));
	}
	/* Another type has none. */
	{
		char *p = malloc(100, M_TWO, M_WAITOK);

		assert_int_equal((uintptr_t)p % 64, 0);
		assert_false(faults(p + 128, false));
		free(p, M_TWO);
	}
	kmsan_options.malloc_guard = "*";
	{
		char *p = malloc(112, M_TWO, M_WAITOK);

		assert_true(faults(p + 112, false));
		p = realloc(p, 128, M_TWO, M_WAITOK);
		assert_true(faults(p + 128, false));
		free(p, M_TWO);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    alloc_test(marks),
	    alloc_test(libc_stays_libc),
	    alloc_test(r1_150_requested_size_is_kept_for_realloc),
	    alloc_test(realloc_keeps_marks_bit_for_bit),
	    alloc_test(realloc_edges),
	    alloc_test(r1_146_overflow_of_the_size),
	    alloc_test(r1_138_a_page_and_more_is_page_aligned),
	    alloc_test(r1_137_aligned_for_any_type),
	    alloc_test(r1_134_from_interrupt_level),
	    alloc_test(r1_59_no_sleeping_allocation_from_interrupt_level),
	    alloc_test(r1_68_canfail),
	    alloc_test(r1_65_zero),
	    alloc_test(r1_77_limits_sleep_and_wake),
	    alloc_test(r1_77_types_come_and_go),
	    alloc_test(r1_77_as_many_types_as_numbers),
	    alloc_test(unknown_type),
	    alloc_test(wrong_type_and_wrong_allocator),
	    alloc_test(r1_48_r1_16_range_and_alignment_at_free),
	    alloc_test(r1_108_2_4_free_of_a_live_lock),
	    alloc_test(r1_62_guard_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
