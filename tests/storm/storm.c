/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * storm N: two CPUs do the same work again and again, and compare each result with the one that it
 * had before the first interrupt, until N interrupts have come at them. All that travels between
 * caller and callee is on its way when they come: structures with uninitialised members, more
 * than 800 bytes of variadic arguments, results. Handlers leave the same sort of things behind.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <kmsan/callout.h>
#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/intr.h>
#include <kmsan/kmsan.h>
#include <kmsan/kthread.h>
#include <kmsan/lock.h>

#include "work.h"

#define CPUS  2
#define LINES 3

const char *
kmsan_default_options(void)
{
	return "hz=5000";
}

static atomic_ulong raised[LINES + 1], handled[LINES + 1], clocks, softs, calls;
static void *soft[2];
static atomic_uint nested;

/* How many handlers are on top of each other: hard ones on this lwp, and a soft one that it is. */
static void
in_handler(int n)
{
	unsigned depth = kmsan_intr_depth() + cpu_softintr_p(), before = atomic_load(&nested);

	while (depth > before && !atomic_compare_exchange_weak(&nested, &before, depth))
		;
	disturb(n);
}

static void
raise_line(unsigned cpu, int n)
{
	atomic_fetch_add(&raised[n], 1);
	intr_raise(cpu, n);
}

static int
line(void *arg)
{
	int n = *(int *)arg;

#ifdef LEAK
	struct message leak = message(n);

	if (n == 2 && leak.unused[n] == 77)
		atomic_fetch_add(&softs, 1);
#endif
	/* A higher one, and a soft one, now and then. */
	if (n < LINES && (atomic_load(&handled[n]) & 3) == 0)
		raise_line(cpu_number(), n + 1);
	if ((atomic_fetch_add(&handled[n], 1) & 15) == 0)
		softint_schedule(soft[n % 2]);
	in_handler(n);
	return 1;
}

static int
tick(void *arg)
{
	struct clockframe *frame = arg;

	if (CLKF_INTR(frame) && frame->cf_ipl >= IPL_SCHED)
		abort();
	/* Not each time: on a busy host the clock's would be all that is ever done. */
	if (atomic_fetch_add(&clocks, 1) % 4 == 0)
		in_handler(4);
	return 1;
}

static kmutex_t mutex;
static unsigned long shared;

static void
softly(void *arg)
{
	raise_line(cpu_number(), 1);
	mutex_enter(&mutex);
	shared++;
	in_handler(*(int *)arg);
	atomic_fetch_add(&softs, 1);
	mutex_exit(&mutex);
}

static callout_t callout;

static void
called(void *arg)
{
	softly(arg);
	atomic_fetch_add(&calls, 1);
	callout_schedule(&callout, 3);
}

static unsigned long wanted;
static long expected[64];
static atomic_ulong rounds, wrong;

static unsigned long
interrupts(void)
{
	unsigned long n = atomic_load(&clocks);

	for (int i = 1; i <= LINES; i++)
		n += atomic_load(&handled[i]);
	return n;
}

static void
worker(void *arg)
{
	(void)arg;
	while (interrupts() < wanted) {
		int n = (int)(atomic_fetch_add(&rounds, 1) % 64);

		if (work(n) != expected[n])
			atomic_fetch_add(&wrong, 1);
		mutex_enter(&mutex);
		shared++;
		mutex_exit(&mutex);
		/* Every other lwp of two is on the other CPU then, perhaps. */
		if (n % 8 == 0)
			yield();
	}
}

/*
 * A device: a thread without a CPU. It leaves a round of work to every 300 interrupts: else, on a busy
 * host, the handlers would interrupt nothing but each other.
 */
static void *
device(void *arg)
{
	unsigned seed = 1;

	(void)arg;
	while (interrupts() < wanted) {
		int n;

		if (interrupts() > 300 * (atomic_load(&rounds) + 4)) {
			sched_yield();
			continue;
		}
		seed = seed * 1103515245 + 12345;
		n = 1 + (int)(seed >> 16) % LINES;
		/* As long as the others keep up. */
		if (atomic_load(&raised[n]) - atomic_load(&handled[n]) < 8)
			raise_line((seed >> 20) % CPUS, n);
	}
	return NULL;
}

static void
start(void)
{
	static int number[] = {0, 1, 2, 3};
	static const int ipl[] = {0, IPL_VM, IPL_SCHED, IPL_HIGH};

	mutex_init(&mutex, MUTEX_DEFAULT, IPL_NONE);
	work_start();
	for (int i = 0; i < 64; i++)
		expected[i] = work(i);
	if (kmsan_cpus_start(CPUS) != 0)
		abort();
	soft[0] = softint_establish(SOFTINT_NET | SOFTINT_MPSAFE, softly, &number[1]);
	soft[1] = softint_establish(SOFTINT_SERIAL, softly, &number[2]);
	for (int i = 1; i <= LINES; i++)
		intr_establish(i, ipl[i], IST_EDGE | IST_MPSAFE, line, &number[i]);
	intr_establish(KMSAN_IRQ_CLOCK, IPL_SCHED, IST_EDGE | IST_MPSAFE, tick, NULL);
	callout_init(&callout, CALLOUT_MPSAFE);
	callout_reset(&callout, 3, called, &number[3]);
}

static void
finish(void)
{
	callout_halt(&callout, NULL);
	/* What is on its way arrives. */
	for (int i = 1; i <= LINES; i++)
		while (atomic_load(&handled[i]) < atomic_load(&raised[i]))
			yield();
	softint_disestablish(soft[0]);
	softint_disestablish(soft[1]);
	/* Those that the last soft interrupts raised. */
	for (int i = 1; i <= LINES; i++) {
		while (atomic_load(&handled[i]) < atomic_load(&raised[i]))
			yield();
		if (atomic_load(&handled[i]) != atomic_load(&raised[i]))
			atomic_fetch_add(&wrong, 1);
	}
	mutex_enter(&mutex);
	if (shared != atomic_load(&softs) + atomic_load(&rounds))
		atomic_fetch_add(&wrong, 1);
	mutex_exit(&mutex);
}

int
main(int argc, char **argv)
{
	struct lwp *l[3];
	pthread_t thread;
	struct timespec from, to;
	double seconds;

	wanted = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
	start();
	clock_gettime(CLOCK_MONOTONIC, &from);
	pthread_create(&thread, NULL, device, NULL);
	for (int i = 0; i < 3; i++)
		kthread_create(PRI_NONE,
		    KTHREAD_MPSAFE | KTHREAD_MUSTJOIN | (i == 2 ? KTHREAD_TS : 0), NULL, worker,
		    NULL, &l[i], "worker%d", i);
	worker(NULL);
	for (int i = 0; i < 3; i++)
		kthread_join(l[i]);
	pthread_join(thread, NULL);
	clock_gettime(CLOCK_MONOTONIC, &to);
	seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	finish();
	printf("%lu interrupts in %.1f s, %.0f a second of each clock, %lu soft, %lu callouts, %u "
	       "deep, "
	       "%lu rounds, %lu wrong\n",
	    interrupts(), seconds, (double)clocks / CPUS / seconds, softs, calls, nested, rounds,
	    wrong);
	return wrong != 0 || kmsan_report_count() != 0;
}
