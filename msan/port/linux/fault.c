/* SPDX-License-Identifier: BSD-2-Clause */

/* Copies that may fault, and the two signals that they need. */

#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/options.h>
#include <kmsan/port.h>

#include "linux.h"
#include "rawsys.h"

/*
 * rep movsb: at a fault rcx is what is left, exactly, and everything before it was copied. The
 * handler continues at the second label.
 */
size_t kmsan_linux_copy(void *dst, const void *src, size_t size);
extern const char kmsan_linux_copy_fault[], kmsan_linux_copy_resume[];
__asm__(".pushsection .text\n"
	".balign 32\n"
	".globl kmsan_linux_copy, kmsan_linux_copy_fault, kmsan_linux_copy_resume\n"
	".hidden kmsan_linux_copy, kmsan_linux_copy_fault, kmsan_linux_copy_resume\n"
	".type kmsan_linux_copy,@function\n"
	"kmsan_linux_copy:\n"
	".cfi_startproc\n"
	"	mov %rdx, %rcx\n"
	"kmsan_linux_copy_fault:\n"
	"	rep movsb\n"
	"kmsan_linux_copy_resume:\n"
	"	mov %rcx, %rax\n"
	"	ret\n"
	".cfi_endproc\n"
	".size kmsan_linux_copy, . - kmsan_linux_copy\n"
	".popsection");

/* Compare and swap 4 (size 4) or 8 bytes at dst; 0, or size if that faulted. */
size_t kmsan_linux_cas(void *dst, void *values, size_t size);
extern const char kmsan_linux_cas4[], kmsan_linux_cas8[], kmsan_linux_cas_resume[];
__asm__(".pushsection .text\n"
	".balign 32\n"
	".globl kmsan_linux_cas, kmsan_linux_cas4, kmsan_linux_cas8, kmsan_linux_cas_resume\n"
	".hidden kmsan_linux_cas, kmsan_linux_cas4, kmsan_linux_cas8, kmsan_linux_cas_resume\n"
	".type kmsan_linux_cas,@function\n"
	"kmsan_linux_cas:\n"
	".cfi_startproc\n"
	"	cmp $4, %rdx\n"
	"	jne 1f\n"
	"	mov (%rsi), %eax\n"
	"	mov 4(%rsi), %ecx\n"
	"kmsan_linux_cas4:\n"
	"	lock cmpxchg %ecx, (%rdi)\n"
	"	mov %eax, (%rsi)\n"
	"	xor %eax, %eax\n"
	"	ret\n"
	"1:	mov (%rsi), %rax\n"
	"	mov 8(%rsi), %rcx\n"
	"kmsan_linux_cas8:\n"
	"	lock cmpxchg %rcx, (%rdi)\n"
	"	mov %rax, (%rsi)\n"
	"	xor %eax, %eax\n"
	"	ret\n"
	"kmsan_linux_cas_resume:\n"
	"	mov %rdx, %rax\n"
	"	ret\n"
	".cfi_endproc\n"
	".size kmsan_linux_cas, . - kmsan_linux_cas\n"
	".popsection");

#define FAULTS 2
static const int fault_signal[FAULTS] = {SIGSEGV, SIGBUS};
static struct sigaction program_action[FAULTS];
static struct kmsan_lock action_lock;

static unsigned
fault_index(int sig)
{
	return sig == SIGSEGV ? 0 : 1;
}

bool
kmsan_linux_fault_signal(int sig)
{
	return sig == SIGSEGV || sig == SIGBUS;
}

/* As the kernel would: the action's mask, the signal itself unless SA_NODEFER. */
static void
deliver(int sig, siginfo_t *info, ucontext_t *context, const struct sigaction *action)
{
	sigset_t mask = action->sa_mask, old;

	if ((action->sa_flags & SA_NODEFER) == 0)
		sigaddset(&mask, sig);
	KMSAN_SYS(SYS_rt_sigprocmask, SIG_BLOCK, &mask, &old, 8);
	if ((action->sa_flags & SA_SIGINFO) != 0)
		action->sa_sigaction(sig, info, context);
	else
		action->sa_handler(sig);
	KMSAN_SYS(SYS_rt_sigprocmask, SIG_SETMASK, &old, 0, 8);
}

