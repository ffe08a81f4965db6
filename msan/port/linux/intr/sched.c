/* SPDX-License-Identifier: BSD-2-Clause */
/* Who has which CPU: sleeping, waking, the ready queues. */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <time.h>

#include "../rawsys.h"
#include "msan/context.h"
#include "sim.h"

#define CHANNELS 64

struct kmsan_lock sched_lock;

/* Ready threads that may run on every CPU; sleeping ones, by channel. */
static struct sim_thread *ready, **ready_tail = &ready;
static uint64_t turns;
static struct sim_thread *sleeping[CHANNELS];

static struct sim_thread **
channel_list(const void *channel)
{
	return &sleeping[((uintptr_t)channel >> 3) * 0x9e3779b97f4a7c15ULL >> 58];
}

static void
futex_wake(_Atomic uint32_t *word)
{
	KMSAN_SYS(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, 0);
}

/* The CPU's next thread takes what is pending, whoever it was that a raiser saw having it. */
void
sim_give(struct sim_cpu *c, struct sim_thread *t)
{
	c->current = t;
	t->state = SIM_RUNNING;
	t->cpu = c;
	t->pending = &c->pending;
	t->lwp.l_cpu = &c->info;
	t->kmsan->cpu = c->info.ci_index;
	atomic_store(&c->tid, t->tid);
	atomic_store(&t->go, 1);
	if (t != &sim_thread)
		futex_wake(&t->go);
}

static struct sim_thread *
take_ready(struct sim_thread **head, struct sim_thread ***tail)
{
	struct sim_thread *t = *head;

	if (t == NULL)
		return NULL;
	*head = t->next;
	if (*head == NULL)
		*tail = head;
	t->next = NULL;
	return t;
}

static struct sim_thread *
next_ready(struct sim_cpu *c)
{
	/* Two queues are one: else a lwp of this CPU alone that yields would come before all others. */
	if (c->ready == NULL || (ready != NULL && ready->turn < c->ready->turn))
		return take_ready(&ready, &ready_tail);
	return take_ready(&c->ready, &c->ready_tail);
}

bool
sim_anybody_ready(const struct sim_cpu *c)
{
	return __atomic_load_n(&c->ready, __ATOMIC_RELAXED) != NULL ||
	       __atomic_load_n(&ready, __ATOMIC_RELAXED) != NULL;
}

/* t does not have its CPU any more: somebody else does. */
void
sim_give_away(struct sim_thread *t)
{
	struct sim_cpu *c = t->cpu;
	struct sim_thread *next = t->pinned;

	t->cpu = NULL;
	t->pending = NULL;
	t->lwp.l_cpu = NULL;
	t->kmsan->cpu = KMSAN_NO_CPU;
	t->pinned = NULL;
	t->kmsan->beneath = NULL;
	/* Whom a soft interrupt pinned goes on, and may still have to let others have the CPU. */
	if (next == NULL) {
		next = next_ready(c);
		atomic_store(&c->resched, false);
	}
	if (next == NULL)
		next = c->idle;
	sim_give(c, next);
}

static uint64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Until go, or until the time is over: false. Not locked. */
static bool
wait_until(struct sim_thread *t, uint64_t end)
{
	while (atomic_load(&t->go) == 0) {
		struct timespec rest, *wait = NULL;

		if (end != 0) {
			uint64_t at = now();

			if (at >= end)
				return false;
			rest = (struct timespec){
			    (time_t)((end - at) / 1000000000), (long)((end - at) % 1000000000)};
			wait = &rest;
		}
		KMSAN_SYS(SYS_futex, &t->go, FUTEX_WAIT_PRIVATE, 0, wait);
	}
	return true;
}

void
sim_wait_go(struct sim_thread *t)
{
	kmsan_port_unlock(&sched_lock);
	(void)wait_until(t, 0);
	kmsan_port_lock(&sched_lock);
}

