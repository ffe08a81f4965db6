/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A list of multicast groups in memory of malloc(9) doubles when it is full. realloc(9) keeps
 * the contents and adds nothing to them: what is new was somebody else's until now, and a process
 * that asks for the list gets it.
 */
#include <stdint.h>
#include <stdlib.h>

#include <kmsan/host.h>
#include <kmsan/malloc.h>
#include <kmsan/uaccess.h>

static MALLOC_DEFINE(M_IPMOPTS, "ip_moptions", "internet multicast options");

struct moptions {
	unsigned imo_groups, imo_room;
	uint32_t *imo_list;
};

static __attribute__((noinline)) void
ip_join(struct moptions *imo, uint32_t group)
{
#ifdef FIXED
	int flags = M_WAITOK | M_ZERO;
#else
	int flags = M_WAITOK;
#endif

	if (imo->imo_groups == imo->imo_room) {
		imo->imo_room = imo->imo_room == 0 ? 4 : imo->imo_room * 2;
		imo->imo_list = realloc(
		    imo->imo_list, imo->imo_room * sizeof(*imo->imo_list), M_IPMOPTS, flags);
	}
	imo->imo_list[imo->imo_groups++] = group;
}

static __attribute__((noinline)) int
ip_getmoptions(struct moptions *imo, void *udata)
{
	return copyout(imo->imo_list, udata, imo->imo_room * sizeof(*imo->imo_list));
}

int
main(void)
{
	struct moptions *imo = malloc(sizeof(*imo)); /* libc's, and so is its free() */
	void *process = kmsan_user_alloc(4096);
	int error;

	if (process == NULL || imo == NULL)
		return 1;
	*imo = (struct moptions){0};
	for (uint32_t i = 0; i < 7; i++)
		ip_join(imo, 0x010000e0 + (i << 24));
	error = ip_getmoptions(imo, process);
	free(imo->imo_list, M_IPMOPTS);
	free(imo);
	return error;
}

// LEVELS: 0 1
// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In copyout():arg1 At Offset 28/32, From ip_join+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in ip_getmoptions [[FILE]]:41:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:56:10 (t)
// CHECK-NEXT:  Created by realloc(32) at:
// CHECK-NEXT:    #0 in ip_join [[FILE]]:32:19 (t)
// CHECK-NEXT:  Bytes 28-31 of 32 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: e0 00 00 05 e0 00 00 06 e0 00 00 07 ?? ?? ?? ??
// CHECK-NEXT:  Address is 28 bytes inside a 32-byte Malloc object allocated by ip_join [[FILE]]:32:19
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:41:9 in ip_getmoptions
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
