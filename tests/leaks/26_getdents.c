/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getdents(2) of a memory file system: records are a multiple of 4 bytes, names are not, and
 * between the end of a name and the next record lie one to three bytes of a freed block.
 *
 * Origin: Malloc
 * Sink: copyout
 */
#include "kernel.h"

#include <kmsan/malloc.h>

struct dirent_out {
	uint32_t fileno;
	uint16_t reclen;
	uint8_t type, namlen;
	char name[];
};

static NOINLINE size_t
dirent_put(void *at, uint32_t fileno, const char *name)
{
	struct dirent_out *d = at;
	size_t namlen = strlen(name);
	size_t reclen = (sizeof(*d) + namlen + 1 + 3) & ~(size_t)3;

#ifdef FIXED
	memset(d, 0, reclen);
#endif
	d->fileno = fileno;
	d->reclen = (uint16_t)reclen;
	d->type = 8;
	d->namlen = (uint8_t)namlen;
	memcpy(d->name, name, namlen + 1);
	return reclen;
}

static NOINLINE int
tmpfs_readdir(void *ubuf)
{
	char *buf = malloc(64, M_TEMP, M_WAITOK);
	size_t n = 0;
	int error;

	n += dirent_put(buf + n, 2, ".");
	n += dirent_put(buf + n, 2, "..");
	n += dirent_put(buf + n, 3, "passwd");
	error = copyout(buf, ubuf, n);
	free(buf, M_TEMP);
	return error;
}

int
main(void)
{
	return tmpfs_readdir(kmsan_user_alloc(64));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In copyout():arg1 At Offset 10/40, From tmpfs_readdir+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in tmpfs_readdir [[FILE]]:48:10 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:56:9 (t)
// CHECK-NEXT:  Created by malloc(64) at:
// CHECK-NEXT:    #0 in tmpfs_readdir [[FILE]]:41:14 (t)
// CHECK-NEXT:  Bytes 10-11, 23, 39 of 40 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 02 00 00 00 0c 00 08 01 2e 00 ?? ?? 02 00 00 00
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 0c 00 08 02 2e 2e 00 ?? 03 00 00 00 10 00 08 06
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 70 61 73 73 77 64 00 ??
// CHECK-NEXT:  Address is 10 bytes inside a 64-byte Malloc object allocated by tmpfs_readdir [[FILE]]:41:14
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:48:10 in tmpfs_readdir
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
