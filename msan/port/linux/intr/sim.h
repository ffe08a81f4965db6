/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_SIM_H
#define KMSAN_LINUX_SIM_H

/*
 * CPUs, interrupts and lwps on a host: docs/CONTEXTS.md has the picture.
 *
 * A lwp is a thread. A CPU is had by one thread at a time: that one runs, and takes the CPU's
 * interrupts, which are signals. All others wait in sim_block(). Each CPU has an idle thread,
 * which has it when nobody else wants it and gets the clock's signals, and a thread for each level
 * of soft interrupts.
 *
 * Locks, in this order: sched_lock, a CPU's; a line's alone. Whoever holds one has interrupts masked, so
 * nobody is interrupted or loses the CPU with it.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <kmsan/hooks.h>
#include <kmsan/intr.h>
#include <kmsan/kthread.h>
#include <kmsan/lock.h>
#include <kmsan/port.h>

#define SIM_CPUS 32
#define SIM_SOFT 4 /* levels IPL_SOFTCLOCK to IPL_SOFTSERIAL */
/* Debuggers pass it on silently, programs hardly use it, and it is harmless by default. */
#define SIM_SIGNAL SIGURG

struct sim_thread;
struct softint;

/*
 * What was raised at one level on one CPU and is not yet served, in the order of arrival: a line, so
 * often in a row. When it is nearly full a line that is in it already only counts there.
 */
#define SIM_QUEUE 256
struct sim_queue {
	unsigned first, used;
	struct {
		unsigned irq, count;
	} entry[SIM_QUEUE];
};

/* Registers of a thread that waits for its soft interrupt, for the unwinder. */
struct sim_regs {
	uintptr_t rbx, rbp, r12, r13, r14, r15, rsp, rip;
};

/* Soft interrupts of one level on one CPU. */
struct sim_soft {
	struct softint *head, **tail;
	struct sim_thread *thread;
	bool blocked; /* in the middle of a handler, waiting for a lock */
};

struct sim_cpu {
	struct cpu_info info;	  /* first: struct cpu_info * is this */
	_Atomic uint32_t pending; /* a bit for each level that has work */
	_Atomic uint32_t ticks;	  /* of the clock, not yet on its line */
	_Atomic int tid;	  /* of the thread that has it: whom a signal is for */

	struct kmsan_lock lock; /* of what follows */
	struct sim_queue queue[IPL_HIGH - IPL_VM + 1];
	struct sim_soft soft[SIM_SOFT];

	/* under sched_lock */
	struct sim_thread *current, *idle;
	struct sim_thread *ready, **ready_tail; /* that may run here alone */
	_Atomic uint32_t kick;			/* the idle thread sleeps on it */
	_Atomic bool resched;			/* a clock interrupt wants others to run */
};

enum sim_state { SIM_RUNNING, SIM_READY, SIM_SLEEPING, SIM_PINNED, SIM_OUTSIDE };

/*
 * What holds again when the handler of a level is done: the CPU's level, hard interrupts below, and
 * so on; holds of the kernel lock that it has; where it is counted, under which lock.
 */
struct sim_level {
	int ipl;
	unsigned depth, nopreempt, holds;
	unsigned *running;
	struct kmsan_lock *lock;
};

struct sim_thread {
	struct lwp lwp; /* first: struct lwp * is this */

	/* this thread's alone: interrupts are masked; one came; a signal of the program's did */
	volatile uint8_t masked, deferred_intr, deferred_signal;
	bool known;	  /* sim_self() was here */
	uint64_t signals; /* the mask to go back to after deferred_signal */

	/*
	 * All that an interrupt changes is the thread's and not the CPU's, so that none of it
	 * goes astray when a clock interrupt takes the CPU away between a load and a store.
	 */
	volatile int ipl;
	_Atomic uint32_t *pending; /* its CPU's; NULL without */
	struct clockframe *frame;
	unsigned depth; /* hard interrupts that run on its stack */
	unsigned spins; /* spin mutexes held */
	int spin_ipl;	/* the level before the first of them */
	unsigned nopreempt;
	struct sim_level level[KMSAN_SLOTS]; /* of contexts */

	struct sim_cpu *cpu; /* that it has */
	struct kmsan_lwp *kmsan;
	int tid;
	_Atomic uint32_t go; /* sleeps on it until it is 1 */

	/* under sched_lock */
	enum sim_state state;
	struct sim_thread *next; /* of a queue */
	uint64_t turn;		 /* when it became ready: first come, first served */
	const void *channel;
	struct sim_cpu *bound; /* may run there alone */
	bool has_cpus, timed_out, idle;
	struct sim_soft *soft; /* runs soft interrupts, at this level */
	int soft_ipl;
	struct sim_thread *pinned; /* whom it interrupted */
	struct sim_regs regs;	   /* of pinned */

	bool preemptible;
	unsigned kernel_locks, left_holds;
	struct kthread *kthread;
};

extern __thread struct sim_thread sim_thread __attribute__((tls_model("local-exec")));
extern struct sim_cpu *sim_cpu[SIM_CPUS];
extern struct kmsan_lock sched_lock;

/* cpu.c: the current thread, known to the rest; the machine, running. */
struct sim_thread *sim_self_slow(void);
void sim_start(void);
bool sim_started(void);
void sim_helper_signals(void);

