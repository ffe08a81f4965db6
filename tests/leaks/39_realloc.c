/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A table of descriptors grows by realloc(9), and the new half is taken for zeros. Its first half
 * is copied, and initialised.
 *
 * Origin: Malloc
 * Sink: copyout
 */
#include "kernel.h"

#include <kmsan/malloc.h>

#define NOLD 4
#define NNEW 8

struct fdtab {
	uint32_t *flags;
	size_t n;
};

static NOINLINE void
fd_expand(struct fdtab *tab, size_t n)
{
	tab->flags = realloc(tab->flags, n * sizeof(tab->flags[0]), M_TEMP, M_WAITOK);
#ifdef FIXED
	memset(tab->flags + tab->n, 0, (n - tab->n) * sizeof(tab->flags[0]));
#endif
	tab->n = n;
}

static int
sysctl_fds(const struct fdtab *tab, void *uaddr)
{
	return copyout(tab->flags, uaddr, tab->n * sizeof(tab->flags[0]));
}

int
main(void)
{
	struct fdtab tab;
	int error;

	tab.flags = malloc(NOLD * sizeof(tab.flags[0]), M_TEMP, M_WAITOK | M_ZERO);
	tab.n = NOLD;
	fd_expand(&tab, NNEW);
	error = sysctl_fds(&tab, kmsan_user_alloc(NNEW * sizeof(tab.flags[0])));
	free(tab.flags, M_TEMP);
	return error;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In copyout():arg1 At Offset 16/32, From fd_expand+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in sysctl_fds [[FILE]]:34:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:46:10 (t)
// CHECK-NEXT:  Created by realloc(32) at:
// CHECK-NEXT:    #0 in fd_expand [[FILE]]:24:15 (t)
// CHECK-NEXT:  Bytes 16-31 of 32 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 16 bytes inside a 32-byte Malloc object allocated by fd_expand [[FILE]]:24:15
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:34:9 in sysctl_fds
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
