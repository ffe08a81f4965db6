/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ORIGIN_CHAIN_H
#define ORIGIN_CHAIN_H

/*
 * Chained origins: where an uninitialised value was stored to memory. A link is a record
 * {stack, cell before}; at most origin_history_size links, and at most CHAIN_PER_STACK values
 * per stack, so that a loop which moves other people's garbage does not fill the space.
 *
 * Any context. A link that was made before costs a walk of the frame pointers and one look-up.
 */

#include <kmsan/types.h>

#define CHAIN_DEPTH	7
#define CHAIN_FRAMES	12
#define CHAIN_PER_STACK 20000

/*
 * The cell to store with a poisoned value whose cell is this one, by code with the return address
 * pc. Never 0: a value without an origin becomes Unknown.
 */
uint32_t chain_cell(uint32_t cell, uintptr_t pc);

/*
 * The cell without its newest link, if that is not one of the program's. before_warning: it was
 * made right before the call of a warning that returns to pc. before_copy: by the code that calls
 * what returns to pc, which stored the value only to pass its address on.
 */
uint32_t chain_before_warning(uint32_t cell, uintptr_t pc);
uint32_t chain_before_copy(uint32_t cell, uintptr_t pc);

/* For a copy of many cells: the last answer is remembered. Set pc, zero the rest. */
struct chain_memo {
	uintptr_t pc;
	uint32_t cell, chained;
};

static inline uint32_t
chain_memo(struct chain_memo *memo, uint32_t cell)
{
	if (memo->chained == 0 || memo->cell != cell) {
		memo->cell = cell;
		memo->chained = chain_cell(cell, memo->pc);
	}
	return memo->chained;
}

/* Code was unloaded: forget which stacks were seen. */
void chain_forget(void);

#endif
