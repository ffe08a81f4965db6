/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The other side of peer.h. With -DMARKER it is the marker method, as NetBSD's KLEAK had it: fresh
 * stack and heap are filled with a marker byte, and what leaves is searched for it. A byte of data can
 * be equal to the marker by chance, so the routine runs in rounds with another marker each, and a
 * place is a result if it had one in every round. (KLEAK looked at copyout and copyoutstr only; here
 * every sink of the patterns counts.)
 *
 *	MARKER_ROUNDS=N		rounds, at most 8 different ones; more just run, for timing
 *	MARKER_COST=1		a line tells what the last round did
 *
 * Written for each result: the distance of the sink's caller from its start, and how many bytes.
 */
#include "peer.h"

#undef malloc
#undef realloc
#undef free
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#define WRITTEN(p, size) __msan_unpoison((p), (size))
#endif
#endif
#ifndef WRITTEN
#define WRITTEN(p, size) ((void)(p), (void)(size))
#endif

int leak_main(void);
char peer_process[4096];

#ifdef MARKER
#define STACK_FILL 512
#define NPLACES	   64

static const unsigned char markers[8] = {154, 157, 221, 218, 159, 169, 167, 181};
static unsigned char marker;
static unsigned round_now;
static size_t filled, searched; /* bytes in this round */
static struct {
	uintptr_t pc;
	unsigned rounds; /* one bit each */
	size_t bytes;
} places[NPLACES];

/* The caller's caller's next callee finds markers where its variables will be. */
__attribute__((noinline)) void
__sanitizer_cov_trace_pc(void)
{
	char below[STACK_FILL];

	memset(below, marker, sizeof(below));
	filled += sizeof(below);
	__asm__ volatile("" : : "r"(below) : "memory");
}

static void
fill(void *p, size_t size)
{
	memset(p, marker, size);
	filled += size;
}

static void
look(const unsigned char *p, size_t size, uintptr_t pc)
{
	size_t i, n = 0;

	searched += size;
	for (i = 0; i < size; i++)
		n += p[i] == marker;
	for (i = 0; n > 0 && i < NPLACES; i++)
		if (places[i].pc == pc || places[i].pc == 0) {
			places[i].pc = pc;
			places[i].rounds |= 1U << round_now;
			places[i].bytes = n;
			return;
		}
}
#else
#define fill(p, size) ((void)(p), (void)(size))
static int devnull;
#endif

__attribute__((noinline)) void
peer_out(const void *p, size_t size)
{
#ifdef MARKER
	look(p, size, (uintptr_t)__builtin_return_address(0));
#else
	if (write(devnull, p, size) < 0)
		_exit(2);
#endif
}

void *
peer_alloc(size_t size, bool zero)
{
	void *p = zero ? calloc(1, size) : malloc(size);

	if (p == NULL)
		_exit(2);
	if (!zero)
		fill(p, size);
	return p;
}

void *
peer_realloc(void *p, size_t size)
{
	void *new = realloc(p, size);

	if (new == NULL)
		_exit(2);
	/* The sizes here only grow to the double. */
	fill((char *)new + size / 2, size - size / 2);
	return new;
}

void
peer_free(void *p)
{
	free(p);
}

void
peer_written(void *p, size_t size)
{
	WRITTEN(p, size);
}

int
peer_in(const void *from, void *to, size_t size)
{
	if (from == NULL)
		return EFAULT;
	memcpy(to, from, size);
	return 0;
}

int
peer_in_string(const void *from, void *to, size_t size, size_t *done)
{
	size_t n;

	if (from == NULL)
		return EFAULT;
	n = strnlen(from, size - 1) + 1;
	memcpy(to, from, n);
	if (done != NULL)
		*done = n;
	return 0;
}

struct mbuf *
peer_mbuf(size_t room)
{
	struct mbuf *m = peer_alloc(sizeof(*m) + room, false);

	m->m_data = (char *)(m + 1);
	m->m_len = m->m_pkthdr.len = 0;
	return m;
}

void
m_freem(struct mbuf *m)
{
	free(m);
}

/* A fresh block for each: no cache keeps anything. */
struct buf *
peer_block(struct vnode *vp, int size, int flags)
{
	struct buf *bp = peer_alloc(sizeof(*bp), true);

	bp->b_data = peer_alloc((size_t)size, false);
	bp->b_bcount = (unsigned)size;
	bp->b_flags = flags;
	if (flags & B_READ)
		vp->v_ops->strategy(vp, bp);
	return bp;
}

int
bwrite(struct buf *bp)
{
	peer_out(bp->b_data, bp->b_bcount);
	free(bp->b_data);
	free(bp);
	return 0;
}

size_t
peer_strlcpy(char *dst, const char *src, size_t size)
{
	size_t n = strlen(src);

	if (size > 0) {
		size_t part = n < size ? n : size - 1;

		memcpy(dst, src, part);
		dst[part] = '\0';
	}
	return n;
}

uint32_t
peer_crc32(uint32_t crc, const uint8_t *p, size_t size)
{
	crc = ~crc;
	while (size-- > 0) {
		crc ^= *p++;
		for (int i = 0; i < 8; i++)
			crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
	}
	return ~crc;
}

int
bus_dmamap_create(bus_dma_tag_t tag, size_t size, int n, size_t max, size_t boundary, int flags,
    bus_dmamap_t *map)
{
	(void)tag, (void)size, (void)n, (void)max, (void)boundary, (void)flags;
	*map = peer_alloc(sizeof(**map), true);
	return 0;
}

int
bus_dmamap_load(bus_dma_tag_t tag, bus_dmamap_t map, void *buf, size_t size, void *proc, int flags)
{
	(void)tag, (void)size, (void)proc, (void)flags;
	map->buf = buf;
	return 0;
}

void
bus_dmamap_sync(bus_dma_tag_t tag, bus_dmamap_t map, size_t offset, size_t len, int ops)
{
	(void)tag;
	if (ops & BUS_DMASYNC_PREWRITE)
		peer_out((char *)map->buf + offset, len);
	if (ops & BUS_DMASYNC_POSTREAD)
		peer_written((char *)map->buf + offset, len);
}

void
bus_dmamap_destroy(bus_dma_tag_t tag, bus_dmamap_t map)
{
	(void)tag;
	free(map);
}

int
main(void)
{
	const char *text = getenv("MARKER_ROUNDS");
	unsigned long i, rounds = text != NULL ? strtoul(text, NULL, 10) : 1;

#ifndef MARKER
	devnull = open("/dev/null", O_WRONLY);
#endif
	for (i = 0; i < rounds; i++) {
#ifdef MARKER
		marker = markers[i % 8];
		round_now = i % 8;
		filled = searched = 0;
#endif
		(void)leak_main();
	}
#ifdef MARKER
	for (i = 0; i < NPLACES && places[i].pc != 0; i++)
		if (places[i].rounds == (rounds >= 8 ? 0xffU : (1U << rounds) - 1))
			printf("%#lx: %zu bytes\n",
			    (unsigned long)(places[i].pc - (uintptr_t)leak_main), places[i].bytes);
	if (getenv("MARKER_COST") != NULL)
		printf("a round: %zu, %zu\n", filled, searched);
#endif
	return 0;
}
