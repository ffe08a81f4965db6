/* SPDX-License-Identifier: BSD-2-Clause */

/* Changing the shape of a chain. */

#include "alloc/mbuf.h"

/* Take bytes from the chain at *rest to the end of m, which has room; empty mbufs are freed. */
static void
gather(struct mbuf *m, struct mbuf **rest, int n, const char *who, uintptr_t pc)
{
	while (n > 0) {
		struct mbuf *from = *rest;
		int part = from->m_len < n ? from->m_len : n;

		mbuf_move(m->m_data + m->m_len, from->m_data, (size_t)part, pc);
		m->m_len += part;
		from->m_data += part;
		from->m_len -= part;
		n -= part;
		if (from->m_len == 0)
			*rest = mbuf_free(from, who, pc);
	}
}

struct mbuf *
m_pullup(struct mbuf *m, int len)
{
	uintptr_t pc = KMSAN_RET_ADDR;
	struct mbuf *n;
	int size;

	if (len < 0)
		kmsan_fatal(pc, "m_pullup: length %d: negative", len);
	if (m->m_len >= len)
		return m;
	if (m_length(m) < (unsigned)len)
		goto bad;
	/* In place, if the rest fits behind what is there. */
	if (m_trailingspace(m) >= len - m->m_len) {
		gather(m, &m->m_next, len - m->m_len, "m_pullup", pc);
		return m;
	}
	n = mbuf_new(M_DONTWAIT, m->m_type, m->m_flags & M_PKTHDR, "m_pullup", pc);
	if (n == NULL)
		goto bad;
	mbuf_storage(n, &size);
	if (len > size) {
		mbuf_free(n, "m_pullup", pc);
		goto bad;
	}
	if ((m->m_flags & M_PKTHDR) != 0) {
		mbuf_copy_pkthdr(n, m, pc);
		m->m_flags &= ~M_PKTHDR;
	}
	n->m_nextpkt = m->m_nextpkt;
	n->m_next = m;
	gather(n, &n->m_next, len, "m_pullup", pc);
	return n;
bad:
	mbuf_free_chain(m, "m_pullup", pc);
	return NULL;
}

void
m_cat(struct mbuf *m, struct mbuf *n)
{
	uintptr_t pc = KMSAN_RET_ADDR;

	while (m->m_next != NULL)
		m = m->m_next;
	while (n != NULL) {
		if (n->m_len > m_trailingspace(m)) {
			m->m_next = n;
			return;
		}
		mbuf_move(m->m_data + m->m_len, n->m_data, (size_t)n->m_len, pc);
		m->m_len += n->m_len;
		n = mbuf_free(n, "m_cat", pc);
	}
}

static void
trim_front(struct mbuf *m, int n)
{
	for (; m != NULL && n > 0; m = m->m_next) {
		int part = m->m_len < n ? m->m_len : n;

		m->m_data += part;
		m->m_len -= part;
		n -= part;
	}
}

void
m_adj(struct mbuf *m0, int req)
{
	struct mbuf *m = m0;
	unsigned total = m_length(m0), cut;

	if (m0 == NULL)
		return;
	cut = req < 0 ? 0u - (unsigned)req : (unsigned)req;
	if (cut > total)
		cut = total;
	if (req >= 0) {
		trim_front(m, (int)cut);
	} else {
		/* What is behind the new end is empty, and stays in the chain. */
		unsigned left = total - cut;

		for (; m != NULL; m = m->m_next) {
			if ((unsigned)m->m_len > left)
				m->m_len = (int)left;
			left -= (unsigned)m->m_len;
		}
	}
	if ((m0->m_flags & M_PKTHDR) != 0)
		m0->m_pkthdr.len -= (int)cut;
}

struct mbuf *
m_prepend(struct mbuf *m, int len, int how)
{
	uintptr_t pc = KMSAN_RET_ADDR;
	struct mbuf *n;
	int size;

	if (len < 0)
		kmsan_fatal(pc, "m_prepend: length %d: negative", len);
	n = mbuf_new(how, m->m_type, m->m_flags & M_PKTHDR, "m_prepend", pc);
	if (n == NULL) {
		mbuf_free_chain(m, "m_prepend", pc);
		return NULL;
	}
	mbuf_storage(n, &size);
	if (len > size)
		mbuf_cluster(n, how, "m_prepend", pc);
	mbuf_storage(n, &size);
	if (len > size) {
		mbuf_free(n, "m_prepend", pc);
		mbuf_free_chain(m, "m_prepend", pc);
		return NULL;
	}
	if ((m->m_flags & M_PKTHDR) != 0) {
		mbuf_copy_pkthdr(n, m, pc);
		m->m_flags &= ~M_PKTHDR;
	}
	n->m_next = m;
	n->m_len = len;
	/* At the end of the storage: the next header fits in front. */
	if ((n->m_flags & M_EXT) == 0 && len < size)
		m_align(n, len);
	return n;
}

struct mbuf *
m_split(struct mbuf *m0, int len0, int how)
{
	uintptr_t pc = KMSAN_RET_ADDR;
	struct mbuf *m, *n;
	int len = len0, total = (int)m_length(m0), part;

	if (len0 < 0)
		kmsan_fatal(pc, "m_split: length %d: negative", len0);
	m = mbuf_seek(m0, &len);
	if (m == NULL)
		return NULL;
	part = m->m_len - len;
	n = mbuf_new(how, m->m_type, m0->m_flags & M_PKTHDR, "m_split", pc);
	if (n == NULL)
		return NULL;
	if ((m->m_flags & M_EXT) != 0) {
		mbuf_share(n, m);
		n->m_data = m->m_data + len;
	} else if (part > ((m0->m_flags & M_PKTHDR) != 0 ? MHLEN : MLEN)) {
		mbuf_cluster(n, how, "m_split", pc);
		if ((n->m_flags & M_EXT) == 0) {
			mbuf_free(n, "m_split", pc);
			return NULL;
		}
		mbuf_move(n->m_data, m->m_data + len, (size_t)part, pc);
	} else {
		mbuf_move(n->m_data, m->m_data + len, (size_t)part, pc);
	}
	n->m_len = part;
	n->m_next = m->m_next;
	m->m_len = len;
	m->m_next = NULL;
	if ((m0->m_flags & M_PKTHDR) != 0) {
		n->m_pkthdr.rcvif = m0->m_pkthdr.rcvif;
		n->m_pkthdr.len = total - len0;
		m0->m_pkthdr.len = len0;
	}
	return n;
}
