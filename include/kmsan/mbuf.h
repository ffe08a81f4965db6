/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_MBUF_H
#define KMSAN_MBUF_H

/*
 * mbuf(9): packets as chains of small buffers. Names, arguments and behaviour are NetBSD's; struct
 * mbuf is complete, and its members have the usual names.
 *
 * Marks: the headers of a new mbuf are initialised, its data and a cluster's are not, with the
 * origin Pool and the place of the call. Functions that move data move its marks with it.
 *
 * Any context with M_DONTWAIT; M_WAIT sleeps and is not for interrupt level. Misuse (an mbuf freed
 * twice, an offset that is negative or beyond the chain) stops the program with a message;
 * docs/ALLOCATORS.md lists them.
 */

#include <kmsan/pool.h>
#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MSIZE	 512  /* bytes of an mbuf, header included */
#define MCLBYTES 2048 /* bytes of a cluster */

struct mbuf;

struct m_hdr {
	struct mbuf *mh_next, *mh_nextpkt;
	char *mh_data;
	int mh_len; /* bytes of data here */
	int mh_flags;
	short mh_type;
	short mh_spare;
};

/* Of the first mbuf of a packet. */
struct pkthdr {
	void *rcvif; /* the interface it came from */
	int len;     /* bytes of the whole packet */
	int csum_flags;
	uint32_t csum_data;
	uint32_t segsz;
	uint16_t ether_vtag;
	uint16_t pkthdr_flags;
	uint32_t flowid;
};

/* Who shares external storage. */
struct mbuf_ext_ref {
	unsigned refs;
	unsigned spare;
};

struct mbuf_ext {
	char *ext_buf;
	void (*ext_free)(struct mbuf *, void *buf, size_t size, void *arg);
	void *ext_arg;
	size_t ext_size;
	struct mbuf_ext_ref *ext_ref; /* one for all mbufs that share the storage */
};

#define MLEN  ((int)(MSIZE - sizeof(struct m_hdr)))
#define MHLEN ((int)(MLEN - (int)sizeof(struct pkthdr)))
/* From this many bytes on a cluster is better than mbufs. */
#define MINCLSIZE (MHLEN + MLEN + 1)

struct mbuf {
	struct m_hdr m_hdr;
	union {
		struct {
			struct pkthdr MH_pkthdr;
			union {
				struct mbuf_ext MH_ext;
				char MH_databuf[MSIZE - sizeof(struct m_hdr) -
						sizeof(struct pkthdr)];
			} MH_dat;
		} MH;
		char M_databuf[MSIZE - sizeof(struct m_hdr)];
	} M_dat;
};
#define m_next	  m_hdr.mh_next
#define m_len	  m_hdr.mh_len
#define m_data	  m_hdr.mh_data
#define m_type	  m_hdr.mh_type
#define m_flags	  m_hdr.mh_flags
#define m_nextpkt m_hdr.mh_nextpkt
#define m_pkthdr  M_dat.MH.MH_pkthdr
#define m_ext	  M_dat.MH.MH_dat.MH_ext
#define m_pktdat  M_dat.MH.MH_dat.MH_databuf
#define m_dat	  M_dat.M_databuf

/* m_flags */
#define M_EXT	      0x00000001 /* the data is external: m_ext */
#define M_PKTHDR      0x00000002 /* first of a packet: m_pkthdr */
#define M_EOR	      0x00000004
#define M_PROTO1      0x00000008
#define M_AUTHIPHDR   0x00000010
#define M_DECRYPTED   0x00000020
#define M_LOOP	      0x00000040
#define M_BCAST	      0x00000100
#define M_MCAST	      0x00000200
#define M_CANFASTFWD  0x00000400
#define M_ANYCAST6    0x00000800
#define M_LINK0	      0x00001000
#define M_LINK1	      0x00002000
#define M_LINK2	      0x00004000
#define M_EXT_CLUSTER 0x01000000 /* it is a cluster of MCLGET */
#define M_EXT_ROMAP   0x08000000 /* it is not to be written to */
/* What a copy of a packet's first mbuf takes over. */
#define M_COPYFLAGS                                                                                \
	(M_PKTHDR | M_EOR | M_BCAST | M_MCAST | M_CANFASTFWD | M_ANYCAST6 | M_LINK0 | M_LINK1 |    \
	    M_LINK2 | M_AUTHIPHDR | M_DECRYPTED | M_LOOP)

/* m_type */
#define MT_FREE	   0
#define MT_DATA	   1
#define MT_HEADER  2
#define MT_SONAME  3
#define MT_SOOPTS  4
#define MT_FTABLE  5
#define MT_CONTROL 6
#define MT_OOBDATA 7

/* how */
#define M_WAIT	   0
#define M_DONTWAIT 1

/* m_copym: to the end of the chain. */
#define M_COPYALL 1000000000

