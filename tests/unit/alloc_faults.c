/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * No memory: the N-th page allocation of a workload fails, for every N. Nothing crashes, nothing
 * is lost, no mark is missing; who may sleep gets its memory in the end.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <kmsan/malloc.h>
#include <kmsan/mbuf.h>
#include <kmsan/pool.h>
#include <kmsan/uvm_km.h>

#include "alloc_test.h"

static MALLOC_DEFINE(M_FAULT, "fault", "a type of this test");

static const size_t sizes[] = {
    8, 60, 128, 500, 1000, 2048, 3000, 4096, 9000, 70000, 600000, 1500000};
#define SIZES	 (sizeof(sizes) / sizeof(sizes[0]))
#define EACH	 6
#define ALL_KMEM (SIZES * EACH)

static unsigned got;

static void
kmem_part(km_flag_t flags)
{
	static void *p[ALL_KMEM];

	for (unsigned i = 0; i < ALL_KMEM; i++) {
		size_t size = sizes[i % SIZES];

		p[i] = i % 2 == 0 ? kmem_alloc(size, flags) : kmem_zalloc(size, flags);
		if (p[i] == NULL)
			continue;
		got++;
		assert_true(all_shad(p[i], size, i % 2 == 0 ? 0xff : 0));
		memset(p[i], (int)i, size);
	}
	for (unsigned i = 0; i < ALL_KMEM; i++) {
		if (p[i] == NULL)
			continue;
		assert_int_equal(((unsigned char *)p[i])[sizes[i % SIZES] - 1], i);
		kmem_free(p[i], sizes[i % SIZES]);
	}
}

static void
malloc_part(int flags)
{
	static void *p[SIZES];

	for (unsigned i = 0; i < SIZES; i++) {
		void *q;

		p[i] = malloc(sizes[i], M_FAULT, flags);
		if (p[i] == NULL)
			continue;
		got++;
		memset(p[i], (int)i, sizes[i]);
		kmsan_mark(p[i], sizes[i], KMSAN_STATE_INITED);
		q = realloc(p[i], sizes[i] * 3, M_FAULT, flags);
		if (q == NULL) {
			/* As it was. */
			assert_inited(p[i], sizes[i]);
			free(p[i], M_FAULT);
			p[i] = NULL;
			continue;
		}
		p[i] = q;
		assert_int_equal(((unsigned char *)q)[sizes[i] - 1], i);
		assert_inited(q, sizes[i]);
		assert_uninit((char *)q + sizes[i], sizes[i] * 2);
	}
	for (unsigned i = 0; i < SIZES; i++)
		if (p[i] != NULL)
			free(p[i], M_FAULT);
}

static int
ctor(void *arg, void *object, int flags)
{
	(void)arg;
	(void)flags;
	memset(object, 0x42, 100);
	kmsan_mark(object, 100, KMSAN_STATE_INITED);
	return 0;
}

static void
pool_part(int flags)
{
	enum { N = 100 };
	static void *p[N], *q[N];
	struct pool pool;
	pool_cache_t pc;

	pool_init(&pool, 300, 0, 0, 0, "faulty", NULL, IPL_NONE);
	pc = pool_cache_init(100, 0, 0, 0, "faultyc", NULL, IPL_NONE, ctor, NULL, NULL);
	for (unsigned i = 0; i < N; i++) {
		p[i] = pool_get(&pool, flags);
		q[i] = pc == NULL ? NULL : pool_cache_get(pc, flags);
		got += (p[i] != NULL) + (q[i] != NULL);
		if (p[i] != NULL)
			assert_uninit(p[i], 300);
		if (q[i] != NULL)
			assert_inited(q[i], 100);
	}
	for (unsigned i = 0; i < N; i++) {
		if (p[i] != NULL)
			pool_put(&pool, p[i]);
		if (q[i] != NULL)
			pool_cache_put(pc, q[i]);
	}
	if (pc != NULL)
		pool_cache_destroy(pc);
	pool_destroy(&pool);
}

static void
uvm_part(unsigned flags)
{
	struct vm_map *map = uvm_km_suballoc(kernel_map, NULL, NULL, 1 << 22, 0, false, NULL);
	static struct vm_map store;
	vaddr_t va[4];

	if (map == NULL)
		map = uvm_km_suballoc(kernel_map, NULL, NULL, 1 << 22, 0, false, &store);
	for (unsigned i = 0; i < 4; i++) {
		va[i] =
		    uvm_km_alloc(map, 100000 * (i + 1), i == 2 ? 65536 : 0, flags | UVM_KMF_ZERO);
		if (va[i] == 0)
			continue;
		got++;
		assert_inited((void *)va[i], 100000 * (i + 1));
	}
	for (unsigned i = 0; i < 4; i++)
		if (va[i] != 0)
			uvm_km_free(map, va[i], 100000 * (i + 1), UVM_KMF_WIRED);
	assert_int_equal(map->used, 0);
}

static void
mbuf_part(int how)
{
	struct mbuf *m = m_gethdr(how, MT_DATA), *copy;
	static char data[6000];

	if (m == NULL)
		return;
	got++;
	m_copyback(m, 0, 6000, data);
	copy = m_dup(m, 0, M_COPYALL, how);
	got += copy != NULL;
	m_freem(copy);
	m = m_prepend(m, 1000, how);
	got += m != NULL;
	m_freem(m);
}

