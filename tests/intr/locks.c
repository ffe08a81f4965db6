/* SPDX-License-Identifier: BSD-2-Clause */
/* Mutexes, readers and writers, conditions and the kernel lock: who waits, who goes, at which level. */
#include <pthread.h>

#include <kmsan/callout.h>
#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/intr.h>
#include <kmsan/kmsan.h>
#include <kmsan/kthread.h>
#include <kmsan/lock.h>

#include "expect.h"

#define LWPS 4

const char *
kmsan_default_options(void)
{
	return "hz=200";
}

static kmutex_t adaptive, spin;
static krwlock_t rw;
static kcondvar_t cv;
static long shared, done;
static volatile int turn, inside, reached;

static struct lwp *
start(void (*fn)(void *), void *arg, int flags)
{
	struct lwp *l;

	EXPECT(kthread_create(PRI_NONE, KTHREAD_MUSTJOIN | flags, NULL, fn, arg, &l, "lwp") == 0);
	EXPECT(kmsan_test(&l, sizeof(l)) == -1);
	return l;
}

static void
together(void (*fn)(void *), void *arg)
{
	struct lwp *l[LWPS];

	for (int i = 0; i < LWPS; i++)
		l[i] = start(fn, arg, KTHREAD_MPSAFE | KTHREAD_TS);
	for (int i = 0; i < LWPS; i++)
		kthread_join(l[i]);
}

/* Not atomic, so that a lock that does not exclude loses some. */
static void
add(long *n)
{
	long before = *n;

	if (before % 64 == 0)
		delay(1);
	*n = before + 1;
}

static void
with_mutex(void *arg)
{
	for (int i = 0; i < 2000; i++) {
		mutex_enter(arg);
		EXPECT(mutex_owned(arg) && mutex_owner(arg) == curlwp);
		add(&shared);
		if (i % 100 == 0 && arg == &adaptive)
			yield();
		mutex_exit(arg);
	}
}

static int
with_spin(void *arg)
{
	if (mutex_owner(&spin) != NULL && mutex_owned(&spin))
		_Exit(98); /* it interrupted its own holder */
	mutex_enter(&spin);
	add(&shared);
	mutex_exit(&spin);
	++*(long *)arg;
	return 1;
}

static void
with_adaptive(void *arg)
{
	mutex_enter(&adaptive);
	add(&shared);
	mutex_exit(&adaptive);
	++*(long *)arg;
}

static void *
outsider(void *arg)
{
	with_mutex(arg);
	return NULL;
}

static void
mutexes(void)
{
	static long interrupts, softs;
	pthread_t thread;
	void *soft;
	int s;

	together(with_mutex, &adaptive);
	EXPECT(shared == 2000 * LWPS);
	together(with_mutex, &spin);
	EXPECT(shared == 4000 * LWPS);
	pthread_create(&thread, NULL, outsider, &adaptive);
	with_mutex(&adaptive);
	pthread_join(thread, NULL);
	EXPECT(shared == 4000 * LWPS + 4000);

	/* A spin mutex keeps interrupts of its level away until the last of them is open. */
	intr_establish(1, IPL_VM, IST_EDGE | IST_MPSAFE, with_spin, &interrupts);
	soft = softint_establish(SOFTINT_NET | SOFTINT_MPSAFE, with_adaptive, &softs);
	mutex_enter(&spin);
	EXPECT(splraise(IPL_NONE) == IPL_VM && !mutex_tryenter(&spin));
	EXPECT(intr_raise(0, 1) == 0 && interrupts == 0);
	mutex_exit(&spin);
	EXPECT(interrupts == 1 && splraise(IPL_NONE) == IPL_NONE);
	s = splsched();
	EXPECT(mutex_tryenter(&spin));
	mutex_exit(&spin);
	EXPECT(splraise(IPL_NONE) == IPL_SCHED);
	splx(s);

	/* A soft interrupt waits for an adaptive one; whom it interrupted goes on and opens it. */
	mutex_enter(&adaptive);
	softint_schedule(soft);
	EXPECT(softs == 0 && mutex_owned(&adaptive));
	mutex_exit(&adaptive);
	while (softs == 0)
		yield();
	EXPECT(mutex_tryenter(&adaptive) && mutex_ownable(&spin));
	mutex_exit(&adaptive);
	EXPECT(!mutex_owned(&adaptive) && mutex_owner(&adaptive) == NULL);
	softint_disestablish(soft);
}

