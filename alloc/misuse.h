/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_MISUSE_H
#define ALLOC_MISUSE_H

/*
 * What a kernel can do wrong with an allocator, and how it is told. Each check stops the program
 * before anything was changed, with no lock held. who: the function that was called ("kmem_free").
 */

#include "alloc/lockcheck.h"
#include "alloc/span.h"

/* May p be freed by this family, into this pool (NULL: any of the family)? Then *object is it. */
void misuse_check_free(const void *p, enum family family, const struct pool *pool, const char *who,
    uintptr_t pc, struct object *object);

/* The same in two steps: all but the locks; and does it hold a live lock? */
void misuse_check_object(const void *p, enum family family, const struct pool *pool,
    const char *who, uintptr_t pc, struct object *object);
static inline void
misuse_check_locks(const struct object *object, const char *who, uintptr_t pc)
{
	if (__builtin_expect((object->item->info & ITEM_LOCKED) != 0, 0))
		lockcheck_free(object, who, pc);
}

/* The size that the caller says is the one it asked for. */
void misuse_check_size(const struct object *object, size_t size, const char *who, uintptr_t pc);

/* who(size): exactly one of the two flags, and no sleep at interrupt level. */
void misuse_check_sleep(unsigned flags, unsigned wait, unsigned nowait, const char *names,
    const char *who, uintptr_t pc);

/* Stop, with where the object was allocated and freed. */
#define misuse_stop(object, pc, ...)                                                               \
	do {                                                                                       \
		struct kmsan_addr_info info_;                                                      \
		object_info(object, &info_);                                                       \
		kmsan_fatal_object(pc, &info_, __VA_ARGS__);                                       \
	} while (0)

#endif
