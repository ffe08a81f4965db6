/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uvm_km(9): pages, submaps with a limit, what happens when they are used up.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <kmsan/uvm_km.h>

#include "alloc_test.h"

#define NOINLINE __attribute__((noinline))
#define PAGE	 KMSAN_PAGE_SIZE

static NOINLINE char *
allocate(size_t size, unsigned flags)
{
	char *p = (char *)uvm_km_alloc(kernel_map, size, 0, flags);

	__asm__ volatile("" ::: "memory");
	return p;
}

static void
marks(void **state)
{
	struct kmsan_addr_info info;
	char *p;

	(void)state;
	for (unsigned turn = 0; turn < 2; turn++) {
		p = allocate(3 * PAGE, UVM_KMF_WIRED);
		assert_int_equal((uintptr_t)p % PAGE, 0);
		assert_uninit(p, 3 * PAGE);
		assert_type(p, 3 * PAGE, KMSAN_TYPE_UVM);
		assert_origin_in(p, allocate);
		assert_true(kmsan_addr_describe(p + 5000, &info));
		assert_string_equal(info.allocator, "uvm_km");
		assert_string_equal(info.alloc_name, "uvm_km_alloc");
		memset(p, 0x5a, 3 * PAGE);
		uvm_km_free(kernel_map, (vaddr_t)p, 3 * PAGE, UVM_KMF_WIRED);
		assert_uninit(p, 3 * PAGE);
		assert_type(p, 3 * PAGE, KMSAN_TYPE_UVM | KMSAN_TYPE_FREED);
		p = allocate(3 * PAGE, turn == 0 ? UVM_KMF_WIRED | UVM_KMF_ZERO : UVM_KMF_PAGEABLE);
		assert_inited(p, 3 * PAGE);
		for (unsigned i = 0; i < 3 * PAGE; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0x5a, 3 * PAGE);
		uvm_km_free(kernel_map, (vaddr_t)p, 3 * PAGE, UVM_KMF_WIRED);
	}
}

static void
alignment(void **state)
{
	(void)state;
	for (size_t align = PAGE; align <= 4 << 20; align *= 2) {
		for (size_t size = PAGE; size <= 2 << 20; size *= 8) {
			vaddr_t va = uvm_km_alloc(kernel_map, size, align, UVM_KMF_WIRED);

			assert_true(va != 0);
			assert_int_equal(va % align, 0);
			memset((void *)va, 1, size);
			uvm_km_free(kernel_map, va, size, UVM_KMF_WIRED);
		}
	}
}

static struct vm_map *full_map;
static vaddr_t held;

static void
free_instead_of_sleeping(const void *channel)
{
	assert_ptr_equal(channel, full_map);
	assert_true(held != 0);
	uvm_km_free(full_map, held, 6 * PAGE, UVM_KMF_WIRED);
	held = 0;
}

static void
exhausted_submap(void **state)
{
	struct vm_map store;
	vaddr_t a, b, lo, hi;

	(void)state;
	full_map = uvm_km_suballoc(kernel_map, &lo, &hi, 10 * PAGE, 0, false, &store);
	assert_ptr_equal(full_map, &store);
	uvm_km_setname(full_map, "test_map");
	a = uvm_km_alloc(full_map, 6 * PAGE, 0, UVM_KMF_WIRED);
	assert_true(a != 0);
	assert_int_equal(uvm_km_alloc(full_map, 5 * PAGE, 0, UVM_KMF_WIRED | UVM_KMF_CANFAIL), 0);
	assert_int_equal(uvm_km_alloc(full_map, 5 * PAGE, 0, UVM_KMF_WIRED | UVM_KMF_NOWAIT), 0);
	assert_silent();
	assert_stops(
	    "kMSan: uvm_km_alloc: map test_map is full: 24576 of 40960 bytes in use, 20480 "
	    "wanted\n",
	    uvm_km_alloc(full_map, 5 * PAGE, 0, UVM_KMF_WIRED));
	/* What failed is not counted. */
	b = uvm_km_alloc(full_map, 4 * PAGE, 0, UVM_KMF_WIRED | UVM_KMF_CANFAIL);
	assert_true(b != 0);
	uvm_km_free(full_map, b, 4 * PAGE, UVM_KMF_WIRED);
	/* WAITVA sleeps until there is room; what can never be had is still an error. */
	held = a;
	kmsan_test_wait_hook = free_instead_of_sleeping;
	b = uvm_km_alloc(full_map, 8 * PAGE, 0, UVM_KMF_WIRED | UVM_KMF_WAITVA);
	assert_true(b != 0);
	assert_int_equal(held, 0);
	assert_stops(
	    "is full", uvm_km_alloc(full_map, 11 * PAGE, 0, UVM_KMF_WIRED | UVM_KMF_WAITVA));
	uvm_km_free(full_map, b, 8 * PAGE, UVM_KMF_WIRED);
	assert_int_equal(store.used, 0);
}

