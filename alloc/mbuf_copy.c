/* SPDX-License-Identifier: BSD-2-Clause */

/* Copies of chains, and bytes into and out of them. */

#include "alloc/mbuf.h"

#include <limits.h>
#include <string.h>

void
mbuf_move(void *dst, const void *src, size_t size, uintptr_t pc)
{
	memmove(dst, src, size);
	kmsan_copy_meta_from(dst, src, size, pc);
}

struct mbuf *
mbuf_seek(struct mbuf *m, int *off)
{
	while (m != NULL && *off >= m->m_len) {
		*off -= m->m_len;
		m = m->m_next;
	}
	return m;
}

unsigned
m_length(const struct mbuf *m)
{
	unsigned n = 0;

	for (; m != NULL; m = m->m_next)
		n += (unsigned)m->m_len;
	return n;
}

struct mbuf *
m_getptr(struct mbuf *m, int loc, int *off)
{
	/* The end is a place too: behind the last byte of the last mbuf. */
	for (; loc >= 0 && m != NULL; m = m->m_next) {
		if (loc < m->m_len || (loc == m->m_len && m->m_next == NULL)) {
			*off = loc;
			kmsan_mark(off, sizeof(*off), KMSAN_STATE_INITED);
			return m;
		}
		loc -= m->m_len;
	}
	return NULL;
}

void
mbuf_copy_pkthdr(struct mbuf *to, const struct mbuf *from, uintptr_t pc)
{
	to->m_flags = (from->m_flags & M_COPYFLAGS) |
		      (to->m_flags & (M_EXT | M_EXT_CLUSTER | M_EXT_ROMAP)) | M_PKTHDR;
	kmsan_mark(&to->m_flags, sizeof(to->m_flags), KMSAN_STATE_INITED);
	mbuf_move(&to->m_pkthdr, &from->m_pkthdr, sizeof(to->m_pkthdr), pc);
	if ((to->m_flags & M_EXT) == 0)
		to->m_data = to->m_pktdat;
}

void
m_copy_pkthdr(struct mbuf *to, const struct mbuf *from)
{
	mbuf_copy_pkthdr(to, from, KMSAN_RET_ADDR);
}

void
m_move_pkthdr(struct mbuf *to, struct mbuf *from)
{
	mbuf_copy_pkthdr(to, from, KMSAN_RET_ADDR);
	from->m_flags &= ~M_PKTHDR;
}

static void
check_range(int off, int len, const char *who, uintptr_t pc)
{
	if (off < 0 || len < 0)
		kmsan_fatal(pc, "%s: offset %d, length %d: negative", who, off, len);
}

static _Noreturn void
too_short(const struct mbuf *m, int off, int len, const char *who, uintptr_t pc)
{
	kmsan_fatal(
	    pc, "%s: offset %d, length %d: the chain has %u bytes", who, off, len, m_length(m));
}

/* One mbuf with up to len bytes from m's byte off on; shared or copied. */
static struct mbuf *
copy_one(struct mbuf *m, int off, int len, bool share, int how, const char *who, uintptr_t pc)
{
	struct mbuf *n = mbuf_new(how, m->m_type, 0, who, pc);
	int size;

	if (n == NULL)
		return NULL;
	if (share && (m->m_flags & M_EXT) != 0) {
		mbuf_share(n, m);
		n->m_data += off;
		n->m_len = len;
		return n;
	}
	if (len > MHLEN)
		mbuf_cluster(n, how, who, pc);
	mbuf_storage(n, &size);
	/* Without a cluster the rest goes into further mbufs. */
	n->m_len = len < size ? len : size;
	mbuf_move(n->m_data, m->m_data + off, (size_t)n->m_len, pc);
	return n;
}

/* The first of a packet takes the header: then its data starts behind that. */
static bool
give_header(struct mbuf *n, const struct mbuf *m, int len, uintptr_t pc)
{
	char *data = n->m_data;
	int room = (n->m_flags & M_EXT) != 0 ? n->m_len : MHLEN;

	if (n->m_len > room)
		return false;
	if ((n->m_flags & M_EXT) == 0)
		mbuf_move(n->m_pktdat, data, (size_t)n->m_len, pc);
	mbuf_copy_pkthdr(n, m, pc);
	if ((n->m_flags & M_EXT) != 0)
		n->m_data = data;
	n->m_pkthdr.len = len;
	kmsan_mark(&n->m_pkthdr.len, sizeof(int), KMSAN_STATE_INITED);
	return true;
}

struct copy {
	struct mbuf *from;
	int off, len, how;
	bool share;
	const char *who;
	uintptr_t pc;
};

