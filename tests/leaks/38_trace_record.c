/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trace file's records have a reserved word, for later. Until then it has what the allocator
 * gave.
 *
 * Origin: Malloc
 * Sink: vn_rdwr
 */
#include "kernel.h"

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

static NOINLINE void
ktrace_syscall(uint32_t pid)
{
	struct trace_header *kt = ktrace_alloc(1, pid, 0);

	disk_write(kt, sizeof(*kt));
	free(kt, M_TEMP);
}

int
main(void)
{
	ktrace_syscall(42);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In bwrite() At Offset 12/24, From ktrace_alloc+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in ktrace_syscall [[FILE]]:42:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:49:2 (t)
// CHECK-NEXT:  Created by malloc(24) at:
// CHECK-NEXT:    #0 in ktrace_alloc [[FILE]]:24:28 (t)
// CHECK-NEXT:  Bytes 12-15 of 24 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 02 00 01 00 2a 00 00 00 ?? ?? ?? ??
// CHECK-NEXT:  Address is 12 bytes inside a 24-byte Malloc object allocated by ktrace_alloc [[FILE]]:24:28
// CHECK-NEXT:  probably struct trace_header: offset 12, 4 bytes: member 'reserved'
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak [[FILE]]:42:2 in ktrace_syscall
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
