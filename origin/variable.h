/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ORIGIN_VARIABLE_H
#define ORIGIN_VARIABLE_H

/*
 * Origins of stack variables: a record {description, return address of the hook}, found through a
 * cache that is keyed by return address.
 */

#include <kmsan/types.h>

/*
 * The cell for the variable that __msan_poison_alloca() was called for at pc. descr is the
 * compiler's: "----name@function" (clang <= 15), "name" (later), NULL if there is none. Never 0.
 */
uint32_t variable_cell(const char *descr, uintptr_t pc);

/* Empty the cache: code was unloaded, its addresses may come again with another meaning. */
void variable_forget(void);

#endif
