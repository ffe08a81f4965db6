/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mutex(9). Whoever closes a mutex that somebody sleeps for hands it over, so that nobody who
 * comes later is first.
 */
#include <kmsan/kmsan.h>
#include <kmsan/lockdebug.h>

#include "../rawsys.h"
#include "mutex.h"
#include "sim.h"

#define MAGIC 0x4d78

static const char *
name_of(uintptr_t owner)
{
	const struct lwp *l = (const struct lwp *)(owner & ~SLEEPERS);

	return l->l_name[0] != '\0' ? l->l_name : "a lwp without a name";
}

void
mutex_init(kmutex_t *mtx, kmutex_type_t type, int ipl)
{
	if (ipl < IPL_NONE || ipl > IPL_HIGH)
		kmsan_fatal(KMSAN_RET_ADDR, "mutex_init: %d is no interrupt level", ipl);
	*mtx = (kmutex_t){.mtx_magic = MAGIC, .mtx_ipl = (uint8_t)ipl};
	mtx->mtx_spin = type == MUTEX_SPIN || (type != MUTEX_ADAPTIVE && ipl >= IPL_VM);
	kmsan_mark(mtx, sizeof(*mtx), KMSAN_STATE_INITED);
	kmsan_lock_alive(mtx, "kmutex", KMSAN_RET_ADDR);
}

static __attribute__((cold, noinline)) _Noreturn void
misused(const kmutex_t *mtx, const char *who, const char *what, uintptr_t pc)
{
	uintptr_t owner = __atomic_load_n(&mtx->mtx_owner, __ATOMIC_RELAXED);

	if (mtx->mtx_magic != MAGIC)
		kmsan_fatal(pc, "%s: the mutex is not initialised", who);
	sim_fatal_entered(pc, mtx->mtx_pc, owner != 0 ? name_of(owner) : NULL, who, what);
}

static inline void
check(const kmutex_t *mtx, const char *who, uintptr_t pc)
{
	if (__builtin_expect(mtx->mtx_magic != MAGIC, 0))
		misused(mtx, who, NULL, pc);
}

void
mutex_destroy(kmutex_t *mtx)
{
	check(mtx, "mutex_destroy", KMSAN_RET_ADDR);
	if (mtx->mtx_owner != 0)
		misused(mtx, "mutex_destroy", "it is held", KMSAN_RET_ADDR);
	mtx->mtx_magic = 0;
	kmsan_lock_gone(mtx);
}

