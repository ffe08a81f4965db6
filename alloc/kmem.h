/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_KMEM_H
#define ALLOC_KMEM_H

#include <kmsan/kmem.h>

/* kmem_alloc and kmem_free for other functions of kmem(9): pc is their caller's. */
void *kmem_alloc_from(size_t size, km_flag_t flags, const char *who, uintptr_t pc);
void kmem_free_from(void *p, size_t size, const char *who, uintptr_t pc);

/* kmem_reap, but free pages stay with the allocators: for who is about to try again. */
void kmem_reap_caches(void);

#endif
