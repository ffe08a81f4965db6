/* SPDX-License-Identifier: BSD-2-Clause */
/* malloclog=N: what happened to an address, and to its neighbours, oldest first, with who did it. */
// LEVELS: 0 1
// EXIT: 0
// OPTIONS: malloclog=100000
#include <kmsan/malloc.h>

#include "expect.h"

static MALLOC_DEFINE(M_NAMEI, "namei", "path names");

static NOINLINE char *
name_get(size_t size)
{
	char *name = malloc(size, M_NAMEI, M_WAITOK);

	KEEP(name);
	return name;
}

static NOINLINE void
name_put(char *name)
{
	free(name, M_NAMEI);
	KEEP(name);
}

int
main(void)
{
	char *name = name_get(100);

	/* Far from all others: a page of its own. */
	char *far = name_get(4096);

	name_put(name);
	name = name_get(90);
	if (FIXED_TWIN)
		return 0;
	hitmlog(name + 20);
	hitmlog(name + 90 + 100);
	name_put(name);
	hitmlog(far + 4096 - 1);
	hitmlog(&name);
	return 0;
}

// CLANGS: 14 22
// CHECK:kMSan: malloclog 0: malloc {{0x[0-9a-f]+}}, 100 bytes, type namei, by name_get+{{0x[0-9a-f]+}}
// CHECK-NEXT:kMSan: malloclog 2: free {{0x[0-9a-f]+}}, 100 bytes, type namei, by name_put+{{0x[0-9a-f]+}}
// CHECK-NEXT:kMSan: malloclog 3: malloc {{0x[0-9a-f]+}}, 90 bytes, type namei, by name_get+{{0x[0-9a-f]+}}
// CHECK-NEXT:kMSan: malloclog 0: neighbour: malloc {{0x[0-9a-f]+}}, 100 bytes, type namei, by name_get+{{0x[0-9a-f]+}}
// CHECK-NEXT:kMSan: malloclog 2: neighbour: free {{0x[0-9a-f]+}}, 100 bytes, type namei, by name_put+{{0x[0-9a-f]+}}
// CHECK-NEXT:kMSan: malloclog 3: neighbour: malloc {{0x[0-9a-f]+}}, 90 bytes, type namei, by name_get+{{0x[0-9a-f]+}}
// CHECK-NEXT:kMSan: malloclog 1: malloc {{0x[0-9a-f]+}}, 4096 bytes, type namei, by name_get+{{0x[0-9a-f]+}}
// CHECK-NEXT:kMSan: malloclog: nothing about {{0x[0-9a-f]+}} in the last 5 operations
