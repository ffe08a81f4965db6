/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a kernel does wrong with its allocators ends the program: with the message, the stack, and
 * where the object was allocated and freed.
 */
// LEVELS: 0 1
// EXIT: 0
// RUN: for n in 0 1 2 3 4 5 6 7 8 9 10 11 12 13; do %t $n; echo "case $n: status $?" >&2; done
// FIXED:case 0: status 0
// FIXED-NEXT:case 1: status 0
// FIXED-NEXT:case 2: status 0
// FIXED-NEXT:case 3: status 0
// FIXED-NEXT:case 4: status 0
// FIXED-NEXT:case 5: status 0
// FIXED-NEXT:case 6: status 0
// FIXED-NEXT:case 7: status 0
// FIXED-NEXT:case 8: status 0
// FIXED-NEXT:case 9: status 0
// FIXED-NEXT:case 10: status 0
// FIXED-NEXT:case 11: status 0
// FIXED-NEXT:case 12: status 0
// FIXED-NEXT:case 13: status 0
#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/intr.h>
#include <kmsan/kmem.h>
#include <kmsan/lock.h>
#include <kmsan/malloc.h>
#include <kmsan/pool.h>
#include <kmsan/uvm_km.h>

#include "expect.h"

static MALLOC_DEFINE(M_ONE, "one", "a type");
static MALLOC_DEFINE(M_TWO, "two", "another");
static struct pool one, two;

/* The right argument for the fixed twin, the wrong one for the other. */
#define WRONG(right, wrong) (FIXED_TWIN ? (right) : (wrong))

static NOINLINE void *
make(void)
{
	void *p = kmem_alloc(64, KM_SLEEP);

	KEEP(p);
	return p;
}

static NOINLINE void
drop(void *p, size_t size)
{
	kmem_free(p, size);
	KEEP(p);
}

static NOINLINE void
wrong_size(void)
{
	drop(make(), WRONG(64, 32));
}

static NOINLINE void
twice(void)
{
	void *p = make();

	drop(p, 64);
	if (!FIXED_TWIN)
		drop(p, 64);
}

static NOINLINE void
inside(void)
{
	char *p = make();

	drop(p + WRONG(0, 8), 64);
}

static NOINLINE void
foreign(void)
{
	static char elsewhere[64];

	drop(WRONG(make(), elsewhere), 64);
}

static NOINLINE void
size_zero(void)
{
	kmem_free(kmem_alloc(WRONG(1, 0), KM_SLEEP), 1);
}

static NOINLINE void
overflow(void)
{
	volatile size_t n = WRONG(4, SIZE_MAX / 8);
	void *p = malloc(n * 8, M_ONE, M_WAITOK);

	free(p, M_ONE);
}

static NOINLINE void
wrong_type(void)
{
	void *p = malloc(100, M_ONE, M_WAITOK);

	free(p, WRONG(M_ONE, M_TWO));
}

static NOINLINE void
unknown_type(void)
{
	static struct malloc_type never_defined[1];
	void *p = malloc(100, WRONG(M_ONE, never_defined), M_WAITOK);

	free(p, M_ONE);
}

static NOINLINE void
wrong_pool(void)
{
	void *p = pool_get(&one, PR_WAITOK);

	pool_put(WRONG(&one, &two), p);
}

static NOINLINE void
destroyed_pool(void)
{
	if (!FIXED_TWIN)
		pool_destroy(&one);
	pool_put(&one, pool_get(&one, PR_WAITOK));
}

static NOINLINE void
full_map(void)
{
	struct vm_map *map = uvm_km_suballoc(kernel_map, NULL, NULL, 3 * 4096, 0, false, NULL);
	vaddr_t va = uvm_km_alloc(map, 2 * 4096, 0, UVM_KMF_WIRED), more;

	uvm_km_setname(map, "exec_map");
	more = uvm_km_alloc(map, WRONG(4096, 2 * 4096), 0, UVM_KMF_WIRED);
	uvm_km_free(map, more, 4096, UVM_KMF_WIRED);
	uvm_km_free(map, va, 2 * 4096, UVM_KMF_WIRED);
}

static NOINLINE void
written_after_free(void)
{
	uint32_t *p = malloc(256, M_ONE, M_WAITOK);

	free(p, M_ONE);
	if (!FIXED_TWIN)
		p[2] = 0x12345678;
	p = malloc(256, M_TWO, M_WAITOK);
	free(p, M_TWO);
}

static NOINLINE void
live_lock(void)
{
	char *softc = make();
	kmutex_t *mtx = (kmutex_t *)(void *)(softc + 16);

	mutex_init(mtx, MUTEX_DEFAULT, IPL_NONE);
	if (FIXED_TWIN)
		mutex_destroy(mtx);
	drop(softc, 64);
}

static NOINLINE void
sleeps_in_interrupt(void)
{
	void *p;

	kmsan_intr_enter();
	p = malloc(8, M_ONE, WRONG(M_NOWAIT, M_WAITOK));
	free(p, M_ONE);
	kmsan_intr_leave();
}

int
main(int argc, char **argv)
{
	static void (*const cases[])(void) = {wrong_size, twice, inside, foreign, size_zero,
	    overflow, wrong_type, unknown_type, wrong_pool, destroyed_pool, full_map,
	    written_after_free, live_lock, sleeps_in_interrupt};

	EXPECT(argc == 2);
	pool_init(&one, 24, 0, 0, 0, "onepl", NULL, IPL_NONE);
	pool_init(&two, 24, 0, 0, 0, "twopl", NULL, IPL_NONE);
	cases[atoi(argv[1])]();
	return 0;
}

