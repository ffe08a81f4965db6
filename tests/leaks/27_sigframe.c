/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A signal's frame is built on the kernel's stack: the information is a union as large as its
 * largest member, and a signal from kill(2) sets the smallest.
 *
 * Origin: Stack
 * Sink: copyout
 */
#include "kernel.h"

struct siginfo_out {
	int32_t signo, code;
	union {
		struct {
			int32_t pid, uid;
		} kill;
		struct {
			uint64_t addr;
			int32_t trap;
		} fault;
		uint8_t pad[24];
	} reason;
};

struct sigframe {
	struct siginfo_out info;
	uint64_t pc, sp;
};

static NOINLINE void
siginfo_kill(struct siginfo_out *si, int32_t pid)
{
#ifdef FIXED
	memset(si, 0, sizeof(*si));
#endif
	si->signo = 15;
	si->code = 0;
	si->reason.kill.pid = pid;
	si->reason.kill.uid = 0;
}

static NOINLINE int
sendsig(uint64_t pc, uint64_t sp, void *usp)
{
	struct sigframe frame;

	siginfo_kill(&frame.info, 1);
	frame.pc = pc;
	frame.sp = sp;
	return copyout(&frame, usp, sizeof(frame));
}

int
main(void)
{
	return sendsig(0x401000, 0x7f7fff00, kmsan_user_alloc(sizeof(struct sigframe)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 16/48, Variable 'frame' From sendsig()
// CHECK-NEXT:    #0 in sendsig [[FILE]]:50:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:56:9 (t)
// CHECK-NEXT:  Variable 'frame' of sendsig created at [[FILE]]:45:18
// CHECK-NEXT:  Bytes 16-31 of 48 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  struct sigframe: offset 16, 16 bytes: in union 'info.reason': member 'info.reason.fault.trap', padding after 'info.reason.fault.trap', member 'info.reason.pad[8..23]'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:50:9 in sendsig
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
