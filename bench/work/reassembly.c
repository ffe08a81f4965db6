/* SPDX-License-Identifier: BSD-2-Clause */
/* A receiver as TCP has it: segments out of order, repeated and overlapping, put together again. */
#include <stdlib.h>
#include <string.h>

#include "work.h"

#define STREAM	(96u << 10)
#define SEGMENT 1400u

struct segment {
	struct segment *next;
	uint32_t seq, length;
	uint8_t data[];
};

struct receiver {
	struct segment *queue;
	uint32_t next;
	uint8_t *out;
	uint32_t queued, trimmed;
};

static void
deliver(struct receiver *r)
{
	struct segment *s;

	while ((s = r->queue) != NULL && s->seq <= r->next) {
		uint32_t skip = r->next - s->seq;

		if (skip < s->length) {
			memcpy(r->out + r->next, s->data + skip, s->length - skip);
			r->next += s->length - skip;
		}
		r->trimmed += skip < s->length ? skip : s->length;
		r->queue = s->next;
		free(s);
	}
}

static void
receive(struct receiver *r, const uint8_t *data, uint32_t seq, uint32_t length)
{
	struct segment **link = &r->queue, *s;

	while (*link != NULL && (*link)->seq < seq)
		link = &(*link)->next;
	if (*link != NULL && (*link)->seq == seq && (*link)->length >= length) {
		r->trimmed += length;
		return;
	}
	s = work_alloc(sizeof(*s) + length);
	s->seq = seq;
	s->length = length;
	memcpy(s->data, data, length);
	s->next = *link;
	*link = s;
	r->queued++;
	deliver(r);
}

uint32_t
work(unsigned rounds)
{
	uint32_t sum = 1, seed = 11;
	uint8_t *stream = work_alloc(STREAM), *out = work_alloc(STREAM);

	work_text(stream, STREAM, 1);
	for (unsigned i = 0; i < rounds; i++) {
		struct receiver r = {NULL, 0, out, 0, 0};

		while (r.next < STREAM) {
			uint32_t x = work_random(&seed);
			uint32_t seq = r.next + x % (8 * SEGMENT), length = 1 + (x >> 16) % SEGMENT;

			/* One in four is the one that is missing. */
			if (x >> 30 == 0 || seq >= STREAM)
				seq = r.next;
			if (length > STREAM - seq)
				length = STREAM - seq;
			receive(&r, stream + seq, seq, length);
		}
		if (memcmp(stream, out, STREAM) != 0)
			abort();
		sum = work_mix(sum, r.queued + r.trimmed);
	}
	free(stream);
	free(out);
	return sum;
}
