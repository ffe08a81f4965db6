/* SPDX-License-Identifier: BSD-2-Clause */
/* Interfaces of the host: a file for tcpdump, a loop, a TAP device. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/net.h>

#include "linux/folder.h"

#define TYPE 0x88b5 /* an EtherType for experiments */

static char path[64];

static int
set_up(void **state)
{
	if (make_folder(state) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/capture", folder);
	signal(SIGXFSZ, SIG_IGN);
	return 0;
}

/* A frame of size bytes, in mbufs of at most so many. */
static struct mbuf *
frame(int size, int piece)
{
	struct mbuf *head = m_gethdr(M_WAIT, MT_DATA), *m = head;

	for (int at = 0; at < size; at += m->m_len) {
		if (at > 0)
			m = m->m_next = m_get(M_WAIT, MT_DATA);
		m->m_len = size - at < piece ? size - at : piece;
		for (int i = 0; i < m->m_len; i++)
			m->m_data[i] = (char)((at + i) * 3 + size);
		kmsan_mark(m->m_data, (size_t)m->m_len, KMSAN_STATE_INITED);
	}
	head->m_data[12] = (char)(TYPE >> 8);
	head->m_data[13] = (char)TYPE;
	memset(head->m_data, 0xff, 6);
	head->m_pkthdr.len = size;
	return head;
}

/* Does it have the bytes that frame() makes, after the header? */
static bool
is_frame(const unsigned char *bytes, int size)
{
	for (int i = 14; i < size; i++)
		if (bytes[i] != (unsigned char)(i * 3 + size))
			return false;
	return bytes[12] == TYPE >> 8 && bytes[13] == (TYPE & 0xff);
}

static size_t
read_file(unsigned char *bytes, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, bytes, size);

	close(fd);
	assert_true(n >= 0);
	return (size_t)n;
}

/* The file's header, then each packet behind 16 bytes of its own, however many mbufs it had. */
static void
test_pcap(void **state)
{
	static const struct {
		int size, piece;
	} frames[] = {{60, 60}, {14, 14}, {333, 60}, {1514, 20}, {300, 15}};
	static unsigned char bytes[10000];
	struct ifnet *ifp = kmsan_if_open_pcap(path);
	uint32_t words[6], packet[4];
	size_t size, at = 24;

	(void)state;
	assert_non_null(ifp);
	assert_string_equal(ifp->if_xname, "pcap0");
	for (unsigned i = 0; i < 5; i++) {
		assert_int_equal(if_transmit_lock(ifp, frame(frames[i].size, frames[i].piece)), 0);
		/* Complete when it returns. */
		at += 16 + (size_t)frames[i].size;
		assert_int_equal(read_file(bytes, sizeof(bytes)), at);
	}
	assert_int_equal(if_transmit_lock(ifp, frame(1515, 100)), EMSGSIZE);
	assert_int_equal(ifp->if_opackets, 5);
	assert_int_equal(ifp->if_oerrors, 1);
	kmsan_if_close(ifp);
	size = read_file(bytes, sizeof(bytes));
	assert_int_equal(size, at);
	memcpy(words, bytes, sizeof(words));
	assert_int_equal(words[0], 0xa1b2c3d4);
	assert_int_equal(words[1], 2 | 4 << 16);
	assert_int_equal(words[4], 65535);
	assert_int_equal(words[5], 1);
	at = 24;
	for (unsigned i = 0; i < 5; i++) {
		memcpy(packet, bytes + at, sizeof(packet));
		assert_true(llabs((long long)packet[0] - time(NULL)) < 60 && packet[1] < 1000000);
		assert_int_equal(packet[2], frames[i].size);
		assert_int_equal(packet[3], frames[i].size);
		assert_true(is_frame(bytes + at + 16, frames[i].size));
		at += 16 + packet[2];
	}
}

