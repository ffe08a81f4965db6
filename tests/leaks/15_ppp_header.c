/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ppp puts two bytes before every packet that it shows to a packet filter and sets one: the
 * direction. The filter's program compares both.
 *
 * Origin: Pool
 * Sink: branch
 */
#include "kernel.h"

#include <kmsan/mbuf.h>

struct tap_header {
	uint8_t direction;
	uint8_t reserved;
};

/* Compiled from "outbound": a half-word at offset 0. */
static NOINLINE int
bpf_filter(const struct mbuf *m)
{
	const uint8_t *p = mtod(m, const uint8_t *);

	if ((p[0] << 8 | p[1]) == 0x0100)
		return 1;
	return 0;
}

static NOINLINE struct mbuf *
ppp_output(const void *data, size_t len)
{
	struct mbuf *m = m_gethdr(M_WAIT, MT_DATA);
	struct tap_header *th = mtod(m, struct tap_header *);

	th->direction = 1;
#ifdef FIXED
	th->reserved = 0;
#endif
	memcpy(th + 1, data, len);
	m->m_len = m->m_pkthdr.len = (int)(sizeof(*th) + len);
	return m;
}

int
main(void)
{
	struct mbuf *m = ppp_output("\x00\x21", 2);
	int seen = bpf_filter(m);

	m_freem(m);
	return seen != 1;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory From ppp_output+{{0x[0-9a-f]+}}
// O0-NEXT:    #0 in bpf_filter [[FILE]]:24:{{25|6}} (t)
// O0-NEXT:    #1 in main [[FILE]]:48:13 (t)
// OPT-NEXT:    #0 in main [[FILE]]:51:2 (t)
// CHECK-NEXT:  Created by pool_get at:
// CHECK-NEXT:    #0 in ppp_output [[FILE]]:32:19 (t)
// O0-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:24:{{25|6}} in bpf_filter
// OPT-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:51:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
