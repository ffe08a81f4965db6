/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_UNIT_ALLOC_LIBC_H
#define TESTS_UNIT_ALLOC_LIBC_H

/*
 * The number of arguments decides whose malloc, realloc and free is meant. Everything that a file
 * may do with libc's three works: call them, take their address, nest the calls of both sorts,
 * pass an argument with commas in it.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "alloc_test.h"

static MALLOC_DEFINE(M_LIBC, "libc", "a type of this test");

/* Of malloc(9)'s objects the allocators know, of libc's they do not. */
static bool
of_the_kernel(const void *p)
{
	struct kmsan_addr_info info;

	return kmsan_addr_describe(p, &info) && strcmp(info.allocator, "malloc") == 0;
}

struct sizes {
	size_t a, b;
};

static size_t
sum(struct sizes s)
{
	return s.a + s.b;
}

static void
calls(void **state)
{
	char *mine, *theirs;

	(void)state;
	mine = malloc(100, M_LIBC, M_WAITOK);
	theirs = malloc(100);
	assert_true(of_the_kernel(mine));
	assert_false(of_the_kernel(theirs));
	memset(theirs, 1, 100);
	memset(mine, 2, 100);
	mine = realloc(mine, 5000, M_LIBC, M_WAITOK);
	theirs = realloc(theirs, 5000);
	assert_true(of_the_kernel(mine));
	assert_false(of_the_kernel(theirs));
	assert_int_equal(mine[99], 2);
	assert_int_equal(theirs[99], 1);
	free(mine, M_LIBC);
	free(theirs);
	/* NULL is allowed for one of them. */
	free(NULL);
	assert_stops("free: the pointer is NULL\n", free(NULL, M_LIBC));
}

static void
calls_in_calls(void **state)
{
	size_t *size = malloc(sizeof(*size));
	void **p;

	(void)state;
	*size = sizeof(void *);
	p = malloc(*size, M_LIBC, M_WAITOK);
	*p = malloc(malloc(8, M_LIBC, M_WAITOK) != NULL ? 16 : 0);
	assert_non_null(*p);
	assert_true(of_the_kernel(p));
	free(*p);
	free(p, M_LIBC);
	free(size);
	/* Commas inside of parentheses and braces do not count. */
	p = malloc(sum((struct sizes){8, 8}), M_LIBC, M_WAITOK);
	assert_true(of_the_kernel(p));
	free((assert_non_null(p), p), M_LIBC);
	p = malloc(sum(((struct sizes){8, 8})));
	assert_false(of_the_kernel(p));
	free((assert_non_null(p), p));
}

static void
addresses(void **state)
{
	void *(*allocate)(size_t) = malloc;
	void *(*resize)(void *, size_t) = &realloc;
	void (*release)(void *) = free;
	void *p = allocate(10);

	(void)state;
	p = resize(p, 20);
	assert_false(of_the_kernel(p));
	release(p);
	/* In parentheses no macro of these names is meant. */
	p = (malloc)(10);
	assert_false(of_the_kernel(p));
	(free)(p);
	p = calloc(3, 4);
	assert_false(of_the_kernel(p));
	free(p);
}

/* A structure's members of these names, called with libc's number of arguments. */
static void
members(void **state)
{
	struct {
		void *(*malloc)(size_t);
		void (*free)(void *);
	} ops = {malloc, free};
	void *p = ops.malloc(10);

	(void)state;
	assert_false(of_the_kernel(p));
	ops.free(p);
}

/* What the macros stand for can be called by name. */
static void
functions(void **state)
{
	void *p = kern_malloc(10, M_LIBC, M_ZERO);

	(void)state;
	p = kern_realloc(p, 20, M_LIBC, M_NOWAIT);
	assert_true(of_the_kernel(p));
	kern_free(p, M_LIBC);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    alloc_test(calls),
	    alloc_test(calls_in_calls),
	    alloc_test(addresses),
	    alloc_test(members),
	    alloc_test(functions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