static void
reads(void *arg)
{
	(void)arg;
	rw_enter(&rw, RW_READER);
	EXPECT(rw_read_held(&rw) && !rw_write_held(&rw) && rw_lock_held(&rw));
	__atomic_fetch_add(&inside, 1, __ATOMIC_SEQ_CST);
	/* All readers are in at once: none comes out before all are. */
	while (inside < LWPS)
		yield();
	rw_exit(&rw);
}

static void
writes(void *arg)
{
	(void)arg;
	for (int i = 0; i < 300; i++) {
		rw_enter(&rw, RW_WRITER);
		EXPECT(rw_write_held(&rw) && !rw_read_held(&rw));
		add(&shared);
		rw_downgrade(&rw);
		EXPECT(rw_read_held(&rw) && shared > 0);
		rw_exit(&rw);
		rw_enter(&rw, RW_READER);
		if (rw_tryupgrade(&rw))
			add(&shared), __atomic_fetch_add(&done, 1, __ATOMIC_RELAXED);
		rw_exit(&rw);
	}
}

static void
late_reader(void *arg)
{
	(void)arg;
	rw_enter(&rw, RW_READER);
	EXPECT(turn == 1);
	rw_exit(&rw);
}

static void
first_writer(void *arg)
{
	(void)arg;
	reached = 1;
	rw_enter(&rw, RW_WRITER);
	turn = 1;
	rw_exit(&rw);
}

static void
readers_and_writers(void)
{
	struct lwp *writer, *reader;

	together(reads, NULL);
	EXPECT(inside == LWPS && !rw_lock_held(&rw));
	shared = 0;
	together(writes, NULL);
	EXPECT(shared == 300 * LWPS + done && done > 0);
	EXPECT(rw_tryenter(&rw, RW_READER) && rw_tryenter(&rw, RW_READER));
	EXPECT(!rw_tryenter(&rw, RW_WRITER) && !rw_tryupgrade(&rw));
	rw_exit(&rw);
	/* A writer that waits comes before readers that came later. */
	writer = start(first_writer, NULL, KTHREAD_MPSAFE);
	while (reached == 0)
		yield();
	kpause("test", false, 2, NULL);
	EXPECT(!rw_tryenter(&rw, RW_READER));
	reader = start(late_reader, NULL, KTHREAD_MPSAFE);
	kpause("test", false, 2, NULL);
	rw_exit(&rw);
	kthread_join(writer);
	kthread_join(reader);
	EXPECT(rw_tryenter(&rw, RW_WRITER) && !rw_tryenter(&rw, RW_READER));
	rw_exit(&rw);
	rw_destroy(&rw);
}

/* A ring that is handed around, with an adaptive and with a spin mutex. */
static void
waits_for_turn(void *arg)
{
	static int last;
	int me = __atomic_fetch_add(&last, 1, __ATOMIC_RELAXED) % LWPS;

	for (int i = 0; i < 100; i++) {
		mutex_enter(arg);
		while (turn % LWPS != me)
			cv_wait(&cv, arg);
		EXPECT(mutex_owned(arg));
		turn++;
		cv_broadcast(&cv);
		mutex_exit(arg);
	}
}

static void
one_of_many(void *arg)
{
	(void)arg;
	mutex_enter(&adaptive);
	inside++;
	while (turn == 0)
		EXPECT(cv_wait_sig(&cv, &adaptive) == 0);
	turn--;
	mutex_exit(&adaptive);
}

static int
signals_it(void *arg)
{
	mutex_enter(&spin);
	reached = 1;
	cv_signal(arg);
	mutex_exit(&spin);
	return 1;
}

