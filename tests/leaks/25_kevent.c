/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kevent(2) got spare fields in its structure. The kernel sets what it had before, and every
 * element of the array that a process reads has the same hole.
 *
 * Origin: Malloc
 * Sink: copyout
 */
#include "kernel.h"

#include <kmsan/malloc.h>

struct kevent_out {
	uint64_t ident;
	uint32_t filter;
	uint32_t reserved;
	int64_t data;
};

struct knote {
	uint64_t ident;
	uint32_t filter;
	int64_t data;
};

static NOINLINE void
knote_copy(struct kevent_out *kev, const struct knote *kn)
{
	kev->ident = kn->ident;
	kev->filter = kn->filter;
#ifdef FIXED
	kev->reserved = 0;
#endif
	kev->data = kn->data;
}

static NOINLINE int
kqueue_scan(const struct knote *list, size_t n, void *uevents)
{
	size_t i, size = n * sizeof(struct kevent_out);
	struct kevent_out *kev = malloc(size, M_TEMP, M_WAITOK);
	int error;

	for (i = 0; i < n; i++)
		knote_copy(&kev[i], &list[i]);
	error = copyout(kev, uevents, size);
	free(kev, M_TEMP);
	return error;
}

int
main(void)
{
	static const struct knote ready[3] = {{3, 0, 10}, {4, 0, 0}, {9, 1, 4096}};

	return kqueue_scan(ready, 3, kmsan_user_alloc(3 * sizeof(struct kevent_out)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In copyout():arg1 At Offset 12/72, From kqueue_scan+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in kqueue_scan [[FILE]]:46:10 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:56:9 (t)
// CHECK-NEXT:  Created by malloc(72) at:
// CHECK-NEXT:    #0 in kqueue_scan [[FILE]]:41:27 (t)
// CHECK-NEXT:  Bytes 12-15, 36-39, 60-63 of 72 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 03 00 00 00 00 00 00 00 00 00 00 00 ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 ?? ?? ?? ?? 00 00 00 00 00 00 00 00
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 09 00 00 00 00 00 00 00 01 00 00 00 ?? ?? ?? ??
// CHECK-NEXT:  Address is 12 bytes inside a 72-byte Malloc object allocated by kqueue_scan [[FILE]]:41:27
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:46:10 in kqueue_scan
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
