/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What helps to find who did it: data modified on a free list, quarantine, malloc's log, the
 * tables of vmstat -m. Named after revisions of kern_malloc.c where one taught it.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include <kmsan/malloc.h>
#include <kmsan/pool.h>

#include "alloc/freelist.h"
#include "alloc/names.h"
#include "alloc/pool.h"
#include "alloc_test.h"

#define NOINLINE __attribute__((noinline))

static MALLOC_DEFINE(M_LOGGED, "logged", "a type of this test");
static MALLOC_DEFINE(M_COUNTED, "counted", "another");

static MALLOC_DEFINE(M_SUMMED, "summed", "and one more");

static char wanted[256];

static const char *
message(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(wanted, sizeof(wanted), format, ap);
	va_end(ap);
	return wanted;
}

static void
r1_117_r1_82_r1_55_modified_on_freelist(void **state)
{
	uint32_t *p = malloc(100, M_LOGGED, M_WAITOK), *q;

	(void)state;
	assert_int_equal(kmsan_freelist_check(), 0);
	free(p, M_LOGGED);
	assert_int_equal(kmsan_freelist_check(), 0);
	assert_silent();
	p[2] = 0x12345678;
	/* Called on purpose it tells and goes on. */
	assert_int_equal(kmsan_freelist_check(), 1);
	assert_said(
	    message("kMSan: Data modified on freelist: word 2 of object %p size 100 previous "
		    "type logged (0x12345678 != 0xdeadbeef)\n",
		(void *)p));
	/* Whoever would be given the object is stopped, and the next one gets another. */
	assert_stops(
	    message("kMSan: malloc: Data modified on freelist: word 2 of object %p size 100 "
		    "previous type logged (0x12345678 != 0xdeadbeef)\n",
		(void *)p),
	    malloc(100, M_LOGGED, M_WAITOK));
	assert_said("  Created by malloc(100) at:\n");
	assert_said("  Freed by free at:\n");
	kmsan_test_console_reset();
	q = malloc(100, M_LOGGED, M_WAITOK);
	assert_ptr_not_equal(p, q);
	free(q, M_LOGGED);
	assert_int_equal(kmsan_freelist_check(), 0);
	assert_silent();
}

static void
modified_kmem_and_pool(void **state)
{
	/* The object that is lost keeps it from being destroyed. */
	static struct pool pool;
	pool_cache_t pc;
	uint32_t *p = kmem_alloc(12, KM_SLEEP);

	(void)state;
	kmem_free(p, 12);
	p[3] ^= 1;
	assert_stops("word 3 of object", kmem_alloc(12, KM_SLEEP));
	assert_said(" size 12 previous type kmem-16 (0xdeadbeee != 0xdeadbeef)\n");
	pool_init(&pool, 40, 0, 0, 0, "scribbled", NULL, IPL_NONE);
	p = pool_get(&pool, PR_WAITOK);
	pool_put(&pool, p);
	p[0] = 0;
	assert_stops(
	    "pool_get: Data modified on freelist: word 0 of object", pool_get(&pool, PR_WAITOK));
	assert_said(" size 40 previous type scribbled (0x0 != 0xdeadbeef)\n");
	pc = pool_cache_init(40, 0, 0, 0, "scribbledc", NULL, IPL_NONE, NULL, NULL, NULL);
	p = pool_cache_get(pc, PR_WAITOK);
	pool_cache_put(pc, p);
	p[0] = 0;
	assert_stops("pool_cache_get: Data modified on freelist: word 0 of object",
	    pool_cache_get(pc, PR_WAITOK));
	assert_said(" size 40 previous type scribbledc (0x0 != 0xdeadbeef)\n");
	p = pool_cache_get(pc, PR_WAITOK);
	pool_cache_put(pc, p);
	p[7] = 7;
	assert_stops("pool_cache_get_paddr: Data modified on freelist: word 7 of object",
	    pool_cache_get_paddr(pc, PR_WAITOK, NULL));
	/* The others of the pool are good. */
	kmsan_test_console_reset();
	pool_put(&pool, pool_get(&pool, PR_WAITOK));
	pool_cache_put(pc, pool_cache_get(pc, PR_WAITOK));
	assert_silent();
}