/* A record that did not get in wholly is taken back: what is in the file can be read. */
static void
test_pcap_full(void **state)
{
	struct ifnet *ifp = kmsan_if_open_pcap(path);
	static unsigned char bytes[1000];
	struct rlimit old, limit;

	(void)state;
	assert_int_equal(if_transmit_lock(ifp, frame(60, 60)), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	limit.rlim_cur = 24 + 76 + 50;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(if_transmit_lock(ifp, frame(60, 60)), EIO);
	assert_int_equal(if_transmit_lock(ifp, frame(60, 7)), EIO);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(read_file(bytes, sizeof(bytes)), 24 + 76);
	assert_int_equal(if_transmit_lock(ifp, frame(61, 61)), 0);
	assert_int_equal(read_file(bytes, sizeof(bytes)), 24 + 76 + 77);
	assert_true(is_frame(bytes + 24 + 76 + 16, 61));
	assert_int_equal(ifp->if_opackets, 2);
	assert_int_equal(ifp->if_oerrors, 2);
	kmsan_if_close(ifp);
}

static void
test_no_file(void **state)
{
	(void)state;
	assert_null(kmsan_if_open_pcap("/nowhere/at/all"));
	assert_null(kmsan_if_open_pcap(folder));
	assert_null(kmsan_if_open_pcap("/dev/full"));
	assert_null(kmsan_if_open_tap("a name that is too long for an interface"));
	assert_null(kmsan_if_open_tap("lo"));
}

static struct ifnet *expected;
static _Atomic unsigned came;
static int came_size;

static void
input(struct ifnet *ifp, struct mbuf *m)
{
	static unsigned char bytes[2000];
	int size = m->m_pkthdr.len;

	for (struct mbuf *at = m; at != NULL; at = at->m_next)
		assert_int_equal(kmsan_test(at->m_data, (size_t)at->m_len), -1);
	assert_true(m->m_pkthdr.rcvif == ifp);
	m_copydata(m, 0, size, bytes);
	/* The system has packets of its own to send over a TAP device. */
	if (ifp == expected && is_frame(bytes, size)) {
		came_size = size;
		came++;
	}
	m_freem(m);
}

static void
test_loop(void **state)
{
	struct ifnet *ifp = kmsan_if_open_loop();
	struct mbuf *m;

	(void)state;
	expected = ifp;
	came = 0;
	/* Nobody wants it yet. */
	assert_int_equal(if_transmit_lock(ifp, frame(60, 20)), 0);
	ifp->if_input = input;
	for (int size = 14; size <= 1514; size += 100) {
		assert_int_equal(if_transmit_lock(ifp, frame(size, 90)), 0);
		assert_int_equal(came_size, size);
	}
	assert_int_equal(came, 16);
	assert_int_equal(ifp->if_opackets, 17);
	assert_int_equal(ifp->if_ipackets, 17);
	assert_true(ifp->if_ibytes == ifp->if_obytes);
	/* Down: nothing comes. */
	ifp->if_up = false;
	m = frame(60, 60);
	assert_int_equal(if_transmit_lock(ifp, m), ENETDOWN);
	assert_int_equal(came, 16);
	kmsan_if_close(ifp);
}

/* A socket at the system's end of the device, which is up then. -1: it cannot be had. */
static int
other_end(const char *name)
{
	struct ifreq request = {.ifr_flags = IFF_UP | IFF_RUNNING};
	struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(TYPE)};
	int fd = socket(AF_PACKET, SOCK_RAW, htons(TYPE));

	if (fd < 0)
		return -1;
	strcpy(request.ifr_name, name);
	address.sll_ifindex = (int)if_nametoindex(name);
	if (ioctl(fd, SIOCSIFFLAGS, &request) == 0 &&
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

static bool
arrives(unsigned n)
{
	for (int i = 0; i < 2000 && came < n; i++)
		usleep(1000);
	return came == n;
}

/* The system as a peer: what is sent arrives at a socket, and the other way round. */
static void
check_tap(struct ifnet *ifp, int fd)
{
	unsigned char bytes[2000];
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

	expected = ifp;
	came = 0;
	for (int size = 60; size <= 1514; size += 200) {
		struct mbuf *m = frame(size, 70);

		m_copydata(m, 0, size, bytes);
		assert_int_equal(if_transmit_lock(ifp, m), 0);
		memset(bytes, 0, sizeof(bytes));
		assert_int_equal(poll(&poll_fd, 1, 2000), 1);
		assert_int_equal(recv(fd, bytes, sizeof(bytes), 0), size);
		assert_true(is_frame(bytes, size));
		assert_int_equal(send(fd, bytes, (size_t)size, 0), size);
		assert_true(arrives((unsigned)(size - 60) / 200 + 1));
		assert_int_equal(came_size, size);
	}
	assert_int_equal(ifp->if_opackets, 8);
}

static void
test_tap(void **state)
{
	struct ifnet *ifp = kmsan_if_open_tap("kmsan%d");
	char name[KMSAN_IFNAMSIZ];
	int fd;

	(void)state;
	if (ifp == NULL)
		skip();
	strcpy(name, ifp->if_xname);
	assert_null(strchr(name, '%'));
	ifp->if_input = input;
	fd = other_end(name);
	if (fd >= 0)
		check_tap(ifp, fd);
	/* Its thread ends, whatever the system still sends. */
	kmsan_if_close(ifp);
	assert_int_equal(if_nametoindex(name), 0);
	if (fd < 0)
		skip();
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_pcap),
	    cmocka_unit_test(test_pcap_full),
	    cmocka_unit_test(test_no_file),
	    cmocka_unit_test(test_loop),
	    cmocka_unit_test(test_tap),
	};

	return cmocka_run_group_tests(tests, set_up, remove_folder);
}
