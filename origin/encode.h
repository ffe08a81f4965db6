/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ORIGIN_ENCODE_H
#define ORIGIN_ENCODE_H

/*
 * The origin cell: 4 bits of type, 28 bits of an address in the origin space (space.h), as in
 * NetBSD. 0 is no cell: a stack origin always points to a record, and those start above 0.
 */

#include <kmsan/types.h>

#define CELL_POINTER_BITS 28
#define CELL_POINTER_MASK ((1u << CELL_POINTER_BITS) - 1)

static inline uint32_t
cell_make(unsigned type, uint32_t pointer)
{
	return (uint32_t)type << CELL_POINTER_BITS | pointer;
}

static inline unsigned
cell_type(uint32_t cell)
{
	return cell >> CELL_POINTER_BITS;
}

static inline uint32_t
cell_pointer(uint32_t cell)
{
	return cell & CELL_POINTER_MASK;
}

static inline bool
cell_is_chained(uint32_t cell)
{
	return cell_type(cell) == KMSAN_TYPE_CHAINED;
}

/* What stands for an origin that nobody can tell: not 0, decodes to Unknown without a place. */
#define CELL_UNKNOWN (KMSAN_TYPE_UNKNOWN << CELL_POINTER_BITS)

#endif
