/* SPDX-License-Identifier: BSD-2-Clause */
/* Ethernet, IPv4, TCP and UDP: frames are made, checksummed, parsed, checked and classified. */
#include <stdlib.h>
#include <string.h>

#include "work.h"

#define FRAMES	  64
#define FRAME_MAX 1514

struct flow {
	uint32_t src, dst;
	uint16_t sport, dport;
	uint8_t proto;
	uint32_t bytes;
};

static uint16_t
get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void
put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

static void
put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v);
}

static uint32_t
sum16(const uint8_t *p, size_t size, uint32_t sum)
{
	for (; size > 1; p += 2, size -= 2)
		sum += get16(p);
	return size != 0 ? sum + (uint32_t)(*p << 8) : sum;
}

static uint32_t
fold(uint32_t sum)
{
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

static uint32_t
pseudo(const uint8_t *ip, size_t size)
{
	return sum16(ip + 12, 8, ip[9] + (uint32_t)size);
}

static size_t
make(uint8_t *frame, uint32_t *seed)
{
	uint32_t r = work_random(seed);
	size_t payload = 20 + r % 900, header = r & 1 ? 20 : 8;
	uint8_t *ip = frame + 14, *l4 = ip + 20;

	memset(frame, 0x5a, 12);
	put16(frame + 12, 0x0800);
	memset(ip, 0, 20 + header);
	ip[0] = 0x45;
	put16(ip + 2, (uint32_t)(20 + header + payload));
	ip[8] = 64;
	ip[9] = header == 20 ? 6 : 17;
	put32(ip + 12, 0x0a000001 + (r >> 8) % 7);
	put32(ip + 16, 0x0a000101 + (r >> 12) % 5);
	put16(ip + 10, fold(sum16(ip, 20, 0)));
	put16(l4, 1024 + (r >> 16) % 16);
	put16(l4 + 2, 80);
	if (header == 20)
		l4[12] = 5 << 4;
	else
		put16(l4 + 4, (uint32_t)(header + payload));
	for (size_t i = 0; i < payload; i++)
		l4[header + i] = (uint8_t)(r + i);
	put16(l4 + (header == 20 ? 16 : 6),
	    fold(sum16(l4, header + payload, pseudo(ip, header + payload))));
	if (r % 16 == 3) /* the wire is bad */
		l4[header + payload / 2] ^= 4;
	return 14 + 20 + header + payload;
}

/* 0, or which check failed. */
static int
parse(const uint8_t *frame, size_t size, struct flow *flow)
{
	const uint8_t *ip = frame + 14, *l4;
	size_t header, total;

	if (size < 34 || get16(frame + 12) != 0x0800 || ip[0] >> 4 != 4)
		return 1;
	header = (size_t)(ip[0] & 15) * 4;
	total = get16(ip + 2);
	if (header < 20 || total < header || total > size - 14)
		return 2;
	if (fold(sum16(ip, header, 0)) != 0)
		return 3;
	l4 = ip + header;
	if (fold(sum16(l4, total - header, pseudo(ip, total - header))) != 0)
		return 4;
	flow->src = get32(ip + 12);
	flow->dst = get32(ip + 16);
	flow->proto = ip[9];
	flow->sport = get16(l4);
	flow->dport = get16(l4 + 2);
	flow->bytes = (uint32_t)(total - header - (ip[9] == 6 ? (size_t)(l4[12] >> 4) * 4 : 8));
	return 0;
}

uint32_t
work(unsigned rounds)
{
	struct flow table[256];
	uint32_t sum = 1, seed = 5;
	size_t flows = 0, i;

	for (unsigned round = 0; round < rounds; round++) {
		for (unsigned j = 0; j < FRAMES; j++) {
			uint8_t *frame = work_alloc(FRAME_MAX);
			size_t size = make(frame, &seed);
			struct flow flow;
			int error = parse(frame, size, &flow);

			free(frame);
			if (error != 0) {
				sum = work_mix(sum, (uint32_t)error);
				continue;
			}
			for (i = 0; i < flows; i++)
				if (table[i].src == flow.src && table[i].dst == flow.dst &&
				    table[i].sport == flow.sport && table[i].proto == flow.proto)
					break;
			if (i == flows && flows < 256)
				table[flows++] = flow;
			else if (i < flows)
				table[i].bytes += flow.bytes;
		}
	}
	for (i = 0; i < flows; i++)
		sum = work_mix(sum, table[i].bytes);
	return sum;
}
