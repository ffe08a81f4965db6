/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pool_cache(9): constructed objects, the lwps' magazines, destruction.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <kmsan/pool.h>

#include "alloc/meta.h"
#include "alloc/stats.h"
#include "alloc_test.h"
#include "msan/context.h"

#define NOINLINE __attribute__((noinline))

struct thing {
	int state, uses;
	char rest[56];
};

static unsigned constructed, destructed;
static int ctor_fails;

/* What an instrumented function would find of its n arguments, and what it leaves for the next. */
static void
assert_arguments(unsigned n)
{
	struct kmsan_context *context = kmsan_port_context();

	for (unsigned i = 0; i < n; i++)
		assert_int_equal(context->param[i], 0);
	memset(context->param, 0xff, CONTEXT_PARAM_SIZE);
	context->retval[0] = UINT64_MAX;
}

static int
ctor(void *arg, void *object, int flags)
{
	struct thing *t = object;

	assert_arguments(3);
	assert_ptr_equal(arg, &constructed);
	assert_true(flags == PR_WAITOK || flags == PR_NOWAIT);
	assert_int_equal(kmsan_test_locks_held(), 0);
	/* The constructor is given uninitialised memory. */
	assert_uninit(t, sizeof(*t));
	if (ctor_fails > 0 && --ctor_fails == 0)
		return 12;
	constructed++;
	t->state = 42;
	t->uses = 0;
	kmsan_mark(t, 8, KMSAN_STATE_INITED);
	return 0;
}

static void
dtor(void *arg, void *object)
{
	struct thing *t = object;

	assert_arguments(2);
	assert_ptr_equal(arg, &constructed);
	assert_int_equal(t->state, 42);
	assert_int_equal(kmsan_test_locks_held(), 0);
	t->state = 0;
	destructed++;
}

static pool_cache_t
thing_cache(const char *name)
{
	constructed = destructed = 0;
	return pool_cache_init(
	    sizeof(struct thing), 0, 0, 0, name, NULL, IPL_NONE, ctor, dtor, &constructed);
}

static NOINLINE void *
get(pool_cache_t pc)
{
	void *p = pool_cache_get(pc, PR_WAITOK);

	__asm__ volatile("" ::: "memory");
	return p;
}

static NOINLINE void *
get_elsewhere(pool_cache_t pc)
{
	void *p = pool_cache_get(pc, PR_WAITOK);

	__asm__ volatile("" ::: "memory");
	return p;
}

static void
marks_without_constructor(void **state)
{
	pool_cache_t pc = pool_cache_init(60, 0, 0, 0, "plain", NULL, IPL_NONE, NULL, NULL, NULL);
	paddr_t pa = 0;
	char *p;

	(void)state;
	for (unsigned turn = 0; turn < 3; turn++) {
		p = get(pc);
		assert_uninit(p, 64);
		assert_type(p, 64, KMSAN_TYPE_POOL);
		assert_origin_in(p, get);
		kmsan_mark(p, 60, KMSAN_STATE_INITED);
		pool_cache_put(pc, p);
		assert_uninit(p, 64);
		assert_type(p, 64, KMSAN_TYPE_POOL | KMSAN_TYPE_FREED);
	}
	p = pool_cache_get_paddr(pc, PR_NOWAIT | PR_ZERO, &pa);
	assert_int_equal(pa, (paddr_t)p);
	assert_inited(p, 60);
	assert_uninit(p + 60, 4);
	pool_cache_put_paddr(pc, p, pa);
	pool_cache_destroy(pc);
}

