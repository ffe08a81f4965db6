/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A child of fork() has one thread, no timers, and no other's CPUs: the machine starts anew there when
 * it is next needed, with what was established. All locks are held over the fork, so that what
 * they guard is whole in the child.
 */
#include <pthread.h>

#include "../linux.h"
#include "../rawsys.h"
#include "msan/context.h"
#include "sim.h"

static uintptr_t fork_mask; /* under the locks */

static void
each_cpu(void (*fn)(struct kmsan_lock *))
{
	for (int i = 0; i < SIM_CPUS && sim_cpu[i] != NULL; i++)
		fn(&sim_cpu[i]->lock);
}

/* In the order in which they are taken elsewhere. */
static void
prepare(void)
{
	uintptr_t mask = kmsan_port_intr_mask(true, 0);

	sim_callout_fork(kmsan_port_lock);
	kmsan_port_lock(&sched_lock);
	sim_clock_fork(kmsan_port_lock);
	sim_trap_fork(kmsan_port_lock);
	sim_establish_fork(kmsan_port_lock);
	sim_kthread_fork(kmsan_port_lock);
	each_cpu(kmsan_port_lock);
	fork_mask = mask;
}

static void
release(void)
{
	uintptr_t mask = fork_mask;

	each_cpu(kmsan_port_unlock);
	sim_kthread_fork(kmsan_port_unlock);
	sim_establish_fork(kmsan_port_unlock);
	sim_trap_fork(kmsan_port_unlock);
	sim_clock_fork(kmsan_port_unlock);
	kmsan_port_unlock(&sched_lock);
	sim_callout_fork(kmsan_port_unlock);
	kmsan_port_intr_mask(false, mask);
}

static void
child(void)
{
	struct sim_thread *t = &sim_thread;

	if (t->known)
		t->tid = (int)KMSAN_SYS(SYS_gettid, 0, 0, 0, 0);
	if (t->cpu != NULL) {
		t->cpu = NULL;
		t->pending = NULL;
		t->lwp.l_cpu = NULL;
		t->kmsan->cpu = KMSAN_NO_CPU;
		t->kmsan->beneath = NULL;
	}
	t->has_cpus = false;
	t->bound = NULL;
	t->soft = NULL;
	t->pinned = NULL;
	t->deferred_intr = false;
	/* One that forked inside a handler still is in it. */
	if (kmsan_intr_depth() == 0) {
		sim_establish_forked();
		sim_trap_forked();
	}
	sim_kernel_lock_forked(t);
	sim_callout_forked();
	sim_clock_forked();
	sim_soft_forked();
	sim_sched_forked();
	release();
	sim_forked();
}

void
sim_fork_start(void)
{
	pthread_atfork(prepare, release, child);
}
