/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trace buffer that a process reads: the driver takes whole pages from uvm_km(9), writes records
 * from the start, and gives the reader all of it. Behind the last record lies what the pages held
 * before.
 */
#include <stdint.h>

#include <kmsan/host.h>
#include <kmsan/uaccess.h>
#include <kmsan/uvm_km.h>

#define TRACE_SIZE ((vsize_t)2 * 4096)

struct trace_record {
	uint32_t seq, event;
};

struct trace {
	struct trace_record *tr_buf;
	uint32_t tr_next;
};

static struct trace trace;

static __attribute__((noinline)) void
trace_open(struct trace *tr)
{
#ifdef FIXED
	unsigned flags = UVM_KMF_WIRED | UVM_KMF_ZERO;
#else
	unsigned flags = UVM_KMF_WIRED;
#endif

	tr->tr_buf = (void *)uvm_km_alloc(kernel_map, TRACE_SIZE, 0, flags);
	tr->tr_next = 0;
}

static __attribute__((noinline)) void
trace_event(struct trace *tr, uint32_t event)
{
	tr->tr_buf[tr->tr_next] = (struct trace_record){tr->tr_next, event};
	tr->tr_next++;
}

static __attribute__((noinline)) int
trace_read(struct trace *tr, void *udata)
{
	return copyout(tr->tr_buf, udata, TRACE_SIZE);
}

int
main(void)
{
	void *process = kmsan_user_alloc(TRACE_SIZE);
	int error;

	if (process == NULL)
		return 1;
	trace_open(&trace);
	for (uint32_t i = 0; i < 511; i++)
		trace_event(&trace, 7);
	error = trace_read(&trace, process);
	uvm_km_free(kernel_map, (vaddr_t)trace.tr_buf, TRACE_SIZE, UVM_KMF_WIRED);
	return error;
}

// LEVELS: 0 1
// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Uvm Memory In copyout():arg1 At Offset 4088/8192, From trace_open+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in trace_read [[FILE]]:49:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:63:10 (t)
// CHECK-NEXT:  Created by uvm_km_alloc(8192) at:
// CHECK-NEXT:    #0 in trace_open [[FILE]]:35:23 (t)
// CHECK-NEXT:  Bytes 4088-8191 of 8192 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: fe 01 00 00 07 00 00 00 ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  and 249 rows more
// CHECK-NEXT:  Address is 4088 bytes inside a 8192-byte Uvm object allocated by trace_open [[FILE]]:35:23
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:49:9 in trace_read
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
