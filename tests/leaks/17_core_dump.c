/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A core dump writes its notes from an allocated block whose size is rounded for the file's
 * alignment. Nobody clears what the notes leave over.
 *
 * Origin: Malloc
 * Sink: vn_rdwr
 */
#include "kernel.h"

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

static NOINLINE void
coredump(uint32_t signo)
{
	size_t used, size = 32;
	char *block = malloc(size, M_TEMP, M_WAITOK);

	used = core_note((struct note *)block, signo);
#ifdef FIXED
	memset(block + used, 0, size - used);
#else
	(void)used;
#endif
	disk_write(block, size);
	free(block, M_TEMP);
}

int
main(void)
{
	coredump(11);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In bwrite() At Offset 24/32, From coredump+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in coredump [[FILE]]:42:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:49:2 (t)
// CHECK-NEXT:  Created by malloc(32) at:
// CHECK-NEXT:    #0 in coredump [[FILE]]:34:16 (t)
// CHECK-NEXT:  Bytes 24-31 of 32 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 0b 00 00 00 ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 24 bytes inside a 32-byte Malloc object allocated by coredump [[FILE]]:34:16
// CHECK-NEXT:SUMMARY: kMSan: disk-infoleak [[FILE]]:42:2 in coredump
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
