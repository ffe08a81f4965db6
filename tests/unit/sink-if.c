/* SPDX-License-Identifier: BSD-2-Clause */
/* Packets that leave and come in, and their checksums. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/kmsan.h>
#include <kmsan/net.h>

#include "msan/shadow.h"
#include "sinks/sinks.h"
#include "testport.h"

static struct ifnet ifnet;
static unsigned sent, came;
static char frame[4096];
static size_t frame_size;
static int transmit_error;
static struct mbuf *received;

static int
transmit(struct ifnet *ifp, struct mbuf *m)
{
	assert_ptr_equal(ifp, &ifnet);
	sent++;
	frame_size = m_length(m);
	m_copydata(m, 0, (int)frame_size, frame);
	m_freem(m);
	return transmit_error;
}

/* A packet in mbufs of these sizes; its bytes are 1, 2, 3... */
static struct mbuf *
packet(const int *sizes, unsigned n)
{
	struct mbuf *head = NULL, **next = &head;
	int total = 0;

	for (unsigned i = 0; i < n; i++) {
		struct mbuf *m = i == 0 ? m_gethdr(M_WAIT, MT_DATA) : m_get(M_WAIT, MT_DATA);

		m->m_len = sizes[i];
		for (int j = 0; j < sizes[i]; j++)
			m->m_data[j] = (char)++total;
		kmsan_mark(m->m_data, (size_t)sizes[i], KMSAN_STATE_INITED);
		*next = m;
		next = &m->m_next;
	}
	head->m_pkthdr.len = total;
	return head;
}

static char *
byte_of(struct mbuf *m, int at)
{
	int off;

	m = m_getptr(m, at, &off);
	return m->m_data + off;
}

static const int sizes[] = {14, 0, 7, 33, 10};

static void
test_transmit(void **state)
{
	(void)state;
	for (int at = 0; at < 64; at++) {
		struct mbuf *m = packet(sizes, 5);

		kmsan_mark(byte_of(m, at), 1, (uint8_t)(1u << at % 8));
		assert_true(REPORTS(assert_int_equal(kmsan_check_mbuf(m), 1)));
		assert_true(REPORTS(assert_int_equal(if_transmit_lock(&ifnet, m), 0)));
		/* What lies behind the data of an mbuf does not leave. */
		m = packet(sizes, 5);
		assert_false(REPORTS(assert_int_equal(if_transmit_lock(&ifnet, m), 0)));
		assert_int_equal(frame_size, 64);
		for (int i = 0; i < 64; i++)
			assert_int_equal(frame[i], i + 1);
	}
	assert_int_equal(sent, 128);
	assert_int_equal(ifnet.if_opackets, 128);
	assert_int_equal(ifnet.if_obytes, 128 * 64);
}

static void
test_text(void **state)
{
	struct mbuf *m = packet(sizes, 5);

	(void)state;
	kmsan_mark(byte_of(m, 21), 30, KMSAN_STATE_UNINIT);
	if_transmit_lock(&ifnet, m);
	assert_non_null(strstr(kmsan_test_console(),
	    "MSan: Uninitialized Marked Memory In MbufChain At Offset 21/64,"));
	assert_non_null(strstr(kmsan_test_console(), "  Bytes 21-50 of 64 are uninitialized\n"));
	assert_non_null(strstr(kmsan_test_console(), "  In mbuf 4 of 5, byte 0 of its 33\n"));
	assert_non_null(strstr(kmsan_test_console(), "SUMMARY: kMSan: net-infoleak "));
}

/* A sum reports in the packet's terms, wherever in it the sum starts. */
static void
test_cksum_text(void **state)
{
	struct mbuf *m = packet(sizes, 5);

	(void)state;
	kmsan_mark(byte_of(m, 33), 3, KMSAN_STATE_UNINIT);
	in4_cksum(m, 0, 32, 20);
	assert_non_null(strstr(kmsan_test_console(), " In in_cksum():arg1 At Offset 33/64,"));
	assert_non_null(strstr(kmsan_test_console(), "  Bytes 33-35 of 64 are uninitialized\n"));
	assert_non_null(strstr(kmsan_test_console(), "  In mbuf 4 of 5, byte 12 of its 33\n"));
	m_freem(m);
}

/* An mbuf may be full to its last byte, and no fuller, be it a header or not. */
static void
test_full(void **state)
{
	(void)state;
	for (int first = 0; first < 2; first++) {
		const int full[] = {first ? 0 : MHLEN, first ? MLEN : 0};
		struct mbuf *m = packet(full, 2), *last = first ? m->m_next : m;

		assert_int_equal(kmsan_check_mbuf(m), 0);
		last->m_len++;
		assert_int_equal(STOPS(kmsan_check_mbuf(m)), 77);
		assert_non_null(strstr(kmsan_test_console(), ", 1 beyond its storage\n"));
		last->m_len -= 2;
		last->m_data--;
		assert_int_equal(STOPS(kmsan_check_mbuf(m)), 77);
		assert_non_null(strstr(kmsan_test_console(), " outside of its storage\n"));
		last->m_data++;
		m_freem(m);
		kmsan_test_console_reset();
	}
}