static void
workload(bool sleep)
{
	kmem_part(sleep ? KM_SLEEP : KM_NOSLEEP);
	malloc_part(sleep ? M_WAITOK : M_NOWAIT);
	pool_part(sleep ? PR_WAITOK : PR_NOWAIT);
	uvm_part(sleep ? 0 : UVM_KMF_NOWAIT);
	mbuf_part(sleep ? M_WAIT : M_DONTWAIT);
}

/* Pages in use after a workload whose n-th page allocation failed; calls: how many there were. */
static size_t
run(size_t n, bool later_too, bool sleep, size_t *calls)
{
	size_t before;

	kmem_reap();
	before = kmsan_test_pages_calls();
	(later_too ? kmsan_test_pages_fail_from : kmsan_test_pages_fail_at)(n);
	workload(sleep);
	kmsan_test_pages_fail_at(0);
	kmsan_test_pages_fail_from(0);
	*calls = kmsan_test_pages_calls() - before;
	pool_cache_invalidate(mb_cache);
	pool_cache_invalidate(mcl_cache);
	kmem_reap();
	assert_int_equal(kmsan_freelist_check(), 0);
	return kmsan_test_pages_used();
}

static void
every_page_allocation_fails(bool later_too)
{
	size_t calls = 0, used = 0, all, fewer = 0;
	unsigned most;

	/* Until every address of the arena has its tables. */
	for (unsigned i = 0; i < 20; i++)
		used = run(0, later_too, false, &calls);
	got = 0;
	run(0, later_too, false, &all);
	most = got;
	assert_true(all > 10);
	for (size_t n = 1; n <= all; n++) {
		got = 0;
		assert_int_equal(run(n, later_too, false, &calls), used);
		fewer += got < most;
	}
	/* It did reach the callers; a single failure is mostly made up for by what is free. */
	assert_true(fewer > (later_too ? all / 2 : 0));
	assert_silent();
}

static void
every_page_allocation_fails_once(void **state)
{
	(void)state;
	every_page_allocation_fails(false);
}

static void
pages_end_at_every_point(void **state)
{
	(void)state;
	every_page_allocation_fails(true);
}

static void
who_sleeps_gets_everything(void **state)
{
	size_t calls = 0, used = 0;
	unsigned most;

	(void)state;
	for (unsigned i = 0; i < 20; i++)
		used = run(0, false, true, &calls);
	got = 0;
	run(0, false, true, &calls);
	most = got;
	for (size_t n = 1; n <= calls; n++) {
		got = 0;
		assert_int_equal(run(n, false, true, &calls), used);
		/* m_copyback never sleeps. */
		assert_true(got == most || got == most - 1);
	}
}

static void
nothing_at_all(void **state)
{
	(void)state;
	kmem_reap();
	kmsan_test_pages_fail_all(true);
	got = 0;
	workload(false);
	/* What is left in this lwp's magazines and in pages was given back before. */
	assert_int_equal(got, 0);
	kmsan_test_pages_fail_all(false);
	assert_silent();
}

static void *sleeper_got;

static void *
sleeper(void *arg)
{
	sleeper_got = kmem_alloc(*(size_t *)arg, KM_SLEEP);
	return NULL;
}

/* A lwp that sleeps for memory is woken by another that frees some. */
static void
sleep_and_wake(size_t size)
{
	enum { N = 4000 };
	static void *p[N];
	pthread_t thread;
	size_t n = 0;

	kmem_reap();
	/* Use up what there is. */
	p[n++] = kmem_alloc(size, KM_SLEEP);
	kmsan_test_pages_fail_all(true);
	while (n < N && (p[n] = kmem_alloc(size, KM_NOSLEEP)) != NULL)
		n++;
	assert_true(n < N);
	sleeper_got = NULL;
	assert_int_equal(pthread_create(&thread, NULL, sleeper, &size), 0);
	while (kmsan_test_sleepers() == 0)
		sched_yield();
	assert_null(sleeper_got);
	kmem_free(p[--n], size);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_non_null(sleeper_got);
	kmsan_test_pages_fail_all(false);
	kmem_free(sleeper_got, size);
	while (n > 0)
		kmem_free(p[--n], size);
}

static void
sleeps_until_memory_is_freed(void **state)
{
	(void)state;
	sleep_and_wake(1000);
	sleep_and_wake(100000);
	assert_said(
	    "kMSan: kmem_alloc: no memory for 100000 bytes: sleeping until some is freed\n");
}

/* Reports on a page that has no room for its origins are for another test; here the log. */
static void
debug_options_without_memory(void **state)
{
	void *p = malloc(100, M_FAULT, M_WAITOK), *q = malloc(100, M_FAULT, M_WAITOK);

	(void)state;
	kmsan_options.malloclog = 5000000;
	kmsan_options.quarantine = 1 << 20;
	kmem_reap();
	kmsan_test_pages_fail_all(true);
	free(p, M_FAULT);
	hitmlog(p);
	assert_said("kMSan: malloclog: nothing about ");
	kmsan_options.malloc_guard = "*";
	assert_null(malloc(100, M_FAULT, M_NOWAIT));
	kmsan_test_pages_fail_all(false);
	free(q, M_FAULT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    alloc_test(every_page_allocation_fails_once),
	    alloc_test(pages_end_at_every_point),
	    alloc_test(who_sleeps_gets_everything),
	    alloc_test(nothing_at_all),
	    alloc_test(sleeps_until_memory_is_freed),
	    alloc_test(debug_options_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
