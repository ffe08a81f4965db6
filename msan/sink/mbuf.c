/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/sink/mbuf.h"

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>

#include "msan/sink/piece.h"

/* Bytes of the data that lie outside of the storage; SIZE_MAX: not even the start is in it. */
static size_t
beyond_storage(const struct mbuf *m)
{
	bool ext = (m->m_flags & M_EXT) != 0, hdr = (m->m_flags & M_PKTHDR) != 0;
	const char *storage = ext ? m->m_ext.ext_buf : hdr ? m->m_pktdat : m->m_dat;
	size_t room = ext ? m->m_ext.ext_size : (size_t)(hdr ? MHLEN : MLEN);
	size_t at = (size_t)(m->m_data - storage);

	if (m->m_len < 0 || at > room)
		return SIZE_MAX;
	return (size_t)m->m_len > room - at ? (size_t)m->m_len - (room - at) : 0;
}

unsigned
mbuf_count(const struct mbuf *m, const char *who, uintptr_t pc)
{
	const struct mbuf *mark = m;
	unsigned count = 0, power = 1;

	for (; m != NULL; m = m->m_next) {
		size_t beyond = beyond_storage(m);

		/* A mark that moves ahead at powers of two meets every cycle. */
		if (count > 0 && m == mark)
			kmsan_fatal(pc, "%s: the mbuf chain has a cycle", who);
		if (++count == power) {
			mark = m;
			power *= 2;
		}
		if (beyond == SIZE_MAX)
			kmsan_fatal(pc,
			    "%s: mbuf %u of the chain has %d bytes outside of its storage", who,
			    count, m->m_len);
		if (beyond > 0)
			kmsan_fatal(pc,
			    "%s: mbuf %u of the chain has %d bytes, %zu beyond its storage", who,
			    count, m->m_len, beyond);
	}
	return count;
}

size_t
mbuf_check(const struct mbuf *m, size_t off, size_t len, unsigned count,
    const struct kmsan_sink_args *args)
{
	struct kmsan_sink_args local = *args;
	struct piece piece = {.noun = "mbuf", .count = count};
	size_t start = 0, bad = 0;

	local.total = m_length(m);
	for (; m != NULL && start < off + len; m = m->m_next) {
		size_t have = (size_t)m->m_len, lo = off > start ? off - start : 0;
		size_t hi = off + len - start < have ? off + len - start : have;

		piece.number++;
		if (lo < hi) {
			local.base = start + lo;
			piece.first = lo;
			piece.size = have;
			bad += piece_check(m->m_data + lo, hi - lo, &local, &piece);
		}
		start += have;
	}
	return bad;
}
