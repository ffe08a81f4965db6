/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UDP over Ethernet, in mbuf chains: datagrams go out through an interface that writes them to a file,
 * which tcpdump and Wireshark read, and through one that loops back, where their checksums are
 * verified and their contents compared. netif FILE
 *
 * -DLEAK makes a frame that is too short for Ethernet longer by counting what lies behind it. Whoever
 * listens gets a piece of the kernel's memory with each short packet.
 */
#include <stdio.h>
#include <string.h>

#include <kmsan/host.h>
#include <kmsan/net.h>

#if defined(LEAK) && !defined(FIXED)
#define LEAKS 1
#else
#define LEAKS 0
#endif

#define ETHER_MIN 60 /* bytes of a frame, without its check sequence */
#define PROTO_UDP 17

/* As they are sent: bytes, the most significant one first. */
struct ether_header {
	uint8_t to[6], from[6], type[2];
};
struct ip_header {
	uint8_t version_length, tos, length[2], id[2], fragment[2];
	uint8_t ttl, protocol, checksum[2], from[4], to[4];
};
struct udp_header {
	uint8_t from[2], to[2], length[2], checksum[2];
};
#define IP_UDP (int)(sizeof(struct ip_header) + sizeof(struct udp_header))

static const char *expected;
static int expected_size;
static unsigned verified;

