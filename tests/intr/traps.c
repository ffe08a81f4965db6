/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page faults: a function of the program's lets pages in, in a context of its own, wherever the access
 * comes from; faults and interrupts nest in each other, and what was interrupted goes on with what
 * was on its way.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kmsan/host.h>
#include <kmsan/intr.h>
#include <kmsan/kmem.h>
#include <kmsan/kmsan.h>
#include <kmsan/hooks.h>
#include <kmsan/kthread.h>
#include <kmsan/lock.h>
#include <kmsan/uaccess.h>
#include <kmsan/uvm_km.h>

#include "expect.h"

#define PAGE  4096
#define PAGES 16

static char *area;
/* volatile: an access that faults is no call. */
static volatile unsigned faults, writes, deepest, interrupts;
static kmutex_t mutex;
static int cookie;

struct half {
	long used, unused;
};

static NOINLINE long
sum(int n, ...)
{
	va_list ap;
	long s = 0;

	va_start(ap, n);
	while (n-- > 0)
		s += va_arg(ap, long);
	va_end(ap);
	return s;
}

static NOINLINE struct half
make(long n)
{
	struct half h;

	h.used = n;
	return h;
}

static NOINLINE long
pass(struct half a, long n, struct half b)
{
	return a.used + b.used + n;
}

/* All that a handler can leave behind in the context, with what is uninitialised in it. */
static NOINLINE void
dirty(void)
{
	/* At interrupt level only this one; in a fault handler of a lwp the other as well. */
	bool interrupt = kmsan_in_interrupt();
	struct half *p =
	    interrupt ? kmem_intr_alloc(sizeof(*p), KM_NOSLEEP) : kmem_alloc(sizeof(*p), KM_SLEEP);
	struct half h = make(3);

	EXPECT(pass(h, 4, make(5)) == 12 && sum(3, 1L, 2L, 3L) == 6);
	p->used = 1;
	EXPECT(pass(*p, 2, h) == 6);
	if (interrupt)
		kmem_intr_free(p, sizeof(*p));
	else
		kmem_free(p, sizeof(*p));
}

/* What uvm_fault() is: it may sleep for a lock and allocate, and lets the page in. */
static int
fault(void *arg, void *page, int access)
{
	EXPECT(arg == &cookie && ((uintptr_t)page & (PAGE - 1)) == 0);
	EXPECT(access == KMSAN_FAULT_READ || access == KMSAN_FAULT_WRITE);
	EXPECT(!kmsan_in_interrupt() || cpu_intr_p());
	faults++;
	if (kmsan_intr_depth() > deepest)
		deepest = kmsan_intr_depth();
	if (!cpu_intr_p()) {
		mutex_enter(&mutex);
		dirty();
		mutex_exit(&mutex);
	}
	if (access == KMSAN_FAULT_WRITE)
		writes++;
	EXPECT(kmsan_fault_protect(page, PAGE,
		   access == KMSAN_FAULT_WRITE ? KMSAN_FAULT_READ | KMSAN_FAULT_WRITE
					       : KMSAN_FAULT_READ) == 0);
	return 0;
}

static void
away(void)
{
	EXPECT(kmsan_fault_protect(area, PAGES * PAGE, 0) == 0);
	faults = writes = deepest = interrupts = 0;
}

static NOINLINE long
load(long *p)
{
	return *p;
}

/* Faults while arguments and results are on their way. */
static void
thread_context(void)
{
	long *p = (long *)(void *)area;
	struct half h;
	long s;

	away();
	*p = 7;
	EXPECT(faults == 1 && writes == 1);
	EXPECT(load(p) == 7 && faults == 1);
	for (int i = 1; i < 4; i++) {
		p = (long *)(void *)(area + i * PAGE);
		h = make(load(p));
		s = pass(h, load(p + 1), make(*p)) + sum(3, *p, load(p), 1L);
		EXPECT(s == 1);
		EXPECT(kmsan_test(&h, sizeof(h)) == sizeof(h.used));
	}
	EXPECT(faults == 4 && writes == 1 && deepest == 1);
	/* A page for reading becomes one for writing. */
	*p = 9;
	EXPECT(faults == 5 && writes == 2 && load(p) == 9);
}

