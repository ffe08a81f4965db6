/* SPDX-License-Identifier: BSD-2-Clause */
/* A byte-wise LZ compressor, as kernels use for dumps and swap, and its inverse. */
#include <stdlib.h>
#include <string.h>

#include "work.h"

#define SIZE	  (64u << 10)
#define HASH	  4096u
#define MATCH_MIN 4
#define MATCH_MAX (MATCH_MIN + 254)

static uint32_t
hash4(const uint8_t *p)
{
	uint32_t v = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;

	return (v * 2654435761u) >> 20;
}

/* Token: 0, length, literals; or length - 3, distance low, distance high. */
static size_t
put_literals(uint8_t *out, const uint8_t *from, size_t n)
{
	size_t at = 0;

	while (n > 0) {
		size_t part = n < 255 ? n : 255;

		out[at++] = 0;
		out[at++] = (uint8_t)part;
		for (size_t i = 0; i < part; i++)
			out[at++] = *from++;
		n -= part;
	}
	return at;
}

static size_t
lz_pack(const uint8_t *in, size_t size, uint8_t *out)
{
	uint32_t table[HASH];
	size_t at = 0, n = 0, literal = 0;

	memset(table, 0xff, sizeof(table));
	while (at + MATCH_MIN <= size) {
		uint32_t *slot = &table[hash4(in + at)], from = *slot;
		size_t length = 0;

		*slot = (uint32_t)at;
		if (from != UINT32_MAX && at - from < 65536)
			while (length < MATCH_MAX && at + length < size &&
			       in[from + length] == in[at + length])
				length++;
		if (length < MATCH_MIN) {
			at++;
			continue;
		}
		n += put_literals(out + n, in + literal, at - literal);
		out[n++] = (uint8_t)(length - MATCH_MIN + 1);
		out[n++] = (uint8_t)(at - from);
		out[n++] = (uint8_t)((at - from) >> 8);
		at += length;
		literal = at;
	}
	return n + put_literals(out + n, in + literal, size - literal);
}

static size_t
lz_unpack(const uint8_t *in, size_t size, uint8_t *out)
{
	size_t n = 0;

	for (size_t at = 0; at < size;) {
		unsigned token = in[at++];

		if (token == 0) {
			for (unsigned left = in [at++]; left > 0; left--)
				out[n++] = in[at++];
		} else {
			size_t distance = in[at] | (size_t)in[at + 1] << 8;

			at += 2;
			for (unsigned left = token + MATCH_MIN - 1; left > 0; left--, n++)
				out[n] = out[n - distance];
		}
	}
	return n;
}

uint32_t
work(unsigned rounds)
{
	uint32_t sum = 1;

	for (unsigned i = 0; i < rounds; i++) {
		uint8_t *text = work_alloc(SIZE), *packed = work_alloc(2 * SIZE);
		uint8_t *again = work_alloc(SIZE);
		size_t n;

		work_text(text, SIZE, i + 1);
		n = lz_pack(text, SIZE, packed);
		if (lz_unpack(packed, n, again) != SIZE || memcmp(text, again, SIZE) != 0)
			abort();
		sum = work_mix(sum, (uint32_t)n);
		free(text);
		free(packed);
		free(again);
	}
	return sum;
}
