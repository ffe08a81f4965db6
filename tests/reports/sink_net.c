/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packets: which byte of the packet, and in which mbuf of the chain; a bit of a byte; and an mbuf that was
 * freed. A packet that came in is initialised as far as it came.
 */
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/net.h>
#include <string.h>

#include "expect.h"

static struct ifnet *loop;
static unsigned came;

static void
input(struct ifnet *ifp, struct mbuf *m)
{
	EXPECT(ifp == loop && m->m_pkthdr.len == 60);
	for (struct mbuf *at = m; at != NULL; at = at->m_next)
		EXPECT(kmsan_test(at->m_data, (size_t)at->m_len) == -1);
	came++;
	m_freem(m);
}

/* Three mbufs, of 14, 0 and 46 bytes; so many of the last ones are filled in. */
static NOINLINE struct mbuf *
packet(size_t filled)
{
	struct mbuf *m = m_gethdr(M_WAIT, MT_HEADER), *last = m_get(M_WAIT, MT_DATA);

	memset(m->m_data, 1, 14);
	m->m_len = 14;
	memset(last->m_data, 2, FIXED_TWIN ? 46 : filled);
	last->m_len = 46;
	m->m_next = m_get(M_WAIT, MT_DATA);
	m->m_next->m_next = last;
	m->m_pkthdr.len = 60;
	return m;
}

static NOINLINE void
send_short(void)
{
	EXPECT(if_transmit_lock(loop, packet(40)) == 0);
}

static NOINLINE void
send_bit(void)
{
	struct mbuf *m = packet(46);

	if (!FIXED_TWIN)
		kmsan_mark(m->m_data + 13, 1, 0x80);
	EXPECT(if_transmit_lock(loop, m) == 0);
}

static NOINLINE void
look_at_freed(void)
{
	struct mbuf *m = packet(46);
	char *data = m->m_next->m_next->m_data;

	if (!FIXED_TWIN) {
		m_freem(m);
		EXPECT(kmsan_sink("bpf_tap():arg2", "net-infoleak", data, 4) == 4);
		return;
	}
	EXPECT(kmsan_sink("bpf_tap():arg2", "net-infoleak", data, 4) == 0);
	m_freem(m);
}

int
main(void)
{
	loop = kmsan_if_open_loop();
	loop->if_input = input;
	send_short();
	send_bit();
	EXPECT(came == 2);
	look_at_freed();
	kmsan_if_close(loop);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In MbufChain At Offset 54/60, From packet+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in send_short [[FILE]]:45:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:78:{{2|9}} (t)
// CHECK-NEXT:  Created by m_get(512) at:
// CHECK-NEXT:    #0 in packet [[FILE]]:30:56 (t)
// CHECK-NEXT:  Bytes 54-59 of 60 are uninitialized
// CHECK-NEXT:  In mbuf 3 of 3, byte 40 of its 46
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 02 02 02 02 02 02 02 02 ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 80 bytes inside a 512-byte Pool object allocated by packet [[FILE]]:30:56
// CHECK-NEXT:SUMMARY: kMSan: net-infoleak [[FILE]]:45:{{2|9}} in send_short
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In MbufChain At Offset 13/60, From send_bit+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in send_bit [[FILE]]:55:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:79:{{2|9}} (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in send_bit [[FILE]]:54:{{3|10}} (t)
// CHECK-NEXT:  Bits 0x80 of byte 13 are uninitialized
// CHECK-NEXT:  In mbuf 1 of 3, byte 13 of its 14
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 01 01 01 01 01 01 01 01 01 01 01 01 ?1
// CHECK-NEXT:  Address is 85 bytes inside a 512-byte Pool object allocated by packet [[FILE]]:30:19
// CHECK-NEXT:SUMMARY: kMSan: net-infoleak [[FILE]]:55:{{2|9}} in send_bit
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Pool Memory In bpf_tap():arg2 At Offset 0/4, From look_at_freed+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in look_at_freed [[FILE]]:66:{{3|10}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:81:{{2|9}} (t)
// CHECK-NEXT:  Freed by m_freem at:
// CHECK-NEXT:    #0 in look_at_freed [[FILE]]:65:{{3|10}} (t)
// CHECK-NEXT:  Created by m_get(512) at:
// CHECK-NEXT:    #0 in packet [[FILE]]:30:56 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 40 bytes inside a 512-byte Pool object allocated by packet [[FILE]]:30:56, now freed
// CHECK-NEXT:SUMMARY: kMSan: net-infoleak-after-free [[FILE]]:66:{{3|10}} in look_at_freed
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 3 reports (3 distinct), 0 suppressed
