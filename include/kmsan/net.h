/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_NET_H
#define KMSAN_NET_H

/*
 * Interfaces: ifnet(9) as far as a packet needs it to leave and to come in, and in_cksum(9). Names are
 * NetBSD's. host.h makes interfaces.
 */

#include <kmsan/mbuf.h>
#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KMSAN_IFNAMSIZ 16

/*
 * A driver fills in the upper part, whoever wants packets if_input. The counters are
 * if_transmit_lock's and kmsan_if_receive's.
 */
struct ifnet {
	char if_xname[KMSAN_IFNAMSIZ];
	void *if_softc;	      /* the driver's */
	unsigned if_maxframe; /* bytes of a frame, its link-level header included */
	bool if_up;
	/* Takes the packet, whatever it returns: 0 or an error of errno(2). */
	int (*if_transmit)(struct ifnet *ifp, struct mbuf *m);
	void (*if_close)(struct ifnet *ifp);
	/* A packet came in; the function owns it. NULL: it is dropped. */
	void (*if_input)(struct ifnet *ifp, struct mbuf *m);
	void *if_input_arg;
	uint64_t if_opackets, if_obytes, if_oerrors;
	uint64_t if_ipackets, if_ibytes, if_iqdrops;
};

/*
 * Send a packet, which is given away in each case. Every uninitialised byte is reported, mbuf by mbuf,
 * as "MbufChain", a net-infoleak: offsets are in the packet, and a line says in which mbuf that is.
 * Returns 0; KMSAN_ENETDOWN if the interface is down, KMSAN_EMSGSIZE for a packet that is too long
 * (neither is sent, so neither leaks); or the driver's error. Any context that the driver allows.
 * Fatal: m is no packet (M_PKTHDR), its m_pkthdr.len is not the length of the chain, the chain has a
 * cycle, or an mbuf with data outside of its storage.
 */
int if_transmit_lock(struct ifnet *ifp, struct mbuf *m);

/*
 * Report every uninitialised byte of a chain as if_transmit_lock does; the number of such bytes.
 * (NetBSD's knows no offset in the packet; both BSDs loop for ever on a cycle.)
 */
size_t kmsan_check_mbuf(struct mbuf *m);

/*
 * A frame of which size bytes were received: an mbuf chain of them, initialised that far and no
 * further, goes to if_input. 0, or KMSAN_ENOBUFS: no mbufs, and the frame is dropped and counted.
 * Does not sleep. For drivers.
 */
int kmsan_if_receive(struct ifnet *ifp, const void *frame, size_t size);

/*
 * The Internet checksum of the first len bytes of a chain, as it goes into a header; and of len bytes
 * from off on, with the pseudo-header of protocol nxt of the IPv4 header that the chain starts with
 * (nxt 0: without). Each uninitialised byte that is summed is reported, as "in_cksum():arg1", in
 * the packet's terms: the result depends on all of them. Fatal: more bytes than the chain has.
 */
int in_cksum(struct mbuf *m, int len);
int in4_cksum(struct mbuf *m, uint8_t nxt, int off, int len);

#ifdef __cplusplus
}
#endif

#endif
