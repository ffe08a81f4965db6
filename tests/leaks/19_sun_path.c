/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getsockname(2) of a local socket that was bound to an empty path: the address says that it is as
 * long as the whole structure, of which two bytes are set.
 *
 * Origin: Stack
 * Sink: copyout
 */
#include "kernel.h"

struct sockaddr_local {
	uint8_t len, family;
	char path[30];
};

static NOINLINE void
local_address(struct sockaddr_local *sun, const char *path)
{
#ifdef FIXED
	memset(sun, 0, sizeof(*sun));
#endif
	sun->len = sizeof(*sun);
	sun->family = 1;
	if (path[0] != '\0')
		strncpy(sun->path, path, sizeof(sun->path));
}

static int
sys_getsockname(const char *path, void *uaddr)
{
	struct sockaddr_local sun;

	local_address(&sun, path);
	return copyout(&sun, uaddr, sun.len);
}

int
main(void)
{
	return sys_getsockname("", kmsan_user_alloc(sizeof(struct sockaddr_local)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 2/32, Variable 'sun' From sys_getsockname()
// CHECK-NEXT:    #0 in sys_getsockname [[FILE]]:34:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:40:9 (t)
// CHECK-NEXT:  Variable 'sun' of sys_getsockname created at [[FILE]]:31:24
// CHECK-NEXT:  Bytes 2-31 of 32 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 20 01 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  struct sockaddr_local: offset 2, 30 bytes: member 'path'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:34:9 in sys_getsockname
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
