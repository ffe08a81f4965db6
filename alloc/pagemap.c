/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/pagemap.h"

#include <kmsan/port.h>

#include "alloc/lock.h"

_Static_assert(sizeof(struct pagemap_leaf) % KMSAN_PAGE_SIZE == 0, "tables are whole pages");
_Static_assert(KMSAN_PAGE_SIZE == 1 << 12, "pagemap.h counts bits");

struct pagemap_leaf *pagemap_root[PAGEMAP_ROOT_MASK + 1];

static struct kmsan_lock lock;

/* The leaf of an address, made if need be. */
static struct pagemap_leaf *
leaf_of(uintptr_t addr)
{
	struct pagemap_leaf **leaf = pagemap_leaf(addr);

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
			__atomic_store_n(pagemap_entry(leaf, page), span, __ATOMIC_RELEASE);
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
		struct pagemap_leaf *leaf = *pagemap_leaf(page);

		if (leaf != NULL && *pagemap_entry(leaf, page) == span)
			__atomic_store_n(pagemap_entry(leaf, page), NULL, __ATOMIC_RELEASE);
	}
	lock_leave(&lock, mask);
}