/* All mbufs there are, but the n that are left; as a list. */
static struct mbuf *
take_all(unsigned left, bool clusters)
{
	struct mbuf *list = NULL, *m;

	/* More of them than of clusters. */
	for (int i = 0; i < 64; i++) {
		m = m_get(M_WAIT, MT_DATA);
		m->m_next = list;
		list = m;
	}
	m_freem(list);
	list = NULL;
	kmsan_test_pages_fail_all(true);
	while ((m = m_get(M_DONTWAIT, MT_DATA)) != NULL) {
		if (clusters)
			m_clget(m, M_DONTWAIT);
		m->m_next = list;
		list = m;
	}
	for (; left > 0; left--)
		list = m_free(list);
	return list;
}

static void
input(struct ifnet *ifp, struct mbuf *m)
{
	assert_ptr_equal(ifp, &ifnet);
	assert_ptr_equal(m->m_pkthdr.rcvif, ifp);
	received = m;
	came++;
}

static void
test_refused(void **state)
{
	const int large[] = {300, 400, 300};
	struct mbuf *m = packet(sizes, 5), *list;

	(void)state;
	kmsan_mark(m->m_data, 1, KMSAN_STATE_UNINIT);
	ifnet.if_up = false;
	assert_false(REPORTS(assert_int_equal(if_transmit_lock(&ifnet, m), KMSAN_ENETDOWN)));
	ifnet.if_up = true;
	ifnet.if_maxframe = 999;
	assert_int_equal(if_transmit_lock(&ifnet, packet(large, 3)), KMSAN_EMSGSIZE);
	assert_int_equal(sent, 0);
	ifnet.if_maxframe = 1000;
	assert_int_equal(if_transmit_lock(&ifnet, packet(large, 3)), 0);
	transmit_error = KMSAN_ENOBUFS;
	assert_int_equal(if_transmit_lock(&ifnet, packet(sizes, 5)), KMSAN_ENOBUFS);
	assert_int_equal(ifnet.if_oerrors, 3);
	assert_int_equal(ifnet.if_opackets, 1);
	/* What is refused is not lost. */
	m = packet(sizes, 1);
	list = take_all(0, false);
	ifnet.if_up = false;
	assert_int_equal(if_transmit_lock(&ifnet, m), KMSAN_ENETDOWN);
	m = m_get(M_DONTWAIT, MT_DATA);
	assert_non_null(m);
	kmsan_test_pages_fail_all(false);
	m_free(m);
	m_freem(list);
}

static void
test_bad_packets(void **state)
{
	struct mbuf *m = packet(sizes, 5), *last = m->m_next->m_next->m_next->m_next;

	(void)state;
	assert_int_equal(STOPS(if_transmit_lock(&ifnet, m->m_next)), 77);
	assert_non_null(strstr(
	    kmsan_test_console(), "kMSan: if_transmit_lock: the mbuf has no packet header\n"));
	m->m_pkthdr.len++;
	assert_int_equal(STOPS(if_transmit_lock(&ifnet, m)), 77);
	assert_non_null(strstr(kmsan_test_console(),
	    "kMSan: if_transmit_lock: m_pkthdr.len is 65, but the chain has 64 bytes\n"));
	m->m_pkthdr.len = -1;
	assert_int_equal(STOPS(if_transmit_lock(&ifnet, m)), 77);
	m->m_pkthdr.len = 64;
	last->m_next = m->m_next;
	assert_int_equal(STOPS(if_transmit_lock(&ifnet, m)), 77);
	assert_non_null(
	    strstr(kmsan_test_console(), "kMSan: if_transmit_lock: the mbuf chain has a cycle\n"));
	assert_int_equal(STOPS(kmsan_check_mbuf(m)), 77);
	assert_int_equal(STOPS(in_cksum(m, 4)), 77);
	last->m_next = NULL;
	last->m_len = MLEN + 5;
	assert_int_equal(STOPS(if_transmit_lock(&ifnet, m)), 77);
	assert_non_null(strstr(kmsan_test_console(), ", 5 beyond its storage\n"));
	last->m_len = -1;
	assert_int_equal(STOPS(kmsan_check_mbuf(m)), 77);
	assert_non_null(strstr(kmsan_test_console(),
	    "kmsan_check_mbuf: mbuf 5 of the chain has -1 bytes outside of its storage\n"));
	last->m_len = 10;
	assert_int_equal(STOPS(in_cksum(m, 65)), 77);
	assert_non_null(
	    strstr(kmsan_test_console(), "kMSan: in_cksum: 65 bytes from 0 on of a chain of 64\n"));
	assert_int_equal(STOPS(in_cksum(m, -1)), 77);
	assert_int_equal(STOPS(in4_cksum(m, 17, -1, 5)), 77);
	assert_int_equal(STOPS(in4_cksum(m, 17, 60, 5)), 77);
	assert_int_equal(sent, 0);
	m_freem(m);
}

