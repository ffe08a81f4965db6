/* SPDX-License-Identifier: BSD-2-Clause */

/* Packets that leave, and those that come in. */

#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/net.h>

#include "msan/sink/mbuf.h"
#include "msan/sink/piece.h"

static size_t
check(const struct mbuf *m, const char *who, uintptr_t pc)
{
	struct kmsan_sink_args args = {.name = "MbufChain", .kind = KMSAN_KIND_NET, .pc = pc};
	unsigned count = mbuf_count(m, who, pc);

	return mbuf_check(m, 0, m_length(m), count, &args);
}

size_t
kmsan_check_mbuf(struct mbuf *m)
{
	return check(m, "kmsan_check_mbuf", KMSAN_RET_ADDR);
}

static int
reject(struct ifnet *ifp, struct mbuf *m, int error)
{
	ifp->if_oerrors++;
	m_freem(m);
	return error;
}

int
if_transmit_lock(struct ifnet *ifp, struct mbuf *m)
{
	unsigned length;
	int error;

	if ((m->m_flags & M_PKTHDR) == 0)
		kmsan_fatal(KMSAN_RET_ADDR, "if_transmit_lock: the mbuf has no packet header");
	mbuf_count(m, "if_transmit_lock", KMSAN_RET_ADDR);
	length = m_length(m);
	if (length != (unsigned)m->m_pkthdr.len)
		kmsan_fatal(KMSAN_RET_ADDR,
		    "if_transmit_lock: m_pkthdr.len is %d, but the chain has %u bytes",
		    m->m_pkthdr.len, length);
	if (!ifp->if_up)
		return reject(ifp, m, KMSAN_ENETDOWN);
	if (length > ifp->if_maxframe)
		return reject(ifp, m, KMSAN_EMSGSIZE);
	check(m, "if_transmit_lock", KMSAN_RET_ADDR);
	/* The driver may be instrumented. */
	kmsan_init_arg(2 * sizeof(uint64_t));
	error = ifp->if_transmit(ifp, m);
	if (error != 0) {
		ifp->if_oerrors++;
		return error;
	}
	ifp->if_opackets++;
	ifp->if_obytes += length;
	return 0;
}

/* One more mbuf with as many of the bytes as it has room for; NULL: there is none. */
static struct mbuf *
receive_mbuf(const char *from, size_t left, bool first)
{
	struct mbuf *m = first ? m_gethdr(M_DONTWAIT, MT_DATA) : m_get(M_DONTWAIT, MT_DATA);
	size_t room;

	if (m == NULL)
		return NULL;
	room = (size_t)(first ? MHLEN : MLEN);
	if (left > room) {
		m_clget(m, M_DONTWAIT);
		if ((m->m_flags & M_EXT) == 0) {
			m_freem(m);
			return NULL;
		}
		room = MCLBYTES;
	}
	m->m_len = (int)(left < room ? left : room);
	memcpy(m->m_data, from, (size_t)m->m_len);
	kmsan_mark(m->m_data, (size_t)m->m_len, KMSAN_STATE_INITED);
	return m;
}

int
kmsan_if_receive(struct ifnet *ifp, const void *frame, size_t size)
{
	struct mbuf *head = NULL, **next = &head;

	for (size_t at = 0; at < size || head == NULL;) {
		struct mbuf *m = receive_mbuf((const char *)frame + at, size - at, head == NULL);

		if (m == NULL) {
			m_freem(head);
			ifp->if_iqdrops++;
			return KMSAN_ENOBUFS;
		}
		at += (size_t)m->m_len;
		*next = m;
		next = &m->m_next;
	}
	head->m_pkthdr.len = (int)size;
	head->m_pkthdr.rcvif = ifp;
	ifp->if_ipackets++;
	ifp->if_ibytes += size;
	if (ifp->if_input == NULL) {
		m_freem(head);
		return 0;
	}
	kmsan_init_arg(2 * sizeof(uint64_t));
	ifp->if_input(ifp, head);
	return 0;
}
