/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sigaltstack(2) on a 64-bit machine: a pointer, a size, flags of 4 bytes, and 4 bytes of hole.
 * The structure is returned by value once, which copies the hole as well.
 *
 * Origin: Stack
 * Sink: copyout
 */
#include "kernel.h"

struct stack_out {
	uint64_t sp, size;
	int32_t flags;
};

struct lwp {
	struct stack_out sigstk;
};

static NOINLINE void
lwp_setstack(struct lwp *l, uint64_t sp, uint64_t size)
{
	struct stack_out ss;

#ifdef FIXED
	memset(&ss, 0, sizeof(ss));
#endif
	ss.sp = sp;
	ss.size = size;
	ss.flags = 4;
	KEEP(&ss);
	memcpy(&l->sigstk, &ss, sizeof(ss));
}

static int
sys_sigaltstack(struct lwp *l, void *uoss)
{
	return copyout(&l->sigstk, uoss, sizeof(l->sigstk));
}

int
main(void)
{
	static struct lwp lwp0;

	lwp_setstack(&lwp0, 0x7f0000, 8192);
	return sys_sigaltstack(&lwp0, kmsan_user_alloc(sizeof(struct stack_out)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 20/24, Variable 'ss' From lwp_setstack()
// CHECK-NEXT:    #0 in sys_sigaltstack [[FILE]]:38:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:47:9 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in lwp_setstack [[FILE]]:32:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:46:2 (t)
// CHECK-NEXT:  Variable 'ss' of lwp_setstack created at [[FILE]]:23:19
// CHECK-NEXT:  Bytes 20-23 of 24 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 04 00 00 00 ?? ?? ?? ??
// CHECK-NEXT:  struct stack_out: offset 20, 4 bytes: tail padding
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:38:9 in sys_sigaltstack
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
