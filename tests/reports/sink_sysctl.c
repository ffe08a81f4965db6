/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The copies of sysctl handlers: NetBSD's and FreeBSD's. What is cut off does not leak, and between two
 * addresses of the kernel shad goes along.
 */
#include <errno.h>
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/kmem.h>
#include <kmsan/sysctl.h>
#include <string.h>

#include "expect.h"

struct cpu_stat {
	int ticks;
	long idle;
	char spare[8];
};

static NOINLINE void
fill(struct cpu_stat *st)
{
	if (FIXED_TWIN)
		memset(st, 0, sizeof(*st));
	st->ticks = 1;
	st->idle = 2;
	KEEP(st);
}

static NOINLINE int
netbsd_handler(struct lwp *l, void *oldp)
{
	struct cpu_stat st;

	fill(&st);
	return sysctl_copyout(l, &st, oldp, sizeof(st));
}

static NOINLINE int
freebsd_handler(void *arg1, intptr_t arg2, struct sysctl_req *req)
{
	struct cpu_stat *st = kmem_alloc(sizeof(*st), KM_SLEEP);
	int error;

	(void)arg1;
	(void)arg2;
	fill(st);
	/* The request is the runtime's, and initialised. */
	EXPECT(req->newptr == NULL && req->newlen == 0 && req->oldidx == 0);
	error = SYSCTL_OUT(req, st, sizeof(*st));
	kmem_free(st, sizeof(*st));
	return error;
}

/* The stack that the next call's frames will lie on. */
static NOINLINE void
leave_marks(void)
{
	char frames[2000];

	KEEP(frames);
}

int
main(void)
{
	static struct cpu_stat kernel;
	int lwp;
	char *process = kmsan_user_alloc(64);
	size_t *length = (size_t *)(void *)(process + 32);

	EXPECT(netbsd_handler(NULL, &kernel) == 0);
	EXPECT(kmsan_test(&kernel, sizeof(kernel)) == (FIXED_TWIN ? -1 : 4));
	EXPECT(netbsd_handler((struct lwp *)(void *)&lwp, process) == 0);
	/* Room up to the hole. */
	*length = 4;
	EXPECT(kmsan_sysctl(freebsd_handler, NULL, 0, process, length, NULL, 0) == ENOMEM);
	leave_marks();
	*length = 20;
	EXPECT(kmsan_sysctl(freebsd_handler, NULL, 0, process, length, NULL, 0) == ENOMEM);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In sysctl_copyout():arg2 At Offset 4/24, Variable 'st' From netbsd_handler()
// CHECK-NEXT:    #0 in netbsd_handler [[FILE]]:37:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:75:{{2|9}} (t)
// CHECK-NEXT:  Variable 'st' of netbsd_handler created at [[FILE]]:{{34(:18|:2)?}}
// CHECK-NEXT:  Bytes 4-7, 16-23 of 24 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 00 00 00 ?? ?? ?? ?? 02 00 00 00 00 00 00 00
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:37:{{2|9}} in netbsd_handler
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In SYSCTL_OUT():arg2 At Offset 4/20, From freebsd_handler+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in freebsd_handler [[FILE]]:51:10 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:81:{{2|9}} (t)
// CHECK-NEXT:  Created by kmem_alloc(24) at:
// CHECK-NEXT:    #0 in freebsd_handler [[FILE]]:43:24 (t)
// CHECK-NEXT:  Bytes 4-7, 16-19 of 20 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 00 00 00 ?? ?? ?? ?? 02 00 00 00 00 00 00 00
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 4 bytes inside a 24-byte Kmem object allocated by freebsd_handler [[FILE]]:43:24
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:51:10 in freebsd_handler
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
