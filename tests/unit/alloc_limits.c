/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A lwp that sleeps at a limit is woken when another gives back, and when the limit is raised: of a
 * pool, a cache, a malloc type, a map, and of the system's pages.
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
#include <kmsan/pool.h>
#include <kmsan/uvm_km.h>

#include "alloc_test.h"

#define PAGE KMSAN_PAGE_SIZE
#define SIZE 1000

static MALLOC_DEFINE_LIMIT(M_LIMITED, "limited", "a type of this test", SIZE);

static struct pool pool;
static pool_cache_t cache;
static struct vm_map *map, *outer;

static void *
pool_take_one(void)
{
	return pool_get(&pool, PR_WAITOK);
}

static void
pool_put_one(void *p)
{
	pool_put(&pool, p);
}

static void
pool_raise(void)
{
	pool_sethardlimit(&pool, 2, NULL, 0);
}

static void *
cache_take_one(void)
{
	return pool_cache_get(cache, PR_WAITOK);
}

static void
cache_put_one(void *p)
{
	pool_cache_put(cache, p);
}

static void
cache_raise(void)
{
	pool_cache_sethardlimit(cache, 2, NULL, 0);
}

static void *
type_take_one(void)
{
	return malloc(SIZE, M_LIMITED, M_WAITOK);
}

static void
type_put_one(void *p)
{
	free(p, M_LIMITED);
}

static void
type_raise(void)
{
	malloc_type_setlimit(M_LIMITED, 2 * SIZE);
}

static void *
map_take_one(void)
{
	return (void *)uvm_km_alloc(map, PAGE, 0, UVM_KMF_WIRED | UVM_KMF_WAITVA);
}

static void
map_put_one(void *p)
{
	uvm_km_free(map, (vaddr_t)p, PAGE, UVM_KMF_WIRED);
}

static const struct way {
	void *(*take)(void);
	void (*put)(void *);
	void (*raise)(void);
} ways[] = {{pool_take_one, pool_put_one, pool_raise}, {cache_take_one, cache_put_one, cache_raise},
    {type_take_one, type_put_one, type_raise}, {map_take_one, map_put_one, NULL}};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

static void
limits_of_one(void)
{
	pool_init(&pool, SIZE, 0, 0, 0, "limited", NULL, IPL_NONE);
	pool_sethardlimit(&pool, 1, NULL, 0);
	cache = pool_cache_init(SIZE, 0, 0, 0, "limitedc", NULL, IPL_NONE, NULL, NULL, NULL);
	pool_cache_sethardlimit(cache, 1, NULL, 0);
	malloc_type_setlimit(M_LIMITED, SIZE);
	/* The outer map is the one that is full. */
	outer = uvm_km_suballoc(kernel_map, NULL, NULL, PAGE, 0, false, NULL);
	map = uvm_km_suballoc(outer, NULL, NULL, 2 * PAGE, 0, false, NULL);
}

static void
no_limits(void)
{
	pool_destroy(&pool);
	pool_cache_destroy(cache);
	assert_int_equal(map->used, 0);
	assert_int_equal(outer->used, 0);
	assert_int_equal(kmsan_test_sleepers(), 0);
	assert_silent();
}

static void *_Atomic taken;

static void *
sleeper(void *arg)
{
	const struct way *way = arg;

	taken = way->take();
	return NULL;
}

static pthread_t
sleeping(const struct way *way)
{
	pthread_t thread;

	taken = NULL;
	assert_int_equal(pthread_create(&thread, NULL, sleeper, (void *)(uintptr_t)way), 0);
	while (kmsan_test_sleepers() == 0)
		sched_yield();
	assert_null(taken);
	return thread;
}

static void
woken_by_what_comes_back(void **state)
{
	(void)state;
	limits_of_one();
	for (unsigned i = 0; i < WAYS; i++) {
		void *p = ways[i].take();
		pthread_t thread = sleeping(&ways[i]);

		ways[i].put(p);
		assert_int_equal(pthread_join(thread, NULL), 0);
		assert_non_null(taken);
		assert_uninit(taken, SIZE);
		ways[i].put(taken);
	}
	/* Nobody waits any more: what is put is the lwp's again, and not the pool's. */
	cache_put_one(cache_take_one());
	assert_int_equal(cache->pc_pool.pr_nout, 1);
	no_limits();
}

static void
woken_by_a_higher_limit(void **state)
{
	(void)state;
	limits_of_one();
	for (unsigned i = 0; i < WAYS; i++) {
		void *p = ways[i].take();
		pthread_t thread;

		if (ways[i].raise != NULL) {
			thread = sleeping(&ways[i]);
			ways[i].raise();
			assert_int_equal(pthread_join(thread, NULL), 0);
			assert_ptr_not_equal(taken, p);
			ways[i].put(taken);
		}
		ways[i].put(p);
	}
	no_limits();
}

static void *
large_take_one(void)
{
	return kmem_alloc(30 * PAGE, KM_SLEEP);
}

static void
large_put_one(void *p)
{
	kmem_free(p, 30 * PAGE);
}

/* All the memory there is, in objects of this sort; then one more, by a lwp that sleeps. */
static void
sleep_for_pages(const struct way *way, void *(*try)(void))
{
	enum { N = 4000 };
	static void *p[N];
	pthread_t thread;
	size_t n = 0;

	kmem_reap();
	kmsan_test_pages_fail_all(true);
	while (n < N && (p[n] = try()) != NULL)
		n++;
	assert_true(n < N);
	thread = sleeping(way);
	kmsan_test_pages_fail_all(false);
	/* Any memory that is freed is news to it. */
	kmem_free(kmem_alloc(300 * PAGE, KM_SLEEP), 300 * PAGE);
	assert_int_equal(pthread_join(thread, NULL), 0);
	way->put(taken);
	while (n > 0)
		way->put(p[--n]);
}

static void *
pool_try(void)
{
	return pool_get(&pool, PR_NOWAIT);
}

static void *
large_try(void)
{
	return kmem_alloc(30 * PAGE, KM_NOSLEEP);
}

/* While somebody sleeps for pages nobody keeps objects for itself; and then everybody does again. */
static void
objects_are_kept_again_after_a_shortage(void **state)
{
	static const struct way large = {large_take_one, large_put_one, NULL};

	(void)state;
	limits_of_one();
	pool_sethardlimit(&pool, -1, NULL, 0);
	pool_cache_sethardlimit(cache, -1, NULL, 0);
	for (unsigned i = 0; i < 2; i++) {
		void *object;

		if (i == 0)
			sleep_for_pages(&ways[0], pool_try);
		else
			sleep_for_pages(&large, large_try);
		object = pool_cache_get(cache, PR_WAITOK);
		pool_cache_put(cache, object);
		/* Not back in its pool: the lwp has it. */
		assert_true(cache->pc_pool.pr_nout > 0);
		assert_ptr_equal(pool_cache_get(cache, PR_WAITOK), object);
		pool_cache_put(cache, object);
		pool_cache_invalidate(cache);
	}
	kmsan_test_console_reset();
	no_limits();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    alloc_test(woken_by_what_comes_back),
	    alloc_test(woken_by_a_higher_limit),
	    alloc_test(objects_are_kept_again_after_a_shortage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