#define mtod(m, t) ((t)((m)->m_data))

/* The caches that mbufs and clusters are of: for limits and statistics. */
extern pool_cache_t mb_cache, mcl_cache;

/*
 * An mbuf, and one with a packet header; NULL with M_DONTWAIT only. m_data is the start of the
 * storage, m_len and m_pkthdr are 0.
 */
struct mbuf *m_get(int how, int type);
struct mbuf *m_gethdr(int how, int type);

/* A cluster for an mbuf without external storage: M_EXT in its flags tells whether it was had. */
void m_clget(struct mbuf *m, int how);

/* All of that at once; flags: M_PKTHDR or 0. */
struct mbuf *m_getcl(int how, int type, int flags);

/* External storage of the caller's: freed, when its last user is, by ext_free, or free(9) if NULL. */
void m_extadd(struct mbuf *m, void *buf, size_t size,
    void (*ext_free)(struct mbuf *, void *buf, size_t size, void *arg), void *arg, int how);

#define MGET(m, how, type)    ((m) = m_get((how), (type)))
#define MGETHDR(m, how, type) ((m) = m_gethdr((how), (type)))
#define MCLGET(m, how)	      m_clget((m), (how))
#define MEXTADD(m, buf, size, type, free_fn, arg)                                                  \
	m_extadd((m), (buf), (size), (free_fn), (arg), M_DONTWAIT)

/* One, returning the next of the chain; and a whole chain. NULL is allowed for m_freem. */
struct mbuf *m_free(struct mbuf *m);
void m_freem(struct mbuf *m);

/*
 * A copy of len bytes from off on (M_COPYALL: all): clusters are shared (copym, copypacket),
 * data is copied (dup). NULL: no memory. The whole range must be in the chain.
 */
struct mbuf *m_copym(struct mbuf *m, int off, int len, int how);
struct mbuf *m_copypacket(struct mbuf *m, int how);
struct mbuf *m_dup(struct mbuf *m, int off, int len, int how);

/* Bytes of the chain to a buffer: all of them must be there. */
void m_copydata(struct mbuf *m, int off, int len, void *buf);

/*
 * Bytes of a buffer into the chain, which grows if need be, with zeroes in a gap; mbufs that do
 * not come are left away. Writes to shared storage too, as NetBSD's does.
 */
void m_copyback(struct mbuf *m, int off, int len, const void *buf);

/*
 * The first len bytes in one piece: the chain, of which the first mbuf may be another, or NULL,
 * and then the chain was freed (it is shorter, or no mbuf is that large).
 */
struct mbuf *m_pullup(struct mbuf *m, int len);

/* m and then n, one chain now: n is moved into m's storage where it fits. */
void m_cat(struct mbuf *m, struct mbuf *n);

/* Take req bytes off the front, or -req off the end; more than there are: all. */
void m_adj(struct mbuf *m, int req);

/* Room for len bytes in front; NULL: no memory, and the chain was freed. */
struct mbuf *m_prepend(struct mbuf *m, int len, int how);
#define M_PREPEND(m, plen, how)                                                                    \
	do {                                                                                       \
		if (M_LEADINGSPACE(m) >= (plen)) {                                                 \
			(m)->m_data -= (plen);                                                     \
			(m)->m_len += (plen);                                                      \
		} else                                                                             \
			(m) = m_prepend((m), (plen), (how));                                       \
		if ((m) && ((m)->m_flags & M_PKTHDR))                                              \
			(m)->m_pkthdr.len += (plen);                                               \
	} while (0)

/* Cut after len bytes: the rest, or NULL (no memory, or there is none) and m is as it was. */
struct mbuf *m_split(struct mbuf *m, int len, int how);

/* Bytes of the chain; the mbuf in which a byte lies, and where in it (NULL: beyond the end). */
unsigned m_length(const struct mbuf *m);
struct mbuf *m_getptr(struct mbuf *m, int loc, int *off);

/* The packet header goes from one to the other, or is copied. */
void m_move_pkthdr(struct mbuf *to, struct mbuf *from);
void m_copy_pkthdr(struct mbuf *to, const struct mbuf *from);

/* Bytes in front of the data and behind it that may be written to. */
int m_leadingspace(const struct mbuf *m);
int m_trailingspace(const struct mbuf *m);
#define M_LEADINGSPACE(m)  m_leadingspace(m)
#define M_TRAILINGSPACE(m) m_trailingspace(m)

/* Is the storage shared, or not to be written to? */
bool m_readonly(const struct mbuf *m);
#define M_READONLY(m) m_readonly(m)

/* Put len bytes at the end of an empty mbuf's storage, aligned to a long. */
void m_align(struct mbuf *m, int len);
#define M_ALIGN(m, len)	 m_align((m), (len))
#define MH_ALIGN(m, len) m_align((m), (len))

#ifdef __cplusplus
}
#endif

#endif
