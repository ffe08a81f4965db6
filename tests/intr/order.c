/* SPDX-License-Identifier: BSD-2-Clause */
/* Which interrupt comes when: levels, order within one, shared lines, soft after hard, ends. */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <kmsan/callout.h>
#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/intr.h>
#include <kmsan/kmsan.h>
#include <kmsan/kthread.h>
#include <kmsan/lock.h>

#include "expect.h"

/* What ran, a letter each. */
static char trace[200];

static void
note(char c)
{
	trace[strlen(trace)] = c;
}

static void
ran(const char *expected, int line)
{
	if (strcmp(trace, expected) != 0) {
		fprintf(stderr, "line %d: %s ran, not %s\n", line, trace, expected);
		_Exit(99);
	}
	memset(trace, 0, sizeof(trace));
}
#define RAN(expected) ran(expected, __LINE__)

struct device {
	int line, ipl;
	char letter;
	void (*more)(void);
	struct device *shared;
};

static int
handler(void *arg)
{
	const struct device *d = arg;

	EXPECT(cpu_intr_p() && kmsan_in_interrupt() && kmsan_intr_depth() > 0);
	EXPECT(splraise(IPL_NONE) == d->ipl);
	note(d->letter);
	if (d->more != NULL)
		d->more();
	return 1;
}

static void *soft[4];

static void
softly(void *arg)
{
	EXPECT(
	    cpu_softintr_p() && !cpu_intr_p() && kmsan_in_interrupt() && kmsan_intr_depth() == 0);
	note(*(char *)arg);
}

/* Of those that it schedules itself the higher ones interrupt it; a lower one and itself come after. */
static void
softly_nests(void *arg)
{
	static int times;

	EXPECT(splraise(IPL_NONE) == IPL_SOFTBIO);
	note('(');
	if (times++ == 0) {
		softint_schedule(*(void **)arg);
		softint_schedule(soft[0]);
		softint_schedule(soft[1]);
	}
	softint_schedule(soft[3]);
	EXPECT(intr_raise(0, 1) == 0 && cpu_softintr_p());
	note(')');
}

static void
raise_all(void)
{
	softint_schedule(soft[0]);
	for (int line = 1; line <= 3; line++)
		EXPECT(intr_raise(0, line) == 0);
	softint_schedule(soft[3]);
}

static void
raise_higher(void)
{
	softint_schedule(soft[1]);
	EXPECT(intr_raise(0, 2) == 0);
	note('<');
}

static void
raise_equal(void)
{
	static bool once;

	if (!once) {
		once = true;
		EXPECT(intr_raise(0, 3) == 0);
		EXPECT(intr_raise(0, 2) == 0);
	}
	note('>');
}

static void
levels(void)
{
	static struct device device[] = {{1, IPL_VM, 'v', NULL, NULL},
	    {2, IPL_SCHED, 's', NULL, NULL}, {3, IPL_HIGH, 'h', NULL, NULL}};
	static char letter[] = "0123";
	void *cookie[3];
	static void *nests;
	int s;

	for (int i = 0; i < 3; i++)
		cookie[i] = intr_establish(
		    device[i].line, device[i].ipl, IST_LEVEL | IST_MPSAFE, handler, &device[i]);
	for (unsigned i = 0; i < 4; i++)
		soft[i] = softint_establish(i | SOFTINT_MPSAFE, softly, &letter[i]);
	raise_all();
	RAN("0vsh3");

	/* Blocked they stay pending, and come at splx, the highest first. */
	s = splhigh();
	EXPECT(s == IPL_NONE);
	raise_all();
	softint_schedule(soft[2]);
	softint_schedule(soft[1]);
	RAN("");
	splx(IPL_SCHED);
	RAN("h");
	splx(IPL_VM);
	RAN("s");
	splx(IPL_SOFTSERIAL);
	RAN("v");
	splx(IPL_SOFTNET);
	RAN("3");
	splx(s);
	RAN("210");
	s = splvm();
	EXPECT(splsoftnet() == IPL_VM && splraise(IPL_NONE) == IPL_VM);
	raise_all();
	RAN("sh");
	spl0();
	RAN("v30");

	/* Twice before it runs: a soft one once, a hard one twice; the first raised is the first. */
	s = splraiseipl(makeiplcookie(IPL_HIGH));
	softint_schedule(soft[2]);
	softint_schedule(soft[2]);
	EXPECT(intr_raise(0, 1) == 0 && intr_raise(0, 1) == 0);
	splx(s);
	RAN("vv2");

	nests = softint_establish(SOFTINT_BIO | SOFTINT_MPSAFE, softly_nests, &nests);
	softint_schedule(nests);
	RAN("(3v)(3v)10");
	softint_disestablish(nests);

	/* A higher one interrupts a lower one, not the other way round; an equal one neither. */
	device[0].more = raise_higher;
	device[2].more = raise_equal;
	intr_raise(0, 1);
	RAN("vs<1");
	intr_raise(0, 3);
	RAN("h>h>s");
	device[0].more = device[2].more = NULL;
	for (int i = 0; i < 3; i++)
		intr_disestablish(cookie[i]);
	for (int i = 0; i < 4; i++)
		softint_disestablish(soft[i]);
}

