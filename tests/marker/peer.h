/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MARKER_PEER_H
#define TESTS_MARKER_PEER_H

/*
 * The kernel's interfaces for the patterns of tests/leaks, without kMSan: allocators are libc's, and
 * what leaves goes to write(2), where user-space MSan and memcheck look by themselves. That is the
 * best case for both: no pool, cache or slab of its own hides anything from them. For the marker
 * method, peer.c fills what is allocated and looks at what leaves.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* Everything that leaves comes here. */
void peer_out(const void *p, size_t size);
void *peer_alloc(size_t size, bool zero);
void *peer_realloc(void *p, size_t size);
void peer_free(void *p);
/* A process's memory: there before the kernel is entered, so that no call leaves its stack behind. */
extern char peer_process[4096];
#define kmsan_user_alloc(size) ((void *)peer_process)

/* A device wrote here. */
void peer_written(void *p, size_t size);
int peer_in(const void *from, void *to, size_t size);
int peer_in_string(const void *from, void *to, size_t size, size_t *done);

#define kmsan_sink(name, kind, p, size) peer_out((p), (size))
#define copyout(from, to, size)		(peer_out((from), (size)), peer_in((from), (to), (size)))
#define copyin(from, to, size)		peer_in((from), (to), (size))
#define copyinstr(from, to, size, done) peer_in_string((from), (to), (size), (done))

#define KM_SLEEP	       1
#define kmem_alloc(size, how)  peer_alloc((size), false)
#define kmem_zalloc(size, how) peer_alloc((size), true)
#define kmem_free(p, size)     peer_free(p)

#define M_WAITOK		    0
#define M_ZERO			    2
#define malloc(size, type, how)	    peer_alloc((size), ((how)&M_ZERO) != 0)
#define realloc(p, size, type, how) peer_realloc((p), (size))
#define free(p, type)		    peer_free(p)

struct pool {
	size_t size;
};
#define PR_WAITOK						1
#define IPL_NONE						0
#define pool_init(pp, n, align, offset, flags, name, from, ipl) ((pp)->size = (n))
#define pool_get(pp, how)					peer_alloc((pp)->size, false)
#define pool_put(pp, item)					peer_free(item)

#define M_WAIT	   0
#define MT_DATA	   1
#define MT_CONTROL 6
#define M_PKTHDR   2
struct mbuf {
	int m_len;
	char *m_data;
	struct {
		int len;
	} m_pkthdr;
};
struct mbuf *peer_mbuf(size_t room);
#define mtod(m, type)		  ((type)(m)->m_data)
#define m_get(how, type)	  peer_mbuf(256)
#define m_gethdr(how, type)	  peer_mbuf(256)
#define m_getcl(how, type, flags) peer_mbuf(2048)
void m_freem(struct mbuf *m);

struct ifnet;
#define kmsan_if_open_loop() ((struct ifnet *)0)
#define if_transmit_lock(ifp, m)                                                                   \
	((void)(ifp), peer_out((m)->m_data, (size_t)(m)->m_len), m_freem(m), 0)

#define DEV_BSIZE    512
#define B_READ	     0x00100000
#define btodb(bytes) ((int64_t)(bytes) / DEV_BSIZE)
struct vnode;
struct buf {
	int b_flags, b_error;
	unsigned b_bcount, b_resid;
	void *b_data;
};
struct kmsan_vnode_ops {
	void (*strategy)(struct vnode *, struct buf *);
};
struct vnode {
	const struct kmsan_vnode_ops *v_ops;
	uint64_t v_size;
};
struct buf *peer_block(struct vnode *vp, int size, int flags);
#define getblk(vp, blkno, size, flag, timeo) ((void)(blkno), peer_block((vp), (size), 0))
#define bread(vp, blkno, size, flags, bpp)                                                         \
	((void)(blkno), *(bpp) = peer_block((vp), (size), B_READ), 0)
int bwrite(struct buf *bp);
#define biodone(bp) ((void)(bp))

size_t peer_strlcpy(char *dst, const char *src, size_t size);
uint32_t peer_crc32(uint32_t crc, const uint8_t *p, size_t size);
#define strlcpy		   peer_strlcpy
#define crc32		   peer_crc32
#define atomic_inc_uint(p) ((void)__atomic_fetch_add((p), 1, __ATOMIC_RELAXED))

typedef int bus_dma_tag_t;
typedef struct peer_map {
	void *buf;
} * bus_dmamap_t;
#define BUS_DMA_WAITOK	     0
#define BUS_DMASYNC_PREREAD  1
#define BUS_DMASYNC_POSTREAD 2
#define BUS_DMASYNC_PREWRITE 4
#define kmsan_bus_dma_tag()  0
int bus_dmamap_create(bus_dma_tag_t, size_t, int, size_t, size_t, int, bus_dmamap_t *);
int bus_dmamap_load(bus_dma_tag_t, bus_dmamap_t, void *, size_t, void *, int);
void bus_dmamap_sync(bus_dma_tag_t, bus_dmamap_t, size_t, size_t, int);
#define bus_dmamap_unload(tag, map) ((void)(tag), (void)(map))
void bus_dmamap_destroy(bus_dma_tag_t, bus_dmamap_t);

#endif