/* The pages are the kernel's: copyin and copyout find them as the kernel does. */
static void
copies(void)
{
	char *user = kmsan_user_alloc(PAGE), buf[64] = "abc";

	away();
	EXPECT(copyout(area, user, 2 * PAGE - PAGE) == 0 && faults == 1);
	EXPECT(copyin(user, area + 3 * PAGE - 8, 16) == 0 && faults == 3 && writes == 2);
	memcpy(area + 5 * PAGE - 2, buf, 4);
	EXPECT(faults == 5 && memcmp(area + 5 * PAGE - 2, "abc", 4) == 0);
	kmsan_user_free(user, PAGE);
}

/* A fault inside the fault handler, on another page, five deep. */
static int
chain(void *arg, void *page, int access)
{
	char *next = (char *)page + PAGE;

	dirty();
	if (next < area + 5 * PAGE)
		EXPECT(*(volatile char *)next == 0);
	return fault(arg, page, access);
}

static void
faults_in_faults(void)
{
	struct half h = make(2);

	away();
	EXPECT(pass(h, *(long *)(void *)area, make(4)) == 6);
	EXPECT(faults == 5 && deepest == 5 && kmsan_intr_depth() == 0);
}

/* A fault inside interrupt handlers, at each level, and interrupts inside the fault handler. */
static int
line(void *arg)
{
	int n = *(int *)arg;

	interrupts++;
	EXPECT(cpu_intr_p() && kmsan_in_interrupt());
	if (n < 3)
		EXPECT(intr_raise(0, n + 1) == 0);
	EXPECT(pass(make(1), *(long *)(void *)(area + n * PAGE), make(2)) == 3);
	return 1;
}

static int
lets_interrupts_in(void *arg, void *page, int access)
{
	unsigned before = interrupts;
	struct half h = make(8);
	int s = splvm();

	EXPECT(intr_raise(0, 1) == 0 && interrupts == before);
	splx(s);
	EXPECT(interrupts == before + 3);
	EXPECT(pass(h, 1, h) == 17);
	return fault(arg, page, access);
}

static void
with_interrupts(struct kmsan_fault *f)
{
	static int number[] = {0, 1, 2, 3};
	static const int ipl[] = {0, IPL_VM, IPL_SCHED, IPL_HIGH};

	for (int i = 1; i <= 3; i++)
		intr_establish(i, ipl[i], IST_EDGE | IST_MPSAFE, line, &number[i]);
	away();
	EXPECT(intr_raise(0, 1) == 0);
	EXPECT(interrupts == 3 && faults == 3 && deepest == 4);
	kmsan_fault_disestablish(f);
	f = kmsan_fault_establish(area, PAGES * PAGE, lets_interrupts_in, &cookie);
	away();
	/* Pages that the interrupts in between need are of another range, so only one fault is it. */
	EXPECT(kmsan_fault_protect(area, 4 * PAGE, KMSAN_FAULT_READ) == 0);
	EXPECT(pass(make(1), *(long *)(void *)(area + 8 * PAGE), make(2)) == 3);
	EXPECT(interrupts == 3 && faults == 1 && deepest == 1);
	kmsan_fault_disestablish(f);
}

/* Not managed, or refused: the program's handler, with a context of its own too, or the end. */
static sigjmp_buf out;
static volatile int refused;

static int
refuse(void *arg, void *page, int access)
{
	(void)arg, (void)page, (void)access;
	refused++;
	return 14;
}

static void
segv(int sig, siginfo_t *info, void *context)
{
	(void)sig, (void)context;
	EXPECT(kmsan_intr_depth() == 1);
	EXPECT(info->si_addr == area + 2 * PAGE);
	dirty();
	siglongjmp(out, 1);
}

