/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_PORT_PORTABLE_INLINE_H
#define KMSAN_PORT_PORTABLE_INLINE_H

/* The bulk work of a port_inline.h, for a port that has nothing better than plain C. */

#include "msan/port/portable.h"

static inline size_t
kmsan_port_scan(const uint8_t *shad, size_t size)
{
	return portable_scan(shad, size);
}

static inline void
kmsan_port_cells(uint32_t *orig, size_t n, uint32_t cell)
{
	portable_cells_set(orig, n, cell);
}

static inline void
kmsan_port_clear(uint8_t *shad, size_t size)
{
	memset(shad, 0, size);
}

#endif
