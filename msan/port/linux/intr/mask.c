/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Masking interrupts without a system call: it is done twice for every allocation. The mask is a
 * word of the thread. Handlers look at it first; one that finds it set remembers that it came, or,
 * for a signal of the program's, has the kernel block all signals and keep this one, and
 * whoever takes the mask off looks whether somebody came.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <string.h>
#include <ucontext.h>

#include "../linux.h"
#include "../rawsys.h"
#include "sim.h"

#define IN_ORDER() atomic_signal_fence(memory_order_seq_cst)
#define KERNEL_SET sizeof(uint64_t)

static __attribute__((noinline, cold)) void
somebody_came(struct sim_thread *t)
{
	if (t->deferred_signal) {
		t->deferred_signal = false;
		KMSAN_SYS(SYS_rt_sigprocmask, SIG_SETMASK, &t->signals, 0, KERNEL_SET);
	}
	if (t->deferred_intr) {
		t->deferred_intr = false;
		IN_ORDER();
		sim_run(t);
	}
}

uintptr_t
kmsan_port_intr_mask(bool mask, uintptr_t old)
{
	struct sim_thread *t = &sim_thread;
	uintptr_t before = t->masked;

	IN_ORDER();
	t->masked = mask || old != 0;
	IN_ORDER();
	if (!mask && old == 0 && __builtin_expect(t->deferred_intr | t->deferred_signal, 0))
		somebody_came(t);
	return before;
}

void
kmsan_linux_intr_unblock(uint64_t set)
{
	struct sim_thread *t = &sim_thread;

	KMSAN_SYS(SYS_rt_sigprocmask, SIG_UNBLOCK, &set, 0, KERNEL_SET);
	IN_ORDER();
	/* A signal that came since: all are blocked, and these belong in the mask to go back to. */
	if (t->deferred_signal)
		t->signals &= ~set;
}

/* Of a signal that an instruction made: it has to be handled before that goes on. */
static bool
is_synchronous(int sig, const siginfo_t *info)
{
	return (sig == SIGFPE || sig == SIGILL || sig == SIGTRAP || sig == SIGSYS ||
		   kmsan_linux_fault_signal(sig)) &&
	       info->si_code > 0;
}

bool
kmsan_linux_intr_defer(int sig, siginfo_t *info, void *ucontext, kmsan_linux_handler *handler)
{
	struct sim_thread *t = &sim_thread;
	ucontext_t *context = ucontext;
	struct sigaction action;
	uint64_t all = ~(1ULL << (SIGSEGV - 1) | 1ULL << (SIGBUS - 1));

	if (!t->masked || is_synchronous(sig, info))
		return false;
	/* SA_RESETHAND: the kernel took the handler off already, and nothing else. */
	if (sigaction(sig, NULL, &action) == 0 && action.sa_handler == SIG_DFL) {
		action.sa_sigaction = handler;
		sigaction(sig, &action, NULL);
	}
	/* A signal that comes in between finds the same and waits as well. */
	if (!t->deferred_signal)
		memcpy(&t->signals, &context->uc_sigmask, KERNEL_SET);
	t->deferred_signal = true;
	memcpy(&context->uc_sigmask, &all, KERNEL_SET);
	KMSAN_SYS(SYS_rt_sigprocmask, SIG_BLOCK, &all, 0, KERNEL_SET);
	KMSAN_SYS(SYS_rt_tgsigqueueinfo, KMSAN_SYS(SYS_getpid, 0, 0, 0, 0),
	    KMSAN_SYS(SYS_gettid, 0, 0, 0, 0), sig, info);
	return true;
}
