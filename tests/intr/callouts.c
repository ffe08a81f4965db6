/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * callout(9): when, in which order, where and how often a function is called, and what the flags say
 * meanwhile. The clock's line is raised by hand, so that each tick is where the test wants it;
 * the real clock's one a second may come in between.
 */
#include <pthread.h>
#include <string.h>

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
	return "hz=1";
}

/* What was called, a letter each, and the tick of the last call. */
static char trace[40];
static int when;

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

static void
note(void *arg)
{
	EXPECT(kmsan_test(&arg, sizeof(arg)) == -1);
	trace[strlen(trace)] = *(char *)arg;
	when = getticks();
}

static void
ticks(int n)
{
	for (int i = 0; i < n; i++)
		EXPECT(intr_raise(0, KMSAN_IRQ_CLOCK) == 0);
}

static void
until(int tick)
{
	while (getticks() < tick)
		ticks(1);
}

static char letter[] = "abcdefgh";
static callout_t callouts[8];

/* Each at its tick, however often the wheel has turned by then; those of a tick as they were set. */
static void
order(void)
{
	static const int delta[] = {1, 2, 3, 255, 256, 257, 600};
	int s, start;

	s = splsched();
	for (int i = 0; i < 3; i++)
		callout_reset(&callouts[i], 2, note, &letter[i]);
	callout_reset(&callouts[3], 1, note, &letter[3]);
	splx(s);
	ticks(1);
	RAN("d");
	ticks(1);
	RAN("abc");

	/* At once is the next tick. */
	callout_reset(&callouts[0], 0, note, &letter[0]);
	callout_reset(&callouts[1], -5, note, &letter[1]);
	RAN("");
	ticks(1);
	RAN("ab");

	/* Set again, from the same tick on: the last. */
	s = splsched();
	for (int i = 0; i < 4; i++)
		callout_reset(&callouts[i], 2, note, &letter[i]);
	callout_reset(&callouts[1], 2, note, &letter[5]);
	splx(s);
	ticks(2);
	RAN("acdf");

	s = splsched();
	start = getticks();
	for (int i = 6; i >= 0; i--)
		callout_reset(&callouts[i], delta[i], note, &letter[i]);
	splx(s);
	for (int i = 0; i < 7; i++) {
		until(start + delta[i] - 1);
		RAN("");
		until(start + delta[i]);
		EXPECT(trace[0] == letter[i] && when == start + delta[i]);
		memset(trace, 0, sizeof(trace));
	}
}

/* Another tick, function and argument take the place of what was set before. */
static void
replaced(void)
{
	callout_reset(&callouts[0], 5, note, &letter[0]);
	callout_reset(&callouts[0], 2, note, &letter[1]);
	ticks(2);
	RAN("b");
	ticks(5);
	RAN("");
	callout_schedule(&callouts[0], 1);
	callout_schedule(&callouts[0], 3);
	callout_setfunc(&callouts[0], note, &letter[2]);
	ticks(2);
	RAN("");
	ticks(1);
	RAN("c");
}

/* stop says whether it was called already, and that it will not be. */
static void
flags_inside(void *arg)
{
	callout_t *c = arg;

	EXPECT(!callout_pending(c) && callout_expired(c) && callout_active(c));
	EXPECT(callout_invoking(c));
	callout_ack(c);
	EXPECT(!callout_invoking(c) && callout_expired(c));
	note(&letter[0]);
}

static void
flags(void)
{
	callout_t *c = &callouts[0];

	callout_destroy(c);
	callout_init(c, CALLOUT_MPSAFE);
	EXPECT(!callout_pending(c) && !callout_expired(c) && !callout_active(c));
	EXPECT(!callout_invoking(c) && !callout_stop(c) && !callout_halt(c, NULL));
	callout_reset(c, 1, flags_inside, c);
	EXPECT(callout_pending(c) && !callout_expired(c) && callout_active(c));
	EXPECT(!callout_stop(c) && !callout_pending(c) && !callout_active(c));
	ticks(2);
	RAN("");
	callout_schedule(c, 1);
	ticks(1);
	RAN("a");
	EXPECT(!callout_pending(c) && callout_expired(c) && callout_active(c));
	EXPECT(callout_stop(c) && !callout_expired(c) && !callout_active(c) && !callout_stop(c));

	/* Nobody acknowledged it; to set it again does. */
	callout_reset(c, 1, note, &letter[1]);
	ticks(1);
	RAN("b");
	EXPECT(callout_invoking(c) && callout_expired(c));
	callout_schedule(c, 1);
	EXPECT(!callout_invoking(c) && !callout_expired(c) && callout_pending(c));
	EXPECT(!callout_halt(c, NULL) && !callout_active(c));
}