// CLANGS: 14 22
// CHECK:kMSan: kmem_free: {{0x[0-9a-f]+}} is freed with size 32 and was allocated with size 64
// CHECK-NEXT:    #0 in drop [[FILE]]:54:2 (t)
// CHECK-NEXT:    #1 in wrong_size [[FILE]]:61:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:195:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(64) at:
// CHECK-NEXT:    #0 in make [[FILE]]:45:12 (t)
// CHECK-NEXT:case 0: status 77
// CHECK-NEXT:kMSan: kmem_free: {{0x[0-9a-f]+}}, of 64 bytes, is already freed
// CHECK-NEXT:    #0 in drop [[FILE]]:54:2 (t)
// CHECK-NEXT:    #1 in twice [[FILE]]:71:3 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:195:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(64) at:
// CHECK-NEXT:    #0 in make [[FILE]]:45:12 (t)
// CHECK-NEXT:  Freed by kmem_free at:
// CHECK-NEXT:    #0 in drop [[FILE]]:54:2 (t)
// CHECK-NEXT:case 1: status 77
// CHECK-NEXT:kMSan: kmem_free: {{0x[0-9a-f]+}} is 8 bytes inside an object of 64 bytes
// CHECK-NEXT:    #0 in drop [[FILE]]:54:2 (t)
// CHECK-NEXT:    #1 in inside [[FILE]]:79:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:195:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(64) at:
// CHECK-NEXT:    #0 in make [[FILE]]:45:12 (t)
// CHECK-NEXT:case 2: status 77
// CHECK-NEXT:kMSan: kmem_free: {{0x[0-9a-f]+}} was not allocated by any allocator
// CHECK-NEXT:    #0 in drop [[FILE]]:54:2 (t)
// CHECK-NEXT:    #1 in foreign [[FILE]]:87:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:195:2 (t)
// CHECK-NEXT:case 3: status 77
// CHECK-NEXT:kMSan: kmem_alloc: size 0
// CHECK-NEXT:    #0 in size_zero [[FILE]]:93:12 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:195:2 (t)
// CHECK-NEXT:case 4: status 77
// CHECK-NEXT:kMSan: malloc: 18446744073709551608 bytes: the size is negative or larger than memory
// CHECK-NEXT:    #0 in overflow [[FILE]]:100:12 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:195:2 (t)
// CHECK-NEXT:case 5: status 77
// CHECK-NEXT:kMSan: free: {{0x[0-9a-f]+}}, of 100 bytes, has type one and is freed with type two
// CHECK-NEXT:    #0 in wrong_type [[FILE]]:110:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:195:2 (t)
// CHECK-NEXT:  Created by malloc(100) at:
// CHECK-NEXT:    #0 in wrong_type [[FILE]]:108:12 (t)
// CHECK-NEXT:case 6: status 77
// CHECK-NEXT:kMSan: malloc: {{0x[0-9a-f]+}} is not a malloc type
// CHECK-NEXT:    #0 in unknown_type [[FILE]]:117:12 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:195:2 (t)
// CHECK-NEXT:case 7: status 77
// CHECK-NEXT:kMSan: pool_put: {{0x[0-9a-f]+}} is an object of pool onepl, not of pool twopl
// CHECK-NEXT:    #0 in wrong_pool [[FILE]]:127:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:195:2 (t)
// CHECK-NEXT:  Created by pool_get(24) at:
// CHECK-NEXT:    #0 in wrong_pool [[FILE]]:125:12 (t)
// CHECK-NEXT:case 8: status 77
// CHECK-NEXT:kMSan: pool_get: pool onepl was destroyed
// CHECK-NEXT:    #0 in destroyed_pool [[FILE]]:135:17 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:195:2 (t)
// CHECK-NEXT:case 9: status 77
// CHECK-NEXT:kMSan: uvm_km_alloc: map exec_map is full: 8192 of 12288 bytes in use, 8192 wanted
// CHECK-NEXT:    #0 in full_map [[FILE]]:145:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:195:2 (t)
// CHECK-NEXT:case 10: status 77
// CHECK-NEXT:kMSan: malloc: Data modified on freelist: word 2 of object {{0x[0-9a-f]+}} size 256 previous type one (0x12345678 != 0xdeadbeef)
// CHECK-NEXT:    #0 in written_after_free [[FILE]]:158:6 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:195:2 (t)
// CHECK-NEXT:  Created by malloc(256) at:
// CHECK-NEXT:    #0 in written_after_free [[FILE]]:153:16 (t)
// CHECK-NEXT:  Freed by free at:
// CHECK-NEXT:    #0 in written_after_free [[FILE]]:155:2 (t)
// CHECK-NEXT:case 11: status 77
// CHECK-NEXT:kMSan: kmem_free: {{0x[0-9a-f]+}}, of 64 bytes, still holds a live kmutex at offset 16
// CHECK-NEXT:    #0 in drop [[FILE]]:54:2 (t)
// CHECK-NEXT:    #1 in live_lock [[FILE]]:171:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:195:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(64) at:
// CHECK-NEXT:    #0 in make [[FILE]]:45:12 (t)
// CHECK-NEXT:case 12: status 77
// CHECK-NEXT:kMSan: malloc: may sleep, at interrupt level (M_WAITOK)
// CHECK-NEXT:    #0 in sleeps_in_interrupt [[FILE]]:180:6 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:195:2 (t)
// CHECK-NEXT:case 13: status 77
