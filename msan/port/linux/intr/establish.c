/* SPDX-License-Identifier: BSD-2-Clause */
/* Handlers of hard interrupts: who has which line, and calling them. */
#include <string.h>

#include <kmsan/kmsan.h>

#include "../rawsys.h"
#include "../unwind.h"
#include "msan/context.h"
#include "msan/report.h"
#include "sim.h"

#define COOKIE	    0x496e5472u
#define INTERRUPTED 32 /* frames of what a handler interrupted */

/* Never freed, so that a cookie can be told from a stale one. */
struct handler {
	uint32_t cookie;
	struct handler *next;
	int (*fn)(void *);
	void *arg;
	unsigned irq, number; /* number: in the order of establishment */
	int ipl;
	bool mpsafe;
	unsigned running; /* calls, on all CPUs */
};

static struct irq {
	struct kmsan_lock lock;
	struct handler *list;
	_Atomic uint32_t levels; /* of the list, a bit each */
} irqs[KMSAN_IRQS];

/* For what is never freed: pieces of pages. */
static struct kmsan_lock pieces_lock;

static void *
piece(size_t size)
{
	static char *page;
	static size_t left;
	uintptr_t mask = sim_lock(&pieces_lock);
	void *p = NULL;

	if (left < size) {
		page = kmsan_port_pages(KMSAN_PAGE_SIZE);
		left = page != NULL ? KMSAN_PAGE_SIZE : 0;
	}
	if (left >= size) {
		p = page;
		page += size;
		left -= size;
	}
	sim_unlock(&pieces_lock, mask);
	return p;
}

void *
sim_piece(size_t size)
{
	return piece((size + 15) & ~(size_t)15);
}

void
sim_establish_forked(void)
{
	for (unsigned irq = 0; irq < KMSAN_IRQS; irq++)
		for (struct handler *h = irqs[irq].list; h != NULL; h = h->next)
			h->running = 0;
}

void
sim_establish_fork(void (*fn)(struct kmsan_lock *))
{
	for (unsigned irq = 0; irq < KMSAN_IRQS; irq++)
		fn(&irqs[irq].lock);
	fn(&pieces_lock);
}

uint32_t
sim_irq_levels(unsigned irq)
{
	return atomic_load(&irqs[irq].levels);
}

static void
recount(struct irq *line)
{
	uint32_t levels = 0;

	for (const struct handler *h = line->list; h != NULL; h = h->next)
		levels |= 1u << h->ipl;
	atomic_store(&line->levels, levels);
}

static struct handler *
add(unsigned irq, int ipl, int type, int (*fn)(void *), void *arg)
{
	static unsigned last;
	struct handler *h = sim_piece(sizeof(*h)), **p;
	struct irq *line = &irqs[irq];
	uintptr_t mask;

	if (h == NULL)
		return NULL;
	*h = (struct handler){.cookie = COOKIE,
	    .fn = fn,
	    .arg = arg,
	    .irq = irq,
	    .number = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED),
	    .ipl = ipl,
	    .mpsafe = (type & IST_MPSAFE) != 0};
	mask = sim_lock(&line->lock);
	for (p = &line->list; *p != NULL; p = &(*p)->next)
		;
	*p = h;
	recount(line);
	sim_unlock(&line->lock, mask);
	return h;
}

bool
sim_establish(unsigned irq, int ipl, int (*fn)(void *), void *arg)
{
	return add(irq, ipl, IST_MPSAFE, fn, arg) != NULL;
}

static void *
establish(int irq, int ipl, int type, int (*fn)(void *), void *arg, const char *who, uintptr_t pc)
{
	if (fn == NULL)
		kmsan_fatal(pc, "%s: the handler is NULL", who);
	if (irq < 0 || irq >= KMSAN_IRQS)
		kmsan_fatal(pc, "%s: there is no line %d (0 to %d)", who, irq, KMSAN_IRQS - 1);
	if (ipl < IPL_VM || ipl > IPL_HIGH)
		kmsan_fatal(pc, "%s: line %d at %s, which is no level of hard interrupts", who, irq,
		    sim_level_name(ipl));
	if (kmsan_in_interrupt())
		kmsan_fatal(pc, "%s: at interrupt level", who);
	sim_start();
	return add((unsigned)irq, ipl, type, fn, arg);
}

void *
intr_establish(int irq, int ipl, int type, int (*fn)(void *), void *arg)
{
	return establish(irq, ipl, type, fn, arg, "intr_establish", KMSAN_RET_ADDR);
}

void *
intr_establish_xname(int irq, int ipl, int type, int (*fn)(void *), void *arg, const char *xname)
{
	(void)xname;
	return establish(irq, ipl, type, fn, arg, "intr_establish_xname", KMSAN_RET_ADDR);
}