static void
constructed_objects_keep_their_state(void **state)
{
	pool_cache_t pc = thing_cache("things");
	struct thing *t, *again;
	struct kmsan_addr_info info;
	struct origin_info origin;

	(void)state;
	t = get(pc);
	assert_int_equal(constructed, 1);
	assert_int_equal(t->state, 42);
	assert_inited(t, 8);
	assert_uninit(t->rest, sizeof(t->rest));
	assert_origin_in(t->rest, get);
	t->uses = 7;
	pool_cache_put(pc, t);
	/* Neither poisoned nor touched, neither by put nor by get. */
	assert_inited(t, 8);
	assert_int_equal(t->uses, 7);
	again = get_elsewhere(pc);
	assert_ptr_equal(again, t);
	/* Its marks are the first getter's, but whose it is now is known. */
	assert_origin_in(t->rest, get);
	assert_true(kmsan_addr_describe(t, &info));
	origin_decode(info.alloc_orig, &origin);
	assert_true(origin.place.pc > (uintptr_t)get_elsewhere);
	assert_true(origin.place.pc < (uintptr_t)get_elsewhere + 512);
	assert_int_equal(t->uses, 7);
	assert_inited(t, 8);
	assert_int_equal(constructed, 1);
	assert_int_equal(destructed, 0);
	pool_cache_put(pc, t);
	assert_stops("of 64 bytes, is already freed\n", pool_cache_put(pc, t));
	pool_cache_destroy(pc);
	assert_int_equal(destructed, 1);
}

static void
destruct_and_invalidate(void **state)
{
	enum { N = 20 };
	pool_cache_t pc = thing_cache("things");
	struct thing *t[N], *again;

	(void)state;
	for (unsigned i = 0; i < N; i++)
		t[i] = get(pc);
	assert_int_equal(constructed, N);
	pool_cache_destruct_object(pc, t[0]);
	assert_int_equal(destructed, 1);
	assert_uninit(t[0], sizeof(*t[0]));
	assert_type(t[0], sizeof(*t[0]), KMSAN_TYPE_POOL | KMSAN_TYPE_FREED);
	assert_stops("is already freed\n", pool_cache_put(pc, t[0]));
	assert_said("  Freed by pool_cache_destruct_object at:\n");
	/* Who gets it next has an object that is not freed, and is the origin of what ctor leaves out. */
	again = get(pc);
	assert_ptr_equal(again, t[0]);
	assert_inited(again, 8);
	assert_uninit(again->rest, sizeof(again->rest));
	assert_type(again->rest, sizeof(again->rest), KMSAN_TYPE_POOL);
	assert_origin_in(again->rest, get);
	pool_cache_destruct_object(pc, again);
	constructed--;
	destructed--;
	for (unsigned i = 1; i < N; i++)
		pool_cache_put(pc, t[i]);
	assert_int_equal(destructed, 1);
	pool_cache_invalidate(pc);
	assert_int_equal(destructed, N);
	assert_true(pool_cache_reclaim(pc));
	assert_int_equal(pc->pc_pool.pr_npages, 0);
	/* And constructed anew. */
	t[0] = get(pc);
	assert_int_equal(constructed, N + 1);
	pool_cache_put(pc, t[0]);
	pool_cache_destroy(pc);
	assert_int_equal(destructed, N + 1);
}

static void
functions_of_the_callers_have_arguments(void **state)
{
	struct kmsan_context *context = kmsan_port_context();
	pool_cache_t pc = thing_cache("args");
	void *p;

	(void)state;
	memset(context->param, 0xff, CONTEXT_PARAM_SIZE);
	p = get(pc);
	assert_int_equal(constructed, 1);
	assert_int_equal(context->param[0], UINT64_MAX);
	assert_int_equal(context->retval[0], 0);
	pool_cache_destruct_object(pc, p);
	assert_int_equal(destructed, 1);
	assert_int_equal(context->param[0], UINT64_MAX);
	assert_int_equal(context->retval[0], 0);
	memset(context->param, 0, CONTEXT_PARAM_SIZE);
	pool_cache_destroy(pc);
}

