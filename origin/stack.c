/* SPDX-License-Identifier: BSD-2-Clause */
#include "origin/stack.h"

#include <kmsan/port.h>

#include "origin/record.h"
#include "origin/space.h"

const uint32_t *
stack_keep(const uintptr_t *pcs, size_t n)
{
	uint32_t stack[1 + STACK_FRAMES];

	stack[0] = (uint32_t)n;
	for (size_t i = 0; i < n; i++)
		stack[1 + i] = space_code(pcs[i]);
	return record_intern(stack, (1 + n) * sizeof(stack[0]));
}

uint32_t
stack_pointer(uintptr_t pc)
{
	uintptr_t pcs[STACK_FRAMES];
	struct record r = {.kind = RECORD_STACK};

	r.stack = stack_keep(pcs, kmsan_port_unwind(pc, pcs, NULL, STACK_FRAMES));
	return r.stack != NULL ? record_make(&r) : 0;
}
