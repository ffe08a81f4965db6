/* SPDX-License-Identifier: BSD-2-Clause */
/* alloc_stack=1: a wrapper around the allocator does not hide who wanted the memory. */
// LEVELS: 0 1
// OPTIONS: alloc_stack=1
#include <string.h>

#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/malloc.h>
#include <kmsan/pool.h>
#include <kmsan/uaccess.h>

#include "expect.h"

static struct pool pool;

static NOINLINE void *
xmalloc(void)
{
	void *p = malloc(32, M_DEVBUF, M_WAITOK);

	KEEP(p);
	return p;
}

static NOINLINE void
xfree(void *p)
{
	free(p, M_DEVBUF);
	KEEP(p);
}

static NOINLINE void *
xget(void)
{
	void *p = pool_get(&pool, PR_WAITOK);

	KEEP(p);
	return p;
}

static NOINLINE void *
attach(void)
{
	void *softc = xmalloc();

	KEEP(softc);
	return softc;
}

static NOINLINE void
detach(void *softc)
{
	xfree(softc);
	KEEP(softc);
}

static NOINLINE void *
open_file(void)
{
	void *file = xget();

	KEEP(file);
	return file;
}

static NOINLINE void
leave(void *process, void *p)
{
	copyout(p, process, 8);
}

int
main(void)
{
	void *process = kmsan_user_alloc(4096), *softc, *file;

	EXPECT(process != NULL);
	pool_init(&pool, 32, 0, 0, 0, "filepl", NULL, IPL_NONE);
	softc = attach();
	file = open_file();
	if (FIXED_TWIN) {
		memset(softc, 0, 32);
		memset(file, 0, 32);
	}
	leave(process, softc);
	leave(process, file);
	detach(softc);
	if (!FIXED_TWIN)
		leave(process, softc);
	return 0;
}

// CLANGS: 14 22
// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In copyout():arg1 At Offset 0/8, From xmalloc+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in leave [[FILE]]:70:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:86:2 (t)
// CHECK-NEXT:  Created by malloc(32) at:
// CHECK-NEXT:    #0 in xmalloc [[FILE]]:20:12 (t)
// CHECK-NEXT:    #1 in attach [[FILE]]:45:16 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:80:10 (t)
// CHECK-NEXT:  Bytes 0-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 0 bytes inside a 32-byte Malloc object allocated by xmalloc [[FILE]]:20:12
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:70:2 in leave
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In copyout():arg1 At Offset 0/8, From xget+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in leave [[FILE]]:70:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:87:2 (t)
// CHECK-NEXT:  Created by pool_get(32) at:
// CHECK-NEXT:    #0 in xget [[FILE]]:36:12 (t)
// CHECK-NEXT:    #1 in open_file [[FILE]]:61:15 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:81:9 (t)
// CHECK-NEXT:  Bytes 0-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 0 bytes inside a 32-byte Pool object allocated by xget [[FILE]]:36:12
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:70:2 in leave
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Malloc Memory In copyout():arg1 At Offset 0/8, From xfree+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in leave [[FILE]]:70:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:90:3 (t)
// CHECK-NEXT:  Freed by free at:
// CHECK-NEXT:    #0 in xfree [[FILE]]:29:2 (t)
// CHECK-NEXT:    #1 in detach [[FILE]]:54:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:88:2 (t)
// CHECK-NEXT:  Created by malloc(32) at:
// CHECK-NEXT:    #0 in xmalloc [[FILE]]:20:12 (t)
// CHECK-NEXT:    #1 in attach [[FILE]]:45:16 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:80:10 (t)
// CHECK-NEXT:  Bytes 0-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 0 bytes inside a 32-byte Malloc object allocated by xmalloc [[FILE]]:20:12, now freed
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak-after-free [[FILE]]:70:2 in leave
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 3 reports (3 distinct), 0 suppressed
