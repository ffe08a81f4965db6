/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getsockopt(2) of a statistics option: the handler fills in the counters it knows, the socket
 * layer copies out as many bytes as it allocated. The last 8 of 104 leak a freed block's content.
 *
 * Origin: Malloc
 * Sink: copyout
 */
#include "kernel.h"

#include <kmsan/malloc.h>

#define NCOUNTERS 12

struct pcb_stats {
	uint32_t version, count;
	uint64_t counter[NCOUNTERS];
};

static const uint64_t counters[NCOUNTERS] = {4, 8, 15, 16, 23, 42, 0, 0, 1, 1, 2, 3};

static NOINLINE void
ctloutput(struct pcb_stats *out)
{
	size_t n = NCOUNTERS;

#ifndef FIXED
	n--;
#endif
	out->version = 1;
	out->count = NCOUNTERS;
	memcpy(out->counter, counters, n * sizeof(counters[0]));
}

static int
sys_getsockopt(void *uval)
{
	struct pcb_stats *opt = malloc(sizeof(*opt), M_TEMP, M_WAITOK);
	int error;

	ctloutput(opt);
	error = copyout(opt, uval, sizeof(*opt));
	free(opt, M_TEMP);
	return error;
}

int
main(void)
{
	return sys_getsockopt(kmsan_user_alloc(sizeof(struct pcb_stats)));
}

// CHECK:=================================================================
// O0-NEXT:MSan: Uninitialized Malloc Memory In copyout():arg1 At Offset 96/104, From sys_getsockopt+{{0x[0-9a-f]+}}
// OPT-NEXT:MSan: Uninitialized Malloc Memory In copyout():arg1 At Offset 96/104, From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in sys_getsockopt [[FILE]]:42:10 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:50:9 (t)
// CHECK-NEXT:  Created by malloc(104) at:
// CHECK-NEXT:    #0 in sys_getsockopt [[FILE]]:38:26 (t)
// OPT-NEXT:    #1 in main [[FILE]]:50:9 (t)
// CHECK-NEXT:  Bytes 96-103 of 104 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 96 bytes inside a 104-byte Malloc object allocated by sys_getsockopt [[FILE]]:38:26
// CHECK-NEXT:  probably struct pcb_stats: offset 96, 8 bytes: member 'counter[11]'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:42:10 in sys_getsockopt
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
