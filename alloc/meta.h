/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_META_H
#define ALLOC_META_H

/*
 * Memory for what the allocators themselves keep: headers of spans, the lwps' caches. It lies
 * apart from the objects, so that an overrun of one does not reach it, and is never marked.
 *
 * Any context, also with a pool's lock held. Contents are undefined; alignment 16.
 */

#include <kmsan/types.h>

void *meta_alloc(size_t size);
void meta_free(void *p, size_t size);

/* Give empty slabs back. */
void meta_reclaim(void);

/* Bytes in use, as given out. */
size_t meta_used(void);

#endif
