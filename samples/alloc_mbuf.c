/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A router advertisement, in a cluster: the option that tells the link's MTU has two bytes that
 * are reserved, and nobody writes them. The frame's header is put in front in an mbuf of its own.
 */
#include <stdint.h>
#include <string.h>

#include <kmsan/host.h>
#include <kmsan/mbuf.h>
#include <kmsan/net.h>

struct ra_header {
	uint8_t type, code;
	uint16_t cksum;
	uint8_t hops, flags;
	uint16_t lifetime;
};

struct mtu_option {
	uint8_t type, len;
	uint16_t reserved;
	uint32_t mtu;
};

static __attribute__((noinline)) struct mbuf *
ra_new(uint32_t mtu)
{
	struct mbuf *m = m_getcl(M_WAIT, MT_DATA, M_PKTHDR);
	struct ra_header *ra = mtod(m, struct ra_header *);
	struct mtu_option *option = (struct mtu_option *)(ra + 1);

	*ra = (struct ra_header){.type = 134, .hops = 64, .lifetime = 7};
	option->type = 5;
	option->len = 1;
#ifdef FIXED
	option->reserved = 0;
#endif
	option->mtu = mtu;
	m->m_len = m->m_pkthdr.len = sizeof(*ra) + sizeof(*option);
	return m;
}

static __attribute__((noinline)) int
ra_output(struct ifnet *ifp, struct mbuf *m)
{
	static const uint8_t ether[14] = {0x33, 0x33, [5] = 1, [6] = 2, [12] = 0x86, [13] = 0xdd};

	M_PREPEND(m, (int)sizeof(ether), M_WAIT);
	memcpy(mtod(m, void *), ether, sizeof(ether));
	return if_transmit_lock(ifp, m);
}

static void
drop(struct ifnet *ifp, struct mbuf *m)
{
	(void)ifp;
	m_freem(m);
}

int
main(void)
{
	struct ifnet *ifp = kmsan_if_open_loop();
	int error;

	if (ifp == NULL)
		return 1;
	ifp->if_input = drop;
	error = ra_output(ifp, ra_new(1500));
	kmsan_if_close(ifp);
	return error;
}

// LEVELS: 0 1
// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In MbufChain At Offset 24/30, From ra_new+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in ra_output [[FILE]]:51:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:70:10 (t)
// CHECK-NEXT:  Created by m_getcl(2048) at:
// CHECK-NEXT:    #0 in ra_new [[FILE]]:29:19 (t)
// CHECK-NEXT:  Bytes 24-25 of 30 are uninitialized
// CHECK-NEXT:  In mbuf 2 of 2, byte 10 of its 16
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 86 00 00 00 40 00 07 00 05 01 ?? ?? dc 05 00 00
// CHECK-NEXT:  Address is 10 bytes inside a 2048-byte Pool object allocated by ra_new [[FILE]]:29:19
// CHECK-NEXT:SUMMARY: kMSan: net-infoleak [[FILE]]:51:9 in ra_output
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
