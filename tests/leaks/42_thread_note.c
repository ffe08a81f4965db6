/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A core file has a note with the name of every thread. The name ends, the array does not, and the
 * structure ends in padding; the file's owner has both.
 *
 * Origin: Stack
 * Sink: vn_rdwr
 */
#include "kernel.h"

struct thread_misc {
	char name[20];
	uint32_t pad;
};

static NOINLINE void
thread_name(char *dst, const char *name)
{
	strcpy(dst, name);
}

static NOINLINE void
note_thread_misc(const char *name)
{
	struct thread_misc tm;

#ifdef FIXED
	memset(&tm, 0, sizeof(tm));
#endif
	thread_name(tm.name, name);
	disk_write(&tm, sizeof(tm));
}

int
main(void)
{
	note_thread_misc("idle");
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In bwrite() At Offset 5/24, Variable 'tm' From note_thread_misc()
// CHECK-NEXT:    #0 in note_thread_misc [[FILE]]:31:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:37:2 (t)
// CHECK-NEXT:  Variable 'tm' of note_thread_misc created at [[FILE]]:25{{(:(2|21))?}}
// CHECK-NEXT:  Bytes 5-23 of 24 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 69 64 6c 65 00 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  struct thread_misc: offset 5, 15 bytes: member 'name[5..19]'
// CHECK-NEXT:  struct thread_misc: offset 20, 4 bytes: member 'pad'
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak [[FILE]]:31:2 in note_thread_misc
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
