/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_QUICK_H
#define ALLOC_QUICK_H

/*
 * The short way of kmem, malloc and pool_cache: nothing is out of the ordinary, and the lwp's
 * magazine has an object, or room for one. Whatever is not so is left to the function's long way,
 * before anything was changed: it makes all checks again, and says what is wrong.
 *
 * These functions end in a jump to the one of the runtime's that marks the object, so that they
 * need no frame. An object is in the magazine, then, before it is marked as freed; but nobody other
 * than this lwp, outside of interrupts, takes it from there.
 */

#include "alloc/give.h"
#include "alloc/magazine.h"
#include "alloc/pages.h"

/* A free object whose pattern is whole. */
static inline __attribute__((always_inline)) bool
quick_get(struct lwp_cache *cache, unsigned id, void **object, struct item **item, size_t *bytes)
{
	struct magazine_entry *e;
	struct magazine *m;
	uintptr_t left;

	if (unlikely(cache == NULL))
		return false;
	m = cache->magazine[id];
	left = m->used - (uint32_t)sizeof(*e);
	e = magazine_at(m, left);
	if (unlikely(m->used == 0) || unlikely(!freelist_intact_item(e->object, e->item, m->size)))
		return false;
	*object = e->object;
	*item = e->item;
	*bytes = m->size;
	m->used = (uint32_t)left;
	return true;
}

/*
 * What p is the first byte of, if these bits of its state are as expected; NULL: something else.
 * Nobody waits for objects, and none is to be kept back.
 */
static inline __attribute__((always_inline)) struct item *
quick_find(const void *p, uint32_t mask, uint32_t expected, struct span **spanp)
{
	struct span *span = pagemap_get((uintptr_t)p);
	uintptr_t offset;
	uint32_t index;
	struct item *item;

	if (unlikely(span == NULL) || unlikely((kmsan_options.quarantine | pages_wanted) != 0))
		return NULL;
	offset = (uintptr_t)p - span->base;
	index = span_index(span, offset);
	item = &span->item[index];
	if (unlikely(index >= span->nobj) || unlikely((uintptr_t)index * span->stride != offset) ||
	    unlikely((item->info & mask) != expected))
		return NULL;
	*spanp = span;
	return item;
}

#endif