static bool
take(kmutex_t *mtx, struct sim_thread *t)
{
	uintptr_t none = 0;

	return __atomic_compare_exchange_n(
	    &mtx->mtx_owner, &none, (uintptr_t)t, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static void
spin_raise(struct sim_thread *t, int ipl)
{
	int before = splraise(ipl);

	if (t->spins++ == 0)
		t->spin_ipl = before;
}

static void
spin_lower(struct sim_thread *t)
{
	if (--t->spins == 0)
		splx(t->spin_ipl);
}

static void
spin_enter(kmutex_t *mtx, struct sim_thread *t, uintptr_t pc)
{
	spin_raise(t, mtx->mtx_ipl);
	for (unsigned i = 0; !take(mtx, t); i++) {
		if (__atomic_load_n(&mtx->mtx_owner, __ATOMIC_RELAXED) == (uintptr_t)t)
			misused(mtx, "mutex_enter", "this lwp holds it already", pc);
		/* Its owner may be waiting for the host's processor. */
		if (i % 256 == 255)
			KMSAN_SYS(SYS_sched_yield, 0, 0, 0, 0);
		__builtin_ia32_pause();
	}
}

/* Sleeps until the mutex was handed over. */
static void
sleep_enter(kmutex_t *mtx, struct sim_thread *t)
{
	uintptr_t mask = sim_lock(&sched_lock);
	uintptr_t owner = __atomic_load_n(&mtx->mtx_owner, __ATOMIC_RELAXED);

	for (;;) {
		if (owner == 0) {
			if (take(mtx, t))
				break;
			owner = __atomic_load_n(&mtx->mtx_owner, __ATOMIC_RELAXED);
		} else if (__atomic_compare_exchange_n(&mtx->mtx_owner, &owner, owner | SLEEPERS,
			       false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
			sim_sleep(t, mtx, 0);
			break;
		}
	}
	sim_unlock(&sched_lock, mask);
}

static void
adaptive_enter(kmutex_t *mtx, struct sim_thread *t, uintptr_t pc)
{
	if (__builtin_expect(t->depth > 0 || t->spins > 0, 0))
		sim_may_sleep(t, "mutex_enter", pc);
	if (take(mtx, t))
		return;
	if ((__atomic_load_n(&mtx->mtx_owner, __ATOMIC_RELAXED) & ~SLEEPERS) == (uintptr_t)t)
		misused(mtx, "mutex_enter", "this lwp holds it already", pc);
	/* Mutexes are held for short: look again before sleeping. */
	for (unsigned i = 0; i < 100; i++) {
		if (__atomic_load_n(&mtx->mtx_owner, __ATOMIC_RELAXED) == 0 && take(mtx, t))
			return;
		__builtin_ia32_pause();
	}
	sleep_enter(mtx, t);
}

void
sim_mutex_enter(kmutex_t *mtx, uintptr_t pc)
{
	struct sim_thread *t = sim_self();

	check(mtx, "mutex_enter", pc);
	if (mtx->mtx_spin)
		spin_enter(mtx, t, pc);
	else
		adaptive_enter(mtx, t, pc);
	mtx->mtx_pc = pc;
}

void
mutex_enter(kmutex_t *mtx)
{
	sim_mutex_enter(mtx, KMSAN_RET_ADDR);
}

int
mutex_tryenter(kmutex_t *mtx)
{
	struct sim_thread *t = sim_self();

	check(mtx, "mutex_tryenter", KMSAN_RET_ADDR);
	if (mtx->mtx_spin)
		spin_raise(t, mtx->mtx_ipl);
	if (!take(mtx, t)) {
		if (mtx->mtx_spin)
			spin_lower(t);
		return 0;
	}
	mtx->mtx_pc = KMSAN_RET_ADDR;
	return 1;
}

/* sched_lock is held. */
void
sim_mutex_hand_over(kmutex_t *mtx)
{
	struct sim_thread *next = sim_wake(mtx);
	uintptr_t owner = (uintptr_t)next;

	if (next != NULL && sim_anybody_sleeps(mtx))
		owner |= SLEEPERS;
	__atomic_store_n(&mtx->mtx_owner, owner, __ATOMIC_RELEASE);
}

void
mutex_exit(kmutex_t *mtx)
{
	struct sim_thread *t = sim_self();
	uintptr_t owner = (uintptr_t)t;

	check(mtx, "mutex_exit", KMSAN_RET_ADDR);
	if ((__atomic_load_n(&mtx->mtx_owner, __ATOMIC_RELAXED) & ~SLEEPERS) != owner)
		misused(mtx, "mutex_exit", "this lwp does not hold it", KMSAN_RET_ADDR);
	if (!__atomic_compare_exchange_n(
		&mtx->mtx_owner, &owner, 0, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
		uintptr_t mask = sim_lock(&sched_lock);

		sim_mutex_hand_over(mtx);
		sim_unlock(&sched_lock, mask);
	}
	if (mtx->mtx_spin)
		spin_lower(t);
}

int
mutex_owned(const kmutex_t *mtx)
{
	check(mtx, "mutex_owned", KMSAN_RET_ADDR);
	return (__atomic_load_n(&mtx->mtx_owner, __ATOMIC_RELAXED) & ~SLEEPERS) ==
	       (uintptr_t)sim_self();
}

int
mutex_ownable(const kmutex_t *mtx)
{
	if (mutex_owned(mtx))
		misused(mtx, "mutex_ownable", "this lwp holds it already", KMSAN_RET_ADDR);
	return 1;
}

struct lwp *
mutex_owner(const kmutex_t *mtx)
{
	check(mtx, "mutex_owner", KMSAN_RET_ADDR);
	return (struct lwp *)(__atomic_load_n(&mtx->mtx_owner, __ATOMIC_RELAXED) & ~SLEEPERS);
}