/* The same text at another address, as of a module that was loaded again, is the same name. */
static void
names_are_told_apart_by_their_text(void **state)
{
	static char copies[2 * ITEM_NAMES][8];
	unsigned n = names_of(GIVER_POOL_GET, "gets_it", NULL);

	(void)state;
	assert_int_not_equal(n, 0);
	for (unsigned i = 0; i < 2 * ITEM_NAMES; i++) {
		strcpy(copies[i], "gets_it");
		assert_int_equal(names_of(GIVER_POOL_GET, copies[i], NULL), n);
	}
	assert_int_not_equal(names_of(GIVER_POOL_GET, "gets_too", NULL), n);
	assert_int_not_equal(names_of(GIVER_POOL_GET, "gets_too", NULL), 0);
}

static void
quarantine_delays_reuse(void **state)
{
	enum { N = 64 };
	void *p[N], *q;
	bool again = false;

	(void)state;
	kmsan_options.quarantine = 64 * N;
	for (unsigned i = 0; i < N; i++) {
		p[i] = kmem_alloc(64, KM_SLEEP);
		kmem_free(p[i], 64);
		/* None of those before comes back. */
		for (unsigned j = 0; j < i; j++)
			assert_ptr_not_equal(p[i], p[j]);
	}
	/* It still says who freed it, and to whom it belongs. */
	assert_stops("of 64 bytes, is already freed\n", kmem_free(p[0], 64));
	assert_uninit(p[0], 64);
	assert_type(p[0], 64, KMSAN_TYPE_KMEM | KMSAN_TYPE_FREED);
	kmsan_test_console_reset();
	/* After so many bytes more, they do. */
	for (unsigned i = 0; i < 4 * N && !again; i++) {
		q = kmem_alloc(64, KM_SLEEP);
		for (unsigned j = 0; j < N; j++)
			again = again || q == p[j];
		kmem_free(q, 64);
	}
	assert_true(again);
	assert_silent();
}

static void
quarantine_of_all_allocators(void **state)
{
	struct pool pool;
	char *p, *q;

	(void)state;
	kmsan_options.quarantine = 1 << 20;
	p = malloc(100000, M_LOGGED, M_WAITOK);
	free(p, M_LOGGED);
	q = malloc(100000, M_LOGGED, M_WAITOK);
	assert_ptr_not_equal(p, q);
	assert_uninit(p, 100000);
	free(q, M_LOGGED);
	pool_init(&pool, 32, 0, 0, 0, "quarantined", NULL, IPL_NONE);
	pool_sethardlimit(&pool, 10, NULL, 0);
	p = NULL;
	/* The limit is of what is in use: what is in quarantine is let go before a get fails. */
	for (unsigned i = 0; i < 100; i++) {
		q = pool_get(&pool, PR_NOWAIT);
		assert_non_null(q);
		assert_ptr_not_equal(p, q);
		pool_put(&pool, q);
		p = q;
	}
	pool_destroy(&pool);
	kmem_reap();
	assert_silent();
}

/*
 * What no caller can do alone: two lwps pass the checks of one free at once, and lists that are not
 * whole. Both are told by the inner functions.
 */
static void
contradictions(void **state)
{
	static struct pool pool;
	struct magazine_entry e;
	uint64_t local[8] = {0};
	char *p;

	(void)state;
	pool_init(&pool, 64, 0, 0, 0, "raced", NULL, IPL_NONE);
	p = pool_get(&pool, PR_WAITOK);
	assert_int_equal(pool_take(&pool, &e, 1, PR_WAITOK, 0), 1);
	pool_give(&pool, &e, 1);
	assert_stops(message("kMSan: %p of pool raced: freed by two lwps at once\n", e.object),
	    pool_give(&pool, &e, 1));
	/* Its count is right, and so the pool can go. */
	pool_put(&pool, p);
	pool_destroy(&pool);
	e = (struct magazine_entry){.object = local};
	assert_stops(message("kMSan: test: %p is on a free list and in no span\n", (void *)local),
	    freelist_modified(&e, "test", 0));
}

/* A write anywhere in an object in quarantine, also beyond its first bytes. */
static void
quarantine_sees_writes(void **state)
{
	char *p;

	(void)state;
	kmsan_options.quarantine = 4096;
	p = kmem_alloc(1000, KM_SLEEP);
	kmem_free(p, 1000);
	p[900] = 1;
	assert_int_equal(kmsan_freelist_check(), 1);
	assert_said("word 225 of object");
	assert_stops("quarantine: Data modified on freelist: word 225 of object", kmem_reap());
	kmsan_test_console_reset();
	kmem_reap();
	assert_silent();
}

static NOINLINE void *
logged(size_t size)
{
	void *p = malloc(size, M_LOGGED, M_WAITOK);

	__asm__ volatile("" ::: "memory");
	return p;
}

