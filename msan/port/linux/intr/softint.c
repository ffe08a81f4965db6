/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Soft interrupts. Those of one level on one CPU have a lwp of their own. It takes the CPU from
 * whoever has it, who is pinned meanwhile: does not run, and moves nowhere. When a handler has to
 * wait for a lock the pinned lwp goes on, and may be the one that opens it; then the soft
 * interrupt is pending again.
 */
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include <kmsan/kmsan.h>

#include "../rawsys.h"
#include "../unwind.h"
#include "msan/context.h"
#include "sim.h"

#define COOKIE 0x536f4674u

/* Never freed, as handlers. */
struct softint {
	uint32_t cookie;
	struct softint *older;
	_Atomic bool gone;
	void (*fn)(void *);
	void *arg;
	int ipl;
	bool mpsafe;
	/* of each CPU, under its lock */
	struct {
		struct softint *next;
		bool queued, running;
	} on[SIM_CPUS];
};

/*
 * kmsan_linux_soft_pin(regs, fn, arg): keep the caller's registers in regs, and go to fn(arg).
 * kmsan_linux_soft_call(fn, arg, regs): call fn(arg). Below this frame an unwinder finds, by the
 * expressions that follow, the frame that regs were kept of, on another stack: the CPU's lwp that
 * was interrupted. 0x76 0x78 0x06: what is 8 bytes below rbp, that is, regs; 0x23 n: n bytes on.
 */
void kmsan_linux_soft_pin(struct sim_regs *regs, void (*fn)(void *), void *arg);
void kmsan_linux_soft_call(void (*fn)(void *), void *arg, const struct sim_regs *regs);
__asm__(".pushsection kmsan_entry,\"ax\",@progbits\n"
	".hidden kmsan_linux_soft_pin, kmsan_linux_soft_call\n"
	".globl kmsan_linux_soft_pin, kmsan_linux_soft_call\n"
	".type kmsan_linux_soft_pin,@function\n"
	"kmsan_linux_soft_pin:\n"
	".cfi_startproc\n"
	"	mov %rbx, (%rdi)\n"
	"	mov %rbp, 8(%rdi)\n"
	"	mov %r12, 16(%rdi)\n"
	"	mov %r13, 24(%rdi)\n"
	"	mov %r14, 32(%rdi)\n"
	"	mov %r15, 40(%rdi)\n"
	"	lea 8(%rsp), %rax\n"
	"	mov %rax, 48(%rdi)\n"
	"	mov (%rsp), %rax\n"
	"	mov %rax, 56(%rdi)\n"
	"	mov %rsi, %rax\n"
	"	mov %rdx, %rdi\n"
	"	jmp *%rax\n"
	".cfi_endproc\n"
	".size kmsan_linux_soft_pin, . - kmsan_linux_soft_pin\n"
	".type kmsan_linux_soft_call,@function\n"
	"kmsan_linux_soft_call:\n"
	".cfi_startproc\n"
	"	push %rbp\n"
	"	mov %rsp, %rbp\n"
	"	push %rdx\n"
	"	sub $8, %rsp\n"
	".cfi_escape 0x0f, 6, 0x76, 0x78, 0x06, 0x23, 48, 0x06\n"
	".cfi_escape 0x10, 3, 5, 0x76, 0x78, 0x06, 0x23, 0\n"
	".cfi_escape 0x10, 6, 5, 0x76, 0x78, 0x06, 0x23, 8\n"
	".cfi_escape 0x10, 12, 5, 0x76, 0x78, 0x06, 0x23, 16\n"
	".cfi_escape 0x10, 13, 5, 0x76, 0x78, 0x06, 0x23, 24\n"
	".cfi_escape 0x10, 14, 5, 0x76, 0x78, 0x06, 0x23, 32\n"
	".cfi_escape 0x10, 15, 5, 0x76, 0x78, 0x06, 0x23, 40\n"
	".cfi_escape 0x10, 16, 5, 0x76, 0x78, 0x06, 0x23, 56\n"
	"	mov %rdi, %rax\n"
	"	mov %rsi, %rdi\n"
	"	call *%rax\n"
	"	leave\n"
	"	ret\n"
	".cfi_endproc\n"
	".size kmsan_linux_soft_call, . - kmsan_linux_soft_call\n"
	".popsection");
_Static_assert(offsetof(struct sim_regs, rsp) == 48 && offsetof(struct sim_regs, rip) == 56,
    "the offsets in the assembly");

static struct sim_soft *
soft_of(struct sim_cpu *c, int ipl)
{
	return &c->soft[ipl - IPL_SOFTCLOCK];
}

/* The CPU's lock is held. */
static bool
soft_pend(struct sim_cpu *c, int ipl)
{
	const struct sim_soft *soft = soft_of(c, ipl);

	return sim_pend(c, ipl, soft->thread != NULL && soft->head != NULL && !soft->blocked);
}

