/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hard interrupts. Raising one makes it pending on its CPU and sends a signal to the thread that
 * has the CPU. The signal itself says nothing: its handler looks at what is pending and not blocked.
 * So it does not matter that the kernel merges signals, that one comes late, or that the CPU
 * has changed hands: whoever gets a CPU looks as well, and so does splx().
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <ucontext.h>

#include <kmsan/host.h>
#include <kmsan/kmsan.h>

#include "../linux.h"
#include "../rawsys.h"
#include "../unwind.h"
#include "sim.h"

#define IN_ORDER() atomic_signal_fence(memory_order_seq_cst)
#define RED_ZONE   128
/* As deep as uninstrumented code below a handler is taken care of. */
#define BELOW 4096

const char *
sim_level_name(int level)
{
	static const char *const name[NIPL] = {
	    [IPL_NONE] = "IPL_NONE",
	    [IPL_SOFTCLOCK] = "IPL_SOFTCLOCK",
	    [IPL_SOFTBIO] = "IPL_SOFTBIO",
	    [IPL_SOFTNET] = "IPL_SOFTNET",
	    [IPL_SOFTSERIAL] = "IPL_SOFTSERIAL",
	    [IPL_VM] = "IPL_VM",
	    [IPL_SCHED] = "IPL_SCHED",
	    [IPL_HIGH] = "IPL_HIGH",
	};

	return level >= 0 && level < NIPL && name[level] != NULL ? name[level]
								 : "a level that is none";
}

bool
sim_pend(struct sim_cpu *c, int level, bool work)
{
	uint32_t bit = 1u << level;

	if (work)
		return (atomic_fetch_or(&c->pending, bit) & bit) == 0;
	atomic_fetch_and(&c->pending, ~bit);
	return false;
}

void
sim_kick(struct sim_cpu *c)
{
	struct sim_thread *t = &sim_thread;

	/* Of one's own CPU: when the mask goes, which is on in all callers. */
	if (t->cpu == c)
		t->deferred_intr = true;
	else
		KMSAN_SYS(SYS_tgkill, KMSAN_SYS(SYS_getpid, 0, 0, 0, 0), atomic_load(&c->tid),
		    SIM_SIGNAL, 0);
}

_Static_assert(SIM_QUEUE > 2 * KMSAN_IRQS, "room for a line that is in no entry");

/* The CPU's lock is held. */
static void
put_last(struct sim_queue *queue, unsigned irq, unsigned count)
{
	/* Only with what came last, unless there is hardly room. */
	unsigned from =
	    queue->used < SIM_QUEUE - KMSAN_IRQS && queue->used > 0 ? queue->used - 1 : 0;

	for (unsigned i = queue->used; i-- > from;) {
		unsigned at = (queue->first + i) % SIM_QUEUE;

		if (queue->entry[at].irq == irq) {
			queue->entry[at].count += count;
			return;
		}
	}
	from = (queue->first + queue->used++) % SIM_QUEUE;
	queue->entry[from].irq = irq;
	queue->entry[from].count = count;
}

/* The CPU's lock is held. Does any level have work that had none? */
static bool
enqueue(struct sim_cpu *c, unsigned irq, unsigned count)
{
	uint32_t levels = sim_irq_levels(irq);
	bool news = false;

	for (int level = IPL_VM; level <= IPL_HIGH; level++) {
		if ((levels & 1u << level) == 0)
			continue;
		put_last(&c->queue[level - IPL_VM], irq, count);
		news |= sim_pend(c, level, true);
	}
	return news;
}

int
sim_raise(struct sim_cpu *c, unsigned irq, unsigned count)
{
	uintptr_t mask;
	bool news;

	if (sim_irq_levels(irq) == 0)
		return KMSAN_ENXIO;
	mask = sim_lock(&c->lock);
	news = enqueue(c, irq, count);
	kmsan_port_unlock(&c->lock);
	if (news)
		sim_kick(c);
	kmsan_port_intr_mask(false, mask);
	return 0;
}

/*
 * Without a lock: the idle thread, which gets the clock's signals, may hold any, and has interrupts
 * masked for as long as another thread has its CPU.
 */
void
sim_tick(struct sim_cpu *c, unsigned n)
{
	atomic_fetch_add(&c->ticks, n);
	if (sim_pend(c, IPL_SCHED, true))
		sim_kick(c);
}

int
intr_raise(unsigned cpu, int irq)
{
	sim_start();
	if (cpu >= (unsigned)ncpu || irq < 0 || irq >= KMSAN_IRQS)
		return KMSAN_EINVAL;
	return sim_raise(sim_cpu[cpu], (unsigned)irq, 1);
}