/* Within a level in the order of arrival, line by line; a shared line calls all, each at its level. */
static struct device shared[] = {{5, IPL_VM, 'a', NULL, NULL}, {5, IPL_VM, 'b', NULL, NULL},
    {5, IPL_HIGH, 'H', NULL, NULL}, {6, IPL_VM, 'c', NULL, NULL}, {7, IPL_VM, 'd', NULL, NULL}};

static void
one_level(void)
{
	void *cookie[5];
	int s;

	for (int i = 0; i < 5; i++)
		cookie[i] = intr_establish_xname(shared[i].line, shared[i].ipl,
		    IST_LEVEL | IST_MPSAFE, handler, &shared[i], "dev");
	intr_raise(0, 5);
	RAN("Hab");
	s = splvm();
	intr_raise(0, 7);
	intr_raise(0, 6);
	intr_raise(0, 6);
	intr_raise(0, 5);
	intr_raise(0, 7);
	RAN("H");
	splx(s);
	RAN("dccabd");

	/* What is pending for one that goes is dropped, and the others get theirs. */
	s = splvm();
	intr_raise(0, 5);
	intr_raise(0, 6);
	splx(IPL_VM);
	RAN("H");
	intr_disestablish(cookie[0]);
	intr_disestablish(cookie[3]);
	splx(s);
	RAN("b");
	EXPECT(intr_raise(0, 6) == KMSAN_ENXIO);
	intr_raise(0, 5);
	RAN("Hb");
	intr_disestablish(cookie[1]);
	intr_disestablish(cookie[2]);
	intr_disestablish(cookie[4]);
	EXPECT(intr_raise(0, 5) == KMSAN_ENXIO);
}

/* More than are kept apart: none is lost. */
static unsigned counted[2];

static int
counter(void *arg)
{
	++*(unsigned *)arg;
	return 1;
}

static void
many(void)
{
	void *cookie[2];
	int s;

	for (int i = 0; i < 2; i++)
		cookie[i] =
		    intr_establish(8 + i, IPL_SCHED, IST_LEVEL | IST_MPSAFE, counter, &counted[i]);
	s = splsched();
	for (int i = 0; i < 2000; i++)
		intr_raise(0, 8 + i % 2);
	EXPECT(counted[0] == 0 && counted[1] == 0);
	splx(s);
	EXPECT(counted[0] == 1000 && counted[1] == 1000);
	intr_disestablish(cookie[0]);
	intr_disestablish(cookie[1]);
}

/*
 * A device that raises faster than the CPU serves does not make it enter signal handlers on top of each
 * other: what is pending already sends no further signal.
 */
static void *
raises(void *arg)
{
	EXPECT(intr_raise(0, *(int *)arg) == 0);
	return NULL;
}

static bool
sends_signal(int line, const sigset_t *set)
{
	const struct timespec none = {0, 0};
	pthread_t thread;

	/* From a thread without a CPU: this lwp's own interrupts need no signal. */
	EXPECT(pthread_create(&thread, NULL, raises, &line) == 0);
	EXPECT(pthread_join(thread, NULL) == 0);
	return syscall(SYS_rt_sigtimedwait, set, NULL, &none, 8) == SIGURG;
}