void
sim_soft_blocks(struct sim_thread *t)
{
	kmsan_port_lock(&t->bound->lock);
	t->soft->blocked = true;
	(void)sim_pend(t->bound, t->soft_ipl, false);
	kmsan_port_unlock(&t->bound->lock);
}

void
sim_soft_ready(struct sim_thread *t)
{
	kmsan_port_lock(&t->bound->lock);
	t->soft->blocked = false;
	(void)sim_pend(t->bound, t->soft_ipl, true);
	kmsan_port_unlock(&t->bound->lock);
	sim_kick(t->bound);
}

/* The pinned lwp waits. sched_lock is held, interrupts are masked. */
static void
pinned_wait(void *arg)
{
	sim_wait_go(arg);
}

/* The soft interrupts of this level, which is above the CPU's. */
void
sim_soft_run(struct sim_thread *t, int level)
{
	struct sim_cpu *c = t->cpu;
	struct sim_thread *s = soft_of(c, level)->thread;
	uintptr_t mask = sim_lock(&sched_lock);

	/* An interrupt that came in between ran them, and perhaps they sleep now. */
	if ((atomic_load(&c->pending) & 1u << level) == 0 || s->pinned != NULL) {
		sim_unlock(&sched_lock, mask);
		return;
	}
	s->pinned = t;
	s->kmsan->beneath = t->kmsan;
	s->ipl = level;
	t->state = SIM_PINNED;
	t->cpu = NULL;
	t->pending = NULL;
	atomic_store(&t->go, 0);
	sim_give(c, s);
	kmsan_linux_soft_pin(&s->regs, pinned_wait, t);
	t->deferred_intr = true;
	sim_unlock(&sched_lock, mask);
}

static struct softint *
take(struct sim_cpu *c, int ipl)
{
	struct sim_soft *soft = soft_of(c, ipl);
	uintptr_t mask = sim_lock(&c->lock);
	struct softint *si = soft->head;

	if (si != NULL) {
		soft->head = si->on[c->info.ci_index].next;
		if (soft->head == NULL)
			soft->tail = &soft->head;
		si->on[c->info.ci_index].queued = false;
		si->on[c->info.ci_index].running = true;
	}
	(void)soft_pend(c, ipl);
	sim_unlock(&c->lock, mask);
	return si;
}

/* Below it on the stack is what was interrupted. */
static void
call(void *arg)
{
	const struct softint *si = arg;

	si->fn(si->arg);
	if (kmsan_intr_depth() != 0 || sim_thread.ipl != si->ipl)
		sim_returned_wrongly((uintptr_t)si->fn, "a soft interrupt", 0, si->ipl);
}

static void
run_all(struct sim_thread *t, struct sim_cpu *c)
{
	struct softint *si;

	while ((si = take(c, t->soft_ipl)) != NULL) {
		unsigned holds = si->mpsafe ? 0 : 1;

		sim_kernel_lock(t, holds);
		kmsan_softint(&t->lwp);
		kmsan_linux_soft_call(call, si, &t->regs);
		sim_kernel_unlock(t, holds);
		__atomic_store_n(&si->on[c->info.ci_index].running, false, __ATOMIC_RELEASE);
	}
}

static const char *
soft_text(int ipl)
{
	static const char *const text[] = {"soft interrupt at IPL_SOFTCLOCK",
	    "soft interrupt at IPL_SOFTBIO", "soft interrupt at IPL_SOFTNET",
	    "soft interrupt at IPL_SOFTSERIAL"};

	return text[ipl - IPL_SOFTCLOCK];
}

struct soft_start {
	struct sim_cpu *c;
	int ipl;
	_Atomic bool ready;
};

static void *
soft_main(void *arg)
{
	struct soft_start *start = arg;
	struct sim_thread *t = sim_self();
	struct sim_cpu *c = start->c;

	sim_helper_signals();
	t->has_cpus = true;
	t->bound = c;
	t->soft_ipl = start->ipl;
	t->soft = soft_of(c, start->ipl);
	t->state = SIM_OUTSIDE;
	kmsan_intr_describe(soft_text(start->ipl));
	kmsan_snprintf(t->lwp.l_name, sizeof(t->lwp.l_name), "soft%d/%u",
	    start->ipl - IPL_SOFTCLOCK, c->info.ci_index);
	kmsan_port_intr_mask(true, 0);
	kmsan_port_lock(&sched_lock);
	t->soft->thread = t;
	atomic_store(&start->ready, true);
	for (;;) {
		sim_wait_go(t);
		kmsan_port_unlock(&sched_lock);
		t->deferred_intr = true;
		kmsan_port_intr_mask(false, 0);
		run_all(t, c);
		kmsan_port_intr_mask(true, 0);
		kmsan_port_lock(&sched_lock);
		atomic_store(&t->go, 0);
		t->state = SIM_OUTSIDE;
		sim_give_away(t);
	}
}