/* A submap of a submap counts in both. */
static void
nested_submaps(void **state)
{
	struct vm_map *outer = uvm_km_suballoc(kernel_map, NULL, NULL, 4 * PAGE, 0, false, NULL);
	struct vm_map *inner = uvm_km_suballoc(outer, NULL, NULL, 8 * PAGE, 0, false, NULL);
	size_t before = kernel_map->used;
	vaddr_t a;

	(void)state;
	assert_int_equal(uvm_km_alloc(inner, 5 * PAGE, 0, UVM_KMF_CANFAIL), 0);
	a = uvm_km_alloc(inner, 4 * PAGE, 0, UVM_KMF_CANFAIL);
	assert_true(a != 0);
	assert_int_equal(outer->used, 4 * PAGE);
	assert_int_equal(kernel_map->used, before + 4 * PAGE);
	uvm_km_free(inner, a, 4 * PAGE, UVM_KMF_WIRED);
	assert_int_equal(inner->used, 0);
	assert_int_equal(outer->used, 0);
	assert_int_equal(kernel_map->used, before);
}

static void
no_pages(void **state)
{
	size_t before = kernel_map->used;

	(void)state;
	kmem_reap();
	kmsan_test_pages_fail_all(true);
	assert_int_equal(uvm_km_alloc(kernel_map, 8 << 20, 0, UVM_KMF_CANFAIL), 0);
	assert_int_equal(uvm_km_alloc(kernel_map, 8 << 20, 0, UVM_KMF_NOWAIT), 0);
	kmsan_test_pages_fail_all(false);
	assert_int_equal(kernel_map->used, before);
}

static sigjmp_buf fault_jump;

static void
on_fault(int sig)
{
	siglongjmp(fault_jump, sig);
}

static bool
faults(volatile char *p)
{
	struct sigaction act = {.sa_handler = on_fault}, old;
	volatile bool hit = true;

	sigaction(SIGSEGV, &act, &old);
	if (sigsetjmp(fault_jump, 1) == 0) {
		(void)*p;
		hit = false;
	}
	sigaction(SIGSEGV, &old, NULL);
	return hit;
}

/* Addresses without memory; and the next who has them has memory again. */
static void
addresses_only(void **state)
{
	char *p, *q;

	(void)state;
	for (unsigned turn = 0; turn < 3; turn++) {
		p = allocate(3 * PAGE, UVM_KMF_VAONLY);
		assert_true(faults(p));
		assert_true(faults(p + 3 * PAGE - 1));
		assert_stops("was allocated with UVM_KMF_VAONLY and is freed without it\n",
		    uvm_km_free(kernel_map, (vaddr_t)p, 3 * PAGE, UVM_KMF_WIRED));
		uvm_km_free(kernel_map, (vaddr_t)p, 3 * PAGE, UVM_KMF_VAONLY);
		q = allocate(3 * PAGE, UVM_KMF_WIRED);
		memset(q, 1, 3 * PAGE);
		assert_stops("was allocated without UVM_KMF_VAONLY and is freed with it\n",
		    uvm_km_free(kernel_map, (vaddr_t)q, 3 * PAGE, UVM_KMF_VAONLY));
		uvm_km_free(kernel_map, (vaddr_t)q, 3 * PAGE, UVM_KMF_WIRED);
	}
}

