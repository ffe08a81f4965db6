/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_LOCKCHECK_H
#define ALLOC_LOCKCHECK_H

#include "alloc/span.h"

/* The object is about to be freed: does a live lock (<kmsan/lockdebug.h>) lie in it? Then stop. */
void lockcheck_free(const struct object *object, const char *who, uintptr_t pc);

#endif
