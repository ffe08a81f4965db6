/* SPDX-License-Identifier: BSD-2-Clause */
/* kthread(9): lwps of the kernel, which are threads of the host that wait for a CPU first. */
#include <pthread.h>
#include <stdarg.h>

#include <kmsan/kmsan.h>

#include "msan/context.h"
#include "msan/print.h"
#include "sim.h"

struct kthread {
	struct kthread *next;
	struct sim_thread *thread;
	void (*fn)(void *);
	void *arg;
	struct sim_cpu *bound;
	int flags, code;
	char name[24];
	bool ended, joined;
	void *out[5]; /* of __builtin_setjmp() */
};

static struct kmsan_lock list_lock;
static struct kthread *spare;

void
sim_kthread_fork(void (*fn)(struct kmsan_lock *))
{
	fn(&list_lock);
}

static struct kthread *
kthread_get(void)
{
	uintptr_t mask = sim_lock(&list_lock);
	struct kthread *k = spare;

	if (k != NULL)
		spare = k->next;
	sim_unlock(&list_lock, mask);
	return k != NULL ? k : sim_piece(sizeof(*k));
}

static void
kthread_put(struct kthread *k)
{
	uintptr_t mask = sim_lock(&list_lock);

	*k = (struct kthread){.next = spare};
	spare = k;
	sim_unlock(&list_lock, mask);
}

/*
 * Tell whoever joins, and leave the CPU. One that is to be joined stays, without a CPU, until it
 * is: its struct lwp is a part of its thread.
 */
static void
end(struct sim_thread *t, struct kthread *k, int code)
{
	kmsan_port_intr_mask(true, 0);
	(void)sim_kernel_unlock_all(t);
	kmsan_port_lock(&sched_lock);
	t->has_cpus = false;
	t->state = SIM_OUTSIDE;
	if (t->cpu != NULL) /* not in a forked child */
		sim_give_away(t);
	k->code = code;
	k->ended = true;
	sim_wake_all(&k->ended);
	while ((k->flags & KTHREAD_MUSTJOIN) != 0 && !k->joined)
		sim_sleep(t, &k->joined, 0);
	t->kthread = NULL;
	kmsan_port_unlock(&sched_lock);
	kthread_put(k);
	kmsan_port_intr_mask(false, 0);
}

static void
call(struct kthread *k)
{
	kmsan_init_arg(sizeof(void *));
	k->fn(k->arg);
}

static void
check_end(const struct sim_thread *t, uintptr_t pc)
{
	char text[64];

	if (kmsan_intr_depth() > 0) {
		kmsan_snprintf(
		    text, sizeof(text), "lwp %s ends at interrupt level", t->lwp.l_name);
		context_fatal(pc, text);
	}
	if (t->spins > 0)
		kmsan_fatal(pc, "lwp %s ends with a spin mutex held", t->lwp.l_name);
	if (t->ipl != IPL_NONE)
		kmsan_fatal(pc, "lwp %s ends at %s", t->lwp.l_name, sim_level_name(t->ipl));
}

static void *
kthread_main(void *arg)
{
	struct kthread *k = arg;
	struct sim_thread *t = sim_self();
	int code = 0;

	kmsan_port_intr_mask(true, 0);
	t->kthread = k;
	t->preemptible = (k->flags & KTHREAD_TS) != 0;
	kmsan_snprintf(t->lwp.l_name, sizeof(t->lwp.l_name), "%s", k->name);
	kmsan_port_lock(&sched_lock);
	t->has_cpus = true;
	t->bound = k->bound;
	k->thread = t;
	/* Whoever makes it lets it go, when it has read what it wants of k. */
	sim_wake_all(&k->thread);
	sim_wait_go(t);
	kmsan_port_unlock(&sched_lock);
	t->deferred_intr = true;
	kmsan_port_intr_mask(false, 0);
	if ((k->flags & KTHREAD_MPSAFE) == 0)
		sim_kernel_lock(t, 1);
	if (__builtin_setjmp(k->out) == 0) {
		call(k);
		check_end(t, (uintptr_t)k->fn + 1);
	} else {
		code = k->code;
	}
	end(t, k, code);
	return NULL;
}

static int
start(struct kthread *k, struct lwp **lp)
{
	struct sim_thread *t = sim_self();
	pthread_t thread;
	uintptr_t mask;

	if (pthread_create(&thread, NULL, kthread_main, k) != 0) {
		kthread_put(k);
		return KMSAN_ENOMEM;
	}
	pthread_detach(thread);
	mask = sim_lock(&sched_lock);
	while (k->thread == NULL)
		sim_sleep(t, &k->thread, 0);
	if (lp != NULL)
		*lp = &k->thread->lwp;
	sim_ready(k->thread);
	sim_unlock(&sched_lock, mask);
	if (lp != NULL)
		kmsan_mark(lp, sizeof(*lp), KMSAN_STATE_INITED);
	return 0;
}

int
kthread_create(pri_t pri, int flags, struct cpu_info *ci, void (*fn)(void *), void *arg,
    struct lwp **lp, const char *format, ...)
{
	struct kthread *k;
	struct text name;
	va_list ap;

	(void)pri;
	if (fn == NULL)
		kmsan_fatal(KMSAN_RET_ADDR, "kthread_create: the function is NULL");
	if (kmsan_in_interrupt())
		kmsan_fatal(KMSAN_RET_ADDR, "kthread_create: at interrupt level");
	sim_may_sleep(sim_self(), "kthread_create", KMSAN_RET_ADDR);
	sim_start();
	if (ci != NULL && cpu_lookup(ci->ci_index) != ci)
		kmsan_fatal(KMSAN_RET_ADDR, "kthread_create: there is no such CPU");
	k = kthread_get();
	if (k == NULL)
		return KMSAN_ENOMEM;
	k->fn = fn;
	k->arg = arg;
	k->bound = (struct sim_cpu *)(void *)ci;
	k->flags = flags;
	va_start(ap, format);
	text_init(&name, k->name, sizeof(k->name));
	text_vprint(&name, format, ap);
	va_end(ap);
	return start(k, lp);
}

void
kthread_exit(int code)
{
	struct sim_thread *t = sim_self();

	if (t->kthread == NULL)
		kmsan_fatal(KMSAN_RET_ADDR, "kthread_exit: not a lwp of kthread_create()");
	check_end(t, KMSAN_RET_ADDR);
	t->kthread->code = code;
	__builtin_longjmp(t->kthread->out, 1);
}

int
kthread_join(struct lwp *l)
{
	struct sim_thread *t = sim_self();
	struct kthread *k = ((struct sim_thread *)(void *)l)->kthread;
	uintptr_t mask;
	int code;

	if (k == NULL || (k->flags & KTHREAD_MUSTJOIN) == 0 || k->joined)
		kmsan_fatal(KMSAN_RET_ADDR, "kthread_join: a lwp without KTHREAD_MUSTJOIN");
	sim_may_sleep(t, "kthread_join", KMSAN_RET_ADDR);
	mask = sim_lock(&sched_lock);
	while (!k->ended)
		sim_sleep(t, &k->ended, 0);
	code = k->code;
	k->joined = true;
	sim_wake_all(&k->joined);
	sim_unlock(&sched_lock, mask);
	return code;
}
