/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs of pages: how many are said to be in use and free, what is used again, when it goes back.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "alloc/pages.h"
#include "alloc_test.h"

#define CHUNK 256 /* what runs are cut from; a longer one is one by itself */
#define KEPT  512

static size_t used_at_first;

static void
assert_pages(size_t used, size_t free)
{
	struct pages_stats stats;

	pages_stats(&stats);
	assert_int_equal(stats.used, used_at_first + used);
	assert_int_equal(stats.free, free);
}

static void
nothing_is_free(void)
{
	struct pages_stats stats;

	pages_reclaim();
	pages_stats(&stats);
	assert_int_equal(stats.free, 0);
	used_at_first = stats.used;
}

static void
a_long_run_is_used_again(void **state)
{
	enum { N = CHUNK + 44 };
	struct chunk *chunk, *again;
	size_t calls;
	void *p;

	(void)state;
	nothing_is_free();
	p = pages_alloc(N, 1, &chunk);
	assert_non_null(p);
	assert_pages(N, 0);
	assert_true(pages_fresh(p, N, chunk));
	pages_free(p, N, chunk);
	assert_pages(0, N);
	calls = kmsan_test_pages_calls();
	for (unsigned i = 0; i < 3; i++) {
		assert_ptr_equal(pages_alloc(N, 1, &again), p);
		assert_ptr_equal(again, chunk);
		assert_pages(N, 0);
		assert_false(pages_fresh(p, N, chunk));
		pages_free(p, N, chunk);
		assert_pages(0, N);
	}
	assert_int_equal(kmsan_test_pages_calls(), calls);
	assert_int_equal(pages_reclaim(), N);
	assert_pages(0, 0);
}

/* A run of any length is cut from a chunk that is free, one that fits it but for a page too. */
static void
a_free_chunk_is_used(void **state)
{
	struct chunk *chunk;
	size_t calls;
	void *p;

	(void)state;
	nothing_is_free();
	p = pages_alloc(CHUNK, 1, &chunk);
	assert_non_null(p);
	pages_free(p, CHUNK, chunk);
	calls = kmsan_test_pages_calls();
	for (size_t n = 1; n <= CHUNK; n++) {
		p = pages_alloc(n, 1, &chunk);
		assert_non_null(p);
		assert_pages(n, CHUNK - n);
		assert_false(pages_fresh(p, n, chunk));
		pages_free(p, n, chunk);
		assert_pages(0, CHUNK);
	}
	assert_int_equal(kmsan_test_pages_calls(), calls);
	assert_int_equal(pages_reclaim(), CHUNK);
}

/* So much stays when it is freed, and with a page more it goes back. */
static void
what_is_kept(void **state)
{
	(void)state;
	for (unsigned more = 0; more < 2; more++) {
		struct chunk *chunk;
		size_t n, used;
		void *p;

		nothing_is_free();
		n = KEPT + used_at_first / 8 + more;
		p = pages_alloc(n, 1, &chunk);
		assert_non_null(p);
		used = kmsan_test_pages_used();
		pages_free(p, n, chunk);
		assert_pages(0, more == 0 ? n : 0);
		assert_int_equal(kmsan_test_pages_used(), more == 0 ? used : used - n);
		assert_int_equal(pages_reclaim(), more == 0 ? n : 0);
	}
}

static void
more_than_there_are_addresses(void **state)
{
	struct chunk *chunk;

	(void)state;
	nothing_is_free();
	/* With the pages that the alignment costs it would be a small number. */
	assert_null(pages_alloc(SIZE_MAX / KMSAN_PAGE_SIZE, 512, &chunk));
	assert_pages(0, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    alloc_test(a_long_run_is_used_again),
	    alloc_test(a_free_chunk_is_used),
	    alloc_test(what_is_kept),
	    alloc_test(more_than_there_are_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
