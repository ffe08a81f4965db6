/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_MBUF_H
#define ALLOC_MBUF_H

/* What the files about mbufs share. pc is the outermost function's caller. */

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/mbuf.h>

struct mbuf *mbuf_new(int how, int type, int flags, const char *who, uintptr_t pc);
void mbuf_cluster(struct mbuf *m, int how, const char *who, uintptr_t pc);
struct mbuf *mbuf_free(struct mbuf *m, const char *who, uintptr_t pc);
void mbuf_free_chain(struct mbuf *m, const char *who, uintptr_t pc);

/* An empty mbuf's storage becomes that of from, shared. */
void mbuf_share(struct mbuf *m, const struct mbuf *from);

/* First byte of the storage, and how many it has. */
char *mbuf_storage(const struct mbuf *m, int *size);

/* Data with its marks; and a packet header, which makes an empty mbuf the first of a packet. */
void mbuf_move(void *dst, const void *src, size_t size, uintptr_t pc);
void mbuf_copy_pkthdr(struct mbuf *to, const struct mbuf *from, uintptr_t pc);

/* The mbuf of a chain in which the byte at *off is: *off becomes the offset in it. NULL: beyond. */
struct mbuf *mbuf_seek(struct mbuf *m, int *off);

#endif
