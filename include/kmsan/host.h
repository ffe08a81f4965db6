/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_HOST_H
#define KMSAN_HOST_H

/* The host's ends, for programs that run kernel code: memory of a process, disks, interfaces. */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Memory that stands for a process's, zeroed and initialised, page-aligned, with a page without
 * access before and behind it. Size in bytes, > 0. NULL when there is none. Any other mapped
 * address is taken for user memory too, unless the option user_strict=1 is set.
 * Thread context.
 */
void *kmsan_user_alloc(size_t size);

/* Give it back, with the size of the allocation. Its addresses are EFAULT from then on. */
void kmsan_user_free(void *addr, size_t size);

#ifdef __cplusplus
}
#endif

#endif
