/* SPDX-License-Identifier: BSD-2-Clause */
/* spl(9): a word, looked at by whoever wants to interrupt. */
#include <signal.h>

#include "sim.h"

#define IN_ORDER() atomic_signal_fence(memory_order_seq_cst)

static __attribute__((cold, noinline)) _Noreturn void
bad_level(const char *who, int ipl, uintptr_t pc)
{
	kmsan_fatal(pc, "%s: %d is no interrupt level", who, ipl);
}

int
splraise(int ipl)
{
	struct sim_thread *t = &sim_thread;
	int before = t->ipl;

	if (__builtin_expect((unsigned)ipl >= NIPL, 0))
		bad_level("splraise", ipl, KMSAN_RET_ADDR);
	if (ipl > before)
		t->ipl = ipl;
	IN_ORDER();
	return before;
}

void
splx(int s)
{
	struct sim_thread *t = &sim_thread;
	_Atomic uint32_t *pending;

	if (__builtin_expect((unsigned)s > (unsigned)t->ipl, 0)) {
		if ((unsigned)s >= NIPL)
			bad_level("splx", s, KMSAN_RET_ADDR);
		kmsan_fatal(KMSAN_RET_ADDR, "splx: to %s, which is above the current level %s",
		    sim_level_name(s), sim_level_name(t->ipl));
	}
	IN_ORDER();
	t->ipl = s;
	IN_ORDER();
	/* A signal that came before found the level closed, and what it was for is pending. */
	pending = t->pending;
	if (pending != NULL &&
	    __builtin_expect(
		atomic_load_explicit(pending, memory_order_relaxed) >> (s + 1) != 0, 0))
		sim_run(t);
}
