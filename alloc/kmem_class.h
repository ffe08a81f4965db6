/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_KMEM_CLASS_H
#define ALLOC_KMEM_CLASS_H

/*
 * The size classes of kmem(9): multiples of 8 up to 64, of 64 up to 1024, then eight a doubling:
 * the larger half of all bytes loses at most an eighth, and 5 % over a mix. From 64 bytes on they
 * are multiples of 64, and so are aligned to it, as in NetBSD.
 */

#include <kmsan/types.h>

#define KMEM_CLASSES   39
#define KMEM_MAX_SMALL ((size_t)4096)

struct pool;

/* By the size, rounded up to a multiple of 8: a load in place of the branches of the rule above. */
extern const uint8_t kmem_classes[KMEM_MAX_SMALL / 8 + 1];

static inline unsigned
kmem_class(size_t size)
{
	return kmem_classes[(size + 7) / 8];
}

/* The bytes of its objects. */
extern const uint16_t kmem_class_sizes[KMEM_CLASSES];

static inline size_t
kmem_class_size(unsigned class)
{
	return kmem_class_sizes[class];
}

/* The pool of a class. Also the number of its magazines is that of the class. */
struct pool *kmem_pool(unsigned class);

#endif
