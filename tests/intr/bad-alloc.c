/* SPDX-License-Identifier: BSD-2-Clause */
/* What allocators may be asked for by interrupts. */
#include "bad.h"

static struct pool pool;
static pool_cache_t cache;

static void
use_kmem_intr(void)
{
	kmem_intr_free(kmem_intr_alloc(40, KM_NOSLEEP), 40);
}

static void
use_kmem_sleep(void)
{
	kmem_intr_free(kmem_intr_alloc(40, KM_SLEEP), 40);
}

static void *object;

static void
free_kmem(void)
{
	kmem_free(object, 40);
}

static void
use_malloc(void)
{
	kern_free(kern_malloc(40, M_TEMP, M_WAITOK), M_TEMP);
}

static void
use_pool(void)
{
	pool_put(&pool, pool_get(&pool, PR_NOWAIT));
}

static void
use_pool_wait(void)
{
	pool_put(&pool, pool_get(&pool, PR_WAITOK));
}

static void
use_mbuf(void)
{
	m_freem(m_gethdr(M_WAIT, MT_DATA));
}

static void
use_uvm(void)
{
	uvm_km_free(
	    kernel_map, uvm_km_alloc(kernel_map, 4096, 0, UVM_KMF_WIRED), 4096, UVM_KMF_WIRED);
}

static void
alloc_kmem(void)
{
	at_interrupt(use_kmem);
}

static void
alloc_kmem_softint(void)
{
	at_softint(use_kmem);
}

static void
alloc_kmem_free(void)
{
	object = kmem_alloc(40, KM_SLEEP);
	at_interrupt(free_kmem);
}

static void
alloc_kmem_sleep(void)
{
	at_interrupt(use_kmem_sleep);
}

static void
alloc_malloc(void)
{
	at_interrupt(use_malloc);
}

static void
alloc_pool_none(void)
{
	pool_init(&pool, 40, 0, 0, 0, "thread", NULL, IPL_NONE);
	at_interrupt(use_pool);
}

static void
alloc_pool_wait(void)
{
	pool_init(&pool, 40, 0, 0, 0, "any", NULL, IPL_VM);
	at_interrupt(use_pool_wait);
}

static void
alloc_mbuf(void)
{
	at_interrupt(use_mbuf);
}

static void
alloc_uvm(void)
{
	at_interrupt(use_uvm);
}

/* All that interrupts may do: silent in both forms. */
static void
use_all(void)
{
	struct mbuf *m = m_gethdr(M_DONTWAIT, MT_DATA);
	void *p = kern_malloc(100, M_TEMP, M_NOWAIT), *c = pool_cache_get(cache, PR_NOWAIT);
	vaddr_t va = uvm_km_alloc(kernel_map, 4096, 0, UVM_KMF_WIRED | UVM_KMF_NOWAIT);

	use_kmem_intr();
	use_pool();
	EXPECT(m != NULL && p != NULL && c != NULL && va != 0);
	m_freem(m);
	kern_free(p, M_TEMP);
	pool_cache_put(cache, c);
	uvm_km_free(kernel_map, va, 4096, UVM_KMF_WIRED);
}

static void
alloc_all(void)
{
	pool_init(&pool, 40, 0, 0, 0, "any", NULL, IPL_VM);
	cache = pool_cache_init(40, 0, 0, 0, "cache", NULL, IPL_VM, NULL, NULL, NULL);
	at_interrupt(use_all);
	at_softint(use_all);
	if (!good) {
		EXPECT(calls == 2);
		fprintf(stderr, "as stated\n");
		_Exit(77);
	}
}

static const struct bad_case cases[] = {
    CASE(alloc_kmem),
    CASE(alloc_kmem_softint),
    CASE(alloc_kmem_free),
    CASE(alloc_kmem_sleep),
    CASE(alloc_malloc),
    CASE(alloc_pool_none),
    CASE(alloc_pool_wait),
    CASE(alloc_mbuf),
    CASE(alloc_uvm),
    CASE(alloc_all),
};

BAD_MAIN(cases)
