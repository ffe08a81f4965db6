/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two lwps that work on data of their own share no cache line that one of them writes: with all of
 * the runtime's variables read-only, those of the lwp apart, an allocation, a copy, a check, a chain
 * that is known and an interrupt level still work.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

#include <kmsan/hooks.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/libkern.h>
#include <kmsan/malloc.h>
#include <kmsan/pool.h>
#include <kmsan/uaccess.h>

#include "origin/chain.h"
#include "port_inline.h"

/* Past the runtime, whose handler writes variables of its own. */
int __real_sigaction(int sig, const struct sigaction *act, struct sigaction *old);

extern char __data_start[], _end[];

static MALLOC_DEFINE(M_LINES, "lines", "a type of this test");

/* This test's own, which it writes while all is locked: on pages apart. */
static struct {
	_Alignas(4096) volatile bool faulted;
	pool_cache_t cache;
	char from[8192], to[8192], user[8192];
	uint32_t cell;
	volatile int plain;
	_Alignas(4096) char behind;
} own;
static int shared;

static void
set_access(int prot)
{
	uintptr_t start = ((uintptr_t)__data_start + 4095) & ~(uintptr_t)4095;
	uintptr_t end = ((uintptr_t)_end + 4095) & ~(uintptr_t)4095;
	uintptr_t mine = (uintptr_t)&own, mine_end = (uintptr_t)&own.behind;

	if (mprotect((void *)start, mine - start, prot) != 0 ||
	    mprotect((void *)mine_end, end - mine_end, prot) != 0)
		abort();
}

/* The instruction is done again, and can write now. */
static void
faulted(int sig)
{
	(void)sig;
	own.faulted = true;
	set_access(PROT_READ | PROT_WRITE);
}

/* True: fn wrote none of them. */
static bool
writes_nothing(void (*volatile fn)(void))
{
	struct sigaction act = {.sa_handler = faulted}, old;

	fn();
	fn();
	__real_sigaction(SIGSEGV, &act, &old);
	own.faulted = false;
	set_access(PROT_READ);
	for (unsigned i = 0; i < 20; i++)
		fn();
	set_access(PROT_READ | PROT_WRITE);
	__real_sigaction(SIGSEGV, &old, NULL);
	return !own.faulted;
}

static void
with_kmem(void)
{
	kmem_free(kmem_alloc(128, KM_SLEEP), 128);
	kmem_free(kmem_zalloc(40, KM_SLEEP), 40);
}

static void
with_malloc(void)
{
	kern_free(kern_malloc(128, M_LINES, M_WAITOK), M_LINES);
}

static void
with_pool_cache(void)
{
	pool_cache_put(own.cache, pool_cache_get(own.cache, PR_WAITOK));
}

static void
with_copies(void)
{
	kmsan_memcpy(own.to, own.from, 4096);
	kmsan_memset(own.to, 1, 4096);
	kmsan_mark(own.to, 100, KMSAN_STATE_UNINIT);
	kmsan_mark(own.to, 100, KMSAN_STATE_INITED);
}

static void
with_checks(void)
{
	own.plain = kmsan_check(own.from, sizeof(own.from), "lines") == 0;
	own.plain = copyout(own.from, own.user, sizeof(own.from));
}

static void
with_chain(void)
{
	own.plain = (int)chain_cell(own.cell, (uintptr_t)with_chain + 8);
}

static void
with_levels(void)
{
	kmsan_intr_enter();
	kmsan_intr_leave();
}

static void
with_a_shared_variable(void)
{
	__atomic_fetch_add(&shared, 1, __ATOMIC_RELAXED);
}

static void
clean_paths(void **state)
{
	(void)state;
	own.cache = pool_cache_init(128, 0, 0, 0, "lines", NULL, 0, NULL, NULL, NULL);
	own.cell = kmsan_orig_make(KMSAN_TYPE_KMEM, (uintptr_t)clean_paths);
	memset(own.from, 1, sizeof(own.from));
	assert_true(writes_nothing(with_kmem));
	assert_true(writes_nothing(with_malloc));
	assert_true(writes_nothing(with_pool_cache));
	assert_true(writes_nothing(with_copies));
	assert_true(writes_nothing(with_checks));
	assert_true(writes_nothing(with_chain));
	assert_true(writes_nothing(with_levels));
}

/* It would be seen. */
static void
shared_variable(void **state)
{
	(void)state;
	assert_false(writes_nothing(with_a_shared_variable));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(clean_paths),
	    cmocka_unit_test(shared_variable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
