/* SPDX-License-Identifier: BSD-2-Clause */
/* condvar(9), and kpause(9), which waits for nobody. */
#include <kmsan/callout.h>
#include <kmsan/kmsan.h>
#include <kmsan/lockdebug.h>

#include "mutex.h"
#include "sim.h"

#define MAGIC 0x43764b64u

void
cv_init(kcondvar_t *cv, const char *wmesg)
{
	*cv = (kcondvar_t){.cv_wmesg = wmesg, .cv_magic = MAGIC};
	kmsan_mark(cv, sizeof(*cv), KMSAN_STATE_INITED);
	kmsan_lock_alive(cv, "kcondvar", KMSAN_RET_ADDR);
}

static void
check(const kcondvar_t *cv, const char *who, uintptr_t pc)
{
	if (cv->cv_magic != MAGIC)
		kmsan_fatal(pc, "%s: the condition is not initialised", who);
}

void
cv_destroy(kcondvar_t *cv)
{
	check(cv, "cv_destroy", KMSAN_RET_ADDR);
	if (cv->cv_waiters > 0)
		kmsan_fatal(KMSAN_RET_ADDR, "cv_destroy: %u lwps wait for it", cv->cv_waiters);
	cv->cv_magic = 0;
	kmsan_lock_gone(cv);
}

/*
 * The mutex is opened when the lwp is on the queue already, so that no signal is lost. A spin
 * mutex is let go as mutex_exit() would, but the level stays until the lwp sleeps.
 */
static void
open_and_sleep(struct sim_thread *t, const void *channel, kmutex_t *mtx, uint64_t timeout)
{
	uintptr_t mask;

	if (mtx != NULL && mtx->mtx_spin) {
		mask = sim_lock(&sched_lock);
		t->spins--;
		__atomic_store_n(&mtx->mtx_owner, 0, __ATOMIC_RELEASE);
		t->ipl = t->spin_ipl;
	} else {
		mask = sim_lock(&sched_lock);
		if (mtx != NULL)
			sim_mutex_hand_over(mtx);
	}
	sim_sleep(t, channel, timeout);
	sim_unlock(&sched_lock, mask);
}

static int
wait(kcondvar_t *cv, kmutex_t *mtx, int ticks, const char *who, uintptr_t pc)
{
	struct sim_thread *t = sim_self();

	check(cv, who, pc);
	if (t->depth > 0 || t->soft != NULL)
		kmsan_fatal(pc, "%s: at interrupt level", who);
	if (!mutex_owned(mtx))
		kmsan_fatal(pc, "%s: this lwp does not hold the mutex", who);
	if (t->spins > (mtx->mtx_spin ? 1u : 0u))
		kmsan_fatal(pc, "%s: sleeping with a spin mutex held", who);
	__atomic_add_fetch(&cv->cv_waiters, 1, __ATOMIC_RELAXED);
	open_and_sleep(t, cv, mtx, ticks > 0 ? sim_clock_ns(ticks) : 0);
	__atomic_sub_fetch(&cv->cv_waiters, 1, __ATOMIC_RELAXED);
	ticks = t->timed_out ? KMSAN_EWOULDBLOCK : 0;
	sim_mutex_enter(mtx, pc);
	return ticks;
}

void
cv_wait(kcondvar_t *cv, kmutex_t *mtx)
{
	(void)wait(cv, mtx, 0, "cv_wait", KMSAN_RET_ADDR);
}

int
cv_wait_sig(kcondvar_t *cv, kmutex_t *mtx)
{
	return wait(cv, mtx, 0, "cv_wait_sig", KMSAN_RET_ADDR);
}

int
cv_timedwait(kcondvar_t *cv, kmutex_t *mtx, int ticks)
{
	return wait(cv, mtx, ticks, "cv_timedwait", KMSAN_RET_ADDR);
}

int
cv_timedwait_sig(kcondvar_t *cv, kmutex_t *mtx, int ticks)
{
	return wait(cv, mtx, ticks, "cv_timedwait_sig", KMSAN_RET_ADDR);
}

void
cv_signal(kcondvar_t *cv)
{
	uintptr_t mask;

	check(cv, "cv_signal", KMSAN_RET_ADDR);
	mask = sim_lock(&sched_lock);
	(void)sim_wake(cv);
	sim_unlock(&sched_lock, mask);
}

void
cv_broadcast(kcondvar_t *cv)
{
	uintptr_t mask;

	check(cv, "cv_broadcast", KMSAN_RET_ADDR);
	mask = sim_lock(&sched_lock);
	sim_wake_all(cv);
	sim_unlock(&sched_lock, mask);
}

bool
cv_has_waiters(kcondvar_t *cv)
{
	check(cv, "cv_has_waiters", KMSAN_RET_ADDR);
	return __atomic_load_n(&cv->cv_waiters, __ATOMIC_RELAXED) > 0;
}

bool
cv_is_valid(kcondvar_t *cv)
{
	return cv->cv_magic == MAGIC;
}

int
kpause(const char *wmesg, bool intr, int ticks, kmutex_t *mtx)
{
	struct sim_thread *t = sim_self();

	(void)wmesg;
	(void)intr;
	if (t->depth > 0 || t->soft != NULL)
		kmsan_fatal(KMSAN_RET_ADDR, "kpause: at interrupt level");
	if (mtx != NULL && !mutex_owned(mtx))
		kmsan_fatal(KMSAN_RET_ADDR, "kpause: this lwp does not hold the mutex");
	if (t->spins > (mtx != NULL && mtx->mtx_spin ? 1u : 0u))
		kmsan_fatal(KMSAN_RET_ADDR, "kpause: sleeping with a spin mutex held");
	open_and_sleep(t, t, mtx, sim_clock_ns(ticks > 0 ? ticks : 1));
	if (mtx != NULL)
		sim_mutex_enter(mtx, KMSAN_RET_ADDR);
	return KMSAN_EWOULDBLOCK;
}
