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
object_give(const struct magazine_entry *e, size_t bytes, size_t size, uint32_t info,
    enum kmsan_type type, uintptr_t pc, bool zero)
{
	uint32_t cell = kmsan_orig_make(type, pc);

	e->item->alloc_cell = cell;
	e->item->info = info;
	kmsan_mark_cell(e->object, bytes, cell);
	if (zero) {
		memset(e->object, 0, size);
		kmsan_mark(e->object, size, KMSAN_STATE_INITED);
	}
	return e->object;
}

/* Before anybody else can be given the object. */
static inline void
object_take(void *object, struct item *item, size_t bytes, enum kmsan_type type, enum taker taker,
    uintptr_t pc)
{
	uint32_t cell = item_take(item, STATE_FREE, type, taker, pc);

	freelist_fill(object, bytes);
	if (likely(kmsan_options.poison_on_free))
		kmsan_mark_cell(object, bytes, cell);
	else
		kmsan_mark(object, bytes, KMSAN_STATE_INITED);
}

#endif
