/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/pagemap.h"

#include <kmsan/port.h>

#include "alloc/lock.h"

_Static_assert(sizeof(struct pagemap_leaf) % KMSAN_PAGE_SIZE == 0, "tables are whole pages");
_Static_assert(sizeof(struct pagemap_node) % KMSAN_PAGE_SIZE == 0, "tables are whole pages");
_Static_assert(KMSAN_PAGE_SIZE == 1 << 12, "three levels of 12 bits and a page are 48 bits");

struct pagemap_node *pagemap_root[PAGEMAP_ENTRIES];

static struct kmsan_lock lock;

/* The leaf of an address, made if need be. */
static struct pagemap_leaf *
leaf_of(uintptr_t addr)
{
	struct pagemap_node **root = &pagemap_root[addr >> 36 & PAGEMAP_MASK];
	struct pagemap_leaf **leaf;

	if (*root == NULL)
		__atomic_store_n(
		    root, kmsan_port_pages(sizeof(struct pagemap_node)), __ATOMIC_RELEASE);
	if (*root == NULL)
		return NULL;
	leaf = &(*root)->leaf[addr >> 24 & PAGEMAP_MASK];
	if (*leaf == NULL)
		__atomic_store_n(
		    leaf, kmsan_port_pages(sizeof(struct pagemap_leaf)), __ATOMIC_RELEASE);
	return *leaf;
}

bool
pagemap_set(uintptr_t addr, size_t npages, struct span *span)
{
	uintptr_t mask = lock_enter(&lock);
	bool ok = true;

	for (size_t i = 0; i < npages && ok; i++) {
		uintptr_t page = addr + i * KMSAN_PAGE_SIZE;
		struct pagemap_leaf *leaf = leaf_of(page);

		ok = leaf != NULL;
		if (ok)
			__atomic_store_n(
			    &leaf->span[page >> 12 & PAGEMAP_MASK], span, __ATOMIC_RELEASE);
	}
	lock_leave(&lock, mask);
	if (!ok)
		pagemap_clear(addr, npages, span);
	return ok;
}

void
pagemap_clear(uintptr_t addr, size_t npages, const struct span *span)
{
	uintptr_t mask = lock_enter(&lock);

	for (size_t i = 0; i < npages; i++) {
		uintptr_t page = addr + i * KMSAN_PAGE_SIZE;
		struct pagemap_node *node = pagemap_root[page >> 36 & PAGEMAP_MASK];
		struct pagemap_leaf *leaf =
		    node == NULL ? NULL : node->leaf[page >> 24 & PAGEMAP_MASK];

		if (leaf != NULL && leaf->span[page >> 12 & PAGEMAP_MASK] == span)
			__atomic_store_n(
			    &leaf->span[page >> 12 & PAGEMAP_MASK], NULL, __ATOMIC_RELEASE);
	}
	lock_leave(&lock, mask);
}
