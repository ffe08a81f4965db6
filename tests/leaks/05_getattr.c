/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VOP_GETATTR of a device file system knows no time of birth. stat(2) converts all of the
 * attributes and the process reads 16 bytes of the stack as a date.
 *
 * Origin: Stack
 * Sink: copyout
 */
#include "kernel.h"

struct ktime {
	int64_t sec, nsec;
};

struct vattr {
	uint32_t mode, nlink;
	uint64_t size;
	struct ktime mtime, birthtime;
};

struct stat_out {
	uint64_t size;
	uint32_t mode, nlink;
	struct ktime mtime, birthtime;
};

static NOINLINE void
devfs_getattr(uint32_t mode, struct vattr *va)
{
	va->mode = mode;
	va->nlink = 1;
	va->size = 0;
	va->mtime.sec = 1000000000;
	va->mtime.nsec = 0;
#ifdef FIXED
	va->birthtime = va->mtime;
#endif
}

static NOINLINE void
vattr_to_stat(const struct vattr *va, struct stat_out *st)
{
	st->size = va->size;
	st->mode = va->mode;
	st->nlink = va->nlink;
	memcpy(&st->mtime, &va->mtime, sizeof(st->mtime));
	memcpy(&st->birthtime, &va->birthtime, sizeof(st->birthtime));
}

static int
sys_stat(struct stat_out *ust)
{
	struct vattr va;
	struct stat_out st;

	devfs_getattr(020666, &va);
	vattr_to_stat(&va, &st);
	return copyout(&st, ust, sizeof(st));
}

int
main(void)
{
	return sys_stat(kmsan_user_alloc(sizeof(struct stat_out)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 32/48, Variable 'va' From sys_stat()
// CHECK-NEXT:    #0 in sys_stat [[FILE]]:58:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:64:9 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in vattr_to_stat [[FILE]]:47:2 (t)
// CHECK-NEXT:    #1 in sys_stat [[FILE]]:57:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:64:9 (t)
// CHECK-NEXT:  Variable 'va' of sys_stat created at [[FILE]]:53:15
// CHECK-NEXT:  Bytes 32-47 of 48 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  struct vattr: offset 32, 16 bytes: member 'birthtime'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:58:9 in sys_stat
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
