/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pool(9): alignment, marks, limits, water marks, draining, page allocators, misuse.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <kmsan/pool.h>

#include "alloc_test.h"
#include "msan/context.h"

#define NOINLINE __attribute__((noinline))

static NOINLINE void *
get(struct pool *pp, int flags)
{
	void *p = pool_get(pp, flags);

	__asm__ volatile("" ::: "memory");
	return p;
}

static NOINLINE void
put(struct pool *pp, void *p)
{
	pool_put(pp, p);
	__asm__ volatile("" ::: "memory");
}

static void
marks(void **state)
{
	struct pool pool;
	char *p;

	(void)state;
	pool_init(&pool, 50, 0, 0, 0, "marks", NULL, IPL_NONE);
	p = get(&pool, PR_WAITOK);
	assert_uninit(p, 56);
	assert_type(p, 56, KMSAN_TYPE_POOL);
	assert_origin_in(p, get);
	memset(p, 1, 50);
	kmsan_mark(p, 50, KMSAN_STATE_INITED);
	put(&pool, p);
	assert_uninit(p, 56);
	assert_type(p, 56, KMSAN_TYPE_POOL | KMSAN_TYPE_FREED);
	assert_origin_in(p, put);
	p = get(&pool, PR_NOWAIT | PR_ZERO);
	assert_inited(p, 50);
	assert_uninit(p + 50, 6);
	for (unsigned i = 0; i < 50; i++)
		assert_int_equal(p[i], 0);
	put(&pool, p);
	pool_destroy(&pool);
}

static void
alignment_and_offset(void **state)
{
	static const unsigned aligns[] = {0, 8, 16, 64, 256, 4096, 8192};

	(void)state;
	for (unsigned i = 0; i < sizeof(aligns) / sizeof(aligns[0]); i++) {
		unsigned align = aligns[i] == 0 ? 8 : aligns[i];

		for (unsigned offset = 0; offset < align; offset += align / 4 + 1) {
			enum { N = 40 };
			struct pool pool;
			char *p[N];

			pool_init(&pool, 100, aligns[i], offset, 0, "align", NULL, IPL_NONE);
			for (unsigned j = 0; j < N; j++) {
				p[j] = pool_get(&pool, PR_WAITOK);
				assert_int_equal(((uintptr_t)p[j] + offset) % align, 0);
				memset(p[j], (int)j, 100);
			}
			for (unsigned j = 0; j < N; j++) {
				for (unsigned k = 0; k < 100; k++)
					assert_int_equal(p[j][k], (int)j);
				pool_put(&pool, p[j]);
			}
			pool_destroy(&pool);
		}
	}
}

/* From a byte to several pages, and not a power of 2. */
static void
sizes(void **state)
{
	static const unsigned all[] = {1, 8, 24, 100, 1000, 4096, 5000, 33000, 100000};

	(void)state;
	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		enum { N = 60 };
		struct pool pool;
		char *p[N];

		pool_init(&pool, all[i], 0, 0, 0, "sizes", NULL, IPL_NONE);
		for (unsigned j = 0; j < N; j++) {
			p[j] = pool_get(&pool, PR_WAITOK);
			memset(p[j], (int)j, all[i]);
		}
		for (unsigned j = 0; j < N; j++) {
			assert_int_equal(p[j][0], (int)j);
			assert_int_equal(p[j][all[i] - 1], (int)j);
			pool_put(&pool, p[j]);
		}
		pool_destroy(&pool);
	}
}

static struct pool *woken_pool;
static void *kept;

static void
put_instead_of_sleeping(const void *channel)
{
	assert_ptr_equal(channel, woken_pool);
	assert_non_null(kept);
	pool_put(woken_pool, kept);
	kept = NULL;
}