static void
misuse(void **state)
{
	struct vm_map junk, *other = uvm_km_suballoc(kernel_map, NULL, NULL, PAGE, 0, false, NULL);
	char *p = allocate(2 * PAGE, UVM_KMF_WIRED);
	vaddr_t va = (vaddr_t)p;

	(void)state;
	memset(&junk, 0, sizeof(junk));
	uvm_km_setname(other, "other_map");
	assert_stops("uvm_km_alloc: size 0\n", uvm_km_alloc(kernel_map, 0, 0, 0));
	assert_stops("uvm_km_alloc: size 18446744073709551615 is negative or larger than memory\n",
	    uvm_km_alloc(kernel_map, (vsize_t)-1, 0, UVM_KMF_CANFAIL));
	assert_stops("uvm_km_alloc: alignment 12288 is no power of 2\n",
	    uvm_km_alloc(kernel_map, PAGE, 3 * PAGE, 0));
	assert_int_equal(
	    uvm_km_alloc(kernel_map, PAGE, (vsize_t)1 << 63, UVM_KMF_NOWAIT | UVM_KMF_CANFAIL), 0);
	assert_stops("is not a map\n", uvm_km_alloc(&junk, PAGE, 0, 0));
	assert_stops("is not a map\n", uvm_km_free(&junk, va, 2 * PAGE, 0));
	assert_stops("is not a map\n", uvm_km_setname(&junk, "junk"));
	assert_stops("uvm_km_alloc: the map is NULL\n", uvm_km_alloc(NULL, PAGE, 0, 0));
	assert_stops("uvm_km_suballoc: size 0\n",
	    uvm_km_suballoc(kernel_map, NULL, NULL, 0, 0, false, NULL));
	/* Rounded up to pages it would be 0, which is no limit. */
	assert_stops(
	    "uvm_km_suballoc: size 18446744073709551615 is negative or larger than memory\n",
	    uvm_km_suballoc(kernel_map, NULL, NULL, (vsize_t)-1, 0, false, NULL));
	assert_stops("uvm_km_free: the pointer is NULL\n", uvm_km_free(kernel_map, 0, PAGE, 0));
	assert_stops("was not allocated by any allocator\n",
	    uvm_km_free(kernel_map, (vaddr_t)&junk, PAGE, 0));
	assert_stops("uvm_km_free: the map is NULL\n", uvm_km_free(NULL, va, PAGE, 0));
	assert_stops("is freed with size 4096 and was allocated with size 8192\n",
	    uvm_km_free(kernel_map, va, PAGE, 0));
	assert_stops("is 4096 bytes inside an object of 8192 bytes\n",
	    uvm_km_free(kernel_map, va + PAGE, PAGE, 0));
	assert_stops(
	    "is of map kernel_map, not of map other_map\n", uvm_km_free(other, va, 2 * PAGE, 0));
	assert_stops("was allocated by uvm_km_alloc and is for uvm_km_free to free\n",
	    kmem_free(p, 2 * PAGE));
	kmsan_intr_enter();
	assert_stops(
	    "uvm_km_alloc: may sleep, at interrupt level", uvm_km_alloc(kernel_map, PAGE, 0, 0));
	kmsan_intr_leave();
	uvm_km_free(kernel_map, va, 2 * PAGE, UVM_KMF_WIRED);
	assert_stops("is already freed\n", uvm_km_free(kernel_map, va, 2 * PAGE, 0));
	assert_said("  Created by uvm_km_alloc(8192) at:\n");
	assert_said("  Freed by uvm_km_free at:\n");
}

/* Pages of the system in use after a lot of allocation and the free of all of it. */
static size_t
used_after_a_round(void)
{
	enum { N = 400 };
	static vaddr_t va[N];
	size_t before, most;

	kmem_reap();
	before = kmsan_test_pages_used();
	for (unsigned i = 0; i < N; i++)
		va[i] = uvm_km_alloc(kernel_map, 20 * PAGE, 0, UVM_KMF_WIRED);
	most = kmsan_test_pages_used();
	assert_true(most - before >= N * 20);
	assert_true(most - before <= N * 20 + 1024);
	/* All but every tenth: what is freed between them goes back too. */
	for (unsigned i = 0; i < N; i++)
		if (i % 10 != 0)
			uvm_km_free(kernel_map, va[i], 20 * PAGE, UVM_KMF_WIRED);
	assert_true(kmsan_test_pages_used() - before < N * 2 + 1024);
	for (unsigned i = 0; i < N; i += 10)
		uvm_km_free(kernel_map, va[i], 20 * PAGE, UVM_KMF_WIRED);
	kmem_reap();
	/* But for the tables that find a span from an address: a 512th part of what was in use. */
	assert_true(kmsan_test_pages_used() - before < 64);
	return kmsan_test_pages_used();
}