static void *
raises(void *arg)
{
	(void)arg;
	delay(5000);
	intr_raise(0, 2);
	return NULL;
}

static void
conditions(void)
{
	struct lwp *l[LWPS];
	pthread_t thread;
	int before;

	turn = 0;
	together(waits_for_turn, &adaptive);
	EXPECT(turn == 100 * LWPS);
	together(waits_for_turn, &spin);
	EXPECT(turn == 200 * LWPS && !cv_has_waiters(&cv) && cv_is_valid(&cv));

	/* One is woken for each signal. */
	turn = inside = 0;
	for (int i = 0; i < LWPS; i++)
		l[i] = start(one_of_many, NULL, KTHREAD_MPSAFE);
	while (inside < LWPS || !cv_has_waiters(&cv))
		yield();
	for (int i = 0; i < LWPS; i++) {
		mutex_enter(&adaptive);
		turn++;
		cv_signal(&cv);
		mutex_exit(&adaptive);
	}
	for (int i = 0; i < LWPS; i++)
		kthread_join(l[i]);
	EXPECT(turn == 0);

	/* Nobody signals: after so many ticks. Somebody does, an interrupt: before. */
	mutex_enter(&adaptive);
	before = getticks();
	EXPECT(cv_timedwait(&cv, &adaptive, 3) == KMSAN_EWOULDBLOCK && mutex_owned(&adaptive));
	EXPECT(cv_timedwait_sig(&cv, &adaptive, 1) == KMSAN_EWOULDBLOCK);
	EXPECT(getticks() - before >= 2);
	mutex_exit(&adaptive);
	intr_establish(2, IPL_VM, IST_EDGE | IST_MPSAFE, signals_it, &cv);
	reached = 0;
	pthread_create(&thread, NULL, raises, NULL);
	mutex_enter(&spin);
	while (reached == 0)
		EXPECT(cv_timedwait(&cv, &spin, 10000) == 0);
	EXPECT(splraise(IPL_NONE) == IPL_VM);
	mutex_exit(&spin);
	EXPECT(splraise(IPL_NONE) == IPL_NONE);
	pthread_join(thread, NULL);
	cv_destroy(&cv);
	EXPECT(!cv_is_valid(&cv));
}

/* Open while its holder sleeps, taken again after; without MPSAFE a lwp has it. */
static void
has_it(void *arg)
{
	EXPECT(KERNEL_LOCKED_P());
	for (int i = 0; i < 50; i++) {
		add(arg);
		if (i % 10 == 0)
			kpause("test", false, 1, NULL);
		EXPECT(KERNEL_LOCKED_P());
	}
}

static void
kernel_lock(void)
{
	struct lwp *l[LWPS];

	shared = 0;
	for (int i = 0; i < LWPS; i++)
		l[i] = start(has_it, &shared, 0);
	KERNEL_LOCK(2, curlwp);
	kpause("test", false, 1, NULL);
	EXPECT(KERNEL_LOCKED_P());
	KERNEL_UNLOCK_ONE(curlwp);
	EXPECT(KERNEL_LOCKED_P());
	KERNEL_UNLOCK_ONE(curlwp);
	EXPECT(!KERNEL_LOCKED_P());
	for (int i = 0; i < LWPS; i++)
		kthread_join(l[i]);
	EXPECT(shared == 50 * LWPS);
}

static void
exits(void *arg)
{
	(void)arg;
	kthread_exit(7);
}

int
main(void)
{
	mutex_init(&adaptive, MUTEX_DEFAULT, IPL_NONE);
	mutex_init(&spin, MUTEX_DEFAULT, IPL_VM);
	rw_init(&rw);
	cv_init(&cv, "test");
	EXPECT(kmsan_cpus_start(2) == 0);
	mutexes();
	readers_and_writers();
	conditions();
	kernel_lock();
	EXPECT(kthread_join(start(exits, NULL, 0)) == 7);
	kpreempt_disable();
	kpreempt_enable();
	return kmsan_report_count() != 0;
}
