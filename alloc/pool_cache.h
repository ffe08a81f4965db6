/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_POOL_CACHE_H
#define ALLOC_POOL_CACHE_H

#include "alloc/pool.h"

/* pool_cache_get and pool_cache_put for other allocators: addr is their caller's, who their name. */
void *pool_cache_get_from(pool_cache_t pc, int flags, const char *who, uintptr_t addr);
void pool_cache_put_from(pool_cache_t pc, void *object, const char *who, uintptr_t addr);

#endif
