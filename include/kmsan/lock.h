/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LOCK_H
#define KMSAN_LOCK_H

/*
 * mutex(9), rwlock(9), condvar(9), kernel_lock(9), as in NetBSD. What a caller does wrong stops the
 * program with "kMSan: <function>: <what>" and the stack. The members are not for users; a
 * lock must have been initialised.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lwp;

/*
 * MUTEXES
 *
 * ipl IPL_NONE or a level of soft interrupts: adaptive, whoever has to wait sleeps. Not in
 * hard interrupts. A level of hard interrupts: spin, and the level of the CPU is raised to it
 * until the last spin mutex of the lwp is opened.
 *
 * Fatal: mutex_enter of one that the lwp holds; mutex_exit of one that it does not hold; an adaptive
 * one in a hard interrupt or with a spin mutex held; mutex_destroy of one that is held.
 */
typedef enum {
	MUTEX_SPIN = 0,	    /* as if ipl were IPL_HIGH at least */
	MUTEX_ADAPTIVE = 1, /* whatever ipl is */
	MUTEX_DEFAULT = 2,
	MUTEX_DRIVER = 3,
	MUTEX_NODEBUG = 4
} kmutex_type_t;

typedef struct kmutex {
	uintptr_t mtx_owner; /* struct lwp *; bit 0: somebody sleeps */
	uintptr_t mtx_pc;    /* who entered it */
	uint16_t mtx_magic;
	uint8_t mtx_spin, mtx_ipl;
} kmutex_t;

void mutex_init(kmutex_t *mtx, kmutex_type_t type, int ipl);
void mutex_destroy(kmutex_t *mtx);
void mutex_enter(kmutex_t *mtx);
void mutex_exit(kmutex_t *mtx);
int mutex_tryenter(kmutex_t *mtx); /* nonzero: it is held now */
int mutex_owned(const kmutex_t *mtx);
int mutex_ownable(const kmutex_t *mtx);
struct lwp *mutex_owner(const kmutex_t *mtx);
#define mutex_spin_enter(mtx) mutex_enter(mtx)
#define mutex_spin_exit(mtx)  mutex_exit(mtx)

/*
 * READERS AND WRITERS
 *
 * Whoever has to wait sleeps: thread and soft interrupt context. Writers come before new readers.
 * Fatal: a writer that enters again; rw_exit, rw_downgrade, rw_tryupgrade of one that is not held
 * (so); in a hard interrupt; rw_destroy of one that is held.
 */
typedef enum krw_t { RW_READER = 0, RW_WRITER = 1 } krw_t;

typedef struct krwlock {
	uintptr_t rw_owner; /* the writer */
	uintptr_t rw_pc;
	uint32_t rw_readers, rw_waiting; /* rw_waiting: writers */
	uint32_t rw_magic;
} krwlock_t;

void rw_init(krwlock_t *rw);
void rw_destroy(krwlock_t *rw);
void rw_enter(krwlock_t *rw, krw_t op);
void rw_exit(krwlock_t *rw);
int rw_tryenter(krwlock_t *rw, krw_t op);
int rw_tryupgrade(krwlock_t *rw);
void rw_downgrade(krwlock_t *rw);
int rw_read_held(krwlock_t *rw); /* by anybody */
int rw_write_held(krwlock_t *rw);
int rw_lock_held(krwlock_t *rw);

/*
 * CONDITIONS
 *
 * Thread context. mtx is held before and after, and open while waiting. Waiting may end without
 * cause. The timed ones return 0 or EWOULDBLOCK after ticks (less than 1: no limit); nothing
 * interrupts the _sig ones. Fatal: mtx not held or not adaptive with another lock held that forbids
 * to sleep; a soft or hard interrupt; cv_destroy with somebody waiting.
 */
typedef struct kcondvar {
	const char *cv_wmesg;
	uint32_t cv_waiters, cv_magic;
} kcondvar_t;

void cv_init(kcondvar_t *cv, const char *wmesg);
void cv_destroy(kcondvar_t *cv);
void cv_wait(kcondvar_t *cv, kmutex_t *mtx);
int cv_wait_sig(kcondvar_t *cv, kmutex_t *mtx);
int cv_timedwait(kcondvar_t *cv, kmutex_t *mtx, int ticks);
int cv_timedwait_sig(kcondvar_t *cv, kmutex_t *mtx, int ticks);
void cv_signal(kcondvar_t *cv);
void cv_broadcast(kcondvar_t *cv);
bool cv_has_waiters(kcondvar_t *cv);
bool cv_is_valid(kcondvar_t *cv);

/*
 * THE KERNEL LOCK
 *
 * One for all; whoever holds it may take it again, and so may what interrupts it on its CPU. Open
 * while its holder sleeps. Whoever has to wait spins. Any context.
 */
void kmsan_kernel_lock(unsigned count);
void kmsan_kernel_unlock(unsigned count);
bool kmsan_kernel_locked(void);
#define KERNEL_LOCK(count, lwp) ((void)(lwp), kmsan_kernel_lock(count))
#define KERNEL_UNLOCK_ONE(lwp)	((void)(lwp), kmsan_kernel_unlock(1))
#define KERNEL_LOCKED_P()	kmsan_kernel_locked()

#ifdef __cplusplus
}
#endif

#endif