static NOINLINE void
ends_by_signal(void (*fn)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		fn();
		_exit(0);
	}
	EXPECT(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
	EXPECT(WTERMSIG(status) == SIGSEGV);
}

static void
access_it(void)
{
	(void)*(volatile char *)(area + 2 * PAGE);
}

static void
goes_on(void)
{
	struct kmsan_fault *f = kmsan_fault_establish(area, PAGES * PAGE, refuse, NULL);
	struct sigaction sa = {.sa_sigaction = segv, .sa_flags = SA_SIGINFO};
	char to[8];

	away();
	ends_by_signal(access_it);
	/* A copy that faults says so, as on a machine when uvm_fault() fails. */
	EXPECT(kcopy(area + 2 * PAGE, to, 8) == KMSAN_EFAULT && refused == 1);
	EXPECT(sigaction(SIGSEGV, &sa, NULL) == 0);
	for (int i = 0; i < 40; i++)
		if (sigsetjmp(out, 1) == 0)
			access_it();
	EXPECT(refused == 41 && kmsan_intr_depth() == 0);
	kmsan_fault_disestablish(f);
	/* Outside of all ranges nobody is asked. */
	if (sigsetjmp(out, 1) == 0)
		access_it();
	EXPECT(refused == 41 && kmsan_intr_depth() == 0);
	EXPECT(signal(SIGSEGV, SIG_DFL) != SIG_ERR);
	ends_by_signal(access_it);
}

/* Lwps on two CPUs, and threads without one, fault at the same pages. */
static unsigned long total;

static int
slow(void *arg, void *page, int access)
{
	yield();
	__atomic_fetch_add(&total, 1, __ATOMIC_RELAXED);
	return fault(arg, page, access);
}

static void
toucher(void *arg)
{
	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < PAGES; i++) {
			struct half h = make(i);

			EXPECT(pass(h, *(long *)(void *)(area + i * PAGE), h) == 2 * i);
		}
		EXPECT(kmsan_fault_protect(area + round % PAGES * PAGE, PAGE, 0) == 0);
	}
	(void)arg;
}

static void
on_two_cpus(void)
{
	struct kmsan_fault *f = kmsan_fault_establish(area, PAGES * PAGE, slow, &cookie);
	struct lwp *l[3];

	memset(area, 0, PAGES * PAGE);
	EXPECT(kmsan_cpus_start(2) == 0);
	for (int i = 0; i < 3; i++)
		EXPECT(kthread_create(PRI_NONE, KTHREAD_MPSAFE | KTHREAD_MUSTJOIN | KTHREAD_TS,
			   NULL, toucher, NULL, &l[i], "toucher") == 0);
	toucher(NULL);
	for (int i = 0; i < 3; i++)
		kthread_join(l[i]);
	EXPECT(total > 50);
	kmsan_fault_disestablish(f);
}

int
main(void)
{
	struct kmsan_fault *f;

	mutex_init(&mutex, MUTEX_DEFAULT, IPL_NONE);
	area = (char *)uvm_km_alloc(kernel_map, PAGES * PAGE, 0, UVM_KMF_VAONLY);
	EXPECT(area != NULL);
	kmsan_mark(area, PAGES * PAGE, KMSAN_STATE_INITED);
	f = kmsan_fault_establish(area, PAGES * PAGE, fault, &cookie);
	thread_context();
	copies();
	kmsan_fault_disestablish(f);
	f = kmsan_fault_establish(area, PAGES * PAGE, chain, &cookie);
	EXPECT(kmsan_fault_protect(area, PAGES * PAGE, KMSAN_FAULT_WRITE) == 0);
	memset(area, 0, PAGES * PAGE);
	faults_in_faults();
	kmsan_fault_disestablish(f);
	f = kmsan_fault_establish(area, PAGES * PAGE, fault, &cookie);
	with_interrupts(f);
	goes_on();
	on_two_cpus();
	uvm_km_free(kernel_map, (vaddr_t)area, PAGES * PAGE, UVM_KMF_VAONLY);
	return kmsan_report_count() != 0;
}
