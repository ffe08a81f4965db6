/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_LARGE_H
#define ALLOC_LARGE_H

/* Objects of whole pages, each in a span of its own. */

#include "alloc/span.h"

struct large_request {
	size_t size, align; /* bytes; align 0: a page */
	enum kmsan_type type;
	enum giver giver;
	unsigned mtype;
	bool zero, sleep;
	const char *who;
	uintptr_t pc;
};

/* NULL: there is no memory, and not to sleep. */
void *large_alloc(const struct large_request *request);

/* It is live, and the family was checked. */
void large_free(const struct object *object, enum taker taker, uintptr_t pc);

/* The second half: the object is freed and marked, and the pages are to go. */
void large_release(struct span *span);

#endif