/* Its function may set it again, stop it, stop others that are due with it, end it, and free it. */
static void
again(void *arg)
{
	callout_schedule(arg, 3);
	EXPECT(callout_pending(arg) && !callout_expired(arg));
	note(&letter[0]);
}

static void
stops_next(void *arg)
{
	EXPECT(!callout_stop(arg));
	EXPECT(!callout_halt(&callouts[0], NULL) || callout_expired(&callouts[0]));
	note(&letter[2]);
}

static void
ends_itself(void *arg)
{
	EXPECT(callout_halt(arg, NULL));
	callout_destroy(arg);
	kmem_intr_free(arg, sizeof(callout_t));
	note(&letter[3]);
}

static void
inside(void)
{
	callout_t *c = kmem_intr_alloc(sizeof(*c), KM_SLEEP);
	int s;

	callout_reset(&callouts[0], 3, again, &callouts[0]);
	for (int i = 0; i < 3; i++) {
		ticks(2);
		RAN("");
		ticks(1);
		RAN("a");
	}
	EXPECT(!callout_halt(&callouts[0], NULL));
	ticks(4);
	RAN("");

	s = splsched();
	callout_reset(&callouts[1], 1, stops_next, &callouts[2]);
	callout_reset(&callouts[2], 1, note, &letter[1]);
	callout_init(c, 0);
	callout_reset(c, 1, ends_itself, c);
	splx(s);
	ticks(2);
	RAN("cd");
}

/* At IPL_SOFTCLOCK, with the kernel lock or without. Not above the CPU's level. */
static void
where_inside(void *arg)
{
	EXPECT(cpu_softintr_p() && !cpu_intr_p() && splraise(IPL_NONE) == IPL_SOFTCLOCK);
	EXPECT(KERNEL_LOCKED_P() == (*(char *)arg == 'b'));
	note(arg);
}

static void
where(void)
{
	int s = splsoftclock();

	callout_destroy(&callouts[1]);
	callout_init(&callouts[1], 0);
	callout_reset(&callouts[0], 1, where_inside, &letter[0]);
	callout_reset(&callouts[1], 1, where_inside, &letter[1]);
	ticks(1);
	RAN("");
	/* Due, and not called yet: pending. */
	EXPECT(callout_pending(&callouts[0]) && !callout_expired(&callouts[0]));
	splx(s);
	RAN("ab");
	s = splsoftclock();
	callout_schedule(&callouts[0], 1);
	ticks(1);
	EXPECT(!callout_stop(&callouts[0]));
	splx(s);
	RAN("");
}

/* One that runs on another CPU: stop does not wait, halt does, with the interlock open. */
static volatile int entered, left;
static kmutex_t mutex;

static void
slow(void *arg)
{
	EXPECT(cpu_number() == 1);
	entered++;
	mutex_enter(&mutex);
	/* Even what it does now is undone. */
	callout_schedule(arg, 1);
	delay(20000);
	left++;
	mutex_exit(&mutex);
}

static void
sets_it(void *arg)
{
	EXPECT(cpu_number() == 1);
	callout_reset(&callouts[0], 1, slow, &callouts[0]);
	EXPECT(intr_raise(1, KMSAN_IRQ_CLOCK) == 0);
	(void)arg;
}

static void
on_another_cpu(void)
{
	struct lwp *l;

	EXPECT(kmsan_cpus_start(2) == 0);
	mutex_init(&mutex, MUTEX_DEFAULT, IPL_NONE);
	mutex_enter(&mutex);
	EXPECT(kthread_create(PRI_NONE, KTHREAD_MPSAFE | KTHREAD_MUSTJOIN, cpu_lookup(1), sets_it,
		   NULL, &l, "sets") == 0);
	while (entered == 0)
		delay(100);
	EXPECT(callout_invoking(&callouts[0]) && callout_stop(&callouts[0]));
	EXPECT(left == 0);
	EXPECT(!callout_halt(&callouts[0], &mutex));
	EXPECT(left == 1 && mutex_owned(&mutex) && !callout_active(&callouts[0]));
	mutex_exit(&mutex);
	kthread_join(l);
	for (int i = 0; i < 3; i++)
		EXPECT(intr_raise(1, KMSAN_IRQ_CLOCK) == 0);
	delay(5000);
	EXPECT(entered == 1);
}

int
main(void)
{
	for (int i = 0; i < 8; i++)
		callout_init(&callouts[i], CALLOUT_MPSAFE);
	order();
	replaced();
	flags();
	inside();
	where();
	on_another_cpu();
	for (int i = 0; i < 8; i++)
		callout_destroy(&callouts[i]);
	return kmsan_report_count() != 0;
}
