/* SPDX-License-Identifier: BSD-2-Clause */
/* CPUs and the lwps that have them: who am I, and starting the machine. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include <kmsan/host.h>
#include <kmsan/options.h>

#include "../linux.h"
#include "../rawsys.h"
#include "msan/context.h"
#include "port_inline.h"
#include "sim.h"

__thread struct sim_thread sim_thread __attribute__((tls_model("local-exec")));
struct sim_cpu *sim_cpu[SIM_CPUS];
int ncpu = 1;

static struct kmsan_lock start_lock;
static atomic_bool started;

/* May be a signal handler that comes here first: then it does all, and the caller once more. */
__attribute__((noinline, cold)) struct sim_thread *
sim_self_slow(void)
{
	struct sim_thread *t = &sim_thread;

	t->kmsan = kmsan_port_lwp();
	t->tid = (int)KMSAN_SYS(SYS_gettid, 0, 0, 0, 0);
	t->lwp.l_kmsan = t->kmsan;
	t->lwp.l_lid = t->kmsan->id;
	t->known = true;
	return t;
}

struct lwp *
kmsan_curlwp(void)
{
	return &sim_self()->lwp;
}

struct cpu_info *
curcpu(void)
{
	return sim_self()->lwp.l_cpu;
}

unsigned
cpu_index(const struct cpu_info *ci)
{
	return ci->ci_index;
}

unsigned
cpu_number(void)
{
	const struct cpu_info *ci = curcpu();

	return ci != NULL ? ci->ci_index : 0;
}

struct cpu_info *
cpu_lookup(unsigned index)
{
	if (index >= (unsigned)ncpu)
		return NULL;
	sim_start();
	return &sim_cpu[index]->info;
}

bool
cpu_intr_p(void)
{
	return sim_thread.depth > 0;
}

bool
cpu_softintr_p(void)
{
	return sim_thread.soft != NULL;
}

/* Signals of the program's are for threads of the program's. */
void
sim_helper_signals(void)
{
	uint64_t set = ~(1ULL << (SIGSEGV - 1) | 1ULL << (SIGBUS - 1) | 1ULL << (SIM_SIGNAL - 1));

	KMSAN_SYS(SYS_rt_sigprocmask, SIG_SETMASK, &set, 0, sizeof(set));
}

static void *
idle_main(void *arg)
{
	struct sim_thread *t = sim_self();
	struct sim_cpu *c = arg;

	sim_helper_signals();
	kmsan_port_intr_mask(true, 0);
	kmsan_port_lock(&sched_lock);
	t->idle = t->has_cpus = true;
	t->bound = c;
	kmsan_snprintf(t->lwp.l_name, sizeof(t->lwp.l_name), "idle/%u", c->info.ci_index);
	t->state = SIM_OUTSIDE;
	c->idle = t;
	if (c->current == NULL)
		sim_give(c, t);
	sim_clock_cpu(c);
	sim_idle(t);
	return NULL;
}

static struct sim_cpu *
make_cpu(unsigned index)
{
	struct sim_cpu *c =
	    kmsan_port_pages((sizeof(*c) + KMSAN_PAGE_SIZE - 1) & ~(size_t)(KMSAN_PAGE_SIZE - 1));

	if (c == NULL)
		return NULL;
	c->info.ci_index = index;
	for (int i = 0; i < SIM_SOFT; i++)
		c->soft[i].tail = &c->soft[i].head;
	c->ready_tail = &c->ready;
	return c;
}

/* The CPU's idle thread is there when this returns: it names the CPU to the clock. */
static bool
start_cpu(struct sim_cpu *c)
{
	pthread_t thread;
	uintptr_t mask;

	if (pthread_create(&thread, NULL, idle_main, c) != 0)
		return false;
	pthread_detach(thread);
	mask = sim_lock(&sched_lock);
	while (c->idle == NULL) {
		/* Not sim_sleep(): it would need the machine that is being made. */
		kmsan_port_unlock(&sched_lock);
		KMSAN_SYS(SYS_sched_yield, 0, 0, 0, 0);
		kmsan_port_lock(&sched_lock);
	}
	sim_unlock(&sched_lock, mask);
	return true;
}

static void
start_first(void)
{
	struct sim_thread *t = sim_self();
	struct sim_cpu *c = make_cpu(0);
	uintptr_t mask;

	if (c == NULL)
		kmsan_fatal(0, "no memory for CPU 0");
	sim_signal_start();
	sim_cpu[0] = c;
	mask = sim_lock(&sched_lock);
	t->has_cpus = true;
	t->bound = c;
	sim_give(c, t);
	sim_unlock(&sched_lock, mask);
	if (!start_cpu(c) || !sim_soft_cpu(c))
		kmsan_fatal(0, "no thread for CPU 0");
}

/* In a forked child: no CPU is left. Threads that were making one are not there either. */
void
sim_forked(void)
{
	for (int i = 0; i < SIM_CPUS; i++)
		sim_cpu[i] = NULL;
	ncpu = 1;
	start_lock.word = 0;
	atomic_store(&started, false);
}

bool
sim_started(void)
{
	return atomic_load(&started);
}

/* The thread that comes first has CPU 0 from then on. */
void
sim_start(void)
{
	if (atomic_load(&started))
		return;
	kmsan_port_lock(&start_lock);
	if (!atomic_load(&started)) {
		start_first();
		atomic_store(&started, true);
	}
	kmsan_port_unlock(&start_lock);
	if (sim_clock_wanted())
		sim_clock_start();
}

int
kmsan_cpus_start(unsigned n)
{
	if (n == 0 || n > SIM_CPUS)
		return KMSAN_EINVAL;
	sim_start();
	kmsan_port_lock(&start_lock);
	for (unsigned i = (unsigned)ncpu; i < n; i++) {
		struct sim_cpu *c = make_cpu(i);

		if (c == NULL || !start_cpu(c)) {
			kmsan_port_unlock(&start_lock);
			return KMSAN_ENOMEM;
		}
		sim_cpu[i] = c;
		ncpu = (int)i + 1;
		if (!sim_soft_cpu(c)) {
			kmsan_port_unlock(&start_lock);
			return KMSAN_ENOMEM;
		}
	}
	kmsan_port_unlock(&start_lock);
	return 0;
}

/* The thread ends, having a CPU as the first lwp has: others may have it. */
void
kmsan_linux_intr_thread_end(void)
{
	struct sim_thread *t = &sim_thread;

	if (t->cpu == NULL)
		return;
	kmsan_port_intr_mask(true, 0);
	kmsan_port_lock(&sched_lock);
	t->state = SIM_OUTSIDE;
	sim_give_away(t);
	kmsan_port_unlock(&sched_lock);
	kmsan_port_intr_mask(false, 0);
}
