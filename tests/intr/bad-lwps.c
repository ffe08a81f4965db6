/* SPDX-License-Identifier: BSD-2-Clause */
/* Lwps, the clock and callouts. */
#include "bad.h"

/* Lwps. */

static void
lwp_null(void)
{
	thread(good ? nothing_soft : NULL, 0);
}

static void
lwp_one(void)
{
	kthread_create(PRI_NONE, 0, NULL, nothing_soft, NULL, NULL, "worker");
}

static void
lwp_in_handler(void)
{
	at_interrupt(lwp_one);
}

static void
lwp_no_cpu(void)
{
	struct cpu_info none = {.ci_index = 7};

	kthread_create(PRI_NONE, 0, good ? curcpu() : &none, nothing_soft, NULL, NULL, "worker");
}

static void
ends_in_interrupt(void *arg)
{
	(void)arg;
	if (!good)
		kmsan_intr_enter();
}

static void
lwp_ends_in_interrupt(void)
{
	thread(ends_in_interrupt, 0);
}

static void
ends_high(void *arg)
{
	(void)arg;
	level_left_high();
}

static void
lwp_ends_high(void)
{
	thread(ends_high, 0);
}

static void
ends_with_spin(void *arg)
{
	(void)arg;
	mutex_enter(&spin);
	if (good)
		mutex_exit(&spin);
	kthread_exit(0);
}

static void
lwp_ends_with_spin(void)
{
	thread(ends_with_spin, 0);
}

static void
exits(void *arg)
{
	(void)arg;
	kthread_exit(3);
}

static void
exit_of_none(void)
{
	if (good)
		thread(exits, 0);
	else
		kthread_exit(3);
}

static void
waits(void *arg)
{
	(void)arg;
	while (calls == 0)
		kpause("test", false, 1, NULL);
}

static void
join_not_asked(void)
{
	struct lwp *l;

	EXPECT(kthread_create(PRI_NONE, KTHREAD_MPSAFE | (good ? KTHREAD_MUSTJOIN : 0), NULL, waits,
		   NULL, &l, "worker") == 0);
	calls = good;
	kthread_join(l);
}

static void
preempt_enable_twice(void)
{
	kpreempt_disable();
	kpreempt_enable();
	if (!good)
		kpreempt_enable();
}

static void
migrate_to_none(void)
{
	struct cpu_info none = {.ci_index = 7};

	EXPECT(kmsan_cpus_start(2) == 0);
	lwp_migrate(curlwp, good ? cpu_lookup(1) : &none);
}

static void
migrate_outsider(void)
{
	struct lwp other = {.l_name = "outsider"};

	EXPECT(kmsan_cpus_start(2) == 0);
	lwp_migrate(good ? curlwp : &other, cpu_lookup(0));
}

static void
yield_in_handler(void)
{
	at_interrupt(yield);
}

static void
yield_with_spin(void)
{
	(void)curcpu();
	EXPECT(kmsan_cpus_start(1) == 0);
	mutex_enter(&spin);
	if (good)
		mutex_exit(&spin);
	yield();
	if (!good)
		mutex_exit(&spin);
}

/* The clock. */

static callout_t callout;

static void
callout_raw(void)
{
	if (good)
		callout_init(&callout, 0);
	(void)callout_stop(&callout);
}

static void
callout_no_function(void)
{
	callout_init(&callout, 0);
	if (good)
		callout_setfunc(&callout, nothing_soft, NULL);
	callout_schedule(&callout, 1);
}

static void
callout_null(void)
{
	callout_init(&callout, 0);
	callout_reset(&callout, 1, good ? nothing_soft : NULL, NULL);
}

static void
callout_setfunc_null(void)
{
	callout_init(&callout, 0);
	callout_setfunc(&callout, good ? nothing_soft : NULL, NULL);
}

static void
callout_gone_pending(void)
{
	callout_init(&callout, 0);
	callout_reset(&callout, 1000, nothing_soft, NULL);
	if (good)
		callout_stop(&callout);
	callout_destroy(&callout);
}

static volatile int running, done;

static void
runs_long(void *arg)
{
	(void)arg;
	running = 1;
	while (!good && done == 0)
		delay(100);
}

static void
callout_gone_running(void)
{
	EXPECT(kmsan_cpus_start(2) == 0);
	callout_init(&callout, CALLOUT_MPSAFE);
	lwp_migrate(curlwp, cpu_lookup(1));
	yield();
	callout_reset(&callout, 1, runs_long, NULL);
	/* It runs on CPU 1, so this lwp has to be elsewhere. */
	lwp_migrate(curlwp, cpu_lookup(0));
	yield();
	while (running == 0)
		yield();
	if (good)
		callout_halt(&callout, NULL);
	callout_destroy(&callout);
}

static void
halt_it(void)
{
	callout_halt(&callout, NULL);
}

static void
callout_halt_in_handler(void)
{
	EXPECT(kmsan_cpus_start(2) == 0);
	callout_init(&callout, CALLOUT_MPSAFE);
	lwp_migrate(curlwp, cpu_lookup(1));
	yield();
	callout_reset(&callout, 1, runs_long, NULL);
	lwp_migrate(curlwp, cpu_lookup(0));
	yield();
	while (running == 0)
		yield();
	at_interrupt(halt_it);
}

static void
clock_no_memory(void)
{
	EXPECT(kmsan_cpus_start(1) == 0);
	no_memory();
	callout_init(&callout, 0);
}

static void
pause_it(void)
{
	kpause("test", false, 1, NULL);
}

static void
kpause_in_handler(void)
{
	at_interrupt(pause_it);
}

static void
kpause_in_softint(void)
{
	at_softint(pause_it);
}

static void
kpause_not_held(void)
{
	if (good)
		mutex_enter(&adaptive);
	kpause("test", false, 1, &adaptive);
	if (good)
		mutex_exit(&adaptive);
}

static void
kpause_with_spin(void)
{
	mutex_enter(&spin);
	if (good)
		mutex_exit(&spin);
	pause_it();
}

static const struct bad_case cases[] = {
    CASE(lwp_null),
    CASE(lwp_in_handler),
    CASE(lwp_no_cpu),
    CASE(lwp_ends_in_interrupt),
    CASE(lwp_ends_high),
    CASE(lwp_ends_with_spin),
    CASE(exit_of_none),
    CASE(join_not_asked),
    CASE(preempt_enable_twice),
    CASE(migrate_to_none),
    CASE(migrate_outsider),
    CASE(yield_in_handler),
    CASE(yield_with_spin),
    CASE(callout_raw),
    CASE(callout_no_function),
    CASE(callout_null),
    CASE(callout_setfunc_null),
    CASE(callout_gone_pending),
    CASE(callout_gone_running),
    CASE(callout_halt_in_handler),
    CASE(clock_no_memory),
    CASE(kpause_in_handler),
    CASE(kpause_in_softint),
    CASE(kpause_not_held),
    CASE(kpause_with_spin),
};

BAD_MAIN(cases)
