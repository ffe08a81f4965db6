/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PT_GETXSTATE_INFO: a mask of 8 bytes and a length of 4. The structure ends in 4 bytes of padding
 * where longs are aligned to 8, and has none on the 32-bit machine it was written on.
 *
 * Origin: Stack
 * Sink: copyout
 */
#include "kernel.h"

struct xstate_info {
	uint64_t mask;
	uint32_t len;
};

static int
ptrace_xstate_info(uint64_t mask, uint32_t len, void *uaddr)
{
	struct xstate_info info;

#ifdef FIXED
	memset(&info, 0, sizeof(info));
#endif
	info.mask = mask;
	info.len = len;
	return copyout(&info, uaddr, sizeof(info));
}

int
main(void)
{
	return ptrace_xstate_info(7, 832, kmsan_user_alloc(sizeof(struct xstate_info)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 12/16, Variable 'info' From ptrace_xstate_info()
// CHECK-NEXT:    #0 in ptrace_xstate_info [[FILE]]:26:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:32:9 (t)
// CHECK-NEXT:  Variable 'info' of ptrace_xstate_info created at [[FILE]]:19:21
// CHECK-NEXT:  Bytes 12-15 of 16 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 07 00 00 00 00 00 00 00 40 03 00 00 ?? ?? ?? ??
// CHECK-NEXT:  struct xstate_info: offset 12, 4 bytes: tail padding
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:26:9 in ptrace_xstate_info
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
