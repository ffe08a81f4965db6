/* SPDX-License-Identifier: BSD-2-Clause */

/* An interface whose packets go to a file, in the format of libpcap (pcap-savefile(5)). */

#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <time.h>

#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/port.h>

#include "if.h"
#include "rawsys.h"

struct pcap_file {
	uint32_t magic; /* tells the byte order too */
	uint16_t major, minor;
	uint32_t zone, sigfigs, snaplen, linktype;
};
struct pcap_packet {
	uint32_t seconds, microseconds, captured, length;
};

struct softc {
	int fd;
	struct kmsan_lock lock; /* records are not mixed, and one cut short is taken back */
	uint64_t end;
};

static int
pcap_transmit(struct ifnet *ifp, struct mbuf *m)
{
	struct softc *sc = ifp->if_softc;
	struct timespec now;
	struct pcap_packet head = {
	    .captured = (uint32_t)m->m_pkthdr.len, .length = (uint32_t)m->m_pkthdr.len};
	uintptr_t mask;
	int error;

	clock_gettime(CLOCK_REALTIME, &now);
	head.seconds = (uint32_t)now.tv_sec;
	head.microseconds = (uint32_t)(now.tv_nsec / 1000);
	mask = kmsan_port_intr_mask(true, 0);
	kmsan_port_lock(&sc->lock);
	error = kmsan_linux_if_write(sc->fd, &head, sizeof(head), m);
	if (error == 0) {
		sc->end += sizeof(head) + head.captured;
	} else {
		KMSAN_SYS(SYS_ftruncate, sc->fd, sc->end, 0, 0);
		KMSAN_SYS(SYS_lseek, sc->fd, sc->end, SEEK_SET, 0);
	}
	kmsan_port_unlock(&sc->lock);
	kmsan_port_intr_mask(false, mask);
	m_freem(m);
	return error;
}

static void
pcap_close(struct ifnet *ifp)
{
	struct softc *sc = ifp->if_softc;

	KMSAN_SYS(SYS_close, sc->fd, 0, 0, 0);
	kmsan_linux_if_free(ifp);
}

struct ifnet *
kmsan_if_open_pcap(const char *path)
{
	static const struct pcap_file head = {
	    .magic = 0xa1b2c3d4, .major = 2, .minor = 4, .snaplen = 65535, .linktype = 1};
	long fd =
	    KMSAN_SYS(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	struct ifnet *ifp;
	struct softc *sc;
	long written;

	if (fd < 0) {
		kmsan_note("kmsan_if_open_pcap: %s: %s", path, strerrordesc_np((int)-fd));
		return NULL;
	}
	written = KMSAN_SYS(SYS_write, fd, &head, sizeof(head), 0);
	if (written != (long)sizeof(head)) {
		kmsan_note("kmsan_if_open_pcap: %s: cannot be written", path);
		KMSAN_SYS(SYS_close, fd, 0, 0, 0);
		return NULL;
	}
	ifp = kmsan_linux_if_make("pcap0", sizeof(*sc));
	sc = ifp->if_softc;
	sc->fd = (int)fd;
	sc->end = sizeof(head);
	ifp->if_transmit = pcap_transmit;
	ifp->if_close = pcap_close;
	return ifp;
}