static void
put16(uint8_t *p, int v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static int
get16(const uint8_t *p)
{
	return p[0] << 8 | p[1];
}

/* in_cksum(9) gives the bytes as they go into a header. */
static void
put_checksum(uint8_t *p, int sum)
{
	uint16_t word = (uint16_t)sum;

	memcpy(p, &word, sizeof(word));
}

/* What is behind the frame's end belongs to the mbuf, and to nobody's packet. */
static void
ether_pad(struct mbuf *m)
{
	static const char zeroes[ETHER_MIN];
	int pad = ETHER_MIN - m->m_pkthdr.len;
	struct mbuf *last = m;

	if (pad <= 0)
		return;
	if (!LEAKS) {
		m_copyback(m, m->m_pkthdr.len, pad, zeroes);
		return;
	}
	while (last->m_next != NULL)
		last = last->m_next;
	last->m_len += pad;
	m->m_pkthdr.len += pad;
}

static int
ether_output(struct ifnet *ifp, struct mbuf *m)
{
	static const struct ether_header header = {
	    {2, 0, 0, 0, 0, 2}, {2, 0, 0, 0, 0, 1}, {0x08, 0x00}};

	M_PREPEND(m, (int)sizeof(header), M_DONTWAIT);
	if (m == NULL)
		return KMSAN_ENOBUFS;
	memcpy(mtod(m, void *), &header, sizeof(header));
	ether_pad(m);
	return if_transmit_lock(ifp, m);
}

static void
ip_fill(struct ip_header *ip, int length)
{
	static const uint8_t from[] = {192, 0, 2, 1}, to[] = {192, 0, 2, 2};
	static int id;

	memset(ip, 0, sizeof(*ip));
	ip->version_length = 4 << 4 | sizeof(*ip) / 4;
	put16(ip->length, length);
	put16(ip->id, ++id);
	ip->ttl = 64;
	ip->protocol = PROTO_UDP;
	memcpy(ip->from, from, sizeof(from));
	memcpy(ip->to, to, sizeof(to));
}

/* The headers get an mbuf of their own, in front of those that have the data. */
static int
udp_output(struct ifnet *ifp, struct mbuf *m)
{
	int length = m->m_pkthdr.len;
	struct ip_header *ip;
	struct udp_header *udp;

	M_PREPEND(m, IP_UDP, M_DONTWAIT);
	if (m == NULL)
		return KMSAN_ENOBUFS;
	ip = mtod(m, struct ip_header *);
	udp = (struct udp_header *)(ip + 1);
	ip_fill(ip, IP_UDP + length);
	put16(udp->from, 5000);
	put16(udp->to, 6000);
	put16(udp->length, (int)sizeof(*udp) + length);
	put16(udp->checksum, 0);
	put_checksum(ip->checksum, in_cksum(m, sizeof(*ip)));
	put_checksum(
	    udp->checksum, in4_cksum(m, PROTO_UDP, sizeof(*ip), (int)sizeof(*udp) + length));
	return ether_output(ifp, m);
}

/* Received: padding and all. */
static void
udp_input(struct ifnet *ifp, struct mbuf *m)
{
	static char data[1500];
	struct ip_header *ip;
	int length;

	(void)ifp;
	m_adj(m, sizeof(struct ether_header));
	m = m_pullup(m, IP_UDP);
	if (m == NULL)
		return;
	ip = mtod(m, struct ip_header *);
	length = get16(ip->length);
	m_adj(m, length - m->m_pkthdr.len);
	/* A sum with the right sum in it is 0. */
	if (in_cksum(m, sizeof(*ip)) == 0 &&
	    in4_cksum(m, PROTO_UDP, sizeof(*ip), length - (int)sizeof(*ip)) == 0 &&
	    length == IP_UDP + expected_size) {
		m_copydata(m, IP_UDP, expected_size, data);
		verified += memcmp(data, expected, (size_t)expected_size) == 0;
	}
	m_freem(m);
}

/* Data as a process gives it: in mbufs, as many as it takes. */
static __attribute__((noinline)) int
send_data(struct ifnet *ifp, const char *data, int size)
{
	struct mbuf *m = m_gethdr(M_WAIT, MT_DATA);

	m_copyback(m, 0, size, data);
	expected = data;
	expected_size = size;
	return udp_output(ifp, m);
}

static int
send_all(struct ifnet *ifp)
{
	static char text[1400];
	int error;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(' ' + i % 95);
	error = send_data(ifp, "short", 5);
	if (error == 0)
		error = send_data(ifp, text, 301);
	return error != 0 ? error : send_data(ifp, text, sizeof(text));
}

int
main(int argc, char **argv)
{
	struct ifnet *wire, *loop;
	int error;

	if (argc != 2) {
		fprintf(stderr, "usage: netif FILE\n");
		return 2;
	}
	wire = kmsan_if_open_pcap(argv[1]);
	loop = kmsan_if_open_loop();
	if (wire == NULL || loop == NULL)
		return 1;
	loop->if_input = udp_input;
	error = send_all(wire);
	if (error == 0)
		error = send_all(loop);
	printf("%u packets, %u bytes sent; %u verified\n", (unsigned)wire->if_opackets,
	    (unsigned)wire->if_obytes, verified);
	kmsan_if_close(loop);
	kmsan_if_close(wire);
	if (error != 0)
		fprintf(stderr, "netif: error %d\n", error);
	return error != 0 || verified != 3;
}

// RUN-FLAGS: -DLEAK
// RUN: %t %d/log/capture

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Pool Memory In MbufChain At Offset 47/60, From send_data+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in ether_output [[FILE]]:95:9 (t)
// CHECK-NEXT:    #1 in udp_output [[FILE]]:135:9 (t)
// CHECK-NEXT:    #2 in send_data [[FILE]]:173:9 (t)
// CHECK-NEXT:    #3 in send_all [[FILE]]:184:10 (t)
// CHECK-NEXT:    #4 in main [[FILE]]:205:10 (t)
// CHECK-NEXT:  Created by m_gethdr(512) at:
// CHECK-NEXT:    #0 in send_data [[FILE]]:168:19 (t)
// CHECK-NEXT:  Bytes 47-59 of 60 are uninitialized
// CHECK-NEXT:  In mbuf 2 of 2, byte 5 of its 18
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 73 68 6f 72 74 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ??
// CHECK-NEXT:  Address is 77 bytes inside a 512-byte Pool object allocated by send_data [[FILE]]:168:19
// CHECK-NEXT:SUMMARY: kMSan: net-infoleak [[FILE]]:95:9 in ether_output
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (1 distinct), 0 suppressed
