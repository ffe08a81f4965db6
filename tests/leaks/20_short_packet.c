/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A wireless driver takes every frame of its firmware for at least as long as the header. The
 * device sent 6 of the 8 bytes.
 *
 * Origin: Pool
 * Sink: branch
 */
#include "kernel.h"

#include <kmsan/mbuf.h>

struct fw_header {
	uint8_t endpoint, flags;
	uint16_t length;
	uint16_t sequence;
	uint16_t credits;
};

static int credits;

static NOINLINE struct mbuf *
usb_receive(const void *data, int len)
{
	struct mbuf *m = m_gethdr(M_WAIT, MT_DATA);

	memcpy(mtod(m, void *), data, (size_t)len);
	m->m_len = m->m_pkthdr.len = len;
	return m;
}

static NOINLINE int
htc_input(const struct mbuf *m)
{
	const struct fw_header *h = mtod(m, const struct fw_header *);

#ifdef FIXED
	if ((size_t)m->m_len < sizeof(*h))
		return EINVAL;
#endif
	if (h->endpoint == 0 && h->credits != 0)
		credits += h->credits;
	return 0;
}

int
main(void)
{
	static const uint8_t frame[6] = {0, 0, 6, 0, 1, 0};
	struct mbuf *m = usb_receive(frame, sizeof(frame));

	(void)htc_input(m);
	KEEP(&credits);
	m_freem(m);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory From usb_receive+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in htc_input [[FILE]]:41:{{23|6}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:52:8 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in usb_receive [[FILE]]:25:19 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:41:{{23|6}} in htc_input
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
