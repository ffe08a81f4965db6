/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signals. A handler interrupts instrumented code between any two instructions, also while it
 * fills the context: it gets a slot of its own (kmsan_intr_enter). The kernel calls a function of
 * this file, which calls the program's: the addresses in action[] are the only state, so what the
 * kernel tells about flags, masks and SA_RESETHAND stays true.
 */
#include "libc.h"
#include "handlers.h"
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <ucontext.h>
#include <linux.h>
#include <msan/context.h>
#include <port_inline.h>

typedef void handler_fn(int sig, siginfo_t *info, void *context);

static _Atomic(handler_fn *) action[_NSIG];

/* "signal SIGUSR1", for reports. */
static char name[_NSIG][24];

/* The handlers that run in this thread, innermost last. */
struct running {
	uintptr_t frame;	       /* of the function below: older frames are above */
	struct kmsan_context *context; /* that was interrupted */
};
static __thread struct running running[KMSAN_SLOTS];
static __thread unsigned running_count;

/*
 * Below the interrupted frame lie the kernel's: registers, siginfo, and the extended state that
 * fpregs points to. Further down the handler's own frames will lie. Both may bear the marks of
 * calls that returned: what libc and the handler's uninstrumented callees put there has none.
 */
#define BELOW	  ((size_t)8192)
#define FP_MAGIC1 0x46505853U /* FP_XSTATE_MAGIC1, <asm/sigcontext.h> */

static const char *
stack_low(const char *here)
{
	stack_t alt;

	/* Not below the alternate stack, whose neighbours are the program's memory. */
	if (sigaltstack(NULL, &alt) == 0 && (alt.ss_flags & SS_ONSTACK) != 0 &&
	    (size_t)(here - (const char *)alt.ss_sp) < BELOW)
		return alt.ss_sp;
	return here - BELOW;
}

void
libc_signal_frame_out(const char *here, const siginfo_t *info, const ucontext_t *context)
{
	const char *low = stack_low(here), *end = (const char *)(info + 1);
	const char *fp = (const char *)context->uc_mcontext.fpregs;
	uint32_t extended[2];

	if ((const char *)(context + 1) > end)
		end = (const char *)(context + 1);
	if (fp != NULL) {
		/* Bytes 464 on are software's: a magic number, and the size of all. */
		memcpy(extended, fp + 464, sizeof(extended));
		fp += extended[0] == FP_MAGIC1 ? extended[1] : 512;
		if (fp > end)
			end = fp;
	}
	kmsan_mark(low, (size_t)(end - low), KMSAN_STATE_INITED);
}

static void
enter_running(unsigned n, const char *frame)
{
	running[n].frame = (uintptr_t)frame;
	running[n].context = kmsan_port_context();
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
}

static void
handler(int sig, siginfo_t *info, void *context)
{
	handler_fn *fn = atomic_load(&action[sig]);
	const char *here = __builtin_frame_address(0);
	int saved = errno;
	unsigned n = running_count;

	if (kmsan_linux_intr_defer(sig, info, context, handler)) {
		errno = saved;
		return;
	}
	if (n >= KMSAN_SLOTS)
		kmsan_fatal(0, "more than %u signal handlers at once", (unsigned)KMSAN_SLOTS);
	/* Twice: a signal in between would use the same place. */
	enter_running(n, here);
	running_count = n + 1;
	enter_running(n, here);
	kmsan_intr_enter();
	kmsan_intr_describe(name[sig]);
	libc_signal_frame_out(here, info, context);
	errno = saved;
	fn(sig, info, context);
	saved = errno;
	kmsan_intr_leave();
	running_count = n;
	errno = saved;
}

/*
 * longjmp to a frame at sp: leave the handlers that it jumps out of, those whose frames are below
 * sp on the same stack. One on the alternate stack is left too when sp lies on the normal one.
 */