static void
hard_limit(void **state)
{
	struct pool pool;
	void *p[3];

	(void)state;
	pool_init(&pool, 64, 0, 0, 0, "limited", NULL, IPL_NONE);
	pool_sethardlimit(&pool, 3, "limited: too many", 60);
	for (unsigned i = 0; i < 3; i++)
		p[i] = pool_get(&pool, PR_NOWAIT);
	assert_silent();
	assert_null(pool_get(&pool, PR_NOWAIT));
	assert_said("kMSan: pool limited: limited: too many\n");
	kmsan_test_console_reset();
	/* Said once in 60 seconds; PR_LIMITFAIL does not sleep. */
	assert_null(pool_get(&pool, PR_WAITOK | PR_LIMITFAIL));
	assert_silent();
	/* PR_WAITOK sleeps until one comes back. */
	woken_pool = &pool;
	kept = p[0];
	kmsan_test_wait_hook = put_instead_of_sleeping;
	p[0] = pool_get(&pool, PR_WAITOK);
	assert_non_null(p[0]);
	assert_null(kept);
	/* A limit below what is out already. */
	pool_sethardlimit(&pool, 1, NULL, 0);
	assert_null(pool_get(&pool, PR_NOWAIT));
	/* Without a limit again. */
	pool_sethardlimit(&pool, -1, NULL, 0);
	pool_put(&pool, pool_get(&pool, PR_NOWAIT));
	for (unsigned i = 0; i < 3; i++)
		pool_put(&pool, p[i]);
	pool_destroy(&pool);
}

static void *hoard[10];
static unsigned hoarded, hook_calls;

static void
give_hoard_back(void *arg, int flags)
{
	struct kmsan_context *context = kmsan_port_context();

	hook_calls++;
	assert_true(flags == PR_WAITOK || flags == PR_NOWAIT);
	/* Were it instrumented, it would read uninitialised arguments from here. */
	assert_int_equal(context->param[0] | context->param[1], 0);
	context->retval[0] = UINT64_MAX;
	while (hoarded > 0)
		pool_put(arg, hoard[--hoarded]);
}

static void
drain_hook_at_the_limit(void **state)
{
	struct pool pool;
	void *p;

	(void)state;
	pool_init(&pool, 64, 0, 0, 0, "hooked", NULL, IPL_NONE);
	pool_sethardlimit(&pool, 10, NULL, 0);
	pool_set_drain_hook(&pool, give_hoard_back, &pool);
	for (hoarded = 0; hoarded < 10; hoarded++)
		hoard[hoarded] = pool_get(&pool, PR_NOWAIT);
	hook_calls = 0;
	memset(kmsan_port_context()->param, 0xff, CONTEXT_PARAM_SIZE);
	p = pool_get(&pool, PR_NOWAIT);
	assert_non_null(p);
	assert_int_equal(hook_calls, 1);
	/* And what it left there is not pool_get's value. */
	assert_int_equal(kmsan_port_context()->retval[0], 0);
	memset(kmsan_port_context()->param, 0, CONTEXT_PARAM_SIZE);
	pool_put(&pool, p);
	pool_destroy(&pool);
}

static void
water_marks(void **state)
{
	enum { N = 2000 };
	static void *p[N];
	struct pool pool;
	size_t least;

	(void)state;
	pool_init(&pool, 512, 0, 0, 0, "water", NULL, IPL_NONE);
	pool_setlowat(&pool, 100);
	assert_true(pool.pr_nitems >= 100);
	least = pool.pr_npages;
	pool_reclaim(&pool);
	assert_true(pool.pr_nitems >= 100);
	pool_sethiwat(&pool, 200);
	for (unsigned i = 0; i < N; i++)
		p[i] = pool_get(&pool, PR_WAITOK);
	for (unsigned i = 0; i < N; i++)
		pool_put(&pool, p[i]);
	/* Above the high water mark, by no more than the page that holds it. */
	assert_true(pool.pr_nitems >= 200 - pool.pr_itemsperpage);
	assert_true(pool.pr_nitems <= 200 + 2 * pool.pr_itemsperpage);
	pool_setlowat(&pool, 0);
	assert_true(pool_reclaim(&pool));
	assert_int_equal(pool.pr_npages, 0);
	assert_false(pool_reclaim(&pool));
	assert_int_equal(pool_prime(&pool, 100), 0);
	assert_true(pool.pr_nitems >= 100);
	/* Primed pages stay. */
	assert_int_equal(pool.pr_npages, least);
	pool_reclaim(&pool);
	assert_int_equal(pool.pr_npages, least);
	pool_destroy(&pool);
}

