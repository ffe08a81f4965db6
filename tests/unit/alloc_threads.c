/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several lwps, and interrupts that come at any instruction and allocate too.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <kmsan/malloc.h>
#include <kmsan/mbuf.h>
#include <kmsan/pool.h>

#include "alloc_test.h"

#define LWPS   4
#define SHARED 256
#define ROUNDS 20000

static MALLOC_DEFINE(M_THREADS, "threads", "a type of this test");

static pool_cache_t cache;
static struct pool pool;

/* What one lwp allocated and any other may free. */
struct slot {
	_Atomic(unsigned char *) p;
};
static struct slot shared[SHARED];

/* Objects say themselves what they are: kind, size, and a pattern. */
enum kind { KMEM, MALLOC, POOL, CACHE, MBUF, KINDS };
#define HEAD 8

static unsigned
next_random(unsigned *seed)
{
	*seed = *seed * 1103515245 + 12345;
	return *seed >> 8;
}

static unsigned char *
make(enum kind kind, size_t size, bool interrupt)
{
	unsigned char *p = NULL;
	uint32_t head[2] = {kind, 0};

	switch (kind) {
	case KMEM:
		p = interrupt ? kmem_intr_alloc(size, KM_NOSLEEP) : kmem_alloc(size, KM_SLEEP);
		break;
	case MALLOC:
		p = malloc(size, M_THREADS, interrupt ? M_NOWAIT : M_WAITOK);
		break;
	case POOL:
		size = 100;
		p = pool_get(&pool, interrupt ? PR_NOWAIT : PR_WAITOK);
		break;
	case CACHE:
		size = 72;
		p = pool_cache_get(cache, interrupt ? PR_NOWAIT : PR_WAITOK);
		break;
	default:
		p = (unsigned char *)m_get(interrupt ? M_DONTWAIT : M_WAIT, MT_DATA);
		return p;
	}
	if (p == NULL)
		return NULL;
	head[1] = (uint32_t)size;
	assert_uninit(p, size);
	memcpy(p, head, HEAD);
	memset(p + HEAD, (int)size & 0xff, size - HEAD);
	kmsan_mark(p, size, KMSAN_STATE_INITED);
	return p;
}

static void
check_and_free(unsigned char *p, enum kind kind, bool interrupt)
{
	uint32_t head[2];
	size_t size;

	if (kind == MBUF) {
		m_free((struct mbuf *)(void *)p);
		return;
	}
	memcpy(head, p, HEAD);
	size = head[1];
	assert_int_equal(head[0], kind);
	assert_inited(p, size);
	for (size_t i = HEAD; i < size; i++)
		if (p[i] != (unsigned char)size)
			fail_msg("byte %zu of %zu: %d", i, size, p[i]);
	if (kind == KMEM)
		(interrupt ? kmem_intr_free : kmem_free)(p, size);
	else if (kind == MALLOC)
		free(p, M_THREADS);
	else if (kind == POOL)
		pool_put(&pool, p);
	else
		pool_cache_put(cache, p);
}

static void *
lwp(void *arg)
{
	unsigned seed = (unsigned)(uintptr_t)arg * 7919 + 1;

	for (unsigned i = 0; i < ROUNDS; i++) {
		unsigned at = next_random(&seed) % SHARED;
		enum kind kind = (enum kind)(at % KINDS);
		size_t size = HEAD + next_random(&seed) % (i % 100 == 0 ? 9000 : 600);
		unsigned char *p = make(kind, size, false);

		p = atomic_exchange(&shared[at].p, p);
		if (p != NULL)
			check_and_free(p, kind, false);
	}
	return NULL;
}

static void
set_up_pools(void)
{
	pool_init(&pool, 100, 0, 0, 0, "thr", NULL, IPL_VM);
	cache = pool_cache_init(72, 0, 0, 0, "thrc", NULL, IPL_VM, NULL, NULL, NULL);
}

static void
nothing_is_left(void)
{
	for (unsigned i = 0; i < SHARED; i++) {
		unsigned char *p = atomic_exchange(&shared[i].p, NULL);

		if (p != NULL)
			check_and_free(p, (enum kind)(i % KINDS), false);
	}
	assert_int_equal(kmsan_freelist_check(), 0);
	pool_destroy(&pool);
	pool_cache_destroy(cache);
	pool_cache_invalidate(mb_cache);
	assert_int_equal(mb_cache->pc_pool.pr_nout, 0);
	assert_silent();
}

static void
lwps_free_what_others_allocated(void **state)
{
	pthread_t thread[LWPS];

	(void)state;
	set_up_pools();
	for (uintptr_t i = 0; i < LWPS; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, lwp, (void *)i), 0);
	for (unsigned i = 0; i < LWPS; i++)
		assert_int_equal(pthread_join(thread[i], NULL), 0);
	nothing_is_left();
}

static atomic_uint interrupts;
static atomic_bool stop;

/* The handler keeps some of what it allocates, and frees what an earlier one kept. */
static void
handler(int sig)
{
	static unsigned char *kept[64];
	static unsigned seed = 99;
	unsigned n = atomic_fetch_add(&interrupts, 1);

	(void)sig;
	kmsan_intr_enter();
	for (unsigned i = 0; i < 4; i++) {
		unsigned at = next_random(&seed) % 64;
		enum kind kind = (enum kind)(at % KINDS);

		if (kept[at] != NULL)
			check_and_free(kept[at], kind, true);
		kept[at] = make(kind, HEAD + next_random(&seed) % 600, true);
	}
	if (atomic_load(&stop))
		for (unsigned i = 0; i < 64; i++) {
			if (kept[i] != NULL)
				check_and_free(kept[i], (enum kind)(i % KINDS), true);
			kept[i] = NULL;
		}
	kmsan_intr_leave();
	(void)n;
}

struct victim {
	pthread_t thread;
};

static void *
interrupter(void *arg)
{
	struct victim *victim = arg;

	while (!atomic_load(&stop)) {
		unsigned before = atomic_load(&interrupts);

		if (pthread_kill(victim->thread, SIGUSR1) != 0)
			break;
		while (atomic_load(&interrupts) == before && !atomic_load(&stop))
			sched_yield();
	}
	return NULL;
}

static void
interrupts_that_allocate(void **state)
{
	struct sigaction act = {.sa_handler = handler}, old;
	struct victim victim = {.thread = pthread_self()};
	pthread_t thread;

	(void)state;
	set_up_pools();
	kmsan_test_interrupts(true);
	sigaction(SIGUSR1, &act, &old);
	assert_int_equal(pthread_create(&thread, NULL, interrupter, &victim), 0);
	for (unsigned turn = 0; atomic_load(&interrupts) < 3000 && turn < 1000; turn++) {
		lwp((void *)(uintptr_t)(turn % 3));
		/* Magazines that come and go in between. */
		if (turn % 8 == 7)
			kmem_reap();
	}
	atomic_store(&stop, true);
	pthread_join(thread, NULL);
	/* One more, which frees what the handlers kept. */
	raise(SIGUSR1);
	sigaction(SIGUSR1, &old, NULL);
	kmsan_test_interrupts(false);
	/* 3000, but for a machine so busy that the interrupter hardly ever runs. */
	assert_true(atomic_load(&interrupts) >= 300);
	nothing_is_left();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    alloc_test(lwps_free_what_others_allocated),
	    alloc_test(interrupts_that_allocate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
