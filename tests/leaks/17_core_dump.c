/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A core dump writes its notes from an allocated block whose size is rounded for the file's
 * alignment. Nobody clears what the notes leave over.
 *
 * Origin: Malloc
 * Sink: vn_rdwr
 */
#include "kernel.h"

#include "disk.h"
#include <kmsan/malloc.h>

struct note {
	uint32_t namesz, descsz, type;
	char name[8];
	uint32_t signo;
};

static NOINLINE size_t
core_note(struct note *n, uint32_t signo)
{
	n->namesz = 5;
	n->descsz = sizeof(signo);
	n->type = 1;
	strncpy(n->name, "CORE", sizeof(n->name));
	n->signo = signo;
	return sizeof(*n);
}

static NOINLINE int
coredump(struct vnode *vp, uint32_t signo)
{
	size_t used, size = 32;
	char *block = malloc(size, M_TEMP, M_WAITOK);
	int error;

	used = core_note((struct note *)block, signo);
#ifdef FIXED
	memset(block + used, 0, size - used);
#else
	(void)used;
#endif
	error = vn_write(vp, block, size, 64);
	free(block, M_TEMP);
	return error;
}

int
main(void)
{
	return coredump(disk(), 11);
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In bwrite() At Offset 88/512, From coredump+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in vn_write disk.h:40:9 (t)
// CHECK-NEXT:    #1 in coredump [[FILE]]:44:10 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:52:9 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in vn_write disk.h:39:2 (t)
// CHECK-NEXT:    #1 in coredump [[FILE]]:44:10 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:52:9 (t)
// CHECK-NEXT:  Created by malloc at:
// CHECK-NEXT:    #0 in coredump [[FILE]]:35:16 (t)
// CHECK-NEXT:  Bytes 88-95 of 512 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 0b 00 00 00 ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 88 bytes inside a 512-byte Pool object allocated by vn_write disk.h:35:14
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak disk.h:40:9 in vn_write
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