static bool
unlink_handler(struct irq *line, struct handler *h)
{
	struct handler **p;

	for (p = &line->list; *p != h; p = &(*p)->next)
		if (*p == NULL)
			return false;
	*p = h->next;
	recount(line);
	return true;
}

void
intr_disestablish(void *cookie)
{
	struct handler *h = cookie;
	struct irq *line;
	uintptr_t mask;
	bool found;

	if (h == NULL || h->cookie != COOKIE)
		kmsan_fatal(KMSAN_RET_ADDR, "intr_disestablish: %p is no handler", cookie);
	if (kmsan_in_interrupt())
		kmsan_fatal(KMSAN_RET_ADDR, "intr_disestablish: at interrupt level");
	line = &irqs[h->irq];
	mask = sim_lock(&line->lock);
	found = unlink_handler(line, h);
	while (h->running > 0) {
		sim_unlock(&line->lock, mask);
		KMSAN_SYS(SYS_sched_yield, 0, 0, 0, 0);
		mask = sim_lock(&line->lock);
	}
	sim_unlock(&line->lock, mask);
	if (!found)
		kmsan_fatal(
		    KMSAN_RET_ADDR, "intr_disestablish: %p was disestablished before", cookie);
}

/* The next handler in order, kept from being disestablished while it runs. */
static struct handler *
next_handler(struct irq *line, struct handler *before, int level)
{
	uintptr_t mask = sim_lock(&line->lock);
	unsigned after = before != NULL ? before->number : 0;
	struct handler *h;

	if (before != NULL)
		before->running--;
	for (h = line->list; h != NULL && (h->number <= after || h->ipl != level); h = h->next)
		;
	if (h != NULL)
		h->running++;
	sim_unlock(&line->lock, mask);
	return h;
}

static const char *
level_text(int level)
{
	return level == IPL_VM	    ? "interrupt at IPL_VM"
	       : level == IPL_SCHED ? "interrupt at IPL_SCHED"
				    : "interrupt at IPL_HIGH";
}

void
sim_returned_wrongly(uintptr_t fn, const char *who, unsigned depth, int ipl)
{
	struct report_stack second = {.title = "It had interrupted:"};
	uintptr_t pcs[INTERRUPTED];
	uint8_t flags[INTERRUPTED];
	unsigned now = kmsan_intr_depth();
	char text[128];

	/* What the handler put right is on no stack any more; what it left undone is known. */
	kmsan_snprintf(
	    text, sizeof(text), "%s returned at level %u, not at %u, as it was called", who, now, depth);
	if (now > depth)
		context_fatal(fn + 1, text);
	second.pcs = pcs;
	second.count = kmsan_port_unwind(0, pcs, flags, INTERRUPTED);
	if (now < depth)
		report_fatal(fn + 1, &second, "%s", text);
	report_fatal(fn + 1, &second, "%s returned at %s, not at %s, as it was called", who,
	    sim_level_name(sim_thread.ipl), sim_level_name(ipl));
}

static KMSAN_LINUX_ENTRY void
call(struct sim_thread *t, struct handler *h, void *arg, int before)
{
	unsigned depth;
	char who[40];

	kmsan_intr_enter();
	kmsan_intr_describe(level_text(h->ipl));
	/* sim_run() and what it calls count one each. */
	sim_level_entered(t,
	    (struct sim_level){before, t->depth - 1, t->nopreempt - 1, h->mpsafe ? 0 : 1,
		&h->running, &irqs[h->irq].lock});
	depth = kmsan_intr_depth();
	(void)h->fn(arg);
	/* A longjmp out of an inner handler is put right by whoever caught it, so this is a mistake. */
	if (__builtin_expect(kmsan_intr_depth() != depth || t->ipl != h->ipl, 0)) {
		kmsan_snprintf(who, sizeof(who), "the handler of line %u", h->irq);
		sim_returned_wrongly((uintptr_t)h->fn, who, depth, h->ipl);
	}
	kmsan_intr_leave();
}

void
sim_handlers(struct sim_thread *t, unsigned irq, int level, int before)
{
	struct clockframe *frame = t->frame, none = {0, 0, before};
	struct handler *h = NULL;

	if (frame == NULL)
		frame = &none;
	/* An interrupt that a handler lets in with splx() has interrupted no instruction. */
	t->frame = NULL;
	while ((h = next_handler(&irqs[irq], h, level)) != NULL) {
		unsigned holds = h->mpsafe ? 0 : 1;

		kmsan_mark(frame, sizeof(*frame), KMSAN_STATE_INITED);
		sim_kernel_lock(t, holds);
		call(t, h, h->arg != NULL ? h->arg : frame, before);
		sim_kernel_unlock(t, holds);
	}
	t->frame = frame != &none ? frame : NULL;
}
