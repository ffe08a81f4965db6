/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A system call returns in two registers and sets one. The return path stores both into the frame
 * that the process gets back.
 *
 * Origin: Stack
 * Sink: copyout
 */
#include "kernel.h"

struct trapframe {
	uint64_t ax, dx;
};

static NOINLINE int
sys_getpid(unsigned long *retval)
{
	retval[0] = 17;
	return 0;
}

static NOINLINE int
syscall_return(struct trapframe *utf)
{
	unsigned long retval[2];
	struct trapframe tf;
	int error;

#ifdef FIXED
	retval[1] = 0;
#endif
	error = sys_getpid(retval);
	tf.ax = error == 0 ? retval[0] : (uint64_t)error;
	tf.dx = retval[1];
	return copyout(&tf, utf, sizeof(tf));
}

int
main(void)
{
	return syscall_return(kmsan_user_alloc(sizeof(struct trapframe)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 8/16, Variable 'retval' From syscall_return()
// CHECK-NEXT:    #0 in syscall_return [[FILE]]:35:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:41:9 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in syscall_return [[FILE]]{{:33:8|:34:8}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:41:9 (t)
// CHECK-NEXT:  Variable 'retval' of syscall_return created at [[FILE]]:25:16
// CHECK-NEXT:  Bytes 8-15 of 16 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 11 00 00 00 00 00 00 00 ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  unsigned long[2]: offset 8, 8 bytes: element [1]
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:35:9 in syscall_return
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
