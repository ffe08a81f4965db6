/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * callout(9): a wheel of lists for each CPU, one list for each tick modulo its size, so that
 * setting and stopping cost the same however many there are. The clock interrupt moves what is
 * due to a list of its own, which the soft interrupt takes.
 */
#include <kmsan/callout.h>
#include <kmsan/kmsan.h>

#include "sim.h"

#define MAGIC 0x43614f75u
#define WHEEL 256

/* c_flags, besides CALLOUT_MPSAFE */
#define PENDING 0x1u /* on a wheel, or due */
#define FIRED	0x2u
#define INVOKED 0x4u

static struct wheel {
	struct callout *slot[WHEEL], *due;
	struct callout *running; /* may be gone by now: compared only */
	struct lwp *runner;
	int now;
} wheel[SIM_CPUS];
static struct kmsan_lock callout_lock;
static void *softclock_cookie;
static struct kmsan_lock start_lock;

static void
put(struct callout **list, struct callout *c)
{
	c->c_next = *list;
	if (c->c_next != NULL)
		c->c_next->c_prev = &c->c_next;
	c->c_prev = list;
	*list = c;
}

static void
take(struct callout *c)
{
	*c->c_prev = c->c_next;
	if (c->c_next != NULL)
		c->c_next->c_prev = c->c_prev;
	c->c_prev = NULL;
	c->c_next = NULL;
}

/*
 * What the wheel has for this tick, in the order in which it was set. A slot has its last one first, for
 * setting takes no walk.
 */
static struct callout *
take_due(struct wheel *w)
{
	struct callout *due = NULL;

	for (struct callout *c = w->slot[w->now % WHEEL], *next; c != NULL; c = next) {
		next = c->c_next;
		if (c->c_time != w->now)
			continue;
		take(c);
		put(&due, c);
	}
	return due;
}

/* Behind what the soft interrupt did not call yet. */
static void
append(struct callout **list, struct callout *due)
{
	while (*list != NULL)
		list = &(*list)->c_next;
	*list = due;
	if (due != NULL)
		due->c_prev = list;
}

void
sim_callout_tick(unsigned cpu)
{
	struct wheel *w = &wheel[cpu];
	uintptr_t mask = sim_lock(&callout_lock);
	bool due;

	w->now++;
	append(&w->due, take_due(w));
	due = w->due != NULL;
	sim_unlock(&callout_lock, mask);
	if (due)
		softint_schedule(softclock_cookie);
}

/* One that is due, its function and argument: it may be set again or be freed while it runs. */
static struct callout *
next_due(struct wheel *w, struct callout *copy)
{
	uintptr_t mask = sim_lock(&callout_lock);
	struct callout *c = w->due;

	w->running = c;
	w->runner = c != NULL ? curlwp : NULL;
	if (c != NULL) {
		take(c);
		c->c_flags = (c->c_flags & ~PENDING) | FIRED | INVOKED;
		*copy = *c;
	}
	/* For callout_halt(): the one before is done. */
	kmsan_port_lock(&sched_lock);
	sim_wake_all(&w->running);
	kmsan_port_unlock(&sched_lock);
	sim_unlock(&callout_lock, mask);
	return c;
}

/* The soft interrupt of each CPU. */
static void
softclock(void *arg)
{
	struct sim_thread *t = &sim_thread;
	struct wheel *w = &wheel[t->cpu->info.ci_index];
	struct callout copy;

	(void)arg;
	while (next_due(w, &copy) != NULL) {
		unsigned holds = (copy.c_flags & CALLOUT_MPSAFE) != 0 ? 0 : 1;

		sim_kernel_lock(t, holds);
		kmsan_softint(&t->lwp);
		copy.c_func(copy.c_arg);
		sim_kernel_unlock(t, holds);
	}
}

static void
start(void)
{
	uintptr_t mask;

	if (__atomic_load_n(&softclock_cookie, __ATOMIC_ACQUIRE) != NULL)
		return;
	mask = sim_lock(&start_lock);
	if (softclock_cookie == NULL) {
		void *cookie = softint_establish(SOFTINT_CLOCK | SOFTINT_MPSAFE, softclock, NULL);

		if (cookie == NULL)
			kmsan_fatal(0, "no memory for callouts");
		__atomic_store_n(&softclock_cookie, cookie, __ATOMIC_RELEASE);
	}
	sim_unlock(&start_lock, mask);
}

static __attribute__((cold, noinline)) _Noreturn void
not_initialised(const char *who, uintptr_t pc)
{
	kmsan_fatal(pc, "%s: the callout is not initialised", who);
}

void
sim_callout_fork(void (*fn)(struct kmsan_lock *))
{
	fn(&callout_lock);
}

void
sim_callout_forked(void)
{
	for (int i = 0; i < SIM_CPUS; i++) {
		wheel[i].running = NULL;
		wheel[i].runner = NULL;
	}
	start_lock.word = 0;
}

static uintptr_t
lock_callout(const callout_t *c, const char *who, uintptr_t pc)
{
	if (c->c_magic != MAGIC)
		not_initialised(who, pc);
	return sim_lock(&callout_lock);
}

