/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UDP send to a v4-mapped address: the sender converts the remote address and forgets the local
 * one, and the lookup hashes both. What lay on the stack picks the bucket.
 *
 * The variable's address is kept: at -O3 clang 14 passes an undefined value instead of a pointer to one
 * otherwise, and such a constant of the compiler's has no origin.
 *
 * Origin: Stack
 * Sink: address
 */
#include "kernel.h"

#define NBUCKETS 16

struct in_addr {
	uint32_t s_addr;
};

struct inpcb {
	struct in_addr laddr, faddr;
	uint16_t lport, fport;
};

static struct inpcb dns = {{0x0100007f}, {0x08080808}, 1024, 53};
static struct inpcb *hash[NBUCKETS] = {
    &dns, &dns, &dns, &dns, &dns, &dns, &dns, &dns, &dns, &dns, &dns, &dns, &dns, &dns, &dns, &dns};

static NOINLINE struct inpcb *
in_pcblookup(const struct in_addr *laddr, const struct in_addr *faddr, uint16_t fport)
{
	struct inpcb *inp;

	inp = hash[(laddr->s_addr ^ faddr->s_addr ^ fport) % NBUCKETS];
	return inp->faddr.s_addr == faddr->s_addr && inp->fport == fport ? inp : NULL;
}

static NOINLINE void
in6_to_in(const uint8_t *sin6, struct in_addr *faddr)
{
	memcpy(faddr, sin6 + 12, sizeof(*faddr));
}

static int
udp6_send(const uint8_t *sin6)
{
	struct in_addr laddr, faddr;

#ifdef FIXED
	laddr.s_addr = 0;
#endif
	KEEP(&laddr);
	in6_to_in(sin6, &faddr);
	return in_pcblookup(&laddr, &faddr, 53) != NULL ? 0 : ENOTCONN;
}

int
main(void)
{
	static const uint8_t resolver[16] = {[10] = 0xff, 0xff, 8, 8, 8, 8};

	KEEP(hash);
	return udp6_send(resolver);
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'laddr' From udp6_send()
// CHECK-NEXT:    #0 in in_pcblookup [[FILE]]:34:8 (t)
// CHECK-NEXT:    #1 in udp6_send [[FILE]]:54:9 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:63:9 (t)
// CHECK-NEXT:  Variable 'laddr' of udp6_send created at [[FILE]]:47:17
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:34:8 in in_pcblookup
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
