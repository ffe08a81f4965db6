/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/shadow.h"

#include <string.h>

#include "origin/chain.h"
#include "origin/encode.h"

void
shadow_set_cells(const void *addr, size_t size, uint32_t cell)
{
	/* A number: address 0 has a shadow too, and NULL is not to be calculated with. */
	uintptr_t last = ((uintptr_t)addr + size - 1) >> 2;

	if (size != 0)
		kmsan_port_cells(orig_of(addr), last - ((uintptr_t)addr >> 2) + 1, cell);
}

void
shadow_poison(const void *addr, size_t size, uint32_t cell)
{
	/* The cells first: whoever sees the poison also finds where it came from. */
	shadow_set_cells(addr, size, cell);
	memset(shad_of(addr), KMSAN_STATE_UNINIT, size);
}

void
shadow_clear(const void *addr, size_t size)
{
	kmsan_port_clear(shad_of(addr), size);
}

size_t
shadow_scan(const void *addr, size_t size, size_t from)
{
	return from + kmsan_port_scan(shad_of(addr) + from, size - from);
}

size_t
shadow_scan_clean(const void *addr, size_t size, size_t from)
{
	const uint8_t *shad = shad_of(addr);
	size_t i = from;

	while (i < size && shad[i] != 0)
		i++;
	return i;
}

/* One block is read whole before any of it is written; 256 bytes keep it on the stack. */
#define BLOCK 256

static void
copy_block(uintptr_t dst, uintptr_t src, size_t size, struct chain_memo *memo)
{
	uint8_t shad[BLOCK];
	uint32_t cells[BLOCK / 4 + 1];
	size_t ncells = ((src + size - 1) >> 2) - (src >> 2) + 1;

	memcpy(shad, shad_of((void *)src), size);
	memcpy(cells, orig_of((void *)src), ncells * sizeof(cells[0]));
	for (uintptr_t at = dst & ~(uintptr_t)3; at < dst + size; at += 4) {
		size_t lo = at < dst ? 0 : at - dst;
		size_t hi = at + 4 - dst < size ? at + 4 - dst : size;
		size_t from = SIZE_MAX;

		for (size_t i = lo; i < hi; i++)
			if (shad[i] != 0)
				from = i;
		if (from != SIZE_MAX)
			*orig_of((void *)at) =
			    chain_memo(memo, cells[((src + from) >> 2) - (src >> 2)]);
		else if (hi - lo == 4)
			*orig_of((void *)at) = cells[((src + lo) >> 2) - (src >> 2)];
	}
	memcpy(shad_of((void *)dst), shad, size);
}

/*
 * The same for whole cells that lie alike in source and destination: most copies of uninitialised
 * memory. Runs of one cell, which is what an allocation leaves, cost a comparison each.
 */
static void
copy_cells(uintptr_t dst, uintptr_t src, size_t size, struct chain_memo *memo)
{
	uint32_t shad[BLOCK / 4], cells[BLOCK / 4], *orig = orig_of((void *)dst);
	size_t n = size / 4;

	memcpy(shad, shad_of((void *)src), size);
	memcpy(cells, orig_of((void *)src), size);
	for (size_t i = 0; i < n; i++)
		orig[i] = shad[i] != 0 ? chain_memo(memo, cells[i]) : cells[i];
	memcpy(shad_of((void *)dst), shad, size);
}

static void
copy_piece(uintptr_t dst, uintptr_t src, size_t size, struct chain_memo *memo)
{
	if (((dst | src | size) & 3) == 0)
		copy_cells(dst, src, size, memo);
	else
		copy_block(dst, src, size, memo);
}

/*
 * Blocks are cut where the source is aligned to a cell. Then, forwards, a destination cell of this
 * block lies below every source cell of the blocks that are left, although destination and source
 * may overlap by a part of a cell; backwards, above.
 */
static void
copy_forward(uintptr_t dst, uintptr_t src, size_t size, struct chain_memo *memo)
{
	while (size > 0) {
		size_t n = BLOCK - (src & 3);

		if (n > size)
			n = size;
		copy_piece(dst, src, n, memo);
		dst += n;
		src += n;
		size -= n;
	}
}

static void
copy_backward(uintptr_t dst, uintptr_t src, size_t size, struct chain_memo *memo)
{
	while (size > 0) {
		uintptr_t end = src + size;
		uintptr_t start = (end - (BLOCK - 3) + 3) & ~(uintptr_t)3;

		if (size <= BLOCK - 3 || start < src)
			start = src;
		copy_piece(dst + (start - src), start, end - start, memo);
		size = start - src;
	}
}

void
shadow_copy(const void *dst, const void *src, size_t size, uintptr_t pc)
{
	size_t first = shadow_scan(src, size, 0);

	if (first == size) {
		kmsan_port_clear(shad_of(dst), size);
		return;
	}
	if (dst == src)
		return;

	struct chain_memo memo = {.pc = pc};

	/* Ranges that are apart may still share a cell: the source's last is the destination's first. */
	if ((uintptr_t)dst - (uintptr_t)src >= size + 3)
		copy_forward((uintptr_t)dst, (uintptr_t)src, size, &memo);
	else
		copy_backward((uintptr_t)dst, (uintptr_t)src, size, &memo);
}
