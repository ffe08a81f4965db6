/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A child of fork() starts with no CPU of its parent's, whatever other lwps did when it was made; what
 * was established works there, too, on a machine of its own, and the parent goes on.
 */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kmsan/callout.h>
#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/intr.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/kthread.h>
#include <kmsan/lock.h>

#include "expect.h"

const char *
kmsan_default_options(void)
{
	return "hz=1000";
}

static volatile int hard, softs, calls, lwps, stop;
static void *soft, *line;
static callout_t callout;
static kmutex_t mutex;
static bool is_child;

static int
handler(void *arg)
{
	(void)arg;
	__atomic_fetch_add(&hard, 1, __ATOMIC_RELAXED);
	softint_schedule(soft);
	return 1;
}

static void
softly(void *arg)
{
	(void)arg;
	mutex_enter(&mutex);
	softs++;
	mutex_exit(&mutex);
}

static void
called(void *arg)
{
	calls++;
	callout_schedule(arg, 1);
}

/* As long as the CPU keeps up: else it would do nothing else. */
static void
raise_one(unsigned cpu)
{
	static int raised;

	if (__atomic_load_n(&raised, __ATOMIC_RELAXED) - hard > 16)
		return;
	__atomic_fetch_add(&raised, 1, __ATOMIC_RELAXED);
	EXPECT(intr_raise(cpu, 1) == 0);
}

static void
lwp(void *arg)
{
	(void)arg;
	__atomic_fetch_add(&lwps, 1, __ATOMIC_RELAXED);
	while (stop == 0) {
		/* Not while another lwp forks: the child would have the allocators' locks as they were. */
		if (is_child)
			kmem_free(kmem_alloc(100, KM_SLEEP), 100);
		KERNEL_LOCK(1, curlwp);
		mutex_enter(&mutex);
		mutex_exit(&mutex);
		KERNEL_UNLOCK_ONE(curlwp);
		raise_one((unsigned)lwps % (unsigned)ncpu);
	}
}

static void *
device(void *arg)
{
	(void)arg;
	while (stop == 0)
		raise_one(1);
	return NULL;
}

static void
wait_for(volatile int *what, int number)
{
	while (*what < number)
		kpause("test", false, 1, NULL);
}

/* All of it works, from nothing. */
static void
child(int round)
{
	struct lwp *l;

	EXPECT(curcpu() == NULL && ncpu == 1 && cpu_number() == 0);
	EXPECT(splraise(IPL_NONE) == IPL_NONE && !cpu_intr_p());
	hard = softs = lwps = 0;
	is_child = true;
	/* Another lwp may have had it, and is not here. */
	mutex_init(&mutex, MUTEX_DEFAULT, IPL_NONE);
	EXPECT(intr_raise(0, 1) == 0);
	EXPECT(hard == 1 && softs == 1 && curcpu() != NULL);
	if (round % 2 == 0)
		EXPECT(kmsan_cpus_start(2) == 0);
	EXPECT(kthread_create(
		   PRI_NONE, KTHREAD_MUSTJOIN | KTHREAD_TS, NULL, lwp, NULL, &l, "child") == 0);
	wait_for(&lwps, 1);
	wait_for(&calls, calls + 2);
	EXPECT(!KERNEL_LOCKED_P());
	stop = 1;
	EXPECT(kthread_join(l) == 0);
	intr_disestablish(intr_establish(2, IPL_VM, IST_EDGE | IST_MPSAFE, handler, NULL));
	/* With it goes what the lwp raised and nobody waited for. */
	intr_disestablish(line);
	softint_disestablish(soft);
	/* Without a report the status is this. */
	exit(5);
}

int
main(void)
{
	struct lwp *l[3];
	pthread_t thread;
	int status;

	EXPECT(kmsan_cpus_start(2) == 0);
	mutex_init(&mutex, MUTEX_DEFAULT, IPL_NONE);
	soft = softint_establish(SOFTINT_NET, softly, NULL);
	line = intr_establish(1, IPL_VM, IST_EDGE | IST_MPSAFE, handler, NULL);
	callout_init(&callout, CALLOUT_MPSAFE);
	callout_reset(&callout, 1, called, &callout);
	for (int i = 0; i < 3; i++)
		EXPECT(kthread_create(PRI_NONE, KTHREAD_MPSAFE | KTHREAD_MUSTJOIN | KTHREAD_TS,
			   NULL, lwp, NULL, &l[i], "lwp%d", i) == 0);
	pthread_create(&thread, NULL, device, NULL);
	wait_for(&lwps, 3);
	for (int round = 0; round < 20; round++) {
		pid_t pid = fork();

		if (pid == 0)
			child(round);
		wait_for(&calls, calls + 1);
		wait_for(&hard, hard + 1);
		while (waitpid(pid, &status, WNOHANG) == 0)
			yield();
		EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 5);
	}
	stop = 1;
	for (int i = 0; i < 3; i++)
		kthread_join(l[i]);
	pthread_join(thread, NULL);
	callout_halt(&callout, NULL);
	return kmsan_report_count() != 0;
}
