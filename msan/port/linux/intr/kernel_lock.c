/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The big lock. Its owner is a lwp; what interrupts that lwp on its CPU may take it too, on the
 * same stack or, as a soft interrupt, on another, and gives it back first. So holds are counted
 * for each lwp, and the owner is whoever is at the bottom.
 */
#include "../rawsys.h"
#include "sim.h"

static struct sim_thread *_Atomic owner;
static unsigned total; /* the owner's and of those above it */

/* Is the lock held by this lwp, or by one that it interrupted? */
static bool
is_below(const struct sim_thread *t)
{
	const struct sim_thread *holder = atomic_load_explicit(&owner, memory_order_acquire);

	for (; t != NULL; t = t->pinned)
		if (t == holder)
			return true;
	return false;
}

/* Masked: an interrupt between owner and total would take the lock for its own to give back. */
static bool
try(struct sim_thread *t, unsigned holds)
{
	uintptr_t mask = kmsan_port_intr_mask(true, 0);
	struct sim_thread *none = NULL;
	bool got = is_below(t) || atomic_compare_exchange_strong(&owner, &none, t);

	if (got) {
		t->kernel_locks += holds;
		total += holds;
	}
	kmsan_port_intr_mask(false, mask);
	return got;
}

void
sim_kernel_lock(struct sim_thread *t, unsigned holds)
{
	if (holds == 0)
		return;
	for (unsigned i = 0; !try(t, holds); i++) {
		/* Its owner may be waiting for the host's processor. */
		if (i % 256 == 255)
			KMSAN_SYS(SYS_sched_yield, 0, 0, 0, 0);
		__builtin_ia32_pause();
	}
}

void
sim_kernel_unlock(struct sim_thread *t, unsigned holds)
{
	uintptr_t mask;

	if (holds == 0)
		return;
	mask = kmsan_port_intr_mask(true, 0);
	t->kernel_locks -= holds;
	total -= holds;
	if (total == 0)
		atomic_store(&owner, NULL);
	kmsan_port_intr_mask(false, mask);
}

void
sim_kernel_lock_forked(struct sim_thread *t)
{
	if (atomic_load(&owner) != t) {
		atomic_store(&owner, NULL);
		t->kernel_locks = 0;
	}
	total = t->kernel_locks;
}

unsigned
sim_kernel_unlock_all(struct sim_thread *t)
{
	unsigned holds = t->kernel_locks;

	sim_kernel_unlock(t, holds);
	return holds;
}

void
kmsan_kernel_lock(unsigned count)
{
	sim_kernel_lock(sim_self(), count);
}

void
kmsan_kernel_unlock(unsigned count)
{
	struct sim_thread *t = sim_self();

	if (count > t->kernel_locks)
		kmsan_fatal(KMSAN_RET_ADDR, "KERNEL_UNLOCK: %u times, but it is held %u times",
		    count, t->kernel_locks);
	sim_kernel_unlock(t, count);
}

bool
kmsan_kernel_locked(void)
{
	return is_below(sim_self());
}
