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

static unsigned constructed, destructed;

static int
ctor(void *arg, void *object, int flags)
{
	(void)arg;
	(void)flags;
	memset(object, 0x42, 100);
	kmsan_mark(object, 100, KMSAN_STATE_INITED);
	constructed++;
	return 0;
}

static void
dtor(void *arg, void *object)
{
	(void)arg;
	assert_inited(object, 100);
	assert_int_equal(((unsigned char *)object)[99], 0x42);
	destructed++;
}

static unsigned own_spans, hooked;

static void *
own_alloc(struct pool *pp, int flags)
{
	void *pages = kmsan_port_pages(pp->pr_alloc->pa_pagesz);

	(void)flags;
	own_spans += pages != NULL;
	return pages;
}

static void
own_free(struct pool *pp, void *pages)
{
	own_spans--;
	kmsan_pages_free(pages, pp->pr_alloc->pa_pagesz);
}

static void
hook(void *arg, int flags)
{
	(void)arg;
	(void)flags;
	hooked++;
}

/* Pages of the caller's own, which do not come either; and its hook is asked before a get fails. */
static void
own_pages_part(int flags)
{
	enum { N = 30 };
	struct pool_allocator palloc = {own_alloc, own_free, 8192};
	struct pool pool;
	void *p[N];
	unsigned failed = 0;

	pool_init(&pool, 1000, 0, 0, 0, "faultyo", &palloc, IPL_NONE);
	pool_set_drain_hook(&pool, hook, NULL);
	hooked = 0;
	for (unsigned i = 0; i < N; i++) {
		p[i] = pool_get(&pool, flags);
		failed += p[i] == NULL;
		got += p[i] != NULL;
		if (p[i] != NULL)
			assert_uninit(p[i], 1000);
	}
	assert_true(hooked >= failed);
	for (unsigned i = 0; i < N; i++)
		if (p[i] != NULL)
			pool_put(&pool, p[i]);
	pool_destroy(&pool);
	assert_int_equal(own_spans, 0);
}

static void
pool_part(int flags)
{
	enum { N = 100 };
	static void *p[N], *q[N];
	struct pool pool;
	pool_cache_t pc;

	pool_init(&pool, 300, 0, 0, 0, "faulty", NULL, IPL_NONE);
	constructed = destructed = 0;
	pc = pool_cache_init(100, 0, 0, 0, "faultyc", NULL, IPL_NONE, ctor, dtor, NULL);
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
	assert_int_equal(constructed, destructed);
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

/* Of byte i of the test packet. */
static uint8_t
shad_at(unsigned i)
{
	return i % 7 == 0 ? 0xff : i % 11 == 0 ? 0x3c : 0;
}

#define PACKET 6000

/* The chain is the test packet from this byte on, as far as it reached, with its marks. */
static void
check_marks(const struct mbuf *m, unsigned at)
{
	for (; m != NULL; m = m->m_next)
		for (int i = 0; i < m->m_len; i++, at++)
			assert_int_equal(*kmsan_port_shad(m->m_data + i), shad_at(at));
}

static unsigned ext_freed;

static void
ext_free(struct mbuf *m, void *buf, size_t size, void *arg)
{
	(void)m;
	(void)arg;
	kmem_free(buf, size);
	ext_freed++;
}

/* Storage of the caller's: its own again if it was not taken, else freed once. */
static void
ext_part(int how)
{
	struct mbuf *m = m_get(how, MT_DATA), *copy;
	char *buf = m == NULL ? NULL : kmem_alloc(3000, how == M_WAIT ? KM_SLEEP : KM_NOSLEEP);

	ext_freed = 0;
	if (buf != NULL) {
		m_extadd(m, buf, 3000, ext_free, NULL, how);
		if ((m->m_flags & M_EXT) == 0) {
			kmem_free(buf, 3000);
		} else {
			got++;
			m->m_len = 3000;
			copy = m_copym(m, 10, 2000, how);
			got += copy != NULL;
			m_freem(copy);
			assert_int_equal(ext_freed, 0);
			m_free(m);
			assert_int_equal(ext_freed, 1);
			m = NULL;
		}
	}
	m_freem(m);
}

static void
mbuf_part(int how)
{
	struct mbuf *m = m_getcl(how, MT_DATA, M_PKTHDR), *copy;
	char *data = kmem_alloc(PACKET, how == M_WAIT ? KM_SLEEP : KM_NOSLEEP);

	for (unsigned i = 0; data != NULL && i < PACKET; i++)
		kmsan_mark(data + i, 1, shad_at(i));
	if (m != NULL && data != NULL) {
		got++;
		m_copyback(m, 0, PACKET, data);
		check_marks(m, 0);
		copy = m_dup(m, 0, M_COPYALL, how);
		got += copy != NULL;
		check_marks(copy, 0);
		m_freem(copy);
		copy = m_split(m, 300, how);
		check_marks(copy, 300);
		if (copy != NULL) {
			got++;
			m_cat(m, copy);
		}
		check_marks(m, 0);
		m = m_pullup(m, 100);
		check_marks(m, 0);
		got += m != NULL;
		m = m == NULL ? NULL : m_prepend(m, 1000, how);
		got += m != NULL;
		if (m != NULL)
			check_marks(m->m_next, 0);
	}
	m_freem(m);
	if (data != NULL)
		kmem_free(data, PACKET);
	ext_part(how);
}

static void
string_part(km_flag_t flags)
{
	char *source = kmem_alloc(5000, flags), *copy;
	size_t size;

	if (source == NULL)
		return;
	memset(source, 'x', 5000);
	kmsan_mark(source, 5000, KMSAN_STATE_INITED);
	kmsan_mark(source + 100, 1, 0x0f);
	source[4999] = '\0';
	copy = kmem_strdupsize(source, &size, flags);
	if (copy != NULL) {
		got++;
		assert_int_equal(size, 5000);
		assert_int_equal(*kmsan_port_shad(copy + 100), 0x0f);
		assert_inited(copy + 101, 4899);
		kmem_strfree(copy);
	}
	kmem_free(source, 5000);
}

static void
workload(bool sleep)
{
	kmem_part(sleep ? KM_SLEEP : KM_NOSLEEP);
	malloc_part(sleep ? M_WAITOK : M_NOWAIT);
	pool_part(sleep ? PR_WAITOK : PR_NOWAIT);
	own_pages_part(sleep ? PR_WAITOK : PR_NOWAIT);
	uvm_part(sleep ? 0 : UVM_KMF_NOWAIT);
	string_part(sleep ? KM_SLEEP : KM_NOSLEEP);
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
	kmem_reap();
	pool_cache_invalidate(mb_cache);
	pool_cache_invalidate(mcl_cache);
	assert_int_equal(mb_cache->pc_pool.pr_nout, 0);
	assert_int_equal(mcl_cache->pc_pool.pr_nout, 0);
	kmem_reap();
	/* Nothing of the type is in use, neither is it said to be. */
	malloc_type_detach(M_FAULT);
	malloc_type_attach(M_FAULT);
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

/* What helps to find errors needs memory of its own, and does without. */
static void
debug_options_at_every_point(void **state)
{
	(void)state;
	kmsan_options.alloc_stack = true;
	kmsan_options.quarantine = 100000;
	kmsan_options.malloclog = 1000;
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
	    alloc_test(debug_options_at_every_point),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