void
libc_signal_unwind(uintptr_t sp)
{
	stack_t alt = {.ss_flags = SS_DISABLE};
	uintptr_t low, size;

	if (running_count == 0)
		return;
	(void)sigaltstack(NULL, &alt);
	low = (uintptr_t)alt.ss_sp;
	size = (alt.ss_flags & SS_DISABLE) != 0 ? 0 : alt.ss_size;
	while (running_count > 0) {
		const struct running *r = &running[running_count - 1];
		bool same = (r->frame - low < size) == (sp - low < size);

		if (same && sp < r->frame)
			return;
		while (kmsan_port_context() != r->context)
			kmsan_intr_leave();
		running_count--;
	}
}

static bool
is_handler(const void *p)
{
	return p != (void *)SIG_DFL && p != (void *)SIG_IGN && p != (void *)SIG_ERR &&
	       p != (void *)SIG_HOLD;
}

static bool
is_valid(int sig)
{
	return sig > 0 && sig < _NSIG;
}

/* The program's handler becomes ours, and back. */
static void *
enter(int sig, void *fn)
{
	const char *abbreviation;

	if (!is_valid(sig) || !is_handler(fn))
		return fn;
	abbreviation = sigabbrev_np(sig);
	if (abbreviation != NULL)
		kmsan_snprintf(name[sig], sizeof(name[sig]), "signal SIG%s", abbreviation);
	else
		kmsan_snprintf(name[sig], sizeof(name[sig]), "signal %d", sig);
	atomic_store(&action[sig], (handler_fn *)(uintptr_t)fn);
	return (void *)(uintptr_t)handler;
}

static void *
leave(void *fn, handler_fn *program)
{
	return fn == (void *)(uintptr_t)handler ? (void *)(uintptr_t)program : fn;
}

/* The runtime's copies need these two in every handler as well, and interrupts have their own mask. */
static void
unblock_faults(sigset_t *set)
{
	int interrupts = kmsan_linux_intr_signal();

	sigdelset(set, SIGSEGV);
	sigdelset(set, SIGBUS);
	if (interrupts != 0)
		sigdelset(set, interrupts);
}

static int
change(int sig, const struct sigaction *new, struct sigaction *old, uintptr_t pc)
{
	struct sigaction mine;
	handler_fn *before = is_valid(sig) ? atomic_load(&action[sig]) : NULL;
	int r;

	if (new != NULL && sig != 0 && sig == kmsan_linux_intr_signal())
		kmsan_fatal(pc, "signal %d (SIG%s) is the interrupts', not for the program", sig,
		    sigabbrev_np(sig));
	if (new != NULL) {
		mine = *new;
		unblock_faults(&mine.sa_mask);
		mine.sa_sigaction =
		    (handler_fn *)(uintptr_t)enter(sig, (void *)(uintptr_t) new->sa_sigaction);
		new = &mine;
	}
	if (kmsan_linux_fault_signal(sig)) {
		r = kmsan_linux_fault_sigaction(sig, new, old);
		if (r != 0) {
			errno = r;
			r = -1;
		}
	} else {
		r = sigaction(sig, new, old);
	}
	if (r != 0 && new != NULL && is_valid(sig))
		atomic_store(&action[sig], before);
	if (r == 0 && old != NULL)
		old->sa_sigaction =
		    (handler_fn *)(uintptr_t)leave((void *)(uintptr_t)old->sa_sigaction, before);
	return r;
}

WRAP(int, sigaction, (int sig, const struct sigaction *new, struct sigaction *old))
{
	int r;

	if (new != NULL) {
		IN(2, &new->sa_handler, sizeof(new->sa_handler));
		IN(2, &new->sa_flags, sizeof(new->sa_flags));
		IN(2, &new->sa_mask, KERNEL_SET);
	}
	r = change(sig, new, old, KMSAN_RET_ADDR);
	OUT_IF(r == 0, old, sizeof(*old));
	return r;
}
ALIAS(__sigaction, sigaction);