/* Whether constructed or found in the lwp's magazine, each is a request. */
static void
requests_are_counted(void **state)
{
	pool_cache_t pc = thing_cache("asked");
	struct stats_pool s;

	(void)state;
	for (unsigned i = 1; i <= 3; i++) {
		void *p = get(pc);

		stats_pool(&pc->pc_pool, &s);
		assert_int_equal(s.requests, i);
		assert_int_equal(s.inuse, 1);
		pool_cache_put(pc, p);
	}
	pool_cache_destroy(pc);
}

/* The caller's memory, whatever was in it, does not become the allocators'. */
static void
in_the_callers_memory(void **state)
{
	static struct pool_cache mine;
	size_t used = meta_used();

	(void)state;
	memset(&mine, 1, sizeof(mine));
	pool_cache_bootstrap(&mine, 64, 0, 0, 0, "mine", NULL, IPL_NONE, NULL, NULL, NULL);
	pool_cache_destroy(&mine);
	assert_int_equal(meta_used(), used);
	/* pool_cache_init()'s is. */
	pool_cache_destroy(
	    pool_cache_init(64, 0, 0, 0, "theirs", NULL, IPL_NONE, NULL, NULL, NULL));
	assert_int_equal(meta_used(), used);
}

static void
type_of_the_objects(void **state)
{
	pool_cache_t pc =
	    pool_cache_init_type(struct thing, 0, "typed", NULL, IPL_NONE, NULL, NULL, NULL);
	struct kmsan_addr_info info;
	void *p = get(pc);

	(void)state;
	assert_true(kmsan_addr_describe(p, &info));
	assert_non_null(info.object_type);
	assert_string_equal(info.object_type, "struct thing");
	pool_cache_put(pc, p);
	pool_cache_destroy(pc);
	/* There was no memory for the cache. */
	assert_null(kmsan_pool_cache_type(NULL, "struct thing"));
}

/* In the rest of the pages, where one more would begin; what is known of objects ends before it. */
static void
behind_the_last_object(void **state)
{
	enum { MAX = 2048, SIZE = 24 };
	static char *p[MAX];
	pool_cache_t pc =
	    pool_cache_init(SIZE, 0, 0, 0, "behind", NULL, IPL_NONE, NULL, NULL, NULL);
	unsigned n = pc->pc_pool.pr_itemsperpage;
	char *first = NULL;

	(void)state;
	assert_in_range(n, 128, MAX);
	assert_true(n * SIZE < pc->pc_pool.pr_spanpages * KMSAN_PAGE_SIZE);
	for (unsigned i = 0; i < n; i++) {
		p[i] = get(pc);
		if (first == NULL || p[i] < first)
			first = p[i];
	}
	assert_int_equal(pc->pc_pool.pr_npages, 1);
	/* Whichever is free: the bits that say which are behind what is known. */
	for (unsigned i = 0; i < n; i++) {
		pool_cache_destruct_object(pc, p[i]);
		assert_stops("was not allocated by any allocator\n",
		    pool_cache_put(pc, first + (size_t)n * SIZE));
		assert_ptr_equal(get(pc), p[i]);
	}
	for (unsigned i = 0; i < n; i++)
		pool_cache_put(pc, p[i]);
	pool_cache_destroy(pc);
}

static void
constructor_that_fails(void **state)
{
	pool_cache_t pc = thing_cache("things");
	struct thing *t;

	(void)state;
	ctor_fails = 1;
	assert_null(pool_cache_get(pc, PR_NOWAIT));
	assert_int_equal(constructed, 0);
	t = get(pc);
	assert_int_equal(constructed, 1);
	pool_cache_put(pc, t);
	pool_cache_destroy(pc);
	assert_int_equal(destructed, 1);
}

static void *
other_lwp(void *arg)
{
	pool_cache_t pc = arg;
	struct thing *t[10];

	for (unsigned i = 0; i < 10; i++)
		t[i] = pool_cache_get(pc, PR_WAITOK);
	for (unsigned i = 0; i < 10; i++)
		pool_cache_put(pc, t[i]);
	return NULL;
}

