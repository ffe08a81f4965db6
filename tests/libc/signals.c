/* SPDX-License-Identifier: BSD-2-Clause */
/* Handlers of signals: clean contexts, clean frames, and what the program sees of its own actions. */
#include "check.h"
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

static volatile int calls, got, last;
static char alt_space[65536];

static void
simple(int sig)
{
	calls++;
	last = sig;
}

static void
detailed(int sig, siginfo_t *info, void *p)
{
	ucontext_t *u = p;

	CLEAN(info, sizeof(*info));
	CLEAN(u, sizeof(*u));
	CLEAN(u->uc_mcontext.fpregs, 512);
	if (info->si_signo == sig && info->si_pid == getpid() && u->uc_mcontext.gregs[REG_RSP] != 0)
		calls++;
}

static void
handlers(void)
{
	struct sigaction sa, old;
	stack_t alt = {.ss_sp = alt_space, .ss_size = sizeof(alt_space)};

	memset(&sa, 0, sizeof(sa));
	sa.sa_sigaction = detailed;
	sa.sa_flags = SA_SIGINFO | SA_RESTART;
	sigaddset(&sa.sa_mask, SIGUSR2);
	UNINIT(&old, sizeof(old));
	SILENT(TRUE(sigaction(SIGUSR1, &sa, &old) == 0));
	CLEAN(&old, sizeof(old));
	TRUE(old.sa_handler == SIG_DFL);
	mark_stack();
	SILENT(raise(SIGUSR1));
	TRUE(calls == 1);
	SILENT(TRUE(sigaction(SIGUSR1, NULL, &old) == 0));
	TRUE(old.sa_sigaction == detailed && (old.sa_flags & ~0x04000000) == sa.sa_flags);
	TRUE(sigismember(&old.sa_mask, SIGUSR2) == 1);

	/* On a stack of its own, which bears marks as well. */
	UNINIT(alt_space, sizeof(alt_space));
	TRUE(sigaltstack(&alt, NULL) == 0);
	sa.sa_flags |= SA_ONSTACK;
	TRUE(sigaction(SIGUSR1, &sa, NULL) == 0);
	SILENT(raise(SIGUSR1));
	TRUE(calls == 2);

	sa.sa_handler = simple;
	sa.sa_flags = (int)SA_RESETHAND;
	TRUE(sigaction(SIGUSR1, &sa, NULL) == 0);
	SILENT(raise(SIGUSR1));
	TRUE(calls == 3 && last == SIGUSR1);
	TRUE(sigaction(SIGUSR1, NULL, &old) == 0 && old.sa_handler == SIG_DFL);

	TRUE(signal(SIGUSR2, simple) == SIG_DFL);
	TRUE(signal(SIGUSR2, SIG_IGN) == simple);
	raise(SIGUSR2);
	TRUE(signal(SIGUSR2, simple) == SIG_IGN && calls == 3);
	raise(SIGUSR2);
	TRUE(calls == 4 && last == SIGUSR2);
	TRUE(signal(SIGUSR2, SIG_DFL) == simple);
	errno = 0;
	TRUE(signal(SIGKILL, simple) == SIG_ERR && errno == EINVAL);
	UNINIT(&sa.sa_flags, 4);
	REPORTS("sigaction():arg2", 0, sigaction(SIGUSR1, &sa, NULL));
	TRUE(signal(SIGUSR1, SIG_DFL) == simple);
}

/* A handler that uses the context as much as it can, at every moment of the main program. */
static int
sum(int n, ...)
{
	va_list ap;
	int s = 0;

	va_start(ap, n);
	while (n-- > 0)
		s += va_arg(ap, int);
	va_end(ap);
	return s;
}

struct big {
	int v[50];
};

static __attribute__((noinline)) int
take(struct big b, int i)
{
	return b.v[i];
}

static __attribute__((noinline)) int
half(int *p)
{
	return *p;
}

static void
noisy(int sig)
{
	struct big b;
	int x;

	UNINIT(hide(&b), sizeof(b));
	UNINIT(hide(&x), sizeof(x));
	take(b, sig & 7);
	half(hide(&x));
	sum(9, 1, 2, 3, 4, 5, 6, 7, 8, 9);
	calls++;
}

static void
storm(void)
{
	struct itimerval often = {{0, 200}, {0, 200}}, never = {{0, 0}, {0, 0}};
	struct big b;
	int x = 1;

	memset(&b, 1, sizeof(b));
	calls = 0;
	TRUE(signal(SIGALRM, noisy) == SIG_DFL);
	TRUE(setitimer(ITIMER_REAL, &often, NULL) == 0);
	seen.count = 0;
	for (int i = 0; calls < 100; i++) {
		if (take(b, i & 31) == 3 || half(hide(&x)) == 7 ||
		    sum(8, 1, 2, 3, 4, 5, 6, 7, i) == 2)
			got++;
	}
	expect_none(__LINE__, 0);
	TRUE(setitimer(ITIMER_REAL, &never, NULL) == 0);
	signal(SIGALRM, SIG_DFL);
}

