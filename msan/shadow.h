/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_SHADOW_H
#define MSAN_SHADOW_H

/*
 * From an address to its shad and orig, and the bulk work on them. Nothing here tests whether an
 * address has a shadow: kmsan_port_shadowed() at the edge does.
 *
 * Invariant: a byte whose shad is not 0 lies in a cell that is not 0. A cell of four initialised
 * bytes means nothing; it is left as it was, because a load of eight bytes looks at the first
 * cell alone, and then the origin of the object that it lies in is a better answer than none.
 */

#include <kmsan/types.h>

#include "port_inline.h"

static inline uint8_t *
shad_of(const void *addr)
{
	return kmsan_port_shad(addr);
}

static inline uint32_t *
orig_of(const void *addr)
{
	return kmsan_port_orig(addr);
}

/* shad := 0xff and every touched cell := cell, or shad := 0. */
void shadow_poison(const void *addr, size_t size, uint32_t cell);
void shadow_clear(const void *addr, size_t size);

/* Every cell that the range touches. */
void shadow_set_cells(const void *addr, size_t size, uint32_t cell);

/*
 * The first offset >= from whose shad is not 0, or size: shadow_scan. The first whose shad is 0,
 * or size: shadow_scan_clean.
 */
size_t shadow_scan(const void *addr, size_t size, size_t from);
size_t shadow_scan_clean(const void *addr, size_t size, size_t from);

/*
 * What memmove does to the data, to shad and orig: any overlap, any alignment. An origin that
 * comes with a poisoned byte is passed through the chain (pc: who copies). A cell that is covered
 * wholly is replaced; one that is covered in part changes only for a poisoned byte.
 */
void shadow_copy(const void *dst, const void *src, size_t size, uintptr_t pc);

#endif
