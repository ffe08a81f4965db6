/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory of every allocator, used after it was freed: told with both places. */
// LEVELS: 0 1
#include <string.h>

#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/malloc.h>
#include <kmsan/mbuf.h>
#include <kmsan/pool.h>
#include <kmsan/uaccess.h>
#include <kmsan/uvm_km.h>

#include "expect.h"

#define SIZE 48

static struct pool pool;
static pool_cache_t cache;
static struct mbuf *mbuf;

static NOINLINE void *
kmem_give(void)
{
	return kmem_alloc(SIZE, KM_SLEEP);
}

static NOINLINE void
kmem_take(void *p)
{
	kmem_free(p, SIZE);
	KEEP(p);
}

static NOINLINE void *
malloc_give(void)
{
	return malloc(SIZE, M_TEMP, M_WAITOK);
}

static NOINLINE void
malloc_take(void *p)
{
	free(p, M_TEMP);
	KEEP(p);
}

static NOINLINE void *
pool_give(void)
{
	return pool_get(&pool, PR_WAITOK);
}

static NOINLINE void
pool_take(void *p)
{
	pool_put(&pool, p);
	KEEP(p);
}

static NOINLINE void *
cache_give(void)
{
	return pool_cache_get(cache, PR_WAITOK);
}

static NOINLINE void
cache_take(void *p)
{
	pool_cache_put(cache, p);
	KEEP(p);
}

static NOINLINE void *
uvm_give(void)
{
	return (void *)uvm_km_alloc(kernel_map, 4096, 0, UVM_KMF_WIRED);
}

static NOINLINE void
uvm_take(void *p)
{
	uvm_km_free(kernel_map, (vaddr_t)p, 4096, UVM_KMF_WIRED);
	KEEP(p);
}

static NOINLINE void *
mbuf_give(void)
{
	mbuf = m_getcl(M_WAIT, MT_DATA, M_PKTHDR);
	return mtod(mbuf, void *);
}

static NOINLINE void
mbuf_take(void *p)
{
	m_freem(mbuf);
	KEEP(p);
}

/* realloc frees what it moved away from. */
static NOINLINE void
realloc_take(void *p)
{
	p = realloc(p, 5000, M_TEMP, M_WAITOK);
	free(p, M_TEMP);
	KEEP(p);
}

static NOINLINE void
leave(void *process, const char *p)
{
	copyout(p + 40, process, 4);
}

static const struct {
	void *(*give)(void);
	void (*take)(void *);
} ways[] = {{kmem_give, kmem_take}, {malloc_give, malloc_take}, {pool_give, pool_take},
    {cache_give, cache_take}, {uvm_give, uvm_take}, {mbuf_give, mbuf_take},
    {malloc_give, realloc_take}};

int
main(void)
{
	void *process = kmsan_user_alloc(4096);

	EXPECT(process != NULL);
	pool_init(&pool, SIZE, 0, 0, 0, "testpl", NULL, IPL_NONE);
	cache = pool_cache_init(SIZE, 0, 0, 0, "testcache", NULL, IPL_NONE, NULL, NULL, NULL);
	for (unsigned i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		char *p = ways[i].give();

		memset(p, 1, SIZE);
		leave(process, p);
		ways[i].take(p);
		if (!FIXED_TWIN)
			leave(process, p);
	}
	return 0;
}

// CLANGS: 14 22
// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Kmem Memory In copyout():arg1 At Offset 0/4, From kmem_take+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in leave [[FILE]]:113:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:138:4 (t)
// CHECK-NEXT:  Freed by kmem_free at:
// CHECK-NEXT:    #0 in kmem_take [[FILE]]:31:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(48) at:
// CHECK-NEXT:    #0 in kmem_give [[FILE]]:25:9 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 40 bytes inside a 48-byte Kmem object allocated by kmem_give [[FILE]]:25:9, now freed
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak-after-free [[FILE]]:113:2 in leave
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Malloc Memory In copyout():arg1 At Offset 0/4, From malloc_take+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in leave [[FILE]]:113:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:138:4 (t)
// CHECK-NEXT:  Freed by free at:
// CHECK-NEXT:    #0 in malloc_take [[FILE]]:44:2 (t)
// CHECK-NEXT:  Created by malloc(48) at:
// CHECK-NEXT:    #0 in malloc_give [[FILE]]:38:9 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 40 bytes inside a 48-byte Malloc object allocated by malloc_give [[FILE]]:38:9, now freed
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak-after-free [[FILE]]:113:2 in leave
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Pool Memory In copyout():arg1 At Offset 0/4, From pool_take+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in leave [[FILE]]:113:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:138:4 (t)
// CHECK-NEXT:  Freed by pool_put at:
// CHECK-NEXT:    #0 in pool_take [[FILE]]:57:2 (t)
// CHECK-NEXT:  Created by pool_get(48) at:
// CHECK-NEXT:    #0 in pool_give [[FILE]]:51:9 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 40 bytes inside a 48-byte Pool object allocated by pool_give [[FILE]]:51:9, now freed
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak-after-free [[FILE]]:113:2 in leave
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Pool Memory In copyout():arg1 At Offset 0/4, From cache_take+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in leave [[FILE]]:113:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:138:4 (t)
// CHECK-NEXT:  Freed by pool_cache_put at:
// CHECK-NEXT:    #0 in cache_take [[FILE]]:70:2 (t)
// CHECK-NEXT:  Created by pool_cache_get(48) at:
// CHECK-NEXT:    #0 in cache_give [[FILE]]:64:9 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 40 bytes inside a 48-byte Pool object allocated by cache_give [[FILE]]:64:9, now freed
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak-after-free [[FILE]]:113:2 in leave
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Uvm Memory In copyout():arg1 At Offset 0/4, From uvm_take+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in leave [[FILE]]:113:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:138:4 (t)
// CHECK-NEXT:  Freed by uvm_km_free at:
// CHECK-NEXT:    #0 in uvm_take [[FILE]]:83:2 (t)
// CHECK-NEXT:  Created by uvm_km_alloc(4096) at:
// CHECK-NEXT:    #0 in uvm_give [[FILE]]:77:17 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 40 bytes inside a 4096-byte Uvm object allocated by uvm_give [[FILE]]:77:17, now freed
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak-after-free [[FILE]]:113:2 in leave
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Pool Memory In copyout():arg1 At Offset 0/4, From mbuf_take+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in leave [[FILE]]:113:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:138:4 (t)
// CHECK-NEXT:  Freed by m_freem at:
// CHECK-NEXT:    #0 in mbuf_take [[FILE]]:97:2 (t)
// CHECK-NEXT:  Created by m_getcl(2048) at:
// CHECK-NEXT:    #0 in mbuf_give [[FILE]]:90:9 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 40 bytes inside a 2048-byte Pool object allocated by mbuf_give [[FILE]]:90:9, now freed
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak-after-free [[FILE]]:113:2 in leave
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Malloc Memory In copyout():arg1 At Offset 0/4, From realloc_take+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in leave [[FILE]]:113:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:138:4 (t)
// CHECK-NEXT:  Freed by realloc at:
// CHECK-NEXT:    #0 in realloc_take [[FILE]]:105:6 (t)
// CHECK-NEXT:  Created by malloc(48) at:
// CHECK-NEXT:    #0 in malloc_give [[FILE]]:38:9 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 40 bytes inside a 48-byte Malloc object allocated by malloc_give [[FILE]]:38:9, now freed
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak-after-free [[FILE]]:113:2 in leave
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 7 reports (7 distinct), 0 suppressed
