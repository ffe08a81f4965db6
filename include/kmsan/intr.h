/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_INTR_H
#define KMSAN_INTR_H

/*
 * Interrupt levels, hard and soft interrupts, as in NetBSD: spl(9), softint(9), intr_establish(9).
 * On a host an interrupt is a signal: it lands between any two instructions of the lwp that
 * has the CPU. host.h has intr_raise() and kmsan_cpus_start(); docs/CONTEXTS.md the whole picture.
 *
 * What a caller does wrong stops the program with "kMSan: <function>: <what>" and the stack.
 */

#include <kmsan/ipl.h>
#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NIPL 9 /* levels of ipl.h */

typedef struct {
	uint8_t _ipl;
} ipl_cookie_t;

static inline ipl_cookie_t
makeiplcookie(int ipl)
{
	return (ipl_cookie_t){(uint8_t)ipl};
}

/*
 * splraise: the level of this CPU becomes ipl, if it is lower now; returns what it was. splx: back
 * to that. What became pending meanwhile and is no longer blocked runs before splx returns,
 * the highest level first, within a level in the order of arrival. Fatal: splx to a higher level.
 * Any context. The level belongs to the CPU while a lwp runs, and stays with the lwp when it sleeps.
 */
int splraise(int ipl);
void splx(int s);

static inline int
splraiseipl(ipl_cookie_t cookie)
{
	return splraise(cookie._ipl);
}

static inline int
splsoftclock(void)
{
	return splraise(IPL_SOFTCLOCK);
}

static inline int
splsoftbio(void)
{
	return splraise(IPL_SOFTBIO);
}

static inline int
splsoftnet(void)
{
	return splraise(IPL_SOFTNET);
}

static inline int
splsoftserial(void)
{
	return splraise(IPL_SOFTSERIAL);
}

static inline int
splvm(void)
{
	return splraise(IPL_VM);
}

static inline int
splsched(void)
{
	return splraise(IPL_SCHED);
}

static inline int
splhigh(void)
{
	return splraise(IPL_HIGH);
}

static inline void
spl0(void)
{
	splx(IPL_NONE);
}

#define splbio()       splvm()
#define splnet()       splvm()
#define spltty()       splvm()
#define splclock()     splsched()
#define splstatclock() splsched()

/* Is this CPU in a hard interrupt; is this lwp one that runs soft interrupts? */
bool cpu_intr_p(void);
bool cpu_softintr_p(void);

/*
 * HARD INTERRUPTS
 *
 * Lines are numbered from 0 to KMSAN_IRQS - 1. A handler is called with interrupts of its level
 * blocked, once for every intr_raise() of the line; it returns nonzero if the interrupt was
 * meant for it. Handlers share a line: all are called, each at its own level, first come first
 * called. With arg NULL a handler gets a struct clockframe * instead, as on most of NetBSD's ports.
 * Without IST_MPSAFE it runs under the kernel lock.
 *
 * intr_establish: returns a cookie for intr_disestablish, NULL without memory. Fatal: fn NULL, a
 * level below IPL_VM or above IPL_HIGH, a line that does not exist. Thread context.
 * intr_disestablish: returns when no CPU is in the handler any more; what is pending for it is
 * dropped. Fatal: a cookie that is none, or in a handler. Thread context.
 */
#define KMSAN_IRQS	64
#define KMSAN_IRQ_CLOCK 0 /* the clock's, at IPL_SCHED */

#define IST_NONE   0
#define IST_PULSE  1
#define IST_EDGE   2
#define IST_LEVEL  3
#define IST_MPSAFE 0x100

void *intr_establish(int irq, int ipl, int type, int (*fn)(void *), void *arg);
void *intr_establish_xname(
    int irq, int ipl, int type, int (*fn)(void *), void *arg, const char *xname);
void intr_disestablish(void *cookie);

/* What was interrupted. Valid until the handler returns. */
struct clockframe {
	uintptr_t cf_pc, cf_sp; /* 0 when it ran because splx() or the like let it */
	int cf_ipl;		/* the level before */
};
#define CLKF_PC(frame)	     ((frame)->cf_pc)
#define CLKF_INTR(frame)     ((frame)->cf_ipl >= IPL_VM)
#define CLKF_USERMODE(frame) 0

/*
 * SOFT INTERRUPTS
 *
 * Each CPU has a lwp for each of the four soft levels, so that a handler may take adaptive mutexes,
 * though not wait for a condition. A handler scheduled twice before it ran runs once, on
 * the CPU that scheduled it. Without SOFTINT_MPSAFE it runs under the kernel lock.
 *
 * softint_establish: thread context; NULL without memory. softint_disestablish: thread context;
 * returns when no CPU is in the handler any more. softint_schedule: any context.
 * Fatal: a level that is none, fn NULL; a cookie that is none, or no more.
 */
#define SOFTINT_CLOCK	0x0000
#define SOFTINT_BIO	0x0001
#define SOFTINT_NET	0x0002
#define SOFTINT_SERIAL	0x0003
#define SOFTINT_LVLMASK 0x00ff
#define SOFTINT_MPSAFE	0x0100

void *softint_establish(unsigned flags, void (*fn)(void *), void *arg);
void softint_disestablish(void *cookie);
void softint_schedule(void *cookie);

#ifdef __cplusplus
}
#endif

#endif
