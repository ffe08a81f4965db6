/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A driver's self-test sends a frame of the largest size from a cluster of which it filled the
 * header and the sequence number.
 *
 * Origin: Pool
 * Sink: if_transmit
 */
#include "kernel.h"

#include <kmsan/net.h>

#define FRAME 64

static NOINLINE struct mbuf *
selftest_frame(uint32_t seq)
{
	struct mbuf *m = m_getcl(M_WAIT, MT_DATA, M_PKTHDR);
	uint8_t *p = mtod(m, uint8_t *);

#ifdef FIXED
	memset(p, 0, FRAME);
#endif
	memset(p, 0xff, 6);
	memset(p + 6, 0x02, 6);
	p[12] = 0x90;
	p[13] = 0x00;
	memcpy(p + 14, &seq, sizeof(seq));
	m->m_len = m->m_pkthdr.len = FRAME;
	return m;
}

static NOINLINE int
selftest(struct ifnet *ifp)
{
	return if_transmit_lock(ifp, selftest_frame(1));
}

int
main(void)
{
	return selftest(kmsan_if_open_loop());
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In MbufChain At Offset 18/64, From selftest_frame+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in selftest [[FILE]]:36:9 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:42:9 (t)
// CHECK-NEXT:  Created by m_getcl(2048) at:
// CHECK-NEXT:    #0 in selftest_frame [[FILE]]:18:19 (t)
// CHECK-NEXT:  Bytes 18-63 of 64 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 18 bytes inside a 2048-byte Pool object allocated by selftest_frame [[FILE]]:18:19
// CHECK-NEXT:SUMMARY: kMSan: net-infoleak [[FILE]]:36:9 in selftest
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