/* The level's lwp on this CPU, if there is none yet. */
static bool
start_soft(struct sim_cpu *c, int ipl)
{
	struct soft_start start = {c, ipl, false};
	pthread_t thread;

	if (soft_of(c, ipl)->thread != NULL)
		return true;
	if (pthread_create(&thread, NULL, soft_main, &start) != 0)
		return false;
	pthread_detach(thread);
	while (!atomic_load(&start.ready))
		KMSAN_SYS(SYS_sched_yield, 0, 0, 0, 0);
	return true;
}

/* Levels that handlers were established for: their lwps are made on every CPU. */
static struct kmsan_lock start_lock;
static _Atomic uint32_t levels_used;

static struct softint *_Atomic newest;

void
sim_soft_forked(void)
{
	for (struct softint *si = atomic_load(&newest); si != NULL; si = si->older)
		memset(si->on, 0, sizeof(si->on));
	start_lock.word = 0;
}

bool
sim_soft_cpu(struct sim_cpu *c)
{
	bool ok = true;

	kmsan_port_lock(&start_lock);
	for (int ipl = IPL_SOFTCLOCK; ok && ipl <= IPL_SOFTSERIAL; ipl++)
		if ((atomic_load(&levels_used) & 1u << ipl) != 0)
			ok = start_soft(c, ipl);
	kmsan_port_unlock(&start_lock);
	return ok;
}

void *
softint_establish(unsigned flags, void (*fn)(void *), void *arg)
{
	unsigned level = flags & SOFTINT_LVLMASK;
	struct softint *si;

	if (fn == NULL)
		kmsan_fatal(KMSAN_RET_ADDR, "softint_establish: the handler is NULL");
	if (level > SOFTINT_SERIAL)
		kmsan_fatal(KMSAN_RET_ADDR, "softint_establish: there is no level %u", level);
	if (kmsan_in_interrupt())
		kmsan_fatal(KMSAN_RET_ADDR, "softint_establish: at interrupt level");
	sim_start();
	atomic_fetch_or(&levels_used, 1u << (IPL_SOFTCLOCK + (int)level));
	for (int i = 0; i < ncpu; i++)
		if (!sim_soft_cpu(sim_cpu[i]))
			return NULL;
	si = sim_piece(sizeof(*si));
	if (si == NULL)
		return NULL;
	si->fn = fn;
	si->arg = arg;
	si->ipl = IPL_SOFTCLOCK + (int)level;
	si->mpsafe = (flags & SOFTINT_MPSAFE) != 0;
	si->cookie = COOKIE;
	si->older = atomic_load(&newest);
	while (!atomic_compare_exchange_weak(&newest, &si->older, si))
		;
	return si;
}

static struct softint *
check(void *cookie, const char *who, uintptr_t pc)
{
	struct softint *si = cookie;

	if (si == NULL || si->cookie != COOKIE)
		kmsan_fatal(pc, "%s: %p is no soft interrupt", who, cookie);
	if (atomic_load(&si->gone))
		kmsan_fatal(pc, "%s: the soft interrupt was disestablished", who);
	return si;
}

void
softint_schedule(void *cookie)
{
	struct softint *si = check(cookie, "softint_schedule", KMSAN_RET_ADDR);
	uintptr_t mask = kmsan_port_intr_mask(true, 0);
	struct sim_cpu *c = sim_thread.cpu != NULL ? sim_thread.cpu : sim_cpu[0];
	struct sim_soft *soft = soft_of(c, si->ipl);
	unsigned index = c->info.ci_index;
	bool news;

	kmsan_port_lock(&c->lock);
	if (!si->on[index].queued) {
		si->on[index].queued = true;
		si->on[index].next = NULL;
		*soft->tail = si;
		soft->tail = &si->on[index].next;
	}
	news = soft_pend(c, si->ipl);
	kmsan_port_unlock(&c->lock);
	if (news)
		sim_kick(c);
	kmsan_port_intr_mask(false, mask);
}

/* Queued or running on this CPU? Queued ones are not run any more. */
static bool
busy(struct softint *si, struct sim_cpu *c)
{
	return __atomic_load_n(&si->on[c->info.ci_index].queued, __ATOMIC_ACQUIRE) ||
	       __atomic_load_n(&si->on[c->info.ci_index].running, __ATOMIC_ACQUIRE);
}

void
softint_disestablish(void *cookie)
{
	struct softint *si = check(cookie, "softint_disestablish", KMSAN_RET_ADDR);

	if (kmsan_in_interrupt())
		kmsan_fatal(KMSAN_RET_ADDR, "softint_disestablish: at interrupt level");
	atomic_store(&si->gone, true);
	/* What was scheduled before runs once more. This lwp's CPU may be where. */
	for (int i = 0; i < ncpu; i++)
		while (busy(si, sim_cpu[i])) {
			KMSAN_SYS(SYS_sched_yield, 0, 0, 0, 0);
			yield();
		}
}