void
callout_init(callout_t *c, unsigned flags)
{
	start();
	*c = (callout_t){.c_magic = MAGIC, .c_flags = flags & CALLOUT_MPSAFE};
	kmsan_mark(c, sizeof(*c), KMSAN_STATE_INITED);
	sim_clock_start();
}

static bool
is_running(const callout_t *c)
{
	return wheel[c->c_cpu].running == c;
}

void
callout_destroy(callout_t *c)
{
	uintptr_t mask = lock_callout(c, "callout_destroy", KMSAN_RET_ADDR);
	bool pending = (c->c_flags & PENDING) != 0;
	bool runs = is_running(c) && wheel[c->c_cpu].runner != curlwp;

	if (!pending && !runs)
		c->c_magic = 0;
	sim_unlock(&callout_lock, mask);
	if (pending || runs)
		kmsan_fatal(KMSAN_RET_ADDR, "callout_destroy: the callout is %s",
		    pending ? "pending" : "running");
}

/* The lock is held. */
static bool
stop(callout_t *c)
{
	bool fired = (c->c_flags & FIRED) != 0;

	if ((c->c_flags & PENDING) != 0)
		take(c);
	c->c_flags &= ~(PENDING | FIRED);
	return fired;
}

static void
schedule(callout_t *c, int n)
{
	struct sim_thread *t = sim_self();
	struct wheel *w;

	(void)stop(c);
	/* The one that it runs on now, if it is set by its own function. */
	if (!is_running(c))
		c->c_cpu = t->cpu != NULL ? t->cpu->info.ci_index : 0;
	w = &wheel[c->c_cpu];
	c->c_time = w->now + (n < 1 ? 1 : n);
	c->c_flags = (c->c_flags & ~INVOKED) | PENDING;
	put(&w->slot[c->c_time % WHEEL], c);
}

void
callout_setfunc(callout_t *c, void (*fn)(void *), void *arg)
{
	uintptr_t mask = lock_callout(c, "callout_setfunc", KMSAN_RET_ADDR);

	c->c_func = fn;
	c->c_arg = arg;
	sim_unlock(&callout_lock, mask);
	if (fn == NULL)
		kmsan_fatal(KMSAN_RET_ADDR, "callout_setfunc: the function is NULL");
}

void
callout_reset(callout_t *c, int n, void (*fn)(void *), void *arg)
{
	uintptr_t mask = lock_callout(c, "callout_reset", KMSAN_RET_ADDR);

	c->c_func = fn;
	c->c_arg = arg;
	if (fn != NULL)
		schedule(c, n);
	sim_unlock(&callout_lock, mask);
	if (fn == NULL)
		kmsan_fatal(KMSAN_RET_ADDR, "callout_reset: the function is NULL");
}

void
callout_schedule(callout_t *c, int n)
{
	uintptr_t mask = lock_callout(c, "callout_schedule", KMSAN_RET_ADDR);
	bool set = c->c_func != NULL;

	if (set)
		schedule(c, n);
	sim_unlock(&callout_lock, mask);
	if (!set)
		kmsan_fatal(KMSAN_RET_ADDR, "callout_schedule: no function was set");
}

bool
callout_stop(callout_t *c)
{
	uintptr_t mask = lock_callout(c, "callout_stop", KMSAN_RET_ADDR);
	bool fired = stop(c);

	sim_unlock(&callout_lock, mask);
	return fired;
}

bool
callout_halt(callout_t *c, void *interlock)
{
	struct sim_thread *t = sim_self();
	uintptr_t mask = lock_callout(c, "callout_halt", KMSAN_RET_ADDR);
	struct wheel *w = &wheel[c->c_cpu];
	bool fired = stop(c), open = false;

	while (w->running == c && w->runner != &t->lwp) {
		if (interlock != NULL && !open) {
			open = true;
			sim_unlock(&callout_lock, mask);
			mutex_exit(interlock);
			mask = sim_lock(&callout_lock);
			continue;
		}
		sim_unlock(&callout_lock, mask);
		sim_may_sleep(t, "callout_halt", KMSAN_RET_ADDR);
		mask = sim_lock(&callout_lock);
		if (w->running != c)
			break;
		kmsan_port_lock(&sched_lock);
		kmsan_port_unlock(&callout_lock);
		sim_sleep(t, &w->running, 0);
		kmsan_port_unlock(&sched_lock);
		kmsan_port_lock(&callout_lock);
		(void)stop(c); /* it may have set itself */
	}
	sim_unlock(&callout_lock, mask);
	if (open)
		mutex_enter(interlock);
	return fired;
}

bool
callout_pending(callout_t *c)
{
	return (c->c_flags & PENDING) != 0;
}

bool
callout_expired(callout_t *c)
{
	return (c->c_flags & FIRED) != 0;
}

bool
callout_active(callout_t *c)
{
	return (c->c_flags & (PENDING | FIRED)) != 0;
}

bool
callout_invoking(callout_t *c)
{
	return (c->c_flags & INVOKED) != 0;
}

void
callout_ack(callout_t *c)
{
	uintptr_t mask = lock_callout(c, "callout_ack", KMSAN_RET_ADDR);

	c->c_flags &= ~INVOKED;
	sim_unlock(&callout_lock, mask);
}
