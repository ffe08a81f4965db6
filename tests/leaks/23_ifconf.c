/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SIOCGIFCONF: a list of interface names and addresses. Names end before their array does, and an
 * IPv4 address is half as long as the room for one.
 *
 * Origin: Malloc
 * Sink: copyout
 */
#include "kernel.h"

#include <kmsan/malloc.h>

struct sockaddr_inet {
	uint8_t len, family;
	uint16_t port;
	uint32_t addr;
	uint8_t zero[8];
};

struct ifreq {
	char name[16];
	struct sockaddr_inet addr;
};

static NOINLINE void
ifreq_fill(struct ifreq *ifr, const char *name, uint32_t addr)
{
#ifdef FIXED
	memset(ifr, 0, sizeof(*ifr));
#endif
	strcpy(ifr->name, name);
	ifr->addr.len = sizeof(ifr->addr);
	ifr->addr.family = 2;
	ifr->addr.port = 0;
	ifr->addr.addr = addr;
}

static NOINLINE int
ifconf(void *ubuf)
{
	struct ifreq *list = malloc(2 * sizeof(*list), M_TEMP, M_WAITOK);
	int error;

	ifreq_fill(&list[0], "lo0", 0x0100007f);
	ifreq_fill(&list[1], "wm0", 0x0200000a);
	error = copyout(list, ubuf, 2 * sizeof(*list));
	free(list, M_TEMP);
	return error;
}

int
main(void)
{
	return ifconf(kmsan_user_alloc(2 * sizeof(struct ifreq)));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory In copyout():arg1 At Offset 4/64, From ifconf+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in ifconf [[FILE]]:46:10 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:54:9 (t)
// CHECK-NEXT:  Created by malloc(64) at:
// CHECK-NEXT:    #0 in ifconf [[FILE]]:41:23 (t)
// CHECK-NEXT:  Bytes 4-15, 24-31, 36-47, 56-63 of 64 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 6c 6f 30 00 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 10 02 00 00 7f 00 00 01 ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 77 6d 30 00 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 10 02 00 00 0a 00 00 02 ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 4 bytes inside a 64-byte Malloc object allocated by ifconf [[FILE]]:41:23
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:46:10 in ifconf
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