static sighandler_t
simple(int sig, sighandler_t fn, int flags, uintptr_t pc)
{
	struct sigaction new = {.sa_handler = fn, .sa_flags = flags}, old;

	if (fn == SIG_ERR || !is_valid(sig)) {
		errno = EINVAL;
		return SIG_ERR;
	}
	if ((flags & SA_NODEFER) == 0)
		sigaddset(&new.sa_mask, sig);
	return change(sig, &new, &old, pc) == 0 ? old.sa_handler : SIG_ERR;
}

WRAP(sighandler_t, signal, (int sig, sighandler_t fn))
{
	return simple(sig, fn, SA_RESTART, KMSAN_RET_ADDR);
}
ALIAS(bsd_signal, signal);
ALIAS(ssignal, signal);

WRAP(sighandler_t, sysv_signal, (int sig, sighandler_t fn))
{
	return simple(sig, fn, (int)SA_RESETHAND | SA_NODEFER, KMSAN_RET_ADDR);
}
ALIAS(__sysv_signal, sysv_signal);

WRAP(int, sigignore, (int sig))
{
	return simple(sig, SIG_IGN, 0, KMSAN_RET_ADDR) == SIG_ERR ? -1 : 0;
}

/* System V's: SIG_HOLD blocks the signal; another action unblocks it, and SIG_HOLD may come back. */
WRAP(sighandler_t, sigset, (int sig, sighandler_t fn))
{
	sigset_t set, old;
	sighandler_t before;
	bool held;

	if (!is_valid(sig) || fn == SIG_ERR) {
		errno = EINVAL;
		return SIG_ERR;
	}
	sigemptyset(&set);
	sigaddset(&set, sig);
	if (fn == SIG_HOLD)
		unblock_faults(&set);
	if (sigprocmask(fn == SIG_HOLD ? SIG_BLOCK : SIG_UNBLOCK, &set, &old) != 0)
		return SIG_ERR;
	held = sigismember(&old, sig) == 1;
	if (fn == SIG_HOLD) {
		struct sigaction now;

		before = change(sig, NULL, &now, KMSAN_RET_ADDR) == 0 ? now.sa_handler : SIG_ERR;
	} else {
		before = simple(sig, fn, 0, KMSAN_RET_ADDR);
	}
	return before != SIG_ERR && held ? SIG_HOLD : before;
}

#define IN_SET(arg, set) IN(arg, set, KERNEL_SET)
#define OUT_SET(set)	 OUT_IF(r == 0, set, sizeof(*(set)))

FN(int, sigemptyset, (sigset_t * set), (set), NOTHING, OUT_SET(set));
FN(int, sigfillset, (sigset_t * set), (set), NOTHING, OUT_SET(set));
FN(int, sigaddset, (sigset_t * set, int sig), (set, sig), IN_SET(1, set), NOTHING);
FN(int, sigdelset, (sigset_t * set, int sig), (set, sig), IN_SET(1, set), NOTHING);
FN(int, sigismember, (const sigset_t *set, int sig), (set, sig), IN_SET(1, set), NOTHING);
FN(int, sigisemptyset, (const sigset_t *set), (set), IN_SET(1, set), NOTHING);
FN(int, sigandset, (sigset_t * set, const sigset_t *a, const sigset_t *b), (set, a, b),
    IN_SET(2, a);
    IN_SET(3, b), OUT_SET(set));
FN(int, sigorset, (sigset_t * set, const sigset_t *a, const sigset_t *b), (set, a, b), IN_SET(2, a);
    IN_SET(3, b), OUT_SET(set));
FN(int, sigpending, (sigset_t * set), (set), NOTHING, OUT_SET(set));

const sigset_t *
libc_open_mask(const sigset_t *set, sigset_t *copy)
{
	if (set == NULL)
		return NULL;
	*copy = *set;
	unblock_faults(copy);
	return copy;
}

