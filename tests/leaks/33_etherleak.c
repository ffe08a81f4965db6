/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ethernet frames have at least 60 bytes. The driver of a card that does not pad by itself sends
 * what lies behind the frame: the oldest leak of this list, and each frame on the wire shows a
 * piece of memory.
 *
 * Origin: Pool
 * Sink: if_transmit
 */
#include "kernel.h"

#include <kmsan/net.h>

#define ETHER_MIN 60

static NOINLINE struct mbuf *
arp_request(uint32_t target)
{
	struct mbuf *m = m_gethdr(M_WAIT, MT_DATA);
	uint8_t *p = mtod(m, uint8_t *);

	memset(p, 0, 42);
	memset(p, 0xff, 6);
	p[12] = 8;
	p[13] = 6;
	memcpy(p + 38, &target, sizeof(target));
	m->m_len = m->m_pkthdr.len = 42;
	return m;
}

static NOINLINE int
el_start(struct ifnet *ifp, struct mbuf *m)
{
	if (m->m_len < ETHER_MIN) {
#ifdef FIXED
		memset(mtod(m, char *) + m->m_len, 0, (size_t)(ETHER_MIN - m->m_len));
#endif
		m->m_len = m->m_pkthdr.len = ETHER_MIN;
	}
	return if_transmit_lock(ifp, m);
}

int
main(void)
{
	return el_start(kmsan_if_open_loop(), arp_request(0x0100000a));
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In MbufChain At Offset 42/60, From arp_request+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in el_start [[FILE]]:40:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:46:9 (t)
// CHECK-NEXT:  Created by m_gethdr(512) at:
// CHECK-NEXT:    #0 in arp_request [[FILE]]:19:19 (t)
// CHECK-NEXT:  Bytes 42-59 of 60 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 0a 00 00 01 ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 114 bytes inside a 512-byte Pool object allocated by arp_request [[FILE]]:19:19
// CHECK-NEXT:SUMMARY: kMSan: net-infoleak [[FILE]]:40:9 in el_start
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
