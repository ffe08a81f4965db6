/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_PAGEMAP_H
#define ALLOC_PAGEMAP_H

/*
 * From an address to the span that its page belongs to, or last belonged to: a radix tree over 48
 * bits of address, 12 bits a level. Any address may be looked up. Tables are never given back:
 * 32 KiB for each 16 MiB of address space that was ever used.
 */

#include <kmsan/types.h>

struct span;

#define PAGEMAP_BITS	12
#define PAGEMAP_ENTRIES (1u << PAGEMAP_BITS)
#define PAGEMAP_MASK	(PAGEMAP_ENTRIES - 1)

struct pagemap_leaf {
	struct span *span[PAGEMAP_ENTRIES];
};
struct pagemap_node {
	struct pagemap_leaf *leaf[PAGEMAP_ENTRIES];
};
extern struct pagemap_node *pagemap_root[PAGEMAP_ENTRIES];

/* No lock: a live object's entry does not change, and for others any answer is checked. */
static inline struct span *
pagemap_get(uintptr_t addr)
{
	struct pagemap_node *node;
	struct pagemap_leaf *leaf;

	node = __atomic_load_n(&pagemap_root[addr >> 36 & PAGEMAP_MASK], __ATOMIC_CONSUME);
	if (__builtin_expect(node == NULL, 0))
		return NULL;
	leaf = __atomic_load_n(&node->leaf[addr >> 24 & PAGEMAP_MASK], __ATOMIC_CONSUME);
	if (__builtin_expect(leaf == NULL, 0))
		return NULL;
	return __atomic_load_n(&leaf->span[addr >> 12 & PAGEMAP_MASK], __ATOMIC_CONSUME);
}

/* Enter a span for its pages: false when there is no memory for a table. */
bool pagemap_set(uintptr_t addr, size_t npages, struct span *span);

/* Forget a span where it is still entered. */
void pagemap_clear(uintptr_t addr, size_t npages, const struct span *span);

#endif
