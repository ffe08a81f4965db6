/* SPDX-License-Identifier: BSD-2-Clause */
/* A block allocator over a bitmap, first fit with a hint, runs of up to 32; fragmented on purpose. */
#include <stdlib.h>
#include <string.h>

#include "work.h"

#define BITS 16384u
#define LIVE 600u

struct map {
	uint64_t word[BITS / 64];
	uint32_t hint, used;
};

struct run {
	uint32_t first, count;
};

static int
is_set(const struct map *m, uint32_t bit)
{
	return (m->word[bit / 64] >> bit % 64 & 1) != 0;
}

static void
change(struct map *m, struct run run, int set)
{
	for (uint32_t i = run.first; i < run.first + run.count; i++) {
		if (set)
			m->word[i / 64] |= (uint64_t)1 << i % 64;
		else
			m->word[i / 64] &= ~((uint64_t)1 << i % 64);
	}
	m->used += set ? run.count : -run.count;
}

static uint32_t
next_clear(const struct map *m, uint32_t from)
{
	while (from < BITS) {
		uint64_t free_bits = ~m->word[from / 64] >> from % 64;

		if (free_bits != 0)
			return from + (uint32_t)__builtin_ctzll(free_bits);
		from = (from | 63) + 1;
	}
	return BITS;
}

static struct run
find(const struct map *m, uint32_t from, uint32_t count)
{
	while ((from = next_clear(m, from)) + count <= BITS) {
		uint32_t n = 1;

		while (n < count && !is_set(m, from + n))
			n++;
		if (n == count)
			return (struct run){from, count};
		from += n;
	}
	return (struct run){0, 0};
}

static struct run
take(struct map *m, uint32_t count)
{
	struct run run = find(m, m->hint, count);

	if (run.count == 0)
		run = find(m, 0, count);
	if (run.count != 0) {
		change(m, run, 1);
		m->hint = run.first + count;
	}
	return run;
}

uint32_t
work(unsigned rounds)
{
	uint32_t sum = 1, seed = 13;

	for (unsigned i = 0; i < rounds; i++) {
		struct map *m = work_alloc(sizeof(*m));
		struct run *live = work_alloc(LIVE * sizeof(*live));

		memset(m, 0, sizeof(*m));
		memset(live, 0, LIVE * sizeof(*live));
		for (unsigned j = 0; j < 6000; j++) {
			uint32_t r = work_random(&seed);
			struct run *run = &live[r % LIVE];

			if (run->count != 0)
				change(m, *run, 0);
			*run = take(m, 1 + (r >> 16) % 32);
			sum = work_mix(sum, run->first);
		}
		sum = work_mix(sum, m->used);
		free(live);
		free(m);
	}
	return sum;
}
