/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Handlers that leave by longjmp: after kmsan_intr_unwind() the machine is as it was before them: its
 * level, its locks, who may sleep, who is preempted, what can be disestablished; and contexts
 * hold what was on its way.
 */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>

#include <kmsan/callout.h>
#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/intr.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/kthread.h>
#include <kmsan/lock.h>

#include "expect.h"

#define PAGE 4096

const char *
kmsan_default_options(void)
{
	return "hz=1000";
}

static jmp_buf back[2];
static kmutex_t adaptive;
static volatile int ran, low;
static volatile bool thread_start;

struct half {
	long used[3], unused[3];
};

static NOINLINE struct half
make(long n)
{
	struct half h;

	for (int i = 0; i < 3; i++)
		h.used[i] = n + i;
	return h;
}

static NOINLINE long
sum(struct half a, int n, ...)
{
	va_list ap;
	long s = a.used[1];

	va_start(ap, n);
	while (n-- > 0)
		s += va_arg(ap, long);
	va_end(ap);
	return s;
}

/* As nothing had come. */
static void
is_as_before(void)
{
	struct half *p = kmem_alloc(sizeof(*p), KM_SLEEP);
	int s = splhigh();

	EXPECT(s == IPL_NONE && !cpu_intr_p() && !kmsan_in_interrupt() && kmsan_intr_depth() == 0);
	splx(s);
	EXPECT(!KERNEL_LOCKED_P());
	mutex_enter(&adaptive);
	mutex_exit(&adaptive);
	kpause("test", false, 1, NULL);
	*p = make(3);
	EXPECT(sum(*p, 3, 1L, 2L, 3L) == 10 && kmsan_test(p, sizeof(*p)) == sizeof(p->used));
	kmem_free(p, sizeof(*p));
}

/* Its contents go astray, if anybody's do. */
static int
leaves(void *arg)
{
	struct half h = make(1);

	EXPECT(sum(h, 2, 1L, 2L) == 5 && kmsan_intr_depth() > 0);
	ran++;
	EXPECT(intr_raise(0, 4) == 0 && low == 0);
	longjmp(*(jmp_buf *)arg, 1);
}

static int
lowest(void *arg)
{
	(void)arg;
	low++;
	return 1;
}

static void
one_level(int type)
{
	void *cookie = intr_establish(1, IPL_HIGH, type, leaves, &back[0]);
	unsigned depth = kmsan_intr_depth();

	for (int i = 0; i < 40; i++) {
		ran = low = 0;
		if (setjmp(back[0]) == 0)
			EXPECT(intr_raise(0, 1) == 0);
		EXPECT(splraise(IPL_NONE) == IPL_HIGH && cpu_intr_p());
		/* What it raised at a lower level waits for this. */
		EXPECT(low == 0);
		kmsan_intr_unwind(depth);
		EXPECT(ran == 1 && low == 1);
	}
	is_as_before();
	intr_disestablish(cookie);
}

/* The signal comes between any two instructions. */
static void *
device(void *arg)
{
	(void)arg;
	while (!thread_start)
		sched_yield();
	EXPECT(intr_raise(0, 1) == 0);
	return NULL;
}

static NOINLINE void
until_it_comes(void)
{
	for (long i = 0;; i++)
		EXPECT(sum(make(i), 2, i, i) == 3 * i + 1);
}

static void
asynchronous(void)
{
	void *cookie = intr_establish(1, IPL_SCHED, IST_EDGE, leaves, &back[0]);

	for (int i = 0; i < 20; i++) {
		pthread_t thread;

		ran = low = 0;
		/* Not in the middle of pthread_create(), which would never be done. */
		thread_start = false;
		EXPECT(pthread_create(&thread, NULL, device, NULL) == 0);
		if (setjmp(back[0]) == 0) {
			thread_start = true;
			until_it_comes();
		}
		kmsan_intr_unwind(0);
		EXPECT(ran == 1 && low == 1);
		pthread_join(thread, NULL);
	}
	is_as_before();
	intr_disestablish(cookie);
}

