/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A handler that left by longjmp: all that its callers would have put back is put back by
 * kmsan_intr_unwind(). It is kept by level in the thread, since their frames are gone.
 */
#include "msan/context.h"
#include "sim.h"

#define IN_ORDER() atomic_signal_fence(memory_order_seq_cst)

static void
unwound(unsigned n)
{
	struct sim_thread *t = &sim_thread;
	const struct sim_level *level = &t->level[n];
	uintptr_t mask = sim_lock(level->lock);
	_Atomic uint32_t *pending;

	--*level->running;
	sim_unlock(level->lock, mask);
	sim_kernel_unlock(t, level->holds);
	/* A handler is shown no frame but its own. */
	t->frame = NULL;
	t->depth = level->depth;
	t->nopreempt = level->nopreempt;
	IN_ORDER();
	t->ipl = level->ipl;
	IN_ORDER();
	pending = t->pending;
	if (pending != NULL && atomic_load(pending) >> (t->ipl + 1) != 0)
		sim_run(t);
}

void
sim_level_entered(struct sim_thread *t, struct sim_level level)
{
	t->level[kmsan_intr_depth()] = level;
	context_on_unwind(unwound);
}
