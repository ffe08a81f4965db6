/* SPDX-License-Identifier: BSD-2-Clause */

/* What the host's interfaces share. */

#include "if.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <kmsan/host.h>
#include <kmsan/kmem.h>

#include "rawsys.h"

#define FRAME 1514

struct made {
	struct ifnet ifnet; /* first */
	size_t softc_size;
};

struct ifnet *
kmsan_linux_if_make(const char *name, size_t size)
{
	struct made *made = kmem_zalloc(sizeof(*made), KM_SLEEP);

	strncpy(made->ifnet.if_xname, name, sizeof(made->ifnet.if_xname) - 1);
	made->ifnet.if_maxframe = FRAME;
	made->ifnet.if_up = true;
	made->softc_size = size;
	if (size > 0)
		made->ifnet.if_softc = kmem_zalloc(size, KM_SLEEP);
	return &made->ifnet;
}

void
kmsan_linux_if_free(struct ifnet *ifp)
{
	struct made *made = (struct made *)ifp;

	if (made->softc_size > 0)
		kmem_free(ifp->if_softc, made->softc_size);
	kmem_free(made, sizeof(*made));
}

void
kmsan_if_close(struct ifnet *ifp)
{
	ifp->if_close(ifp);
}

/* Mbufs of a frame: chains of very small ones are put together. */
#define PIECES 64

int
kmsan_linux_if_write(int fd, const void *head, size_t head_size, const struct mbuf *m)
{
	struct iovec iov[PIECES + 1];
	char rest[FRAME];
	size_t total = head_size, held = 0;
	int n = 0;
	long written;

	if (head_size > 0)
		iov[n++] = (struct iovec){(void *)(uintptr_t)head, head_size};
	for (; m != NULL; m = m->m_next) {
		if (m->m_len == 0)
			continue;
		total += (size_t)m->m_len;
		if (n < PIECES) {
			iov[n++] = (struct iovec){m->m_data, (size_t)m->m_len};
		} else {
			memcpy(rest + held, m->m_data, (size_t)m->m_len);
			held += (size_t)m->m_len;
		}
	}
	if (held > 0)
		iov[n++] = (struct iovec){rest, held};
	do
		written = KMSAN_SYS(SYS_writev, fd, iov, n, 0);
	while (written == -EINTR);
	if (written < 0)
		return (int)-written;
	return (size_t)written == total ? 0 : KMSAN_EIO;
}