static const char *
last_of(const char *text, const char *what)
{
	const char *last = NULL, *at = text;

	while ((at = strstr(at, what)) != NULL)
		last = at++;
	return last;
}

static void
r1_121_r1_27_log(void **state)
{
	char *p, *q;

	(void)state;
	kmsan_options.malloclog = 100;
	p = logged(64);
	q = logged(64);
	free(p, M_LOGGED);
	hitmlog(p + 10);
	assert_said(message(": malloc %p, 64 bytes, type logged, by ", (void *)p));
	assert_said(message(": free %p, 64 bytes, type logged, by ", (void *)p));
	/* Oldest first. */
	assert_true(
	    strstr(kmsan_test_console(), ": malloc ") < strstr(kmsan_test_console(), ": free "));
	kmsan_test_console_reset();
	/* Neighbours: what ends or starts within 127 bytes. */
	hitmlog(q + 64 + 100);
	assert_said(message("neighbour: malloc %p, 64 bytes, type logged, by ", (void *)q));
	kmsan_test_console_reset();
	hitmlog(q - 100000);
	assert_said("kMSan: malloclog: nothing about ");
	kmsan_test_console_reset();
	/* The oldest are overwritten. */
	for (unsigned i = 0; i < 60; i++)
		free(malloc(3000, M_LOGGED, M_WAITOK), M_LOGGED);
	hitmlog(p);
	assert_null(strstr(kmsan_test_console(), message("%p, 64 bytes", (void *)p)));
	kmsan_test_console_reset();
	/* Those that are left are told once each. */
	p = logged(64);
	hitmlog(p);
	message(": malloc %p, 64 bytes", (void *)p);
	assert_said(wanted);
	assert_ptr_equal(
	    strstr(kmsan_test_console(), wanted), last_of(kmsan_test_console(), wanted));
	free(p, M_LOGGED);
	free(q, M_LOGGED);
}

static char table[1 << 16];

static void
collect(void *arg, const char *line)
{
	assert_ptr_equal(arg, table);
	assert_int_equal(kmsan_test_locks_held(), 0);
	strcat(table, line);
	strcat(table, "\n");
}

/* The numbers of the row that starts with this name. */
static unsigned
row(const char *name, char values[10][32])
{
	const char *at = strstr(table, name);
	unsigned n = 0;

	assert_non_null(at);
	at += strlen(name);
	while (n < 10 && sscanf(at, " %31[^ \n]", values[n]) == 1) {
		at += strspn(at, " ");
		at += strcspn(at, " \n");
		n++;
		if (*at == '\n')
			break;
	}
	return n;
}

static void
r1_129_r1_39_statistics(void **state)
{
	char v[10][32];
	void *p[10], *k;

	(void)state;
	for (unsigned i = 0; i < 10; i++)
		p[i] = malloc(2000, M_COUNTED, M_WAITOK);
	for (unsigned i = 0; i < 7; i++)
		free(p[i], M_COUNTED);
	k = kmem_alloc(1700, KM_SLEEP);
	table[0] = '\0';
	kmsan_vmstat(collect, table);
	/* InUse MemUse HighUse Limit Requests TypeLimit KernLimit Size(s) */
	assert_int_equal(row("         counted", v), 8);
	assert_string_equal(v[0], "3");
	assert_string_equal(v[1], "6K");
	assert_string_equal(v[2], "20K");
	assert_string_equal(v[3], "0K");
	assert_string_equal(v[4], "10");
	assert_string_equal(v[5], "0");
	assert_string_equal(v[7], "2K");
	/* Size, In Use, Free, Requests: kmem's object is alone in its class. */
	assert_int_equal(row("    1792", v), 5);
	assert_string_equal(v[0], "1");
	assert_string_equal(v[2], "1");
	assert_non_null(strstr(table, "    2048  counted\n"));
	assert_non_null(strstr(table, "Memory totals:"));
	kmem_free(k, 1700);
	for (unsigned i = 7; i < 10; i++)
		free(p[i], M_COUNTED);
	/* A limit that was hit is counted. */
	malloc_type_setlimit(M_COUNTED, 1024);
	assert_null(malloc(2000, M_COUNTED, M_NOWAIT));
	malloc_type_setlimit(M_COUNTED, 0);
	table[0] = '\0';
	kmsan_vmstat(collect, table);
	row("         counted", v);
	assert_string_equal(v[0], "0");
	assert_string_equal(v[1], "0K");
	assert_string_equal(v[5], "1");
}

