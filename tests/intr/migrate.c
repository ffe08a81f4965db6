/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A lwp moves to another CPU in the middle of an instrumented function, by itself or because a clock
 * interrupt takes the CPU from it: its context goes along, so that what was on its way is there, as
 * initialised and as uninitialised as it was; and nobody gets another's.
 */
#include <stdarg.h>
#include <string.h>

#include <kmsan/callout.h>
#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/intr.h>
#include <kmsan/kmsan.h>
#include <kmsan/kthread.h>
#include <kmsan/lock.h>

#include "expect.h"

void *__msan_get_context_state(void);

const char *
kmsan_default_options(void)
{
	return "hz=1000";
}

struct half {
	int used[9], unused[9];
};

/* CPUs that this lwp was seen on, one after the other. */
struct seen {
	unsigned last, moves;
};

static NOINLINE void
move(struct seen *seen)
{
	unsigned cpu = cpu_number();

	/* One that may not be anywhere is moved by whoever has the CPUs. */
	if (seen == NULL)
		return;
	lwp_migrate(curlwp, cpu_lookup(1 - cpu));
	yield();
	EXPECT(cpu_number() == 1 - cpu && cpu_index(curcpu()) == 1 - cpu);
	seen->moves++;
}

static NOINLINE struct half
make(struct seen *seen, int n)
{
	struct half h;

	for (int i = 0; i < 9; i++)
		h.used[i] = n + i;
	move(seen);
	return h;
}

/* Arguments in the context are read after the move, or before it and passed on. */
static NOINLINE int
pass(struct half a, struct seen *seen, struct half b, int depth)
{
	struct half c;

	move(seen);
	c = depth > 0 ? a : b;
	EXPECT(kmsan_test(&a, sizeof(a)) == sizeof(a.used));
	EXPECT(kmsan_test(&b, sizeof(b)) == sizeof(b.used));
	EXPECT(kmsan_test(&c, sizeof(c)) == sizeof(c.used));
	return depth > 0 ? a.used[depth] + pass(b, seen, c, depth - 1) : b.used[0] + c.used[1];
}

static NOINLINE long
sum(struct seen *seen, int n, ...)
{
	va_list ap;
	long s = 0;

	move(seen);
	va_start(ap, n);
	for (int i = 0; i < n; i++) {
		if (i == n / 2)
			move(seen);
		s += va_arg(ap, long);
	}
	va_end(ap);
	return s;
}

static NOINLINE int
structures(struct seen *seen, int n, ...)
{
	va_list ap;
	int s = 0;

	va_start(ap, n);
	for (int i = 0; i < n; i++) {
		struct half h = va_arg(ap, struct half);

		move(seen);
		EXPECT(kmsan_test(&h, sizeof(h)) == sizeof(h.used));
		s += h.used[i % 9];
	}
	va_end(ap);
	return s;
}

static void
round_of(struct seen *seen, int n)
{
	void *context = __msan_get_context_state();
	struct half h = make(seen, n);

	EXPECT(kmsan_test(&h, sizeof(h)) == sizeof(h.used));
	EXPECT(pass(h, seen, make(seen, 2 * n), 3) == 6 * n + 7);
	EXPECT(sum(seen, 12, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, (long)n) == 66 + n);
	EXPECT(structures(seen, 3, h, make(seen, 1), h) == n + 2 + n + 2);
	EXPECT(__msan_get_context_state() == context);
}

/* What interrupts leave behind is theirs. */
static int
dirty(void *arg)
{
	struct half h = make(NULL, *(int *)arg);

	EXPECT(structures(NULL, 2, h, h) == 2 * *(int *)arg + 1);
	return 1;
}

static void
of_its_own_will(void *arg)
{
	struct seen seen = {0, 0};

	for (int i = 0; i < 30; i++) {
		round_of(&seen, i);
		EXPECT(intr_raise((unsigned)i % 2, 1 + i % 3) == 0);
	}
	EXPECT(seen.moves == 30 * 12);
	__atomic_fetch_add((int *)arg, 1, __ATOMIC_RELAXED);
}

/* Clock interrupts take the CPU from these, between any two instructions. */
static volatile bool enough;
static unsigned moves;

static void
against_its_will(void *arg)
{
	unsigned last = cpu_number(), mine = 0;

	(void)arg;
	for (int i = 0; !enough; i++) {
		unsigned now;

		round_of(NULL, i % 1000);
		now = cpu_number();
		if (now != last)
			mine++;
		last = now;
	}
	__atomic_fetch_add(&moves, mine, __ATOMIC_RELAXED);
}

/*
 * They take turns on one CPU, also when each clock interrupt is followed by a soft interrupt, after
 * which the one that it pinned goes on.
 */
static volatile unsigned turns;
static callout_t each_tick;

static void
again(void *arg)
{
	callout_schedule(arg, 1);
}

static void
waits_for_turn(void *arg)
{
	unsigned mine = (unsigned)(uintptr_t)arg;

	for (int end = getticks() + 2000; turns % 2 != mine && getticks() < end;)
		;
	EXPECT(turns % 2 == mine);
	turns++;
}

static void
takes_turns(void *arg)
{
	for (int i = 0; i < 3; i++)
		waits_for_turn(arg);
}

static void
taking_turns(void)
{
	struct lwp *l[2];

	callout_init(&each_tick, CALLOUT_MPSAFE);
	callout_reset(&each_tick, 1, again, &each_tick);
	for (uintptr_t i = 0; i < 2; i++)
		EXPECT(kthread_create(PRI_NONE, KTHREAD_MPSAFE | KTHREAD_MUSTJOIN | KTHREAD_TS,
			   NULL, takes_turns, (void *)(1 - i), &l[i], "turn") == 0);
	for (int i = 0; i < 2; i++)
		kthread_join(l[i]);
	EXPECT(turns == 6);
	callout_halt(&each_tick, NULL);
	callout_destroy(&each_tick);
}

int
main(void)
{
	static int number[] = {0, 1, 2, 3}, done;
	struct lwp *l[4];

	taking_turns();
	EXPECT(kmsan_cpus_start(2) == 0);
	for (int i = 1; i <= 3; i++)
		intr_establish(i, IPL_VM + i - 1, IST_EDGE | IST_MPSAFE, dirty, &number[i]);
	of_its_own_will(&done);
	for (int i = 0; i < 3; i++)
		EXPECT(kthread_create(PRI_NONE, KTHREAD_MPSAFE | KTHREAD_MUSTJOIN, NULL,
			   of_its_own_will, &done, &l[i], "mover") == 0);
	for (int i = 0; i < 3; i++)
		kthread_join(l[i]);
	EXPECT(done == 4);
	for (int i = 0; i < 4; i++)
		EXPECT(kthread_create(PRI_NONE, KTHREAD_MPSAFE | KTHREAD_MUSTJOIN | KTHREAD_TS,
			   NULL, against_its_will, NULL, &l[i], "moved") == 0);
	for (int i = 0; i < 100; i++) {
		kpause("test", false, 2, NULL);
		intr_raise((unsigned)i % 2, 1 + i % 3);
	}
	enough = true;
	for (int i = 0; i < 4; i++)
		kthread_join(l[i]);
	EXPECT(moves > 3);
	return kmsan_report_count() != 0;
}