/* Faults are the runtime's, and the program's if they are not. */
static sigjmp_buf back;

static void
fault(int sig, siginfo_t *info, void *context)
{
	(void)context;
	last = sig;
	got = info->si_addr == (void *)16;
	siglongjmp(back, 1);
}

static __attribute__((noinline)) int
jump_out_of_handler(void)
{
	volatile int x;

	if (sigsetjmp(back, 1) == 0) {
		x = *(volatile int *)hide((void *)16);
		return x;
	}
	return -1;
}

static void
faults(void)
{
	struct sigaction sa, old;
	sigset_t all, now;

	memset(&sa, 0, sizeof(sa));
	sa.sa_sigaction = fault;
	sa.sa_flags = SA_SIGINFO;
	SILENT(TRUE(sigaction(SIGSEGV, &sa, &old) == 0));
	TRUE(old.sa_handler == SIG_DFL);
	/* Each leaves the handler by siglongjmp; without leaving its level there would soon be none. */
	for (int i = 0; i < 100; i++) {
		got = 0;
		SILENT(TRUE(jump_out_of_handler() == -1));
		TRUE(last == SIGSEGV && got == 1);
	}
	TRUE(sigaction(SIGSEGV, NULL, &old) == 0 && old.sa_sigaction == fault);
	sigfillset(&all);
	TRUE(sigprocmask(SIG_SETMASK, &all, NULL) == 0);
	UNINIT(&now, sizeof(now));
	SILENT(TRUE(sigprocmask(SIG_SETMASK, NULL, &now) == 0));
	CLEAN(&now, sizeof(now));
	TRUE(sigismember(&now, SIGUSR1) == 1 && sigismember(&now, SIGSEGV) == 0);
	SILENT(TRUE(jump_out_of_handler() == -1));
	sigemptyset(&all);
	TRUE(sigprocmask(SIG_SETMASK, &all, NULL) == 0);
	TRUE(signal(SIGSEGV, SIG_DFL) != SIG_ERR);
}

static void
sets(void)
{
	sigset_t set, other;
	siginfo_t info;
	int sig;

	UNINIT(&set, sizeof(set));
	REPORTS("sigaddset():arg1", 0, sigaddset(&set, SIGUSR1));
	UNINIT(&set, sizeof(set));
	SILENT(sigemptyset(&set));
	CLEAN(&set, sizeof(set));
	SILENT(sigaddset(&set, SIGUSR1));
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	UNINIT(&other, sizeof(other));
	SILENT(TRUE(sigpending(&other) == 0));
	CLEAN(&other, sizeof(other));
	UNINIT(&info, sizeof(info));
	SILENT(TRUE(sigwaitinfo(&set, &info) == SIGUSR1));
	CLEAN(&info, sizeof(info));
	raise(SIGUSR1);
	UNINIT(&sig, sizeof(sig));
	SILENT(TRUE(sigwait(&set, &sig) == 0));
	CLEAN(&sig, sizeof(sig));
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* Jumps within a thread, and buffers that were never filled. */
static jmp_buf buffer;

static __attribute__((noinline)) void
jump(int depth)
{
	char space[200];

	UNINIT(hide(space), sizeof(space));
	if (depth == 0)
		longjmp(buffer, 5);
	jump(depth - 1);
}

static void
jumps(void)
{
	jmp_buf other;
	ucontext_t context;
	volatile int round = 0;
	int r;

	UNINIT(buffer, sizeof(buffer));
	seen.count = 0;
	r = setjmp(buffer);
	if (r == 0)
		jump(10);
	expect_none(__LINE__, 0);
	TRUE(r == 5);
	CLEAN(buffer, 68);
	UNINIT(other, sizeof(other));
	if (setjmp(buffer) == 0) {
		memcpy(other, buffer, sizeof(other));
		UNINIT(other, 1);
		seen.count = 0;
		longjmp(other, 1);
	}
	expect(__LINE__,
	    strcmp(seen.sink, "_longjmp():arg1") == 0 ? "_longjmp():arg1" : "longjmp():arg1", 0, 0);
	UNINIT(&context, sizeof(context));
	SILENT(TRUE(getcontext(&context) == 0));
	CLEAN(&context, sizeof(context));
	if (round++ == 0)
		setcontext(&context);
	TRUE(round == 2);
}

int
main(void)
{
	handlers();
	storm();
	faults();
	sets();
	jumps();
	return passed();
}