static void
drain_takes_turns(void **state)
{
	struct pool a, b, *drained;
	bool a_seen = false, b_seen = false;

	(void)state;
	pool_init(&a, 64, 0, 0, 0, "a", NULL, IPL_NONE);
	pool_init(&b, 64, 0, 0, 0, "b", NULL, IPL_NONE);
	pool_put(&a, pool_get(&a, PR_WAITOK));
	pool_put(&b, pool_get(&b, PR_WAITOK));
	for (unsigned i = 0; i < 200 && !(a_seen && b_seen); i++) {
		pool_drain(&drained);
		a_seen = a_seen || drained == &a;
		b_seen = b_seen || drained == &b;
	}
	assert_true(a_seen && b_seen);
	assert_int_equal(a.pr_npages, 0);
	assert_int_equal(b.pr_npages, 0);
	pool_destroy(&a);
	pool_destroy(&b);
}

static unsigned own_pages;

static void *
own_alloc(struct pool *pp, int flags)
{
	assert_true(flags == PR_WAITOK || flags == PR_NOWAIT);
	assert_int_equal(kmsan_test_locks_held(), 0);
	if (own_pages == 3)
		return NULL;
	own_pages++;
	return kmsan_port_pages(pp->pr_alloc->pa_pagesz);
}

static void
own_free(struct pool *pp, void *pages)
{
	assert_int_equal(kmsan_test_locks_held(), 0);
	own_pages--;
	kmsan_pages_free(pages, pp->pr_alloc->pa_pagesz);
}

static void
page_allocator_of_the_callers(void **state)
{
	struct pool_allocator palloc = {own_alloc, own_free, 8192};
	struct pool pool;
	void *p[30];
	unsigned n = 0;

	(void)state;
	pool_init(&pool, 1000, 0, 0, 0, "own", &palloc, IPL_NONE);
	while (n < 30 && (p[n] = pool_get(&pool, PR_NOWAIT)) != NULL)
		n++;
	/* Eight in each of three. */
	assert_int_equal(n, 24);
	assert_int_equal(own_pages, 3);
	while (n > 0)
		pool_put(&pool, p[--n]);
	pool_destroy(&pool);
	assert_int_equal(own_pages, 0);
}

static void
put_to_the_wrong_pool(void **state)
{
	struct pool a, b;
	char *p;
	int local;

	(void)state;
	pool_init(&a, 64, 0, 0, 0, "right", NULL, IPL_NONE);
	pool_init(&b, 64, 0, 0, 0, "wrong", NULL, IPL_NONE);
	p = get(&a, PR_WAITOK);
	memset(p, 0x33, 64);
	assert_stops("is an object of pool right, not of pool wrong\n", pool_put(&b, p));
	assert_said("  Created by pool_get(64) at:\n");
	assert_stops("is 8 bytes inside an object of 64 bytes\n", pool_put(&a, p + 8));
	assert_stops("was not allocated by any allocator\n", pool_put(&a, &local));
	assert_stops("pool_put: the pointer is NULL\n", pool_put(&a, NULL));
	assert_stops("was allocated by pool_get and is for pool_put to free\n", kmem_free(p, 64));
	for (unsigned i = 0; i < 64; i++)
		assert_int_equal(p[i], 0x33);
	put(&a, p);
	assert_stops("of 64 bytes, is already freed\n", pool_put(&a, p));
	assert_said("  Created by pool_get(64) at:\n");
	assert_said("  Freed by pool_put at:\n");
	p = kmem_alloc(64, KM_SLEEP);
	assert_stops("was allocated by kmem_alloc and is for kmem_free to free\n", pool_put(&a, p));
	kmem_free(p, 64);
	pool_destroy(&a);
	pool_destroy(&b);
}

static void
destroyed_and_busy(void **state)
{
	struct pool pool, other;
	void *p;

	(void)state;
	memset(&other, 0, sizeof(other));
	pool_init(&pool, 64, 0, 0, 0, "gone", NULL, IPL_NONE);
	p = pool_get(&pool, PR_WAITOK);
	assert_stops("pool_destroy: pool gone is busy: still out: 1\n", pool_destroy(&pool));
	pool_put(&pool, p);
	pool_destroy(&pool);
	assert_stops("pool_get: pool gone was destroyed\n", pool_get(&pool, PR_WAITOK));
	assert_stops("pool_put: pool gone was destroyed\n", pool_put(&pool, p));
	assert_stops("pool_destroy: pool gone was destroyed\n", pool_destroy(&pool));
	assert_stops("is not an initialised pool\n", pool_get(&other, PR_WAITOK));
	assert_stops("pool_get: the pool is NULL\n", pool_get(NULL, PR_WAITOK));
}