static void
unsleep(struct sim_thread *t)
{
	struct sim_thread **p = channel_list(t->channel);

	while (*p != t)
		p = &(*p)->next;
	*p = t->next;
	t->next = NULL;
	t->channel = NULL;
}

/* Slept long enough: from now on it waits for a CPU, as if it had been woken. */
static void
time_is_over(struct sim_thread *t)
{
	if (t->state != SIM_SLEEPING || atomic_load(&t->go) != 0)
		return;
	unsleep(t);
	t->timed_out = true;
	sim_ready(t);
}

void
sim_sched_forked(void)
{
	ready = NULL;
	ready_tail = &ready;
	for (unsigned i = 0; i < CHANNELS; i++)
		sleeping[i] = NULL;
}

/* Signals for this CPU may have gone to whoever had it before. */
static void
got_cpu(struct sim_thread *t)
{
	if (t->cpu != NULL)
		t->deferred_intr = true;
}

void
sim_block(struct sim_thread *t, uint64_t timeout)
{
	uint64_t end = timeout != 0 ? now() + timeout : 0;
	unsigned holds = sim_kernel_unlock_all(t);

	atomic_store(&t->go, 0);
	if (t->cpu != NULL) {
		/* Whoever interrupted with this soft interrupt goes on without it. */
		if (t->pinned != NULL)
			sim_soft_blocks(t);
		sim_give_away(t);
	}
	kmsan_port_unlock(&sched_lock);
	if (!wait_until(t, end)) {
		kmsan_port_lock(&sched_lock);
		time_is_over(t);
		kmsan_port_unlock(&sched_lock);
		(void)wait_until(t, 0);
	}
	kmsan_port_lock(&sched_lock);
	got_cpu(t);
	/* Not under the lock: whoever holds the other one may need this one first. */
	if (holds != 0) {
		kmsan_port_unlock(&sched_lock);
		sim_kernel_lock(t, holds);
		kmsan_port_lock(&sched_lock);
	}
}

void
sim_sleep(struct sim_thread *t, const void *channel, uint64_t timeout)
{
	struct sim_thread **p = channel_list(channel);

	while (*p != NULL)
		p = &(*p)->next;
	*p = t;
	t->next = NULL;
	t->channel = channel;
	t->timed_out = false;
	t->state = SIM_SLEEPING;
	sim_block(t, timeout);
}

/* An idle CPU looks for work; its idle thread may be pinned now, and about to sleep when it is not. */
static void
kick_idle(struct sim_cpu *c)
{
	atomic_fetch_add(&c->kick, 1);
	if (c->current == c->idle || c->current->pinned != NULL)
		futex_wake(&c->kick);
}

void
sim_ready(struct sim_thread *t)
{
	struct sim_thread ***tail = t->bound != NULL ? &t->bound->ready_tail : &ready_tail;

	if (!t->has_cpus) {
		t->state = SIM_RUNNING;
		atomic_store(&t->go, 1);
		futex_wake(&t->go);
		return;
	}
	t->state = SIM_READY;
	if (t->soft != NULL) {
		/* It takes its CPU as it did at first: from whoever runs at a lower level. */
		sim_soft_ready(t);
		return;
	}
	t->turn = turns++;
	t->next = NULL;
	**tail = t;
	*tail = &t->next;
	if (t->bound != NULL) {
		kick_idle(t->bound);
		return;
	}
	for (int i = 0; i < ncpu; i++)
		kick_idle(sim_cpu[i]);
}

struct sim_thread *
sim_wake(const void *channel)
{
	for (struct sim_thread *t = *channel_list(channel); t != NULL; t = t->next) {
		if (t->channel == channel) {
			unsleep(t);
			sim_ready(t);
			return t;
		}
	}
	return NULL;
}

void
sim_wake_all(const void *channel)
{
	while (sim_wake(channel) != NULL)
		;
}

bool
sim_anybody_sleeps(const void *channel)
{
	for (const struct sim_thread *t = *channel_list(channel); t != NULL; t = t->next)
		if (t->channel == channel)
			return true;
	return false;
}

