/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_KTHREAD_H
#define KMSAN_KTHREAD_H

/*
 * CPUs and lwps, as in NetBSD: kthread(9), cpu_number(9), kpause(9).
 *
 * A lwp is a thread of the host, and a CPU is what at most one lwp has at a time: it runs, takes
 * the CPU's interrupts on its stack, and gives the CPU away when it sleeps or yields. Threads that
 * the program makes by itself are lwps without a CPU: devices, which may raise interrupts and take
 * locks, but are never interrupted. The thread that starts the CPUs has CPU 0.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kmsan_lwp;
struct lwp;

struct cpu_info {
	unsigned ci_index;
	void *ci_data[4]; /* the program's */
};

/* Whoever switches between lwps of its own (hooks.h) makes them too, zeroed. */
typedef struct lwp {
	struct kmsan_lwp *l_kmsan; /* the sanitizer's */
	struct cpu_info *l_cpu;	   /* NULL: a thread without a CPU */
	unsigned l_lid;
	char l_name[24];
	void *l_specific; /* the program's */
} lwp_t;

typedef int pri_t;
#define PRI_NONE      (-1)
#define PRI_KTHREAD   96
#define PRI_SOFTCLOCK 128
#define PRI_BIO	      96
#define PRI_VM	      97

/* The current lwp, and the CPU that it has, NULL if none. Any context. */
struct lwp *kmsan_curlwp(void);
struct cpu_info *curcpu(void);
#define curlwp kmsan_curlwp()

unsigned cpu_index(const struct cpu_info *ci);
struct cpu_info *cpu_lookup(unsigned index); /* NULL: there is no such CPU */
unsigned cpu_number(void);		     /* of a thread without a CPU: 0 */

/* How many there are. */
extern int ncpu __asm__("kmsan_ncpu");

/*
 * Start a lwp that calls fn(arg), ready to run, on CPU ci, or, NULL, on any. It ends when fn returns
 * or calls kthread_exit(). *lp, if lp is not NULL, is the lwp, valid until it ends, or until
 * kthread_join() of one that was made with KTHREAD_MUSTJOIN. KTHREAD_TS: other lwps get the CPU
 * from it at clock interrupts, between any two instructions; others keep it until they give it away.
 * Without KTHREAD_MPSAFE it runs under the kernel lock. pri is not regarded. format knows what
 * kmsan_snprintf() knows.
 * Returns 0 or ENOMEM. Fatal: fn NULL, interrupt context. Thread context.
 */
#define KTHREAD_MPSAFE	 0x01
#define KTHREAD_INTR	 0x02
#define KTHREAD_IDLE	 0x04
#define KTHREAD_TS	 0x08
#define KTHREAD_MUSTJOIN 0x10
int kthread_create(pri_t pri, int flags, struct cpu_info *ci, void (*fn)(void *), void *arg,
    struct lwp **lp, const char *format, ...) __attribute__((format(printf, 7, 8)));
_Noreturn void kthread_exit(int code);
int kthread_join(struct lwp *l);

/* Let others have the CPU, those that are ready now first. Thread context, no spin mutex held. */
void yield(void) KMSAN_AS(kmsan_yield);
void preempt(void) KMSAN_AS(kmsan_preempt);

/* No clock interrupt takes the CPU away in between. They nest. */
void kpreempt_disable(void);
void kpreempt_enable(void);

/* From the next time that it sleeps or yields, l runs on this CPU and on no other. */
void lwp_migrate(struct lwp *l, struct cpu_info *ci);

#ifdef __cplusplus
}
#endif

#endif
