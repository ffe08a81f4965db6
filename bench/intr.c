/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * intr WHAT: one line, "WHAT NANOSECONDS".
 *
 * enter: kmsan_intr_enter and kmsan_intr_leave. spl: splraise and splx, nothing pending. context:
 * __msan_get_context_state. own: an interrupt that this CPU raises for itself, which needs no
 * signal. delivered: one that another thread raised. Built plain: local: a function that returns a
 * thread-local pointer. delivered: a signal that another thread sent.
 *
 * The time of a delivery is that of the system call which lets the signal in, from before to after: the
 * sender's part, and how long the hardware takes to tell another processor, are not in it. A median,
 * for some come when something else does. The others are the best of many slices.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifdef KMSAN
#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/intr.h>
#define SIGNAL SIGURG
/* The operations alone, as assembly stubs and the compiler's calls do them. */
#define BARE __attribute__((noinline, disable_sanitizer_instrumentation))
#else
#define SIGNAL SIGUSR1
#define BARE   __attribute__((noinline))
#endif

#define SLICES	   200
#define SLICE	   5000
#define DELIVERIES 4000
#define LINE	   1
#define USED(p)	   __asm__ volatile("" : : "r"(p))

static atomic_uint wanted, sent, handled;
static pid_t self;

static BARE double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

#ifdef KMSAN
void *__msan_get_context_state(void);

static BARE void
enter(unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		kmsan_intr_enter();
		kmsan_intr_leave();
	}
}

static BARE void
spl(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		splx(splraise(IPL_VM));
}

static BARE void
context(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		USED(__msan_get_context_state());
}

static BARE void
own(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		intr_raise(0, LINE);
}

static BARE int
handler(void *arg)
{
	(void)arg;
	atomic_store_explicit(&handled, atomic_load_explicit(&handled, memory_order_relaxed) + 1,
	    memory_order_relaxed);
	return 1;
}

static void
start(void)
{
	if (intr_establish(LINE, IPL_VM, IST_EDGE | IST_MPSAFE, handler, NULL) == NULL)
		abort();
}

static BARE void
raise_one(void)
{
	intr_raise(0, LINE);
}
#else
/* Written by somebody, for all that the compiler knows. */
__thread void *pointer;

BARE void *local_pointer(void);

BARE void *
local_pointer(void)
{
	return pointer;
}

static BARE void
local(unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		USED(local_pointer());
	}
}

static void
handler(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	atomic_store_explicit(&handled, atomic_load_explicit(&handled, memory_order_relaxed) + 1,
	    memory_order_relaxed);
}

static void
start(void)
{
	struct sigaction action = {
	    .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART};

	if (sigaction(SIGNAL, &action, NULL) != 0)
		abort();
}

static void
raise_one(void)
{
	syscall(SYS_tgkill, self, self, SIGNAL);
}
#endif

static BARE void *
device(void *arg)
{
	(void)arg;
	for (unsigned n = 1; n <= DELIVERIES; n++) {
		while (atomic_load(&wanted) < n)
			sched_yield();
		raise_one();
		atomic_store(&sent, n);
	}
	return NULL;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static BARE double
deliver(void)
{
	static double ns[DELIVERIES];
	const uint64_t set = 1ULL << (SIGNAL - 1);
	pthread_t thread;

	if (pthread_create(&thread, NULL, device, NULL) != 0)
		abort();
	for (unsigned n = 1; n <= DELIVERIES; n++) {
		double before;

		/* By the system call: libc's function leaves the machine its signal. */
		syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, NULL, sizeof(set));
		atomic_store(&wanted, n);
		while (atomic_load(&sent) < n)
			sched_yield();
		if (atomic_load(&handled) != n - 1)
			abort();
		before = now();
		syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &set, NULL, sizeof(set));
		ns[n - 1] = now() - before;
		if (atomic_load(&handled) != n)
			abort();
	}
	pthread_join(thread, NULL);
	qsort(ns, DELIVERIES, sizeof(ns[0]), compare);
	return ns[DELIVERIES / 2];
}

static const struct {
	const char *name;
	void (*fn)(unsigned);
} works[] = {
#ifdef KMSAN
    {"enter", enter}, {"spl", spl}, {"context", context}, {"own", own}
#else
    {"local", local}
#endif
};

static double
best(void (*fn)(unsigned))
{
	double least = 1e9;

	for (unsigned i = 0; i < SLICES; i++) {
		double before = now(), ns;

		fn(SLICE);
		ns = (now() - before) / SLICE;
		if (ns < least)
			least = ns;
	}
	return least;
}

int
main(int argc, char **argv)
{
	const char *what = argc == 2 ? argv[1] : "";

	self = getpid();
	start();
	if (strcmp(what, "delivered") == 0) {
		printf("%s %.1f\n", what, deliver());
		return 0;
	}
	for (unsigned i = 0; i < sizeof(works) / sizeof(works[0]); i++) {
		if (strcmp(works[i].name, what) != 0)
			continue;
		printf("%s %.2f\n", what, best(works[i].fn));
		return 0;
	}
	return 2;
}
