/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The arena and its pages. Freed pages lose their access, so that a runtime that looks at them
 * again crashes here and not on a user's machine.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "testport.h"

#define ARENA_SIZE  ((size_t)256 << 20)
#define ARENA_PAGES (ARENA_SIZE / KMSAN_PAGE_SIZE)

struct kmsan_test_arena kmsan_test_arena;

static pthread_mutex_t pages_mutex = PTHREAD_MUTEX_INITIALIZER;
static bool taken[ARENA_PAGES];
static size_t next_page, used, calls, fail_at, fail_from;
static bool fail_all;

static void *
map(size_t size, int prot)
{
	void *p = mmap(NULL, size, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED) {
		perror("test port: mmap");
		abort();
	}
	return p;
}

/* Before the constructors of a test, which may allocate. */
__attribute__((constructor(101))) static void
arena_init(void)
{
	/*
	 * A multiple of its size: the allocators' table of pages has a page of its own for each 2 GiB,
	 * and a process in eight had the arena on both sides of such a boundary.
	 */
	kmsan_test_arena.start =
	    ((uintptr_t)map(2 * ARENA_SIZE, PROT_NONE) + ARENA_SIZE - 1) & ~(ARENA_SIZE - 1);
	kmsan_test_arena.shad = map(ARENA_SIZE, PROT_READ | PROT_WRITE);
	kmsan_test_arena.orig = map(ARENA_SIZE, PROT_READ | PROT_WRITE);
	kmsan_test_arena.dummy = map(KMSAN_TEST_DUMMY, PROT_READ | PROT_WRITE);
	kmsan_test_arena.size = ARENA_SIZE;
}

/* The first run of n free pages in [from, to), or ARENA_PAGES. */
static size_t
find_run(size_t from, size_t to, size_t n)
{
	size_t run = 0;

	for (size_t i = from; i < to; i++) {
		run = taken[i] ? 0 : run + 1;
		if (run == n)
			return i + 1 - n;
	}
	return ARENA_PAGES;
}

static void *
take(size_t n)
{
	size_t page;
	char *p;

	/* The next place, not the lowest: an address that was just freed comes back late. */
	page = find_run(next_page, ARENA_PAGES, n);
	if (page == ARENA_PAGES)
		page = find_run(0, ARENA_PAGES, n);
	if (page == ARENA_PAGES)
		return NULL;
	for (size_t i = 0; i < n; i++)
		taken[page + i] = true;
	next_page = page + n;
	used += n;
	p = (char *)kmsan_test_arena.start + page * KMSAN_PAGE_SIZE;
	if (mprotect(p, n * KMSAN_PAGE_SIZE, PROT_READ | PROT_WRITE) != 0)
		abort();
	return p;
}

void *
kmsan_port_pages(size_t size)
{
	void *p = NULL;

	if (size == 0 || size % KMSAN_PAGE_SIZE != 0) {
		fprintf(stderr, "test port: kmsan_port_pages(%zu)\n", size);
		abort();
	}
	pthread_mutex_lock(&pages_mutex);
	calls++;
	if (!fail_all && calls != fail_at && (fail_from == 0 || calls < fail_from))
		p = take(size / KMSAN_PAGE_SIZE);
	pthread_mutex_unlock(&pages_mutex);
	return p;
}

static void
page_range(const char *function, const void *pages, size_t size, size_t *page, size_t *n)
{
	uintptr_t offset = (uintptr_t)pages - kmsan_test_arena.start;

	*page = offset / KMSAN_PAGE_SIZE;
	*n = size / KMSAN_PAGE_SIZE;
	if (size == 0 || size % KMSAN_PAGE_SIZE != 0 || offset % KMSAN_PAGE_SIZE != 0 ||
	    offset >= ARENA_SIZE || size > ARENA_SIZE - offset) {
		fprintf(stderr, "test port: %s(%p, %zu)\n", function, pages, size);
		abort();
	}
	for (size_t i = 0; i < *n; i++) {
		if (!taken[*page + i]) {
			fprintf(stderr, "test port: %s(%p, %zu): page %zu is not in use\n",
			    function, pages, size, i);
			abort();
		}
	}
}

/* Zero again when they are next used, for the price of a system call and not of a memset. */
static void
forget(void *addr, size_t size)
{
	if (madvise(addr, size, MADV_DONTNEED) != 0)
		abort();
}

static int
pages_free(void *pages, size_t size, size_t page, size_t n)
{
	for (size_t i = 0; i < n; i++)
		taken[page + i] = false;
	used -= n;
	forget(pages, size);
	forget(kmsan_test_arena.shad + page * KMSAN_PAGE_SIZE, size);
	forget(kmsan_test_arena.orig + page * KMSAN_PAGE_SIZE, size);
	return mprotect(pages, size, PROT_NONE);
}

int
kmsan_port_pages_set(void *pages, size_t size, enum kmsan_pages_state state)
{
	size_t page, n;
	int error;

	pthread_mutex_lock(&pages_mutex);
	page_range("kmsan_port_pages_set", pages, size, &page, &n);
	if (state == KMSAN_PAGES_FREED)
		error = pages_free(pages, size, page, n);
	else
		error = mprotect(
		    pages, size, state == KMSAN_PAGES_USED ? PROT_READ | PROT_WRITE : PROT_NONE);
	if (error != 0 && state == KMSAN_PAGES_FREED)
		abort();
	pthread_mutex_unlock(&pages_mutex);
	return error == 0 ? 0 : -12;
}

int
kmsan_port_map_shadow(uintptr_t addr, size_t size)
{
	return kmsan_port_shadowed((const void *)addr, size) ? 0 : -22;
}

void
kmsan_test_pages_fail_at(size_t n)
{
	pthread_mutex_lock(&pages_mutex);
	fail_at = n == 0 ? 0 : calls + n;
	pthread_mutex_unlock(&pages_mutex);
}

void
kmsan_test_pages_fail_from(size_t n)
{
	pthread_mutex_lock(&pages_mutex);
	fail_from = n == 0 ? 0 : calls + n;
	pthread_mutex_unlock(&pages_mutex);
}

void
kmsan_test_pages_fail_all(bool fail)
{
	pthread_mutex_lock(&pages_mutex);
	fail_all = fail;
	pthread_mutex_unlock(&pages_mutex);
}

size_t
kmsan_test_pages_calls(void)
{
	return calls;
}

size_t
kmsan_test_pages_used(void)
{
	return used;
}
