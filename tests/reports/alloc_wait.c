/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who wants more than a limit allows sleeps until somebody gives back. With a spin mutex held that
 * could last for ever, and is told. A raised level is no hindrance: it is the lwp's, not its CPU's, which
 * takes interrupts meanwhile, and one of them gives back.
 */
// LEVELS: 0 1
// EXIT: 0
// RUN: for n in 0 1 2 3; do timeout 20 %t $n; echo "case $n: status $?" >&2; done
// FIXED:case 0: status 0
// FIXED-NEXT:case 1: status 0
// FIXED-NEXT:case 2: status 0
// FIXED-NEXT:case 3: status 0
#include <kmsan/callout.h>
#include <kmsan/intr.h>
#include <kmsan/lock.h>
#include <kmsan/malloc.h>
#include <kmsan/pool.h>
#include <kmsan/uvm_km.h>

#include "expect.h"

static MALLOC_DEFINE_LIMIT(M_LIMITED, "limited", "of 1000 bytes", 1000);

static struct pool pool;
static pool_cache_t cache;
static struct vm_map *map;
static void *had;
static volatile bool given;

static NOINLINE void *
from_pool(void)
{
	return pool_get(&pool, PR_WAITOK);
}

static void
to_pool(void *p)
{
	pool_put(&pool, p);
}

static NOINLINE void *
from_cache(void)
{
	return pool_cache_get(cache, PR_WAITOK);
}

static void
to_cache(void *p)
{
	pool_cache_put(cache, p);
}

static NOINLINE void *
from_malloc(void)
{
	return malloc(800, M_LIMITED, M_WAITOK);
}

static void
to_malloc(void *p)
{
	free(p, M_LIMITED);
}

static NOINLINE void *
from_map(void)
{
	return (void *)uvm_km_alloc(map, 8192, 0, UVM_KMF_WIRED | UVM_KMF_WAITVA);
}

static void
to_map(void *p)
{
	uvm_km_free(map, (vaddr_t)p, 8192, UVM_KMF_WIRED);
}

static const struct {
	void *(*get)(void);
	void (*put)(void *);
} ways[] = {
    {from_pool, to_pool}, {from_cache, to_cache}, {from_malloc, to_malloc}, {from_map, to_map}};

static int way;

/* At the level of soft interrupts, below the one that the sleeper has. */
static void
give_back(void *arg)
{
	given = true;
	ways[way].put(had);
	KEEP(arg);
}

int
main(int argc, char **argv)
{
	static callout_t callout;
	static kmutex_t mtx;
	int s = 0;
	void *p;

	EXPECT(argc == 2);
	way = atoi(argv[1]);
	mutex_init(&mtx, MUTEX_DEFAULT, IPL_VM);
	callout_init(&callout, CALLOUT_MPSAFE);
	pool_init(&pool, 24, 0, 0, 0, "limitpl", NULL, IPL_VM);
	pool_sethardlimit(&pool, 1, NULL, 0);
	cache = pool_cache_init(24, 0, 0, 0, "limitcache", NULL, IPL_VM, NULL, NULL, NULL);
	pool_cache_sethardlimit(cache, 1, NULL, 0);
	map = uvm_km_suballoc(kernel_map, NULL, NULL, 8192, 0, false, NULL);
	had = ways[way].get();
	callout_reset(&callout, 2, give_back, NULL);
	if (FIXED_TWIN)
		s = splvm();
	else
		mutex_enter(&mtx);
	p = ways[way].get();
	EXPECT(p != NULL && given);
	if (FIXED_TWIN)
		splx(s);
	ways[way].put(p);
	return 0;
}

// CLANGS: 14 22
// CHECK:kMSan: waiting for memory, a limit or a block: sleeping with a spin mutex held
// CHECK-NEXT:    #0 in from_pool [[FILE]]:34:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:119:6 (t)
// CHECK-NEXT:case 0: status 77
// CHECK-NEXT:kMSan: waiting for memory, a limit or a block: sleeping with a spin mutex held
// CHECK-NEXT:    #0 in from_cache [[FILE]]:46:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:119:6 (t)
// CHECK-NEXT:case 1: status 77
// CHECK-NEXT:kMSan: waiting for memory, a limit or a block: sleeping with a spin mutex held
// CHECK-NEXT:    #0 in from_malloc [[FILE]]:58:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:119:6 (t)
// CHECK-NEXT:case 2: status 77
// CHECK-NEXT:kMSan: waiting for memory, a limit or a block: sleeping with a spin mutex held
// CHECK-NEXT:    #0 in from_map [[FILE]]:70:17 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:119:6 (t)
// CHECK-NEXT:case 3: status 77
