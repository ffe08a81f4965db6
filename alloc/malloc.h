/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_MALLOC_H
#define ALLOC_MALLOC_H

#include <kmsan/malloc.h>

/* Free for another allocator, whatever the type: pc is its caller's, who its name. */
void malloc_free_from(void *p, const char *who, uintptr_t pc);

#endif
