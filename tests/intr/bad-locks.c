/* SPDX-License-Identifier: BSD-2-Clause */
/* Locks and conditions. */
#include "bad.h"

/* Mutexes. */

static void
mutex_no_level(void)
{
	mutex_init(&spin, MUTEX_DEFAULT, good ? IPL_HIGH : NIPL);
}

static void
mutex_raw(void)
{
	kmutex_t m;

	memset(&m, 0, sizeof(m));
	if (good)
		mutex_init(&m, MUTEX_DEFAULT, IPL_NONE);
	mutex_enter(&m);
	mutex_exit(&m);
}

static void
mutex_recursion(void)
{
	mutex_enter(&adaptive);
	if (good)
		mutex_exit(&adaptive);
	mutex_enter(&adaptive);
}

static void
mutex_spin_recursion(void)
{
	mutex_enter(&spin);
	if (good)
		mutex_exit(&spin);
	mutex_enter(&spin);
	mutex_exit(&spin);
}

static void
mutex_exit_free(void)
{
	if (good)
		mutex_enter(&adaptive);
	mutex_exit(&adaptive);
}

static void
exit_it(void *arg)
{
	(void)arg;
	mutex_exit(&adaptive);
}

static void
mutex_exit_other(void)
{
	mutex_enter(&adaptive);
	if (good)
		mutex_exit(&adaptive);
	else
		thread(exit_it, 0);
}

static void
mutex_gone_held(void)
{
	mutex_enter(&adaptive);
	if (good)
		mutex_exit(&adaptive);
	mutex_destroy(&adaptive);
}

static void
mutex_gone_used(void)
{
	if (!good)
		mutex_destroy(&adaptive);
	mutex_enter(&adaptive);
	mutex_exit(&adaptive);
}

static void
mutex_ownable_held(void)
{
	mutex_enter(&adaptive);
	if (good)
		mutex_exit(&adaptive);
	EXPECT(mutex_ownable(&adaptive));
}

static void
enter_adaptive(void)
{
	mutex_enter(&adaptive);
	mutex_exit(&adaptive);
}

static void
mutex_in_handler(void)
{
	at_interrupt(enter_adaptive);
}

static void
mutex_under_spin(void)
{
	mutex_enter(&spin);
	if (good)
		mutex_exit(&spin);
	enter_adaptive();
}

/* Readers and writers. */

static krwlock_t rw;

static void
rw_raw(void)
{
	krwlock_t r;

	memset(&r, 0, sizeof(r));
	if (good)
		rw_init(&r);
	rw_enter(&r, RW_READER);
	rw_exit(&r);
}

static void
rw_recursion(void)
{
	rw_enter(&rw, RW_WRITER);
	if (good)
		rw_exit(&rw);
	rw_enter(&rw, RW_READER);
}

static void
rw_exit_free(void)
{
	if (good)
		rw_enter(&rw, RW_READER);
	rw_exit(&rw);
}

static void
rw_gone_held(void)
{
	rw_enter(&rw, RW_READER);
	if (good)
		rw_exit(&rw);
	rw_destroy(&rw);
}

static void
rw_upgrade_free(void)
{
	if (good)
		rw_enter(&rw, RW_READER);
	EXPECT(rw_tryupgrade(&rw));
}

static void
rw_downgrade_reader(void)
{
	rw_enter(&rw, good ? RW_WRITER : RW_READER);
	rw_downgrade(&rw);
}

static void
enter_rw(void)
{
	rw_enter(&rw, RW_READER);
	rw_exit(&rw);
}

static void
rw_in_handler(void)
{
	at_interrupt(enter_rw);
}

/* Conditions. */

static kcondvar_t cv;
static volatile int running, done;

static void
cv_raw(void)
{
	kcondvar_t c;

	memset(&c, 0, sizeof(c));
	if (good)
		cv_init(&c, "test");
	cv_signal(&c);
}

static void
cv_not_held(void)
{
	if (good)
		mutex_enter(&adaptive);
	cv_timedwait(&cv, &adaptive, 1);
}

static void
wait_it(void)
{
	mutex_enter(&spin);
	cv_timedwait(&cv, &spin, 1);
	mutex_exit(&spin);
}

static void
cv_in_handler(void)
{
	at_interrupt(wait_it);
}

static void
cv_in_softint(void)
{
	at_softint(wait_it);
}

static void
cv_with_spin(void)
{
	mutex_enter(&adaptive);
	if (!good)
		mutex_enter(&spin);
	cv_timedwait(&cv, &adaptive, 1);
}

static void
waits_for_ever(void *arg)
{
	(void)arg;
	mutex_enter(&adaptive);
	running = 1;
	while (done == 0)
		cv_wait(&cv, &adaptive);
	mutex_exit(&adaptive);
}

static void
cv_gone_waited(void)
{
	struct lwp *l;

	EXPECT(kthread_create(PRI_NONE, KTHREAD_MPSAFE | KTHREAD_MUSTJOIN, NULL, waits_for_ever,
		   NULL, &l, "worker") == 0);
	while (running == 0)
		yield();
	mutex_enter(&adaptive);
	done = good;
	if (good)
		cv_broadcast(&cv);
	mutex_exit(&adaptive);
	if (good)
		kthread_join(l);
	cv_destroy(&cv);
}

/* The kernel lock. */

static void
kernel_unlock_more(void)
{
	KERNEL_LOCK(2, NULL);
	kmsan_kernel_unlock(good ? 2 : 3);
}

static const struct bad_case cases[] = {
    CASE(mutex_no_level),
    CASE(mutex_raw),
    CASE(mutex_recursion),
    CASE(mutex_spin_recursion),
    CASE(mutex_exit_free),
    CASE(mutex_exit_other),
    CASE(mutex_gone_held),
    CASE(mutex_gone_used),
    CASE(mutex_ownable_held),
    CASE(mutex_in_handler),
    CASE(mutex_under_spin),
    CASE(rw_raw),
    CASE(rw_recursion),
    CASE(rw_exit_free),
    CASE(rw_gone_held),
    CASE(rw_upgrade_free),
    CASE(rw_downgrade_reader),
    CASE(rw_in_handler),
    CASE(cv_raw),
    CASE(cv_not_held),
    CASE(cv_in_handler),
    CASE(cv_in_softint),
    CASE(cv_with_spin),
    CASE(cv_gone_waited),
    CASE(kernel_unlock_more),
};

int
main(int argc, char **argv)
{
	rw_init(&rw);
	cv_init(&cv, "test");
	return bad_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
