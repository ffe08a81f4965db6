/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_IF_H
#define KMSAN_LINUX_IF_H

#include <sys/uio.h>

#include <kmsan/net.h>

/* An Ethernet interface without functions, called name; its if_softc has size bytes of zeros. */
struct ifnet *kmsan_linux_if_make(const char *name, size_t size);
void kmsan_linux_if_free(struct ifnet *ifp);

/*
 * One system call that writes head and then the packet, from the mbufs themselves. 0 or an error of
 * errno(2). Frees nothing.
 */
int kmsan_linux_if_write(int fd, const void *head, size_t head_size, const struct mbuf *m);

#endif
