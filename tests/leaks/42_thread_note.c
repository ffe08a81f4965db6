/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A core file has a note with the name of every thread. The name ends, the array does not, and the
 * structure ends in padding; the file's owner has both.
 *
 * Origin: Stack
 * Sink: vn_rdwr
 */
#include "kernel.h"

#include "disk.h"

struct thread_misc {
	char name[20];
	uint32_t pad;
};

static NOINLINE void
thread_name(char *dst, const char *name)
{
	strcpy(dst, name);
}

static NOINLINE int
note_thread_misc(struct vnode *vp, const char *name)
{
	struct thread_misc tm;

#ifdef FIXED
	memset(&tm, 0, sizeof(tm));
#endif
	thread_name(tm.name, name);
	return vn_write(vp, &tm, sizeof(tm), 300);
}

int
main(void)
{
	return note_thread_misc(disk(), "idle");
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In bwrite() At Offset 305/512, Variable 'tm' From note_thread_misc()
// CHECK-NEXT:    #0 in vn_write disk.h:40:9 (t)
// CHECK-NEXT:    #1 in note_thread_misc [[FILE]]:33:9 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:39:9 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in vn_write disk.h:39:2 (t)
// CHECK-NEXT:    #1 in note_thread_misc [[FILE]]:33:9 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:39:9 (t)
// CHECK-NEXT:  Variable 'tm' of note_thread_misc created at [[FILE]]:27:21
// CHECK-NEXT:  Bytes 305-323 of 512 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? 00 00 00 00 00 00 00 00 00 00 00 00
// CHECK-NEXT:  Address is 305 bytes inside a 512-byte Pool object allocated by vn_write disk.h:35:14
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak disk.h:40:9 in vn_write
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