/* What a lwp had in its magazine is destructed when it ends, and nothing is out. */
static void
a_lwp_ends(void **state)
{
	pool_cache_t pc = thing_cache("things");
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, other_lwp, pc), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(constructed, 10);
	assert_int_equal(destructed, 10);
	assert_int_equal(pc->pc_pool.pr_nout, 0);
	pool_cache_destroy(pc);
}

static pool_cache_t filled_meanwhile;
static void *held[200];
static unsigned nheld, own_spans;

/* While pages are fetched, which may take long, an interrupt puts objects back. */
static void *
own_alloc(struct pool *pp, int flags)
{
	(void)flags;
	own_spans++;
	for (unsigned i = 0; own_spans > 1 && i < 64; i++)
		pool_cache_put(filled_meanwhile, held[--nheld]);
	return kmsan_port_pages(pp->pr_alloc->pa_pagesz);
}

static void
own_free(struct pool *pp, void *pages)
{
	own_spans--;
	kmsan_pages_free(pages, pp->pr_alloc->pa_pagesz);
}

static void
a_magazine_is_filled_meanwhile(void **state)
{
	static struct pool_allocator palloc = {own_alloc, own_free, 8192};
	pool_cache_t pc = filled_meanwhile =
	    pool_cache_init(64, 0, 0, 0, "meanwhile", &palloc, IPL_NONE, NULL, NULL, NULL);
	void *p;

	(void)state;
	for (nheld = 0; nheld < 128; nheld++)
		held[nheld] = pool_cache_get(pc, PR_WAITOK);
	assert_int_equal(own_spans, 1);
	/* The next takes more than one from the pool, and the magazine has no room for the rest. */
	p = pool_cache_get(pc, PR_WAITOK);
	assert_int_equal(own_spans, 2);
	assert_int_equal(nheld, 64);
	held[nheld++] = p;
	while (nheld > 0)
		pool_cache_put(pc, held[--nheld]);
	/* Not busy: nothing was lost. */
	pool_cache_destroy(pc);
	assert_int_equal(own_spans, 0);
	assert_silent();
}

static void
misuse(void **state)
{
	pool_cache_t a = pool_cache_init(64, 0, 0, 0, "a", NULL, IPL_NONE, NULL, NULL, NULL);
	pool_cache_t b = pool_cache_init(64, 0, 0, 0, "b", NULL, IPL_NONE, NULL, NULL, NULL);
	char *p = get(a);

	(void)state;
	assert_stops("is an object of pool a, not of pool b\n", pool_cache_put(b, p));
	assert_stops("is an object of pool a, not of pool b\n", pool_put(&b->pc_pool, p));
	assert_stops("is 1 byte inside an object of 64 bytes\n", pool_cache_put(a, p + 1));
	assert_stops("pool_cache_destroy: pool a is busy: still out: 1\n", pool_cache_destroy(a));
	assert_stops("pool_cache_get: flags 0x0: PR_WAITOK or PR_NOWAIT, one of them\n",
	    pool_cache_get(a, 0));
	pool_cache_put(a, p);
	pool_cache_destroy(a);
	assert_stops("pool_cache_get: pool a was destroyed\n", pool_cache_get(a, PR_NOWAIT));
	assert_stops("pool_cache_put: pool a was destroyed\n", pool_cache_put(a, p));
	assert_stops(
	    "pool_cache_destruct_object: pool a was destroyed\n", pool_cache_destruct_object(a, p));
	assert_stops("pool_cache_invalidate: pool a was destroyed\n", pool_cache_invalidate(a));
	assert_stops("pool_cache_destroy: pool a was destroyed\n", pool_cache_destroy(a));
	pool_cache_destroy(b);
}

