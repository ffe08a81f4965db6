/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_GIVE_H
#define ALLOC_GIVE_H

/*
 * The two moments that every allocator shares: an object is given out, an object is taken back.
 * What a report will say of it is written here and nowhere else, by the outermost function.
 */

#include <kmsan/kmsan.h>
#include <kmsan/options.h>

#include "alloc/freelist.h"
#include "alloc/span.h"

/*
 * Of the bytes that belong to the object, the first size are what was asked for; the rest is
 * padding and stays uninitialised.
 */
static inline void *
object_give(void *object, struct item *item, size_t bytes, size_t size, uint32_t info,
    enum kmsan_type type, uintptr_t pc, bool zero)
{
	item->info = info;
	if (!zero)
		return kmsan_object_given(object, bytes, type, pc, &item->cells);
	kmsan_object_given(object, bytes, type, pc, &item->cells);
	memset(object, 0, size);
	kmsan_mark(object, size, KMSAN_STATE_INITED);
	return object;
}

/* Before anybody else can be given the object. */
static inline void
object_take(void *object, struct item *item, size_t bytes, enum kmsan_type type, enum taker taker,
    uintptr_t pc)
{
	item->info = item_taken_info(item->info, STATE_FREE, taker);
	freelist_fill(object, bytes);
	kmsan_object_taken(object, bytes, type, pc, &item->cells);
}

#endif
