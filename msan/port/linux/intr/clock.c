/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clock: a POSIX timer for each CPU, whose signal is for the CPU's idle thread, since a timer
 * cannot be told to follow the CPU from thread to thread. The idle thread raises the clock's line,
 * and with it a signal to whoever has the CPU.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <time.h>

#include <kmsan/callout.h>
#include <kmsan/options.h>

#include "../linux.h"
#include "sim.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static struct kmsan_lock clock_lock;
static bool running;
static bool again; /* it ran before a fork */
static _Atomic int ticks;

int hz = 100;

void
kmsan_linux_intr_start(void)
{
	if (kmsan_options.hz != 0)
		hz = (int)kmsan_options.hz;
	sim_fork_start();
}

int
getticks(void)
{
	return atomic_load(&ticks);
}

uint64_t
sim_clock_ns(int n)
{
	return (uint64_t)n * (1000000000 / (unsigned)hz);
}

/* At IPL_SCHED on each CPU. */
static int
hardclock(void *arg)
{
	struct sim_thread *t = &sim_thread;

	(void)arg;
	if (t->cpu->info.ci_index == 0)
		atomic_fetch_add(&ticks, 1);
	sim_callout_tick(t->cpu->info.ci_index);
	if (sim_anybody_ready(t->cpu))
		atomic_store(&t->cpu->resched, true);
	return 1;
}

void
sim_clock_signal(unsigned n)
{
	if (sim_thread.idle)
		sim_tick(sim_thread.bound, n);
}

/* The clock's lock is held. */
static void
arm(struct sim_cpu *c)
{
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIM_SIGNAL};
	struct itimerspec period;
	long ns = 1000000000 / hz;
	timer_t timer;

	event.sigev_notify_thread_id = c->idle->tid;
	period.it_interval = (struct timespec){ns / 1000000000, ns % 1000000000};
	period.it_value = period.it_interval;
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0 ||
	    timer_settime(timer, 0, &period, NULL) != 0)
		kmsan_fatal(0, "no timer for the clock of CPU %u", c->info.ci_index);
}

void
sim_clock_cpu(struct sim_cpu *c)
{
	kmsan_port_lock(&clock_lock);
	if (running)
		arm(c);
	kmsan_port_unlock(&clock_lock);
}

void
sim_clock_fork(void (*fn)(struct kmsan_lock *))
{
	fn(&clock_lock);
}

/* Timers are not inherited; the handler is. */
void
sim_clock_forked(void)
{
	again |= running;
	running = false;
}

bool
sim_clock_wanted(void)
{
	return again || kmsan_options.hz != 0;
}

void
sim_clock_start(void)
{
	uintptr_t mask;

	sim_start();
	mask = sim_lock(&clock_lock);
	if (!running) {
		if (!again && !sim_establish(KMSAN_IRQ_CLOCK, IPL_SCHED, hardclock, &ticks))
			kmsan_fatal(0, "no memory for the clock's handler");
		running = true;
		for (int i = 0; i < ncpu; i++)
			arm(sim_cpu[i]);
	}
	sim_unlock(&clock_lock, mask);
}

void
delay(unsigned us)
{
	uint64_t end = kmsan_port_clock() + (uint64_t)us * 1000;

	while (kmsan_port_clock() < end)
		__builtin_ia32_pause();
}