void
sim_idle(struct sim_thread *t)
{
	for (;;) {
		struct sim_cpu *c = t->bound;
		uint32_t seen = atomic_load(&c->kick);

		if (t->cpu == NULL) {
			sim_wait_go(t);
		} else if (sim_anybody_ready(c)) {
			atomic_store(&t->go, 0);
			t->state = SIM_OUTSIDE;
			sim_give_away(t);
			sim_wait_go(t);
		} else {
			kmsan_port_unlock(&sched_lock);
			kmsan_port_intr_mask(false, 0);
			/* What was pending before it got the CPU, and whose signal somebody else got. */
			sim_run(t);
			KMSAN_SYS(SYS_futex, &c->kick, FUTEX_WAIT_PRIVATE, seen, 0);
			kmsan_port_intr_mask(true, 0);
			kmsan_port_lock(&sched_lock);
		}
	}
}

bool
sim_leave(void)
{
	struct sim_thread *t = &sim_thread;

	if (t->cpu == NULL || t->depth > 0 || t->soft != NULL)
		return false;
	t->left_holds = sim_kernel_unlock_all(t);
	kmsan_port_lock(&sched_lock);
	atomic_store(&t->go, 0);
	t->state = SIM_OUTSIDE;
	sim_give_away(t);
	kmsan_port_unlock(&sched_lock);
	return true;
}

void
sim_return(void)
{
	struct sim_thread *t = &sim_thread;

	kmsan_port_lock(&sched_lock);
	sim_ready(t);
	sim_wait_go(t);
	got_cpu(t);
	kmsan_port_unlock(&sched_lock);
	sim_kernel_lock(t, t->left_holds);
}

void
sim_may_sleep(const struct sim_thread *t, const char *who, uintptr_t pc)
{
	if (t->depth > 0)
		kmsan_fatal(pc, "%s: sleeping at interrupt level", who);
	if (t->spins > 0)
		kmsan_fatal(pc, "%s: sleeping with a spin mutex held", who);
}

/* To the end of the queue of those that are ready, if there are any. */
static void
give_way(const char *who, uintptr_t pc)
{
	struct sim_thread *t = sim_self();
	uintptr_t mask;

	if (t->cpu == NULL || t->soft != NULL) {
		if (t->soft == NULL)
			KMSAN_SYS(SYS_sched_yield, 0, 0, 0, 0);
		return;
	}
	sim_may_sleep(t, who, pc);
	mask = sim_lock(&sched_lock);
	if (sim_anybody_ready(t->cpu) || (t->bound != NULL && t->bound != t->cpu)) {
		atomic_store(&t->go, 0);
		sim_ready(t);
		sim_block(t, 0);
	}
	sim_unlock(&sched_lock, mask);
}

void
yield(void)
{
	give_way("yield", KMSAN_RET_ADDR);
}

void
preempt(void)
{
	give_way("preempt", KMSAN_RET_ADDR);
}

void
kpreempt_disable(void)
{
	sim_self()->nopreempt++;
}

void
kpreempt_enable(void)
{
	struct sim_thread *t = sim_self();

	if (t->nopreempt == 0)
		kmsan_fatal(KMSAN_RET_ADDR, "kpreempt_enable: without kpreempt_disable");
	t->nopreempt--;
}

void
lwp_migrate(struct lwp *l, struct cpu_info *ci)
{
	struct sim_thread *t = (struct sim_thread *)(void *)l;
	uintptr_t mask;

	if (ci == NULL || cpu_lookup(ci->ci_index) != ci)
		kmsan_fatal(KMSAN_RET_ADDR, "lwp_migrate: there is no such CPU");
	if (!t->has_cpus || t->soft != NULL || t->idle)
		kmsan_fatal(
		    KMSAN_RET_ADDR, "lwp_migrate: '%s' is not a lwp that may move", l->l_name);
	mask = sim_lock(&sched_lock);
	t->bound = (struct sim_cpu *)(void *)ci;
	sim_unlock(&sched_lock, mask);
}
