/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An ICMP error quotes the header and 8 bytes of the packet that it answers. It quotes them also
 * where the packet was shorter.
 *
 * Origin: Pool
 * Sink: if_transmit
 */
#include "kernel.h"

#include <kmsan/net.h>

#define QUOTE 28

static NOINLINE struct mbuf *
receive(const void *data, int len)
{
	struct mbuf *m = m_gethdr(M_WAIT, MT_DATA);

	memcpy(mtod(m, void *), data, (size_t)len);
	m->m_len = m->m_pkthdr.len = len;
	return m;
}

static NOINLINE int
icmp_error(struct ifnet *ifp, struct mbuf *n, uint8_t type, uint8_t code)
{
	struct mbuf *m = m_gethdr(M_WAIT, MT_DATA);
	uint8_t *p = mtod(m, uint8_t *);
	int quote = QUOTE;

#ifdef FIXED
	if (quote > n->m_len)
		quote = n->m_len;
#endif
	memset(p, 0, 8);
	p[0] = type;
	p[1] = code;
	memcpy(p + 8, mtod(n, void *), (size_t)quote);
	m->m_len = m->m_pkthdr.len = 8 + quote;
	m_freem(n);
	return if_transmit_lock(ifp, m);
}

int
main(void)
{
	static const uint8_t packet[22] = {0x45, 0, 0, 22, [8] = 1, 17};

	return icmp_error(kmsan_if_open_loop(), receive(packet, sizeof(packet)), 11, 0);
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In MbufChain At Offset 30/36, From receive+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in icmp_error [[FILE]]:42:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:50:9 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in icmp_error [[FILE]]:39:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:50:9 (t)
// CHECK-NEXT:  Created by {{pool_get|m_get}} at:
// CHECK-NEXT:    #0 in receive [[FILE]]:18:19 (t)
// CHECK-NEXT:  Bytes 30-35 of 36 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 11 00 00 00 00 00 00 00 00 00 00 00 00 ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 102 bytes inside a 512-byte Pool object allocated by icmp_error [[FILE]]:28:19
// CHECK-NEXT:SUMMARY: kMSan: net-infoleak [[FILE]]:42:9 in icmp_error
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
