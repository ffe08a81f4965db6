/* SPDX-License-Identifier: BSD-2-Clause */

/* An interface whose packets come in again. */

#include <kmsan/host.h>
#include <kmsan/kmsan.h>

#include "if.h"

static int
loop_transmit(struct ifnet *ifp, struct mbuf *m)
{
	m->m_flags |= M_LOOP;
	m->m_pkthdr.rcvif = ifp;
	ifp->if_ipackets++;
	ifp->if_ibytes += (uint64_t)m->m_pkthdr.len;
	/* Reported once, as it left: a receiver knows nothing else than what came. */
	for (struct mbuf *at = m; at != NULL; at = at->m_next)
		kmsan_mark(at->m_data, (size_t)at->m_len, KMSAN_STATE_INITED);
	if (ifp->if_input == NULL) {
		m_freem(m);
		return 0;
	}
	kmsan_init_arg(2 * sizeof(uint64_t));
	ifp->if_input(ifp, m);
	return 0;
}

struct ifnet *
kmsan_if_open_loop(void)
{
	struct ifnet *ifp = kmsan_linux_if_make("lo0", 0);

	ifp->if_transmit = loop_transmit;
	ifp->if_close = kmsan_linux_if_free;
	return ifp;
}