static void
test_receive(void **state)
{
	static char bytes[5000];
	struct mbuf *list, *last;
	uint64_t bytes_sent = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 3);
	for (size_t size = 0; size <= sizeof(bytes); size += size < 70 ? 1 : 137) {
		size_t at = 0;

		received = NULL;
		assert_int_equal(kmsan_if_receive(&ifnet, bytes, size), 0);
		assert_non_null(received);
		assert_int_equal(received->m_pkthdr.len, size);
		for (struct mbuf *m = received; m != NULL; m = m->m_next) {
			assert_memory_equal(m->m_data, bytes + at, (size_t)m->m_len);
			assert_int_equal(kmsan_test(m->m_data, (size_t)m->m_len), -1);
			/* Exactly so far. */
			if (m_trailingspace(m) > 0)
				assert_int_equal(kmsan_test(m->m_data + m->m_len, 1), 0);
			at += (size_t)m->m_len;
		}
		assert_int_equal(at, size);
		bytes_sent += size;
		m_freem(received);
	}
	assert_int_equal(ifnet.if_ipackets, came);
	assert_int_equal(ifnet.if_ibytes, bytes_sent);
	/* Nobody wants it. */
	ifnet.if_input = NULL;
	list = take_all(1, false);
	assert_int_equal(kmsan_if_receive(&ifnet, bytes, 100), 0);
	last = m_get(M_DONTWAIT, MT_DATA);
	assert_non_null(last);
	kmsan_test_pages_fail_all(false);
	m_free(last);
	m_freem(list);
}

/* Too few mbufs, or clusters: the frame is dropped and counted, and nothing is lost of them. */
static void
test_receive_no_memory(void **state)
{
	static char bytes[5000];
	struct mbuf *list, *last;

	(void)state;
	for (unsigned left = 0; left < 3; left++) {
		struct mbuf *again = NULL;

		list = take_all(left, false);
		received = NULL;
		assert_int_equal(kmsan_if_receive(&ifnet, bytes, sizeof(bytes)), KMSAN_ENOBUFS);
		assert_null(received);
		assert_int_equal(ifnet.if_iqdrops, left + 1);
		for (unsigned i = 0; i < left; i++) {
			struct mbuf *m = m_get(M_DONTWAIT, MT_DATA);

			assert_non_null(m);
			m->m_next = again;
			again = m;
		}
		assert_null(m_get(M_DONTWAIT, MT_DATA));
		kmsan_test_pages_fail_all(false);
		m_freem(list);
		m_freem(again);
	}
	/* One mbuf, but no cluster. */
	list = take_all(1, true);
	assert_int_equal(kmsan_if_receive(&ifnet, bytes, sizeof(bytes)), KMSAN_ENOBUFS);
	last = m_get(M_DONTWAIT, MT_DATA);
	assert_non_null(last);
	m_clget(last, M_DONTWAIT);
	assert_int_equal(last->m_flags & M_EXT, 0);
	m_freem(last);
	kmsan_test_pages_fail_all(false);
	m_freem(list);
	assert_int_equal(came, 0);
	assert_int_equal(ifnet.if_ipackets, 0);
	assert_int_equal(ifnet.if_ibytes, 0);
}

/* The example of RFC 1071, and every cut of a packet. */
static void
test_cksum(void **state)
{
	static const uint8_t rfc[] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
	const int eight[] = {8};
	struct mbuf *m = packet(eight, 1), *whole;
	uint16_t sum;

	(void)state;
	memcpy(m->m_data, rfc, 8);
	sum = (uint16_t)in_cksum(m, 8);
	assert_memory_equal(&sum, "\x22\x0d", 2);
	m_freem(m);
	for (int cut = 0; cut <= 64; cut++) {
		const int one[] = {64}, two[] = {cut, 64 - cut};

		whole = packet(one, 1);
		m = packet(two, 2);
		for (int len = 0; len <= 64; len += 7)
			assert_int_equal(in_cksum(m, len), in_cksum(whole, len));
		for (int off = 0; off < 60; off += 5)
			assert_int_equal(
			    in4_cksum(m, 17, off, 64 - off), in4_cksum(whole, 17, off, 64 - off));
		m_freem(m);
		m_freem(whole);
	}
}

