/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of all processes: one array of structures, filled member by member, with a hole after
 * the state and another at the end, for each process.
 *
 * Origin: Malloc
 * Sink: copyout
 */
#include "kernel.h"

#include <kmsan/malloc.h>

struct proc {
	uint32_t pid;
	uint8_t stat;
	const char *comm;
};

struct kinfo {
	uint32_t pid;
	uint8_t stat;
	uint32_t uid;
	uint64_t addr;
	char comm[4];
	uint16_t nlwps;
};

static NOINLINE void
fill_kinfo(struct kinfo *ki, const struct proc *p)
{
#ifdef FIXED
	memset(ki, 0, sizeof(*ki));
#endif
	ki->pid = p->pid;
	ki->stat = p->stat;
	ki->uid = 0;
	ki->addr = 0;
	memcpy(ki->comm, p->comm, sizeof(ki->comm));
	ki->nlwps = 1;
}

static NOINLINE int
sysctl_doproc(const struct proc *list, size_t n, void *uaddr)
{
	struct kinfo *ki = malloc(n * sizeof(*ki), M_TEMP, M_WAITOK);
	size_t i;
	int error;

	for (i = 0; i < n; i++)
		fill_kinfo(&ki[i], &list[i]);
	error = copyout(ki, uaddr, n * sizeof(*ki));
	free(ki, M_TEMP);
	return error;
}

int
main(void)
{
	static const struct proc all[2] = {{0, 2, "swap"}, {1, 3, "init"}};

	return sysctl_doproc(all, 2, kmsan_user_alloc(2 * sizeof(struct kinfo)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In copyout():arg1 At Offset 5/64, From sysctl_doproc+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in sysctl_doproc [[FILE]]:51:10 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:61:9 (t)
// CHECK-NEXT:  Created by malloc(64) at:
// CHECK-NEXT:    #0 in sysctl_doproc [[FILE]]:45:21 (t)
// CHECK-NEXT:  Bytes 5-7, 12-15, 30-31, 37-39, 44-47, 62-63 of 64 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 02 ?? ?? ?? 00 00 00 00 ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 00 00 73 77 61 70 01 00 ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 00 00 00 03 ?? ?? ?? 00 00 00 00 ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 00 00 69 6e 69 74 01 00 ?? ??
// CHECK-NEXT:  Address is 5 bytes inside a 64-byte Malloc object allocated by sysctl_doproc [[FILE]]:45:21
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:51:10 in sysctl_doproc
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
