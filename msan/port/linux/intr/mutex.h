/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_SIM_MUTEX_H
#define KMSAN_LINUX_SIM_MUTEX_H

/* What the locks know of each other. */

#include <kmsan/lock.h>

/* In mtx_owner: somebody sleeps for it. */
#define SLEEPERS ((uintptr_t)1)

void sim_mutex_enter(kmutex_t *mtx, uintptr_t pc);

/* With sched_lock held: an adaptive mutex, held by this lwp, becomes another's or nobody's. */
void sim_mutex_hand_over(kmutex_t *mtx);

/*
 * "<who>: <what>" and the stack of pc; then, unless holder is NULL, where the lock was entered and
 * by which lwp.
 */
_Noreturn void sim_fatal_entered(
    uintptr_t pc, uintptr_t entered, const char *holder, const char *who, const char *what);

#endif