/* Freed pages go back to the system, and their shadow with them. */
static void
pages_go_back(void **state)
{
	size_t first, last = 0;

	(void)state;
	/* The test port gives out its arena in turn: after that, no address is new. */
	for (unsigned i = 0; i < 10; i++)
		first = used_after_a_round();
	for (unsigned i = 0; i < 10; i++)
		last = used_after_a_round();
	assert_int_equal(last, first);
}

/* A single page between two that are in use goes back too when all that is free is asked for. */
static void
holes_go_back(void **state)
{
	vaddr_t va[5];
	size_t used;

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		va[i] = uvm_km_alloc(kernel_map, PAGE, 0, UVM_KMF_WIRED);
	kmem_reap();
	used = kmsan_test_pages_used();
	for (unsigned i = 1; i < 5; i += 2) {
		assert_int_equal(va[i], va[0] + i * PAGE);
		uvm_km_free(kernel_map, va[i], PAGE, UVM_KMF_WIRED);
		kmem_reap();
		assert_int_equal(kmsan_test_pages_used(), used - (i + 1) / 2);
	}
	for (unsigned i = 0; i < 5; i += 2)
		uvm_km_free(kernel_map, va[i], PAGE, UVM_KMF_WIRED);
}

/* With 128 MiB in use the port is asked for 16 MiB at once, at a multiple of 2; or for 1. */
static void
many_pages(void **state)
{
	enum { N = 2 * 16 };
	size_t before, calls, large = (size_t)128 << 20;
	vaddr_t most, va[N], first = 0;

	(void)state;
	kmem_reap();
	before = kmsan_test_pages_used();
	most = uvm_km_alloc(kernel_map, large, 0, UVM_KMF_WIRED);
	for (unsigned turn = 0; turn < 3; turn++) {
		/* The next 16 MiB fail in turn 1 and one chunk comes; in turn 2 so does it. */
		calls = kmsan_test_pages_calls();
		for (unsigned i = 0; i < N; i++) {
			if (i == 0 && turn == 1)
				kmsan_test_pages_fail_at(1);
			if (i == 0 && turn == 2)
				kmsan_test_pages_fail_from(1);
			va[i] =
			    uvm_km_alloc(kernel_map, 256 * PAGE, 0, UVM_KMF_NOWAIT | UVM_KMF_WIRED);
			kmsan_test_pages_fail_at(0);
			kmsan_test_pages_fail_from(0);
			if (i == 0)
				first = va[0];
			assert_int_equal(va[i] != 0, turn != 2 || i != 0);
			if (turn == 0 && i < 16)
				assert_int_equal(va[i], first + i * 256 * PAGE);
		}
		calls = kmsan_test_pages_calls() - calls;
		assert_true(turn != 0 || first % (512 * PAGE) == 0);
		/* But for the knowledge of objects, a page now and then. */
		assert_true(calls >= 1 + (turn != 0) && calls < 8);
		for (unsigned i = 0; i < N; i++)
			if (va[i] != 0)
				uvm_km_free(kernel_map, va[i], 256 * PAGE, UVM_KMF_WIRED);
		kmem_reap();
		assert_true(kmsan_test_pages_used() - before - large / PAGE < 1024 + 64);
	}
	uvm_km_free(kernel_map, most, large, UVM_KMF_WIRED);
	kmem_reap();
	assert_true(kmsan_test_pages_used() - before < 1024 + 64);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    alloc_test(marks),
	    alloc_test(alignment),
	    alloc_test(exhausted_submap),
	    alloc_test(nested_submaps),
	    alloc_test(no_pages),
	    alloc_test(addresses_only),
	    alloc_test(misuse),
	    alloc_test(pages_go_back),
	    alloc_test(holes_go_back),
	    alloc_test(many_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
