/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objects whose type the source tells: members are certain, although pointers to two structures of
 * that size are about. Also of a copy that has only the origin left, and of freed memory.
 */
#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/malloc.h>
#include <kmsan/pool.h>
#include <kmsan/uaccess.h>
#include <string.h>

#include "expect.h"

struct hole {
	char c;
	int i;
};
struct other {
	char d, e;
	int j;
};
typedef struct {
	short s;
	struct hole h;
} outer_t;

static void *process;
static struct other *volatile others;
static struct pool holes;
static pool_cache_t outers;
static char copied[sizeof(struct hole)];

static NOINLINE void
fill(struct hole *h)
{
	if (FIXED_TWIN)
		memset(h, 0, sizeof(*h));
	h->c = 1;
	h->i = 2;
	KEEP(h);
}

static NOINLINE void
use_kmem(void)
{
	struct hole *h = kmem_alloc_type(struct hole, KM_SLEEP);
	struct other *o = others;

	fill(h);
	memcpy(copied, h, sizeof(*h));
	copyout(h, process, sizeof(*h));
	copyout(copied, process, sizeof(copied));
	kmem_free_type(struct hole, h);
	if (!FIXED_TWIN)
		copyout(h, process, sizeof(*h));
	others = o;
}

static NOINLINE void
use_malloc(void)
{
	struct hole *h = kern_malloc_type(struct hole, M_TEMP, M_WAITOK);
	struct other *o = others;

	fill(h);
	copyout(h, process, sizeof(*h));
	kern_free(h, M_TEMP);
	others = o;
}

static NOINLINE void
use_pools(void)
{
	struct hole *h = pool_get(&holes, PR_WAITOK);
	outer_t *o = pool_cache_get(outers, PR_WAITOK);

	fill(h);
	copyout(h, process, sizeof(*h));
	memset(o, 0, sizeof(*o));
	fill(&o->h);
	if (!FIXED_TWIN)
		o->h = *h;
	copyout(&o->h, process, sizeof(o->h));
	pool_put(&holes, h);
	pool_cache_put(outers, o);
}

int
main(void)
{
	struct hole *zeroed;

	process = kmsan_user_alloc(sizeof(struct hole));
	pool_init_type(&holes, struct hole, 0, "holes", NULL, IPL_NONE);
	outers = pool_cache_init_type(outer_t, 0, "outers", NULL, IPL_NONE, NULL, NULL, NULL);
	use_kmem();
	use_malloc();
	use_pools();
	zeroed = kmem_zalloc_type(struct hole, KM_SLEEP);
	zeroed->c = 1;
	copyout(zeroed, process, sizeof(*zeroed));
	kmem_free_type(struct hole, zeroed);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In copyout():arg1 At Offset 1/8, From use_kmem+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use_kmem [[FILE]]:52:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:97:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(8) at:
// CHECK-NEXT:    #0 in use_kmem [[FILE]]:47:19 (t)
// CHECK-NEXT:  Bytes 1-3 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 ?? ?? ?? 02 00 00 00
// CHECK-NEXT:  Address is 1 byte inside a 8-byte Kmem object allocated by use_kmem [[FILE]]:47:19
// CHECK-NEXT:  struct hole: offset 1, 3 bytes: padding after 'c'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:52:2 in use_kmem
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In copyout():arg1 At Offset 1/8, From use_kmem+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use_kmem [[FILE]]:53:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:97:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in use_kmem [[FILE]]:51:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:97:2 (t)
// CHECK-NEXT:  Created by kmem_alloc at:
// CHECK-NEXT:    #0 in use_kmem [[FILE]]:47:19 (t)
// CHECK-NEXT:  Bytes 1-3 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 ?? ?? ?? 02 00 00 00
// CHECK-NEXT:  struct hole: offset 1, 3 bytes: padding after 'c'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:53:2 in use_kmem
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Kmem Memory In copyout():arg1 At Offset 0/8, From use_kmem+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use_kmem [[FILE]]:56:3 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:97:2 (t)
// CHECK-NEXT:  Freed by kmem_free at:
// CHECK-NEXT:    #0 in use_kmem [[FILE]]:54:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(8) at:
// CHECK-NEXT:    #0 in use_kmem [[FILE]]:47:19 (t)
// CHECK-NEXT:  Bytes 0-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 0 bytes inside a 8-byte Kmem object allocated by use_kmem [[FILE]]:47:19, now freed
// CHECK-NEXT:  struct hole: offset 0, 8 bytes: all of it
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak-after-free [[FILE]]:56:3 in use_kmem
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In copyout():arg1 At Offset 1/8, From use_malloc+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use_malloc [[FILE]]:67:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:98:2 (t)
// CHECK-NEXT:  Created by malloc(8) at:
// CHECK-NEXT:    #0 in use_malloc [[FILE]]:63:19 (t)
// CHECK-NEXT:  Bytes 1-3 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 ?? ?? ?? 02 00 00 00
// CHECK-NEXT:  Address is 1 byte inside a 8-byte Malloc object allocated by use_malloc [[FILE]]:63:19
// CHECK-NEXT:  struct hole: offset 1, 3 bytes: padding after 'c'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:67:2 in use_malloc
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In copyout():arg1 At Offset 1/8, From use_pools+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use_pools [[FILE]]:79:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:99:2 (t)
// CHECK-NEXT:  Created by pool_get(8) at:
// CHECK-NEXT:    #0 in use_pools [[FILE]]:75:19 (t)
// CHECK-NEXT:  Bytes 1-3 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 ?? ?? ?? 02 00 00 00
// CHECK-NEXT:  Address is 1 byte inside a 8-byte Pool object allocated by use_pools [[FILE]]:75:19
// CHECK-NEXT:  struct hole: offset 1, 3 bytes: padding after 'c'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:79:2 in use_pools
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In copyout():arg1 At Offset 1/8, From use_pools+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in use_pools [[FILE]]:84:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:99:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in use_pools [[FILE]]:83:10 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:99:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in use_pools [[FILE]]:75:19 (t)
// CHECK-NEXT:  Bytes 1-3 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 ?? ?? ?? 02 00 00 00
// CHECK-NEXT:  Address is 5 bytes inside a 12-byte Pool object allocated by use_pools [[FILE]]:76:15
// CHECK-NEXT:  outer_t: offset 5, 3 bytes: padding after 'h.c'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:84:2 in use_pools
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 6 reports (6 distinct), 0 suppressed