static void
limit_counts_what_is_out(void **state)
{
	pool_cache_t pc = pool_cache_init(64, 0, 0, 0, "lim", NULL, IPL_NONE, NULL, NULL, NULL);
	void *p[5];

	(void)state;
	pool_cache_sethardlimit(pc, 5, NULL, 0);
	for (unsigned i = 0; i < 5; i++) {
		p[i] = pool_cache_get(pc, PR_NOWAIT);
		assert_non_null(p[i]);
	}
	assert_null(pool_cache_get(pc, PR_NOWAIT));
	assert_null(pool_cache_get(pc, PR_WAITOK | PR_LIMITFAIL));
	pool_cache_put(pc, p[0]);
	p[0] = pool_cache_get(pc, PR_NOWAIT);
	assert_non_null(p[0]);
	for (unsigned i = 0; i < 5; i++)
		pool_cache_put(pc, p[i]);
	pool_cache_destroy(pc);
}

/* More caches than there are numbers of magazines: those beyond work as pools do. */
static void
very_many_caches(void **state)
{
	enum { N = 600 };
	static pool_cache_t pc[N];
	static void *p[N];

	(void)state;
	for (unsigned i = 0; i < N; i++) {
		pc[i] = pool_cache_init(32, 0, 0, 0, "many", NULL, IPL_NONE, NULL, NULL, NULL);
		assert_non_null(pc[i]);
		p[i] = pool_cache_get(pc[i], PR_WAITOK);
		assert_uninit(p[i], 32);
	}
	for (unsigned i = 0; i < N; i++) {
		pool_cache_put(pc[i], p[i]);
		pool_cache_destroy(pc[i]);
	}
}

/* A number of magazines comes back also from a cache of which nobody ever got anything. */
static void
many_caches_one_after_the_other(void **state)
{
	pool_cache_t pc;

	(void)state;
	for (unsigned i = 0; i < 600; i++)
		pool_cache_destroy(
		    pool_cache_init(32, 0, 0, 0, "next", NULL, IPL_NONE, NULL, NULL, NULL));
	pc = pool_cache_init(32, 0, 0, 0, "last", NULL, IPL_NONE, NULL, NULL, NULL);
	pool_cache_put(pc, get(pc));
	/* The lwp has a magazine of it. */
	assert_true(pc->pc_pool.pr_nout > 0);
	pool_cache_destroy(pc);
}

/* A flag that nobody documents, and that means something inside, is the caller's no more than others. */
static void
unknown_flags(void **state)
{
	pool_cache_t pc =
	    pool_cache_init(64, 0, 0, 0x01000000, "flags", NULL, IPL_NONE, NULL, NULL, NULL);
	char *p = pool_cache_get(pc, PR_WAITOK);

	(void)state;
	kmsan_mark(p, 64, KMSAN_STATE_INITED);
	pool_cache_put(pc, p);
	assert_uninit(p, 64);
	assert_type(p, 64, KMSAN_TYPE_POOL | KMSAN_TYPE_FREED);
	assert_ptr_equal(pool_cache_get(pc, PR_NOWAIT), p);
	assert_type(p, 64, KMSAN_TYPE_POOL);
	pool_cache_put(pc, p);
	pool_cache_destroy(pc);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    alloc_test(marks_without_constructor),
	    alloc_test(constructed_objects_keep_their_state),
	    alloc_test(destruct_and_invalidate),
	    alloc_test(functions_of_the_callers_have_arguments),
	    alloc_test(requests_are_counted),
	    alloc_test(in_the_callers_memory),
	    alloc_test(type_of_the_objects),
	    alloc_test(behind_the_last_object),
	    alloc_test(constructor_that_fails),
	    alloc_test(a_lwp_ends),
	    alloc_test(a_magazine_is_filled_meanwhile),
	    alloc_test(misuse),
	    alloc_test(limit_counts_what_is_out),
	    alloc_test(very_many_caches),
	    alloc_test(many_caches_one_after_the_other),
	    alloc_test(unknown_flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