static void
one_signal(void)
{
	void *cookie[2];
	sigset_t set;
	int s;

	counted[0] = counted[1] = 0;
	for (int i = 0; i < 2; i++)
		cookie[i] =
		    intr_establish(8 + i, IPL_VM + i, IST_LEVEL | IST_MPSAFE, counter, &counted[i]);
	sigemptyset(&set);
	sigaddset(&set, SIGURG);
	/* Not by libc's functions, which leave the machine its signal. */
	EXPECT(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, NULL, 8) == 0);
	s = splhigh();
	EXPECT(sends_signal(8, &set) && !sends_signal(8, &set) && sends_signal(9, &set));
	EXPECT(!sends_signal(9, &set) && !sends_signal(8, &set));
	splx(s);
	EXPECT(counted[0] == 3 && counted[1] == 2);
	EXPECT(sends_signal(8, &set));
	EXPECT(syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &set, NULL, 8) == 0);
	splx(splhigh());
	EXPECT(counted[0] == 4);
	intr_disestablish(cookie[0]);
	intr_disestablish(cookie[1]);
}

/* Without MPSAFE a handler has the kernel lock; a frame says what was interrupted. */
static struct clockframe seen;
static bool locked[3];

static int
big_lock(void *arg)
{
	const struct clockframe *frame = arg;

	EXPECT(kmsan_test(frame, sizeof(*frame)) == -1 && !CLKF_USERMODE(frame));
	seen = *frame;
	locked[0] = KERNEL_LOCKED_P();
	return 1;
}

static void
soft_big_lock(void *arg)
{
	*(bool *)arg = KERNEL_LOCKED_P();
}

static void
frames_and_locks(void)
{
	void *cookie = intr_establish(10, IPL_VM, IST_EDGE, big_lock, NULL);
	void *with = softint_establish(SOFTINT_BIO, soft_big_lock, &locked[1]);
	void *without = softint_establish(SOFTINT_BIO | SOFTINT_MPSAFE, soft_big_lock, &locked[2]);
	int s = splsoftnet();

	locked[2] = true;
	intr_raise(0, 10);
	EXPECT(locked[0] && seen.cf_ipl == IPL_SOFTNET && !CLKF_INTR(&seen));
	splx(s);
	softint_schedule(with);
	softint_schedule(without);
	EXPECT(locked[1] && !locked[2] && !KERNEL_LOCKED_P());
	/* Its holder may be interrupted by one that needs it. */
	KERNEL_LOCK(1, curlwp);
	locked[0] = locked[1] = false;
	intr_raise(0, 10);
	softint_schedule(with);
	EXPECT(locked[0] && locked[1] && KERNEL_LOCKED_P());
	KERNEL_UNLOCK_ONE(curlwp);
	EXPECT(!KERNEL_LOCKED_P());
	intr_disestablish(cookie);
	softint_disestablish(with);
	softint_disestablish(without);
}

/* One that goes while it runs on another CPU: not before it is done, and never again. */
static volatile int inside, leave;

static int
slow(void *arg)
{
	(void)arg;
	EXPECT(cpu_number() == 1);
	inside = 1;
	while (leave == 0)
		delay(50);
	inside = 0;
	return 1;
}

static void
slow_soft(void *arg)
{
	(void)slow(arg);
}

static void *
lets_go(void *arg)
{
	(void)arg;
	delay(20000);
	leave = 1;
	return NULL;
}

static int
schedules(void *arg)
{
	softint_schedule(arg);
	return 1;
}

static void
gone_while_running(void)
{
	void *cookie, *hard;
	pthread_t thread;

	EXPECT(kmsan_cpus_start(2) == 0);
	/* This lwp stays on CPU 0: it is never away from it. */
	cookie = intr_establish(11, IPL_HIGH, IST_EDGE | IST_MPSAFE, slow, NULL);
	EXPECT(intr_raise(1, 11) == 0 && intr_raise(1, 11) == 0);
	while (inside == 0)
		delay(50);
	EXPECT(pthread_create(&thread, NULL, lets_go, NULL) == 0);
	intr_disestablish(cookie);
	EXPECT(inside == 0 && leave == 1);
	pthread_join(thread, NULL);
	leave = 0;
	delay(5000);
	EXPECT(inside == 0);

	cookie = softint_establish(SOFTINT_SERIAL | SOFTINT_MPSAFE, slow_soft, NULL);
	hard = intr_establish(12, IPL_VM, IST_EDGE | IST_MPSAFE, schedules, cookie);
	EXPECT(intr_raise(1, 12) == 0);
	while (inside == 0)
		delay(50);
	EXPECT(pthread_create(&thread, NULL, lets_go, NULL) == 0);
	softint_disestablish(cookie);
	EXPECT(inside == 0 && leave == 1);
	pthread_join(thread, NULL);
	intr_disestablish(hard);
}

int
main(void)
{
	levels();
	one_level();
	many();
	one_signal();
	frames_and_locks();
	gone_while_running();
	return kmsan_report_count() != 0;
}