static struct mbuf *
copy_chain(const struct copy *c)
{
	struct mbuf *m = c->from, *top = NULL, **tail = &top;
	bool header = c->off == 0 && (m->m_flags & M_PKTHDR) != 0;
	int off = c->off, len = c->len, copied = 0;

	check_range(off, len, c->who, c->pc);
	if ((unsigned)off > m_length(m) ||
	    (len != M_COPYALL && (unsigned)len > m_length(m) - (unsigned)off))
		too_short(m, off, len, c->who, c->pc);
	if (len == M_COPYALL)
		len = (int)m_length(m) - off;
	m = mbuf_seek(m, &off);
	while (copied < len) {
		int want = m->m_len - off < len - copied ? m->m_len - off : len - copied;
		struct mbuf *n;

		if (header && top == NULL && want > MHLEN && want <= MLEN &&
		    !(c->share && (m->m_flags & M_EXT) != 0))
			want = MHLEN;
		n = copy_one(m, off, want, c->share, c->how, c->who, c->pc);
		if (n == NULL || (header && top == NULL && !give_header(n, c->from, len, c->pc))) {
			mbuf_free_chain(n, c->who, c->pc);
			mbuf_free_chain(top, c->who, c->pc);
			return NULL;
		}
		*tail = n;
		tail = &n->m_next;
		copied += n->m_len;
		off += n->m_len;
		if (off == m->m_len) {
			off = 0;
			m = m->m_next;
			m = mbuf_seek(m, &off);
		}
	}
	return top;
}

struct mbuf *
m_copym(struct mbuf *m, int off, int len, int how)
{
	return copy_chain(&(struct copy){m, off, len, how, true, "m_copym", KMSAN_RET_ADDR});
}

struct mbuf *
m_copypacket(struct mbuf *m, int how)
{
	return copy_chain(
	    &(struct copy){m, 0, M_COPYALL, how, true, "m_copypacket", KMSAN_RET_ADDR});
}

struct mbuf *
m_dup(struct mbuf *m, int off, int len, int how)
{
	return copy_chain(&(struct copy){m, off, len, how, false, "m_dup", KMSAN_RET_ADDR});
}

void
m_copydata(struct mbuf *m, int off, int len, void *buf)
{
	struct mbuf *from = m;
	uintptr_t pc = KMSAN_RET_ADDR;
	int at = off, left = len;
	char *to = buf;

	check_range(off, len, "m_copydata", pc);
	if (len == 0)
		return;
	if ((unsigned)off > m_length(m) || (unsigned)len > m_length(m) - (unsigned)off)
		too_short(m, off, len, "m_copydata", pc);
	for (from = mbuf_seek(m, &at); left > 0; from = from->m_next) {
		int n = from->m_len - at < left ? from->m_len - at : left;

		mbuf_move(to, from->m_data + at, (size_t)n, pc);
		to += n;
		left -= n;
		at = 0;
	}
}

/* Longer by up to n bytes at the end, initialised to zero; false: no memory for more. */
static bool
extend(struct mbuf **last, int n, uintptr_t pc)
{
	struct mbuf *m = *last;
	int room = m_trailingspace(m);

	if (room == 0) {
		m = mbuf_new(M_DONTWAIT, m->m_type, 0, "m_copyback", pc);
		if (m == NULL)
			return false;
		(*last)->m_next = m;
		*last = m;
		room = MLEN;
	}
	if (room > n)
		room = n;
	memset(m->m_data + m->m_len, 0, (size_t)room);
	kmsan_mark(m->m_data + m->m_len, (size_t)room, KMSAN_STATE_INITED);
	m->m_len += room;
	return true;
}

void
m_copyback(struct mbuf *m0, int off, int len, const void *buf)
{
	uintptr_t pc = KMSAN_RET_ADDR;
	struct mbuf *m, *last = m0;
	int total = (int)m_length(m0), at = off, left = len;
	const char *from = buf;

	if (m0 == NULL)
		return;
	check_range(off, len, "m_copyback", pc);
	if (len > INT_MAX - off)
		kmsan_fatal(
		    pc, "m_copyback: offset %d, length %d: no chain is that long", off, len);
	while (last->m_next != NULL)
		last = last->m_next;
	while (total < off + len) {
		int before = last->m_len;
		struct mbuf *was = last;

		if (!extend(&last, off + len - total, pc))
			break;
		total += last->m_len - (last == was ? before : 0);
	}
	for (m = mbuf_seek(m0, &at); m != NULL && left > 0; m = m->m_next) {
		int n = m->m_len - at < left ? m->m_len - at : left;

		mbuf_move(m->m_data + at, from, (size_t)n, pc);
		from += n;
		left -= n;
		at = 0;
	}
	if ((m0->m_flags & M_PKTHDR) != 0 && m0->m_pkthdr.len < total)
		m0->m_pkthdr.len = total;
}