static inline struct sim_thread *
sim_self(void)
{
	return __builtin_expect(sim_thread.known, 1) ? &sim_thread : sim_self_slow();
}

/* mask.c */
static inline uintptr_t
sim_lock(struct kmsan_lock *lock)
{
	uintptr_t mask = kmsan_port_intr_mask(true, 0);

	kmsan_port_lock(lock);
	return mask;
}

static inline void
sim_unlock(struct kmsan_lock *lock, uintptr_t mask)
{
	kmsan_port_unlock(lock);
	kmsan_port_intr_mask(false, mask);
}

/*
 * deliver.c: signals become interrupts. pend: this level has work or has none, under the CPU's
 * lock; true: it had none before. kick, then: whoever has the CPU looks at what is pending. Not each
 * time: whoever raises without end would have the CPU do nothing but enter signal handlers, one
 * on top of the other. run: all that is not blocked.
 */
bool sim_pend(struct sim_cpu *c, int level, bool work);
void sim_kick(struct sim_cpu *c);
void sim_run(struct sim_thread *t);
void sim_signal_start(void);
int sim_raise(struct sim_cpu *c, unsigned irq, unsigned count);
void sim_tick(struct sim_cpu *c, unsigned ticks);
const char *sim_level_name(int level);

/*
 * establish.c: call the handlers of a line at a level, before which the CPU was at another; one of
 * the machine's own.
 */
bool sim_establish(unsigned irq, int ipl, int (*fn)(void *), void *arg);
void sim_handlers(struct sim_thread *t, unsigned irq, int level, int before);
uint32_t sim_irq_levels(unsigned irq);

/*
 * fn, a handler, returned at another level of contexts than depth, or not at ipl: a message with its
 * place and with what it had interrupted, or with where it entered the level that it did not leave.
 */
_Noreturn void sim_returned_wrongly(uintptr_t fn, const char *who, unsigned depth, int ipl);

/* unwound.c: the current level of contexts was just entered; level: for a longjmp out of its handler. */
void sim_level_entered(struct sim_thread *t, struct sim_level level);

/* Memory that is never freed, zeroed; NULL without. */
void *sim_piece(size_t size);

/* softint.c: of the current CPU; t is a thread that runs them, in the middle of a handler. */
void sim_soft_run(struct sim_thread *t, int level);
void sim_soft_blocks(struct sim_thread *t);
void sim_soft_ready(struct sim_thread *t);
bool sim_soft_cpu(struct sim_cpu *c);

/*
 * clock.c: the clock runs on all CPUs from the first call on. wanted: as soon as there is a CPU. cpu:
 * on a new one, called by its idle thread. signal: this is a clock's, the current thread an idle
 * one. ns: of so many ticks.
 */
void sim_clock_start(void);
bool sim_clock_wanted(void);
void sim_clock_cpu(struct sim_cpu *c);
void sim_clock_signal(unsigned ticks);
uint64_t sim_clock_ns(int ticks);

/* callout.c: the tick of a CPU. */
void sim_callout_tick(unsigned cpu);

/*
 * sched.c, all with sched_lock held and interrupts masked. sim_block gives the CPU away, if the
 * thread has one, and returns when it is woken and has one again. timeout: nanoseconds, 0 none;
 * then timed_out says whether it was woken. sim_give: t has the CPU from here on.
 */
void sim_sleep(struct sim_thread *t, const void *channel, uint64_t timeout);
void sim_block(struct sim_thread *t, uint64_t timeout);
struct sim_thread *sim_wake(const void *channel);
void sim_wake_all(const void *channel);
bool sim_anybody_sleeps(const void *channel);
void sim_ready(struct sim_thread *t);
void sim_give(struct sim_cpu *c, struct sim_thread *t);
void sim_give_away(struct sim_thread *t);
void sim_wait_go(struct sim_thread *t);
void sim_idle(struct sim_thread *t);

/* A guess, not locked: is anybody ready to run on this CPU? */
bool sim_anybody_ready(const struct sim_cpu *c);

/* The current lwp leaves the machine for a while (the host blocks it), and comes back. */
bool sim_leave(void);
void sim_return(void);

/* May this lwp sleep? Fatal if it is in a hard interrupt or holds a spin mutex. */
void sim_may_sleep(const struct sim_thread *t, const char *who, uintptr_t pc);

/*
 * fork.c. Each _fork function calls fn for the file's locks; each _forked one, in the child with all
 * locks held, forgets what was other threads'.
 */
void sim_fork_start(void);
void sim_callout_fork(void (*fn)(struct kmsan_lock *));
void sim_clock_fork(void (*fn)(struct kmsan_lock *));
void sim_trap_fork(void (*fn)(struct kmsan_lock *));
void sim_establish_fork(void (*fn)(struct kmsan_lock *));
void sim_kthread_fork(void (*fn)(struct kmsan_lock *));
void sim_establish_forked(void);
void sim_trap_forked(void);
void sim_kernel_lock_forked(struct sim_thread *t);
void sim_callout_forked(void);
void sim_clock_forked(void);
void sim_soft_forked(void);
void sim_sched_forked(void);
void sim_forked(void);

/* kernel_lock.c: holds of this thread; unlock_all returns how many they were. */
void sim_kernel_lock(struct sim_thread *t, unsigned holds);
void sim_kernel_unlock(struct sim_thread *t, unsigned holds);
unsigned sim_kernel_unlock_all(struct sim_thread *t);

#endif