/* No handler of the program's: the fault happens again, or the signal is sent again, and kills. */
static void
take_default(int sig, const siginfo_t *info)
{
	struct sigaction action = {.sa_handler = SIG_DFL};

	kmsan_linux_core_shadow(false);
	sigaction(sig, &action, NULL);
	if (info->si_code <= 0)
		KMSAN_SYS(SYS_tgkill, KMSAN_SYS(SYS_getpid, 0, 0, 0, 0),
		    KMSAN_SYS(SYS_gettid, 0, 0, 0, 0), sig, 0);
}

/* A fault at one of the instructions that may: continue where it is told to the caller. */
static bool
recover(greg_t *rip)
{
	if (*rip == (greg_t)kmsan_linux_copy_fault)
		*rip = (greg_t)kmsan_linux_copy_resume;
	else if (*rip == (greg_t)kmsan_linux_cas4 || *rip == (greg_t)kmsan_linux_cas8)
		*rip = (greg_t)kmsan_linux_cas_resume;
	else
		return false;
	return true;
}

static void
fault_handler(int sig, siginfo_t *info, void *ucontext)
{
	ucontext_t *context = ucontext;
	greg_t *rip = &context->uc_mcontext.gregs[REG_RIP];
	unsigned i = fault_index(sig);
	struct sigaction action;
	bool ignored;

	if (kmsan_linux_fault_managed(info, context) || recover(rip))
		return;
	kmsan_port_lock(&action_lock);
	action = program_action[i];
	if ((action.sa_flags & (int)SA_RESETHAND) != 0)
		program_action[i] = (struct sigaction){.sa_handler = SIG_DFL};
	kmsan_port_unlock(&action_lock);
	ignored = action.sa_handler == SIG_IGN && (action.sa_flags & SA_SIGINFO) == 0;
	if (ignored && info->si_code <= 0)
		return;
	if (ignored || (action.sa_handler == SIG_DFL && (action.sa_flags & SA_SIGINFO) == 0))
		take_default(sig, info);
	else
		deliver(sig, info, context, &action);
}

int
kmsan_linux_fault_sigaction(int sig, const struct sigaction *act, struct sigaction *old)
{
	unsigned i = fault_index(sig);
	uintptr_t mask;

	if (!kmsan_linux_fault_signal(sig))
		return EINVAL;
	mask = kmsan_port_intr_mask(true, 0);
	kmsan_port_lock(&action_lock);
	if (old != NULL)
		*old = program_action[i];
	if (act != NULL)
		program_action[i] = *act;
	kmsan_port_unlock(&action_lock);
	kmsan_port_intr_mask(false, mask);
	return 0;
}

/* SA_NODEFER: a copy that faults inside the program's handler for a fault is recovered as well. */
void
kmsan_linux_fault_start(void)
{
	struct sigaction action = {.sa_sigaction = fault_handler,
	    .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTART};

	for (unsigned i = 0; i < FAULTS; i++)
		sigaction(fault_signal[i], &action, &program_action[i]);
}

static bool
to_user(enum kmsan_copy_dir dir)
{
	return dir == KMSAN_COPY_TO_USER || dir == KMSAN_COPY_USER_CAS;
}

/* May a process's address, or one of the kernel's, be this? A process has no NULL page. */
static bool
may_be(uintptr_t at, size_t size, bool user)
{
	if (user && at < KMSAN_PAGE_SIZE)
		return false;
	return !kmsan_options.user_strict || kmsan_linux_is_user(at, size) == user;
}

size_t
kmsan_port_copy(void *dst, const void *src, size_t size, enum kmsan_copy_dir dir)
{
	uintptr_t to = (uintptr_t)dst, from = (uintptr_t)src;

	/* No memory wraps. */
	if (to + size < to || from + size < from)
		return size;
	if (dir != KMSAN_COPY_ANY &&
	    (!may_be(to, size, to_user(dir)) || !may_be(from, size, dir == KMSAN_COPY_FROM_USER)))
		return size;
	if (dir == KMSAN_COPY_USER_CAS)
		return kmsan_linux_cas(dst, (void *)(uintptr_t)src, size);
	return kmsan_linux_copy(dst, src, size);
}
