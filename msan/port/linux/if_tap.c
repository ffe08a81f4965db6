/* SPDX-License-Identifier: BSD-2-Clause */

/* An interface that is a TAP device of the system's. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>

#include <kmsan/hooks.h>
#include <kmsan/host.h>

#include "if.h"
#include "rawsys.h"

struct softc {
	int fd, stop; /* stop: an eventfd */
	pthread_t reader;
};

static int
tap_transmit(struct ifnet *ifp, struct mbuf *m)
{
	struct softc *sc = ifp->if_softc;
	int error = kmsan_linux_if_write(sc->fd, NULL, 0, m);

	m_freem(m);
	return error;
}

static void *
tap_reader(void *arg)
{
	struct ifnet *ifp = arg;
	struct softc *sc = ifp->if_softc;
	struct pollfd fds[2] = {
	    {.fd = sc->fd, .events = POLLIN}, {.fd = sc->stop, .events = POLLIN}};
	char frame[2048];

	for (;;) {
		long n;

		KMSAN_SYS(SYS_poll, fds, 2, -1, 0);
		if (fds[1].revents != 0)
			return NULL;
		n = KMSAN_SYS(SYS_read, sc->fd, frame, sizeof(frame), 0);
		if (n > 0)
			kmsan_if_receive(ifp, frame, (size_t)n);
	}
}

static void
tap_close(struct ifnet *ifp)
{
	struct softc *sc = ifp->if_softc;
	uint64_t one = 1;

	KMSAN_SYS(SYS_write, sc->stop, &one, sizeof(one), 0);
	pthread_join(sc->reader, NULL);
	KMSAN_SYS(SYS_close, sc->stop, 0, 0, 0);
	KMSAN_SYS(SYS_close, sc->fd, 0, 0, 0);
	kmsan_linux_if_free(ifp);
}

static int
start_reader(struct ifnet *ifp)
{
	struct softc *sc = ifp->if_softc;
	sigset_t all, old;
	int error;

	/* Interrupts are for processors. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	error = pthread_create(&sc->reader, NULL, tap_reader, ifp);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return error;
}

struct ifnet *
kmsan_if_open_tap(const char *name)
{
	struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
	long fd = KMSAN_SYS(SYS_openat, AT_FDCWD, "/dev/net/tun", O_RDWR | O_CLOEXEC, 0),
	     error = fd;
	struct ifnet *ifp;
	struct softc *sc;

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (fd >= 0)
		error = KMSAN_SYS(SYS_ioctl, fd, TUNSETIFF, &request, 0);
	if (error < 0) {
		kmsan_note("kmsan_if_open_tap: %s: %s", name, strerrordesc_np((int)-error));
		if (fd >= 0)
			KMSAN_SYS(SYS_close, fd, 0, 0, 0);
		return NULL;
	}
	ifp = kmsan_linux_if_make(request.ifr_name, sizeof(*sc));
	sc = ifp->if_softc;
	sc->fd = (int)fd;
	sc->stop = eventfd(0, EFD_CLOEXEC);
	ifp->if_transmit = tap_transmit;
	ifp->if_close = tap_close;
	if (sc->stop >= 0 && start_reader(ifp) == 0)
		return ifp;
	kmsan_note("kmsan_if_open_tap: %s: no thread to receive on", name);
	if (sc->stop >= 0)
		KMSAN_SYS(SYS_close, sc->stop, 0, 0, 0);
	KMSAN_SYS(SYS_close, fd, 0, 0, 0);
	kmsan_linux_if_free(ifp);
	return NULL;
}