WRAP(int, sigprocmask, (int how, const sigset_t *set, sigset_t *old))
{
	sigset_t copy;
	int r;

	IN_SET(2, set);
	r = sigprocmask(how, how == SIG_UNBLOCK ? set : libc_open_mask(set, &copy), old);
	OUT_SET(old);
	return r;
}

WRAP(int, pthread_sigmask, (int how, const sigset_t *set, sigset_t *old))
{
	sigset_t copy;
	int r;

	IN_SET(2, set);
	r = pthread_sigmask(how, how == SIG_UNBLOCK ? set : libc_open_mask(set, &copy), old);
	OUT_SET(old);
	return r;
}

/* The old masks, which name the faults too. */
WRAP(int, sighold, (int sig))
{
	sigset_t set, copy;

	sigemptyset(&set);
	if (sigaddset(&set, sig) != 0)
		return -1;
	return sigprocmask(SIG_BLOCK, libc_open_mask(&set, &copy), NULL);
}

/* As bits of an int, for the first 32. */
static int
open_bits(int mask)
{
	int interrupts = kmsan_linux_intr_signal();
	unsigned faults = 1U << (SIGSEGV - 1) | 1U << (SIGBUS - 1);

	if (interrupts > 0 && interrupts <= 32)
		faults |= 1U << (interrupts - 1);
	return (int)((unsigned)mask & ~faults);
}

/* The compiler and the linker warn of who mentions these. */
WRAP_LAZY(int, sigblock, (int mask), "")
{
	return LAZY(sigblock)(open_bits(mask));
}

WRAP_LAZY(int, sigsetmask, (int mask), "")
{
	return LAZY(sigsetmask)(open_bits(mask));
}

WRAP_LAZY(int, sigstack, (struct sigstack * new, struct sigstack *old), "")
{
	int r;

	IN(1, new, sizeof(*new));
	r = LAZY(sigstack)(new, old);
	OUT_IF(r == 0, old, sizeof(*old));
	return r;
}

WRAP(int, sigsuspend, (const sigset_t *set))
{
	sigset_t copy;

	IN_SET(1, set);
	return sigsuspend(libc_open_mask(set, &copy));
}

WRAP(int, sigaltstack, (const stack_t *new, stack_t *old))
{
	int r;

	if (new != NULL) {
		IN(1, &new->ss_flags, sizeof(new->ss_flags));
		if ((new->ss_flags &SS_DISABLE) == 0) {
			IN(1, &new->ss_sp, sizeof(new->ss_sp));
			IN(1, &new->ss_size, sizeof(new->ss_size));
		}
	}
	r = sigaltstack(new, old);
	OUT_IF(r == 0, old, sizeof(*old));
	return r;
}

FN(int, sigwait, (const sigset_t *set, int *out), (set, out), IN_SET(1, set),
    OUT_IF(r == 0, out, sizeof(*out)));
FN(int, sigwaitinfo, (const sigset_t *set, siginfo_t *out), (set, out), IN_SET(1, set),
    OUT_IF(r > 0, out, sizeof(*out)));
FN(int, sigtimedwait, (const sigset_t *set, siginfo_t *out, const struct timespec *t),
    (set, out, t), IN_SET(1, set);
    IN(3, t, sizeof(*t)), OUT_IF(r > 0, out, sizeof(*out)));
FN(int, signalfd, (int fd, const sigset_t *set, int flags), (fd, set, flags), IN_SET(2, set),
    NOTHING);

WRAP(void, psignal, (int sig, const char *s))
{
	IN_STR(2, s);
	psignal(sig, s);
}

WRAP(void, psiginfo, (const siginfo_t *info, const char *s))
{
	IN(1, &info->si_signo, sizeof(info->si_signo));
	IN_STR(2, s);
	psiginfo(info, s);
}

FN(int, pidfd_send_signal, (int fd, int sig, siginfo_t *info, unsigned flags),
    (fd, sig, info, flags), IN_SEND(3, info, sizeof(*info)), NOTHING);
