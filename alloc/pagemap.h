/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_PAGEMAP_H
#define ALLOC_PAGEMAP_H

/*
 * From an address to the span that its page belongs to, or last belonged to: a table of tables over
 * 48 bits of address. Any address may be looked up. Tables are never given back: 4 MiB for each
 * 2 GiB of address space that was ever used, of which a system that gives memory out when it is
 * touched keeps as much as there are pages in use. A third level makes them smaller, and every free
 * slower by six instructions and a load.
 */

#include <kmsan/types.h>

struct span;

#define PAGEMAP_LEAF_BITS 19
#define PAGEMAP_ROOT_BITS (48 - 12 - PAGEMAP_LEAF_BITS)
#define PAGEMAP_LEAF_MASK (((uintptr_t)1 << PAGEMAP_LEAF_BITS) - 1)
#define PAGEMAP_ROOT_MASK (((uintptr_t)1 << PAGEMAP_ROOT_BITS) - 1)

struct pagemap_leaf {
	struct span *span[PAGEMAP_LEAF_MASK + 1];
};
extern struct pagemap_leaf *pagemap_root[PAGEMAP_ROOT_MASK + 1];

static inline struct pagemap_leaf **
pagemap_leaf(uintptr_t addr)
{
	return &pagemap_root[addr >> (12 + PAGEMAP_LEAF_BITS) & PAGEMAP_ROOT_MASK];
}

static inline struct span **
pagemap_entry(struct pagemap_leaf *leaf, uintptr_t addr)
{
	return &leaf->span[addr >> 12 & PAGEMAP_LEAF_MASK];
}

/* No lock: a live object's entry does not change, and for others any answer is checked. */
static inline struct span *
pagemap_get(uintptr_t addr)
{
	struct pagemap_leaf *leaf = __atomic_load_n(pagemap_leaf(addr), __ATOMIC_CONSUME);

	if (__builtin_expect(leaf == NULL, 0))
		return NULL;
	return __atomic_load_n(pagemap_entry(leaf, addr), __ATOMIC_CONSUME);
}

/* Enter a span for its pages: false when there is no memory for a table. */
bool pagemap_set(uintptr_t addr, size_t npages, struct span *span);

/* Forget a span where it is still entered. */
void pagemap_clear(uintptr_t addr, size_t npages, const struct span *span);

#endif
