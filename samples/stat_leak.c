/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * A system call gives a process a structure with a hole and with a member that nobody set. Both
 * leave with whatever was on the kernel's stack. -DFIXED clears the structure first, as the
 * fix for such leaks always is: members assigned one by one leave the holes.
 */

#include <kmsan/host.h>
#include <kmsan/uaccess.h>
#include <stdio.h>
#include <string.h>

struct inode {
	uint32_t mode;
	uint32_t blocks;
};

/* As a 32-bit ABI laid it out once, and now for ever. */
struct stat_out {
	uint32_t mode;
	uint32_t blocks __attribute__((aligned(8)));
	uint32_t flags;
};

static const struct inode root = {.mode = 1, .blocks = 1337};

static int
sys_stat(const struct inode *inode, struct stat_out *ub)
{
	struct stat_out st;

#ifdef FIXED
	memset(&st, 0, sizeof(st));
#endif
	st.mode = inode->mode;
	st.blocks = inode->blocks;
	return copyout(&st, ub, sizeof(st));
}

int
main(void)
{
	struct stat_out *ub = kmsan_user_alloc(sizeof(*ub));
	int error;

	if (ub == NULL)
		return 1;
	error = sys_stat(&root, ub);
	if (error != 0)
		fprintf(stderr, "stat: error %d\n", error);
	kmsan_user_free(ub, sizeof(*ub));
	return error;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 4/16, Variable 'st' From sys_stat()
// CHECK-NEXT:    #0 in sys_stat [[FILE]]:38:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:49:10 (t)
// CHECK-NEXT:  Variable 'st' of sys_stat created at [[FILE]]:31:18
// CHECK-NEXT:  Bytes 4-7, 12-15 of 16 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 00 00 00 ?? ?? ?? ?? 39 05 00 00 ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:38:9 in sys_stat
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
