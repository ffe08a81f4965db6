/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rwlock(9). Everything happens under sched_lock: these locks are for long sections, and one
 * word for owner, readers and waiters would be faster than anybody would notice here.
 */
#include <kmsan/kmsan.h>
#include <kmsan/lockdebug.h>

#include "mutex.h"
#include "msan/report.h"
#include "sim.h"

#define MAGIC 0x52774c6bu

void
sim_fatal_entered(
    uintptr_t pc, uintptr_t entered, const char *holder, const char *who, const char *what)
{
	struct report_stack second = {.pcs = &entered, .count = 1};
	char title[64];

	if (holder == NULL)
		kmsan_fatal(pc, "%s: %s", who, what);
	kmsan_snprintf(title, sizeof(title), "It was entered by %s at:", holder);
	second.title = title;
	report_fatal(pc, &second, "%s: %s", who, what);
}

static const char *
name_of(uintptr_t owner)
{
	const struct lwp *l = (const struct lwp *)owner;

	return l->l_name[0] != '\0' ? l->l_name : "a lwp without a name";
}

static __attribute__((cold, noinline)) _Noreturn void
misused(const krwlock_t *rw, const char *who, const char *what, uintptr_t pc)
{
	if (rw->rw_magic != MAGIC)
		kmsan_fatal(pc, "%s: the lock is not initialised", who);
	sim_fatal_entered(
	    pc, rw->rw_pc, rw->rw_owner != 0 ? name_of(rw->rw_owner) : NULL, who, what);
}

static void
check(const krwlock_t *rw, const char *who, uintptr_t pc)
{
	if (rw->rw_magic != MAGIC)
		misused(rw, who, NULL, pc);
}

void
rw_init(krwlock_t *rw)
{
	*rw = (krwlock_t){.rw_magic = MAGIC};
	kmsan_mark(rw, sizeof(*rw), KMSAN_STATE_INITED);
	kmsan_lock_alive(rw, "krwlock", KMSAN_RET_ADDR);
}

void
rw_destroy(krwlock_t *rw)
{
	check(rw, "rw_destroy", KMSAN_RET_ADDR);
	if (rw->rw_owner != 0 || rw->rw_readers != 0)
		misused(rw, "rw_destroy", "it is held", KMSAN_RET_ADDR);
	rw->rw_magic = 0;
	kmsan_lock_gone(rw);
}

static bool
may_enter(const krwlock_t *rw, krw_t op)
{
	if (op == RW_READER)
		return rw->rw_owner == 0 && rw->rw_waiting == 0;
	return rw->rw_owner == 0 && rw->rw_readers == 0;
}

static void
entered(krwlock_t *rw, krw_t op, struct sim_thread *t, uintptr_t pc)
{
	if (op == RW_READER) {
		rw->rw_readers++;
	} else {
		rw->rw_owner = (uintptr_t)t;
		rw->rw_pc = pc;
	}
}

void
rw_enter(krwlock_t *rw, krw_t op)
{
	struct sim_thread *t = sim_self();
	uintptr_t mask;

	check(rw, "rw_enter", KMSAN_RET_ADDR);
	sim_may_sleep(t, "rw_enter", KMSAN_RET_ADDR);
	if (rw->rw_owner == (uintptr_t)t)
		misused(rw, "rw_enter", "this lwp holds it already, as the writer", KMSAN_RET_ADDR);
	mask = sim_lock(&sched_lock);
	if (op == RW_WRITER)
		rw->rw_waiting++;
	while (!may_enter(rw, op))
		sim_sleep(t, rw, 0);
	if (op == RW_WRITER)
		rw->rw_waiting--;
	entered(rw, op, t, KMSAN_RET_ADDR);
	sim_unlock(&sched_lock, mask);
}

int
rw_tryenter(krwlock_t *rw, krw_t op)
{
	struct sim_thread *t = sim_self();
	uintptr_t mask;
	bool may;

	check(rw, "rw_tryenter", KMSAN_RET_ADDR);
	mask = sim_lock(&sched_lock);
	may = may_enter(rw, op);
	if (may)
		entered(rw, op, t, KMSAN_RET_ADDR);
	sim_unlock(&sched_lock, mask);
	return may;
}

void
rw_exit(krwlock_t *rw)
{
	struct sim_thread *t = sim_self();
	uintptr_t mask;
	bool held = true;

	check(rw, "rw_exit", KMSAN_RET_ADDR);
	mask = sim_lock(&sched_lock);
	if (rw->rw_owner == (uintptr_t)t)
		rw->rw_owner = 0;
	else if (rw->rw_owner == 0 && rw->rw_readers > 0)
		rw->rw_readers--;
	else
		held = false;
	if (held)
		sim_wake_all(rw);
	sim_unlock(&sched_lock, mask);
	if (!held)
		misused(rw, "rw_exit", "this lwp does not hold it", KMSAN_RET_ADDR);
}

int
rw_tryupgrade(krwlock_t *rw)
{
	struct sim_thread *t = sim_self();
	uintptr_t mask;
	bool held, alone;

	check(rw, "rw_tryupgrade", KMSAN_RET_ADDR);
	mask = sim_lock(&sched_lock);
	held = rw->rw_readers > 0;
	alone = rw->rw_readers == 1;
	if (alone) {
		rw->rw_readers = 0;
		entered(rw, RW_WRITER, t, KMSAN_RET_ADDR);
	}
	sim_unlock(&sched_lock, mask);
	if (!held)
		misused(rw, "rw_tryupgrade", "nobody holds it for reading", KMSAN_RET_ADDR);
	return alone;
}

void
rw_downgrade(krwlock_t *rw)
{
	struct sim_thread *t = sim_self();
	uintptr_t mask;

	check(rw, "rw_downgrade", KMSAN_RET_ADDR);
	if (rw->rw_owner != (uintptr_t)t)
		misused(rw, "rw_downgrade", "this lwp is not the writer", KMSAN_RET_ADDR);
	mask = sim_lock(&sched_lock);
	rw->rw_owner = 0;
	rw->rw_readers = 1;
	sim_wake_all(rw);
	sim_unlock(&sched_lock, mask);
}

int
rw_read_held(krwlock_t *rw)
{
	check(rw, "rw_read_held", KMSAN_RET_ADDR);
	return rw->rw_owner == 0 && rw->rw_readers > 0;
}

int
rw_write_held(krwlock_t *rw)
{
	check(rw, "rw_write_held", KMSAN_RET_ADDR);
	return rw->rw_owner == (uintptr_t)sim_self();
}

int
rw_lock_held(krwlock_t *rw)
{
	return rw_read_held(rw) || rw_write_held(rw);
}