/* From one handler to the one that it interrupted, and past that. */
static int
catches(void *arg)
{
	unsigned depth = kmsan_intr_depth();
	int s;

	if (setjmp(back[1]) == 0)
		intr_raise(0, 3);
	kmsan_intr_unwind(depth);
	s = splraise(IPL_NONE);
	EXPECT(s == IPL_SCHED && kmsan_intr_depth() == depth && cpu_intr_p() && KERNEL_LOCKED_P());
	EXPECT(ran == 1 && low == 0 && sum(make(1), 1, 1L) == 3);
	if (*(int *)arg != 0) {
		ran = 0;
		intr_raise(0, 1);
	}
	return 1;
}

static void
two_levels(void)
{
	static int past;
	void *cookie[3] = {intr_establish(2, IPL_SCHED, IST_EDGE, catches, &past),
	    intr_establish(3, IPL_HIGH, IST_EDGE, leaves, &back[1]),
	    intr_establish(1, IPL_HIGH, IST_EDGE, leaves, &back[0])};

	for (past = 0; past < 2; past++) {
		ran = low = 0;
		if (setjmp(back[0]) == 0)
			EXPECT(intr_raise(0, 2) == 0);
		EXPECT(kmsan_intr_depth() == (past == 0 ? 0 : 2));
		kmsan_intr_unwind(0);
		EXPECT(ran == 1 && low == (past == 0 ? 1 : 2));
		is_as_before();
	}
	for (int i = 0; i < 3; i++)
		intr_disestablish(cookie[i]);
}

/* The lwp that it left is preempted, as before. */
static volatile bool other_ran;

static void
other(void *arg)
{
	(void)arg;
	other_ran = true;
}

static void
preempted(void *arg)
{
	struct lwp *l;

	one_level(IST_EDGE);
	EXPECT(kthread_create(PRI_NONE, KTHREAD_MUSTJOIN | KTHREAD_MPSAFE, NULL, other, NULL, &l,
		   "other") == 0);
	for (int end = getticks() + 2000; !other_ran && getticks() < end;)
		;
	EXPECT(other_ran);
	kthread_join(l);
	(void)arg;
}

/* A page fault's handler leaves: whoever touched the page goes on elsewhere. */
static char *area;

static int
fault(void *arg, void *page, int access)
{
	struct half h = make(1);

	(void)arg;
	EXPECT(sum(h, 2, 1L, 2L) == 5 && kmsan_intr_depth() == 1 && !kmsan_in_interrupt());
	ran++;
	if (ran % 2 == 0)
		return kmsan_fault_protect(page, PAGE, access);
	mutex_enter(&adaptive);
	mutex_exit(&adaptive);
	longjmp(back[0], 1);
}

static void
page_faults(void)
{
	struct kmsan_fault *f;

	area = kmsan_user_alloc(PAGE);
	f = kmsan_fault_establish(area, PAGE, fault, NULL);
	for (int i = 0; i < 40; i++) {
		EXPECT(kmsan_fault_protect(area, PAGE, 0) == 0);
		ran = 0;
		if (setjmp(back[0]) == 0) {
			*(volatile char *)area = 1;
			EXPECT(false);
		}
		EXPECT(kmsan_intr_depth() == 1);
		kmsan_intr_unwind(0);
		is_as_before();
		*(volatile char *)area = 2;
		EXPECT(ran == 2 && *(volatile char *)area == 2);
	}
	kmsan_fault_disestablish(f);
	EXPECT(kmsan_fault_protect(area, PAGE, KMSAN_FAULT_READ | KMSAN_FAULT_WRITE) == 0);
}

int
main(void)
{
	struct lwp *l;

	mutex_init(&adaptive, MUTEX_DEFAULT, IPL_NONE);
	intr_establish(4, IPL_VM, IST_EDGE | IST_MPSAFE, lowest, NULL);
	one_level(IST_EDGE);
	one_level(IST_EDGE | IST_MPSAFE);
	asynchronous();
	two_levels();
	EXPECT(kthread_create(PRI_NONE, KTHREAD_MUSTJOIN | KTHREAD_MPSAFE | KTHREAD_TS, NULL,
		   preempted, NULL, &l, "preempted") == 0);
	kthread_join(l);
	page_faults();
	return kmsan_report_count() != 0;
}
