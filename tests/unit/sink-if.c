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

static void
test_refused(void **state)
{
	const int large[] = {300, 400, 300};
	struct mbuf *m = packet(sizes, 5);

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
	m->m_pkthdr.len--;
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
	last->m_len = 10;
	assert_int_equal(STOPS(in_cksum(m, 65)), 77);
	assert_non_null(
	    strstr(kmsan_test_console(), "kMSan: in_cksum: 65 bytes from 0 on of a chain of 64\n"));
	assert_int_equal(STOPS(in_cksum(m, -1)), 77);
	assert_int_equal(sent, 0);
	m_freem(m);
}

static struct mbuf *received;

static void
input(struct ifnet *ifp, struct mbuf *m)
{
	assert_ptr_equal(ifp, &ifnet);
	assert_ptr_equal(m->m_pkthdr.rcvif, ifp);
	received = m;
	came++;
}

static void
test_receive(void **state)
{
	static char bytes[5000];

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
		m_freem(received);
	}
	assert_int_equal(ifnet.if_ipackets, came);
	ifnet.if_input = NULL;
	assert_int_equal(kmsan_if_receive(&ifnet, bytes, 100), 0);
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
	    cmocka_unit_test_setup(test_refused, set_up),
	    cmocka_unit_test_setup(test_bad_packets, set_up),
	    cmocka_unit_test_setup(test_receive, set_up),
	    cmocka_unit_test_setup(test_cksum, set_up),
	    cmocka_unit_test_setup(test_cksum_misaligned, set_up),
	    cmocka_unit_test_setup(test_cksum_bits, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