/* RFC 1071, one byte after the other. */
static uint16_t
sum_of(const uint8_t *p, int len)
{
	uint32_t sum = 0;
	uint16_t network;

	for (int i = 0; i < len; i++)
		sum += i % 2 == 0 ? (uint32_t)p[i] << 8 : p[i];
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	sum = ~sum & 0xffff;
	network = (uint16_t)(sum >> 8 | sum << 8);
	return network;
}

/* The same of a packet behind an IPv4 header: with its addresses, the protocol and the length. */
static uint16_t
pseudo_sum(const uint8_t *packet_bytes, uint8_t protocol, int off, int len)
{
	uint8_t bytes[12 + 64] = {0};

	memcpy(bytes, packet_bytes + 12, 8);
	bytes[9] = protocol;
	bytes[11] = (uint8_t)len;
	memcpy(bytes + 12, packet_bytes + off, (size_t)len);
	return sum_of(bytes, 12 + len);
}

/* The carries of a sum may make a carry again. */
static void
test_cksum_carry(void **state)
{
	const int whole[] = {400};
	uint8_t bytes[400];

	(void)state;
	for (int words = 2; words < 200; words++) {
		struct mbuf *m = packet(whole, 1);

		/* Their low halves make 0xffff: the first carry makes another. */
		memset(bytes, 0xff, sizeof(bytes));
		bytes[2 * words - 2] = 0;
		bytes[2 * words - 1] = (uint8_t)(words - 2);
		memcpy(m->m_data, bytes, sizeof(bytes));
		assert_int_equal((uint16_t)in_cksum(m, 2 * words), sum_of(bytes, 2 * words));
		m_freem(m);
	}
}

/* Data at any address: misalignments 0 to 7, lengths 0 to 64, one bit of every byte. */
static void
test_cksum_misaligned(void **state)
{
	const int whole[] = {80};

	(void)state;
	for (int mis = 0; mis < 8; mis++) {
		struct mbuf *m = packet(whole, 1);

		m->m_data += mis;
		m->m_len -= mis;
		m->m_pkthdr.len -= mis;
		for (int len = 0; len <= 64; len++)
			assert_int_equal(
			    (uint16_t)in_cksum(m, len), sum_of((uint8_t *)m->m_data, len));
		for (int len = 0; len <= 40; len++)
			assert_int_equal((uint16_t)in4_cksum(m, 17, 20, len),
			    pseudo_sum((uint8_t *)m->m_data, 17, 20, len));
		for (int at = 0; at <= 64; at++) {
			kmsan_mark(m->m_data + at, 1, (uint8_t)(1u << (at + mis) % 8));
			for (int len = at; len <= at + 1; len++)
				assert_int_equal(REPORTS(in_cksum(m, len)), at < len);
			assert_true(REPORTS(in_cksum(m, 72)));
			kmsan_mark(m->m_data + at, 1, KMSAN_STATE_INITED);
		}
		m_freem(m);
	}
}

/* All that is summed, and nothing else. */
static void
test_cksum_bits(void **state)
{
	(void)state;
	for (int at = 0; at < 64; at++) {
		struct mbuf *m = packet(sizes, 5);

		kmsan_mark(byte_of(m, at), 1, (uint8_t)(1u << at % 8));
		for (int len = 0; len <= 64; len += 4)
			assert_int_equal(REPORTS(in_cksum(m, len)), at < len);
		assert_int_equal(REPORTS(in4_cksum(m, 17, 30, 20)),
		    (at >= 12 && at < 20) || (at >= 30 && at < 50));
		assert_int_equal(REPORTS(in4_cksum(m, 0, 30, 20)), at >= 30 && at < 50);
		m_freem(m);
	}
}

static int
set_up(void **state)
{
	(void)state;
	kmsan_test_reset();
	memset(&ifnet, 0, sizeof(ifnet));
	ifnet.if_maxframe = 1514;
	ifnet.if_up = true;
	ifnet.if_transmit = transmit;
	ifnet.if_input = input;
	sent = came = 0;
	transmit_error = 0;
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_transmit, set_up),
	    cmocka_unit_test_setup(test_text, set_up),
	    cmocka_unit_test_setup(test_cksum_text, set_up),
	    cmocka_unit_test_setup(test_full, set_up),
	    cmocka_unit_test_setup(test_refused, set_up),
	    cmocka_unit_test_setup(test_bad_packets, set_up),
	    cmocka_unit_test_setup(test_receive, set_up),
	    cmocka_unit_test_setup(test_receive_no_memory, set_up),
	    cmocka_unit_test_setup(test_cksum, set_up),
	    cmocka_unit_test_setup(test_cksum_misaligned, set_up),
	    cmocka_unit_test_setup(test_cksum_carry, set_up),
	    cmocka_unit_test_setup(test_cksum_bits, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
