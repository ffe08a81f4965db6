/* SPDX-License-Identifier: BSD-2-Clause */

#include <kmsan/hooks.h>
#include <kmsan/net.h>

#include "msan/sink/mbuf.h"

/* A sum of big-endian words that stays one whatever the pieces are: odd says which half is next. */
struct sum {
	uint64_t total;
	bool odd;
};

static void
sum_bytes(struct sum *sum, const uint8_t *p, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		sum->total += sum->odd ? p[i] : (unsigned)p[i] << 8;
		sum->odd = !sum->odd;
	}
}

/* The complement, in the byte order of the network: the bytes as they go into a header. */
static int
sum_finish(const struct sum *sum)
{
	uint64_t total = sum->total;
	union {
		uint8_t bytes[2];
		uint16_t word;
	} result;

	while (total >> 16 != 0)
		total = (total & 0xffff) + (total >> 16);
	total = ~total & 0xffff;
	result.bytes[0] = (uint8_t)(total >> 8);
	result.bytes[1] = (uint8_t)total;
	return result.word;
}

static void
sum_chain(struct sum *sum, const struct mbuf *m, size_t off, size_t len)
{
	for (; m != NULL && len > 0; m = m->m_next) {
		size_t have = (size_t)m->m_len, n;

		if (off >= have) {
			off -= have;
			continue;
		}
		n = have - off < len ? have - off : len;
		sum_bytes(sum, (const uint8_t *)m->m_data + off, n);
		off = 0;
		len -= n;
	}
}

static void
check(const struct mbuf *m, int off, int len, const char *who, uintptr_t pc)
{
	struct kmsan_sink_args args = {.name = "in_cksum():arg1", .pc = pc};
	unsigned count = mbuf_count(m, who, pc);
	size_t total = m_length(m);

	if (off < 0 || len < 0 || (size_t)off + (size_t)len > total)
		kmsan_fatal(pc, "%s: %d bytes from %d on of a chain of %zu", who, len, off, total);
	mbuf_check(m, (size_t)off, (size_t)len, count, &args);
}

int
in_cksum(struct mbuf *m, int len)
{
	struct sum sum = {0, false};

	check(m, 0, len, "in_cksum", KMSAN_RET_ADDR);
	sum_chain(&sum, m, 0, (size_t)len);
	return sum_finish(&sum);
}

int
in4_cksum(struct mbuf *m, uint8_t nxt, int off, int len)
{
	struct sum sum = {0, false};

	check(m, off, len, "in4_cksum", KMSAN_RET_ADDR);
	if (nxt != 0) {
		/* Source and destination, which lie at byte 12 of the header. */
		check(m, 12, 8, "in4_cksum", KMSAN_RET_ADDR);
		sum_chain(&sum, m, 12, 8);
		sum.total += nxt;
		sum.total += (unsigned)len;
	}
	sum_chain(&sum, m, (size_t)off, (size_t)len);
	return sum_finish(&sum);
}
