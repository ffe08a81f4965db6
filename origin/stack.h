/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ORIGIN_STACK_H
#define ORIGIN_STACK_H

/* Call stacks as records keep them: 4 bytes a frame, shared by content. */

#include <kmsan/types.h>

#define STACK_FRAMES 32

/*
 * Keep these return addresses: a count, then so many space addresses. NULL: no room. At most
 * STACK_FRAMES of them.
 */
const uint32_t *stack_keep(const uintptr_t *pcs, size_t n);

/*
 * The space address of a record that holds the whole stack of the code that returns to pc: what
 * an allocation points to under alloc_stack=1. 0: no room.
 */
uint32_t stack_pointer(uintptr_t pc);

#endif