/* A lwp counts for itself, and adds up when it is far off: the most there ever was is kept. */
static void
statistics_are_added_up(void **state)
{
	enum { N = 200 };
	static void *p[N];
	char v[10][32];
	void *q;

	(void)state;
	for (unsigned i = 0; i < N; i++)
		p[i] = malloc(2048, M_SUMMED, M_WAITOK);
	for (unsigned i = 0; i < N; i++)
		free(p[i], M_SUMMED);
	/* In place, and to another block. */
	q = malloc(4096, M_SUMMED, M_WAITOK);
	assert_ptr_equal(realloc(q, 3072, M_SUMMED, M_WAITOK), q);
	q = realloc(q, 6144, M_SUMMED, M_WAITOK);
	q = realloc(q, 5120, M_SUMMED, M_WAITOK);
	table[0] = '\0';
	kmsan_vmstat(collect, table);
	row("          summed", v);
	assert_string_equal(v[0], "1");
	assert_string_equal(v[1], "5K");
	assert_string_equal(v[2], "400K");
	free(q, M_SUMMED);
	table[0] = '\0';
	kmsan_vmstat(collect, table);
	row("          summed", v);
	assert_string_equal(v[0], "0");
	assert_string_equal(v[1], "0K");
	assert_string_equal(v[2], "400K");
}

static void *
count_and_end(void *arg)
{
	pool_cache_t pc = arg;

	for (unsigned i = 0; i < 3; i++)
		pool_cache_put(pc, pool_cache_get(pc, PR_WAITOK));
	free(malloc(100, M_SUMMED, M_WAITOK), M_SUMMED);
	return malloc(1024, M_SUMMED, M_WAITOK);
}

/* What a lwp counted is not lost when it ends. */
static void
statistics_of_lwps_that_ended(void **state)
{
	pool_cache_t pc =
	    pool_cache_init(200, 0, 0, 0, "counted", NULL, IPL_NONE, NULL, NULL, NULL);
	char before[10][32], v[10][32];
	pthread_t thread;
	void *p;

	(void)state;
	table[0] = '\0';
	kmsan_vmstat(collect, table);
	row("          summed", before);
	assert_int_equal(pthread_create(&thread, NULL, count_and_end, pc), 0);
	assert_int_equal(pthread_join(thread, &p), 0);
	table[0] = '\0';
	kmsan_vmstat(collect, table);
	row("          summed", v);
	assert_string_equal(v[0], "1");
	assert_string_equal(v[1], "1K");
	assert_int_equal(atoi(v[4]), atoi(before[4]) + 2);
	/* Size Requests Fail InUse */
	row("\ncounted", v);
	assert_string_equal(v[1], "3");
	assert_string_equal(v[3], "0");
	free(p, M_SUMMED);
	pool_cache_destroy(pc);
}

static void
pool_statistics(void **state)
{
	struct pool pool;
	char v[10][32];
	void *p[3];

	(void)state;
	pool_init(&pool, 200, 0, 0, 0, "counting", NULL, IPL_NONE);
	pool_sethardlimit(&pool, 3, NULL, 0);
	for (unsigned i = 0; i < 3; i++)
		p[i] = pool_get(&pool, PR_NOWAIT);
	assert_null(pool_get(&pool, PR_NOWAIT));
	pool_put(&pool, p[0]);
	table[0] = '\0';
	kmsan_vmstat(collect, table);
	/* Size Requests Fail InUse Pgreq Pgrel Npage Hiwat */
	assert_int_equal(row("counting", v), 8);
	assert_string_equal(v[0], "200");
	assert_string_equal(v[1], "3");
	assert_string_equal(v[2], "1");
	assert_string_equal(v[3], "2");
	assert_string_equal(v[4], "1");
	assert_string_equal(v[5], "0");
	pool_put(&pool, p[1]);
	pool_put(&pool, p[2]);
	pool_destroy(&pool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    alloc_test(r1_117_r1_82_r1_55_modified_on_freelist),
	    alloc_test(modified_kmem_and_pool),
	    alloc_test(names_are_told_apart_by_their_text),
	    alloc_test(quarantine_delays_reuse),
	    alloc_test(quarantine_of_all_allocators),
	    alloc_test(quarantine_sees_writes),
	    alloc_test(contradictions),
	    alloc_test(r1_121_r1_27_log),
	    alloc_test(r1_129_r1_39_statistics),
	    alloc_test(pool_statistics),
	    alloc_test(statistics_are_added_up),
	    alloc_test(statistics_of_lwps_that_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