static void
bad_arguments(void **state)
{
	struct pool_allocator palloc = {own_alloc, own_free, 5000};
	struct pool pool;

	(void)state;
	assert_stops("pool_init: pool x: objects of 0 bytes\n",
	    pool_init(&pool, 0, 0, 0, 0, "x", NULL, IPL_NONE));
	assert_stops("pool_init: pool x: objects of 18446744073709551615 bytes\n",
	    pool_init(&pool, (size_t)-1, 0, 0, 0, "x", NULL, IPL_NONE));
	assert_stops("pool_init: pool x: alignment 24 is no power of 2\n",
	    pool_init(&pool, 8, 24, 0, 0, "x", NULL, IPL_NONE));
	assert_stops("pool_init: pool x: offset 16 is not below the alignment 16\n",
	    pool_init(&pool, 8, 16, 16, 0, "x", NULL, IPL_NONE));
	assert_stops("pool_init: pool x: objects of 8 bytes in pages of 5000\n",
	    pool_init(&pool, 8, 0, 0, 0, "x", &palloc, IPL_NONE));
	pool_init(&pool, 8, 0, 0, 0, "x", NULL, IPL_NONE);
	assert_stops(
	    "pool_get: flags 0x0: PR_WAITOK or PR_NOWAIT, one of them\n", pool_get(&pool, 0));
	assert_stops("pool_get: flags 0x3: PR_WAITOK or PR_NOWAIT, one of them\n",
	    pool_get(&pool, PR_WAITOK | PR_NOWAIT));
	pool_destroy(&pool);
}

static void
at_interrupt_level(void **state)
{
	struct pool none, vm;
	void *p;

	(void)state;
	pool_init(&none, 64, 0, 0, 0, "none", NULL, IPL_NONE);
	pool_init(&vm, 64, 0, 0, 0, "vm", NULL, IPL_VM);
	kmsan_intr_enter();
	assert_stops("pool_get: pool none is for IPL_NONE, and this is interrupt level\n",
	    pool_get(&none, PR_NOWAIT));
	assert_stops("pool_get: may sleep, at interrupt level", pool_get(&vm, PR_WAITOK));
	p = pool_get(&vm, PR_NOWAIT);
	assert_non_null(p);
	pool_put(&vm, p);
	kmsan_intr_leave();
	pool_destroy(&none);
	pool_destroy(&vm);
}

/* Readers that hold no lock may still look at an object that was put. */
static void
pserialize_keeps_its_marks(void **state)
{
	struct pool pool;
	char *p;

	(void)state;
	pool_init(&pool, 64, 0, 0, PR_PSERIALIZE, "psz", NULL, IPL_NONE);
	p = pool_get(&pool, PR_WAITOK);
	assert_uninit(p, 64);
	memset(p, 5, 64);
	kmsan_mark(p, 64, KMSAN_STATE_INITED);
	pool_put(&pool, p);
	assert_inited(p, 64);
	assert_int_equal(p[63], 5);
	/* And who gets it next finds it uninitialised. */
	p = pool_get(&pool, PR_WAITOK);
	assert_uninit(p, 64);
	pool_put(&pool, p);
	pool_destroy(&pool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    alloc_test(marks),
	    alloc_test(alignment_and_offset),
	    alloc_test(sizes),
	    alloc_test(hard_limit),
	    alloc_test(drain_hook_at_the_limit),
	    alloc_test(water_marks),
	    alloc_test(drain_takes_turns),
	    alloc_test(page_allocator_of_the_callers),
	    alloc_test(put_to_the_wrong_pool),
	    alloc_test(destroyed_and_busy),
	    alloc_test(bad_arguments),
	    alloc_test(at_interrupt_level),
	    alloc_test(pserialize_keeps_its_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
