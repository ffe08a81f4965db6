/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_GUARD_H
#define ALLOC_GUARD_H

/*
 * Option malloc_guard=TYPE ("*": all): each object of that malloc type has pages of its own, ends
 * where a page without access begins, and loses its access when it is freed. So the instruction
 * that runs over the end, or writes to freed memory, faults, whether it is instrumented or not.
 */

#include <kmsan/malloc.h>
#include <kmsan/options.h>

#include "alloc/large.h"

bool guard_matches(const struct malloc_type *type);

static inline bool
guard_wanted(const struct malloc_type *type)
{
	return __builtin_expect(
		   kmsan_options.malloc_guard != NULL && kmsan_options.malloc_guard[0] != '\0',
		   0) &&
	       guard_matches(type);
}

/* As large_alloc() and large_free(). */
void *guard_alloc(const struct large_request *request);
void guard_free(const struct object *object, enum taker taker, uintptr_t pc);
bool guard_is(const struct span *span);

#endif
