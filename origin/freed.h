/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ORIGIN_FREED_H
#define ORIGIN_FREED_H

/*
 * Origins of freed memory: a record {where it was freed, cell that it was allocated with}, so that
 * a use after free is told with both places, also once the allocator has forgotten the object.
 */

#include <kmsan/types.h>

/*
 * The space address of the record for memory that was allocated with this cell and is freed at
 * the place with this space address; the place itself when there is no room, or no cell. Any
 * context, on the path of every free: one look-up when the pair is known.
 */
uint32_t freed_pointer(uint32_t place, uint32_t alloc_cell);

#endif
