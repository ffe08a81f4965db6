/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trace file's records have a reserved word, for later. Until then it has what the allocator
 * gave.
 *
 * Origin: Malloc
 * Sink: vn_rdwr
 */
#include "kernel.h"

#include "disk.h"
#include <kmsan/malloc.h>

struct trace_header {
	uint32_t length;
	uint16_t version, type;
	uint32_t pid;
	uint32_t reserved;
	uint64_t when;
};

static NOINLINE struct trace_header *
ktrace_alloc(uint16_t type, uint32_t pid, uint32_t length)
{
	struct trace_header *kt = malloc(sizeof(*kt), M_TEMP, M_WAITOK);

	kt->length = length;
	kt->version = 2;
	kt->type = type;
	kt->pid = pid;
#ifdef FIXED
	kt->reserved = 0;
#endif
	kt->when = 1234567;
	return kt;
}

static NOINLINE int
ktrace_syscall(struct vnode *vp, uint32_t pid)
{
	struct trace_header *kt = ktrace_alloc(1, pid, 0);
	int error = vn_write(vp, kt, sizeof(*kt), 1024);

	free(kt, M_TEMP);
	return error;
}

int
main(void)
{
	return ktrace_syscall(disk(), 42);
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In bwrite() At Offset 12/512, From ktrace_alloc+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in vn_write disk.h:40:9 (t)
// CHECK-NEXT:    #1 in ktrace_syscall [[FILE]]:42:14 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:51:9 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in vn_write disk.h:39:2 (t)
// CHECK-NEXT:    #1 in ktrace_syscall [[FILE]]:42:14 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:51:9 (t)
// CHECK-NEXT:  Created by malloc at:
// CHECK-NEXT:    #0 in ktrace_alloc [[FILE]]:25:28 (t)
// CHECK-NEXT:  Bytes 12-15 of 512 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 02 00 01 00 2a 00 00 00 ?? ?? ?? ??
// CHECK-NEXT:  Address is 12 bytes inside a 512-byte Pool object allocated by vn_write disk.h:35:14
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak disk.h:40:9 in vn_write
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
