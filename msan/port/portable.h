/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_PORT_PORTABLE_H
#define KMSAN_PORT_PORTABLE_H

/*
 * The bulk work on shadow in plain C, for ports and processors without anything better, written so
 * that the compiler makes vectors of it where it has some.
 */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint32_t portable_cells __attribute__((vector_size(16), aligned(4)));

static inline uint64_t
portable_load(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline size_t
portable_scan(const uint8_t *shad, size_t size)
{
	size_t i = 0;

	for (; i + 64 <= size; i += 64) {
		uint64_t any = 0;

		for (unsigned j = 0; j < 64; j += 8)
			any |= portable_load(shad + i + j);
		if (any != 0)
			break;
	}
	for (; i + 8 <= size && portable_load(shad + i) == 0; i += 8)
		;
	while (i < size && shad[i] == 0)
		i++;
	return i;
}

static inline void
portable_cells_set(uint32_t *orig, size_t n, uint32_t cell)
{
	portable_cells four = {cell, cell, cell, cell};
	size_t i = 0;

	for (; i + 16 <= n; i += 16) {
		memcpy(orig + i, &four, sizeof(four));
		memcpy(orig + i + 4, &four, sizeof(four));
		memcpy(orig + i + 8, &four, sizeof(four));
		memcpy(orig + i + 12, &four, sizeof(four));
	}
	for (; i < n; i++)
		orig[i] = cell;
}

/* 64 bytes of both. The cells first: whoever sees the poison also finds where it came from. */
static inline void
portable_poison_block(uint8_t *shad, uint8_t *orig, uint32_t cell)
{
	portable_cells four = {cell, cell, cell, cell}, ones = ~(portable_cells){0};

	memcpy(orig, &four, 16);
	memcpy(orig + 16, &four, 16);
	memcpy(orig + 32, &four, 16);
	memcpy(orig + 48, &four, 16);
	memcpy(shad, &ones, 16);
	memcpy(shad + 16, &ones, 16);
	memcpy(shad + 32, &ones, 16);
	memcpy(shad + 48, &ones, 16);
}

/* size is a multiple of 8, and not 0; what is over after blocks is done by one that overlaps. */
static inline void
portable_poison(uint8_t *shad, uint8_t *orig, size_t size, uint32_t cell)
{
	uint64_t two = (uint64_t)cell << 32 | cell;
	size_t i = 0;

	if (size >= 64) {
		do {
			portable_poison_block(shad + i, orig + i, cell);
			i += 64;
		} while (i + 64 <= size);
		if (i != size)
			portable_poison_block(shad + size - 64, orig + size - 64, cell);
		return;
	}
#pragma clang loop vectorize(disable) unroll(disable)
	for (; i < size; i += 8) {
		memcpy(orig + i, &two, 8);
		memset(shad + i, 0xff, 8);
	}
}

#endif
