/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_CALLOUT_H
#define KMSAN_CALLOUT_H

/*
 * The clock and what runs on it: callout(9), kpause(9), delay(9), as in NetBSD.
 *
 * The option hz (KMSAN_OPTIONS) is the number of clock interrupts a second on each CPU; without it
 * the clock starts when a callout first needs it, at 100. Its line is KMSAN_IRQ_CLOCK: a program
 * may have handlers there, too.
 */

#include <kmsan/lock.h>
#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

extern int hz __asm__("kmsan_hz");

/* Clock interrupts on CPU 0 so far. Any context. */
int getticks(void);
#define hardclock_ticks getticks()

/* Milliseconds in ticks, rounded up. */
static inline int
mstohz(int ms)
{
	return (int)(((long)ms * hz + 999) / 1000);
}

/* Wait without sleeping, microseconds. Any context. */
void delay(unsigned us) KMSAN_AS(kmsan_delay);
#define DELAY(us) delay(us)

/*
 * A function to be called at a tick, once, by the soft interrupt of IPL_SOFTCLOCK on the CPU that
 * scheduled it. Members are not for users.
 *
 * callout_init: before anything else; flags: CALLOUT_MPSAFE, else the function runs under the kernel
 * lock. callout_destroy: fatal while it is pending or running. callout_reset: set the
 * function, and schedule it ticks from now (less than 1 counts as 1), instead of what was
 * scheduled before; callout_schedule: again with the same function. callout_stop: it is not
 * called any more, though it may be running now; callout_halt: nor is it running when this
 * returns, interlock (NULL: none) being open while it waits; both return whether it had
 * expired. callout_expired, callout_invoking: it was, or is being, called; callout_ack: for the
 * function, to take that back. Any context but for callout_halt and callout_destroy: thread or soft
 * interrupt. Fatal: not initialised.
 */
#define CALLOUT_MPSAFE 0x0100
typedef struct callout {
	uint32_t c_magic, c_flags;
	struct callout *c_next, **c_prev;
	void (*c_func)(void *);
	void *c_arg;
	int c_time;
	unsigned c_cpu;
} callout_t;

void callout_init(callout_t *c, unsigned flags);
void callout_destroy(callout_t *c);
void callout_setfunc(callout_t *c, void (*fn)(void *), void *arg);
void callout_reset(callout_t *c, int ticks, void (*fn)(void *), void *arg);
void callout_schedule(callout_t *c, int ticks);
bool callout_stop(callout_t *c);
bool callout_halt(callout_t *c, void *interlock);
bool callout_pending(callout_t *c);
bool callout_expired(callout_t *c);
bool callout_active(callout_t *c);
bool callout_invoking(callout_t *c);
void callout_ack(callout_t *c);

/* Sleep for ticks (0: until the host likes), with mtx, if not NULL, open meanwhile. Returns EWOULDBLOCK. */
int kpause(const char *wmesg, bool intr, int ticks, kmutex_t *mtx);

#ifdef __cplusplus
}
#endif

#endif