/* The line that was raised first, or -1. */
static int
take_line(struct sim_cpu *c, int level)
{
	struct sim_queue *queue = &c->queue[level - IPL_VM];
	uintptr_t mask = sim_lock(&c->lock);
	uint32_t ticks = level == IPL_SCHED ? atomic_exchange(&c->ticks, 0) : 0;
	int irq = -1;

	if (ticks != 0)
		(void)enqueue(c, KMSAN_IRQ_CLOCK, ticks);
	if (queue->used > 0) {
		irq = (int)queue->entry[queue->first].irq;
		if (--queue->entry[queue->first].count == 0) {
			queue->first = (queue->first + 1) % SIM_QUEUE;
			queue->used--;
		}
	}
	if (queue->used == 0) {
		(void)sim_pend(c, level, false);
		/* One that came before its pending mark was taken away. */
		if (level == IPL_SCHED && atomic_load(&c->ticks) != 0)
			(void)sim_pend(c, level, true);
	}
	sim_unlock(&c->lock, mask);
	return irq;
}

static void
run_hard(struct sim_thread *t, struct sim_cpu *c, int level)
{
	int before = t->ipl, irq;

	/* First: of what comes in between only higher levels get through. */
	t->ipl = level;
	IN_ORDER();
	irq = take_line(c, level);
	if (irq >= 0) {
		t->depth++;
		sim_handlers(t, (unsigned)irq, level, before);
		t->depth--;
	}
	IN_ORDER();
	t->ipl = before;
	IN_ORDER();
}

static bool
may_preempt(const struct sim_thread *t)
{
	return t->preemptible && t->nopreempt == 0 && t->ipl == IPL_NONE && t->depth == 0 &&
	       t->spins == 0;
}

void
sim_run(struct sim_thread *t)
{
	struct sim_cpu *c;
	uint32_t open;

	/* The CPU stays the same, also for interrupts in between, until the last line. */
	t->nopreempt++;
	IN_ORDER();
	c = t->cpu;
	while (c != NULL && (open = atomic_load(&c->pending) >> (t->ipl + 1)) != 0) {
		int level = t->ipl + 32 - __builtin_clz(open);

		if (level >= IPL_VM)
			run_hard(t, c, level);
		else
			sim_soft_run(t, level);
	}
	IN_ORDER();
	t->nopreempt--;
	if (c != NULL && atomic_load(&c->resched) && may_preempt(t))
		preempt();
}

/*
 * Stack that the kernel and this file wrote may bear the marks of calls that returned, and so may
 * what uninstrumented functions below a handler will write and pass on. The red zone is the
 * interrupted function's.
 */
static void
stack_out(uintptr_t here, uintptr_t sp)
{
	if (sp > here && sp - here < 65536)
		kmsan_mark(
		    (const void *)(here - BELOW), sp - RED_ZONE - here + BELOW, KMSAN_STATE_INITED);
}

static void
interrupted(struct sim_thread *t, const ucontext_t *context)
{
	struct clockframe frame = {(uintptr_t)context->uc_mcontext.gregs[REG_RIP],
	    (uintptr_t)context->uc_mcontext.gregs[REG_RSP], t->ipl};
	struct clockframe *before = t->frame;

	stack_out((uintptr_t)__builtin_frame_address(0), frame.cf_sp);
	t->frame = &frame;
	sim_run(t);
	t->frame = before;
}

static void
signal_handler(int sig, siginfo_t *info, void *context)
{
	struct sim_thread *t = &sim_thread;
	_Atomic uint32_t *pending = t->pending;
	int saved = errno;

	(void)sig;
	if (info->si_code == SI_TIMER)
		sim_clock_signal(1 + (unsigned)info->si_overrun);
	if (t->masked)
		t->deferred_intr = true;
	else if (pending != NULL && atomic_load(pending) >> (t->ipl + 1) != 0)
		interrupted(t, context);
	errno = saved;
}

int
kmsan_linux_intr_signal(void)
{
	return sim_started() ? SIM_SIGNAL : 0;
}

/* SA_NODEFER: a handler is interrupted by higher levels. */
void
sim_signal_start(void)
{
	struct sigaction action = {
	    .sa_sigaction = signal_handler, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART};
	struct sigaction before;

	if (sigaction(SIM_SIGNAL, NULL, &before) == 0 && before.sa_handler != SIG_DFL &&
	    before.sa_sigaction != signal_handler)
		kmsan_fatal(0, "interrupts need signal %d (SIGURG), which the program has taken",
		    SIM_SIGNAL);
	if (sigaction(SIM_SIGNAL, &action, NULL) != 0)
		kmsan_fatal(0, "interrupts need signal %d (SIGURG)", SIM_SIGNAL);
}
