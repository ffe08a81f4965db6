/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kern.pool: one structure a pool, with the name copied as a string. The cure that kernels have
 * here is the memset; without it the tail of the name leaks, with the counters that this kind of
 * pool has not.
 *
 * Origin: Stack
 * Sink: copyout
 */
#include "kernel.h"

#include <kmsan/libkern.h>

struct pool_info {
	char name[16];
	uint64_t size;
	uint64_t hits, misses;
};

struct pool_desc {
	const char *name;
	uint64_t size;
	const uint64_t *cache; /* hits and misses; NULL: no cache in front of it */
};

static NOINLINE void
pool_describe(const struct pool_desc *pp, struct pool_info *info)
{
	strlcpy(info->name, pp->name, sizeof(info->name));
	info->size = pp->size;
	if (pp->cache != NULL) {
		info->hits = pp->cache[0];
		info->misses = pp->cache[1];
	}
}

static int
sysctl_kern_pool(const struct pool_desc *pools, size_t n, struct pool_info *uinfo)
{
	size_t i;
	int error = 0;

	for (i = 0; i < n && error == 0; i++) {
		struct pool_info info;

#ifdef FIXED
		memset(&info, 0, sizeof(info));
#endif
		pool_describe(&pools[i], &info);
		error = copyout(&info, &uinfo[i], sizeof(info));
	}
	return error;
}

int
main(void)
{
	static const struct pool_desc pools[1] = {{"vcachepl", 640, NULL}};

	return sysctl_kern_pool(pools, 1, kmsan_user_alloc(sizeof(struct pool_info)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 9/40, Variable 'info' From sysctl_kern_pool()
// CHECK-NEXT:    #0 in sysctl_kern_pool [[FILE]]:50:11 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:60:9 (t)
// CHECK-NEXT:  Variable 'info' of sysctl_kern_pool created at [[FILE]]:44:20
// CHECK-NEXT:  Bytes 9-15, 24-39 of 40 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 76 63 61 63 68 65 70 6c 00 ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 80 02 00 00 00 00 00 00 ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  struct pool_info: offset 9, 7 bytes: member 'name[9..15]'
// CHECK-NEXT:  struct pool_info: offset 24, 8 bytes: member 'hits'
// CHECK-NEXT:  struct pool_info: offset 32, 8 bytes: member 'misses'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:50:11 in sysctl_kern_pool
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
