/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page faults in ranges that the program manages. The fault is a signal to the thread that made it, so
 * the program's function runs there, as a trap of this lwp: the level stays, interrupts come
 * through, another fault nests.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <kmsan/host.h>
#include <kmsan/kmsan.h>

#include "../libc/handlers.h"
#include "../linux.h"
#include "../rawsys.h"
#include "../unwind.h"
#include "sim.h"

#define PAGE	    ((uintptr_t)KMSAN_PAGE_SIZE)
#define ERROR_WRITE 2 /* of the processor's error code */
/* So often in a row the same instruction at the same address: the page never comes. */
#define ENDLESS 1000

/* Never freed, as handlers; those that are over are used again. */
struct kmsan_fault {
	struct kmsan_fault *next;
	uintptr_t start;
	size_t size; /* 0: over */
	int (*fn)(void *, void *, int);
	void *arg;
	unsigned running;
};

static struct kmsan_lock list_lock;
static struct kmsan_fault *list;
static _Atomic bool used;
static _Atomic unsigned taken_away; /* so often were pages */

/* The last fault of this thread, and how often it came in a row. */
static __thread struct {
	uintptr_t pc, addr;
	unsigned taken_away, count;
} last;

static struct kmsan_fault *
find(uintptr_t addr, size_t size)
{
	struct kmsan_fault *f;

	for (f = list; f != NULL; f = f->next)
		if (f->size != 0 && addr < f->start + f->size && f->start < addr + size)
			return f;
	return NULL;
}

struct kmsan_fault *
kmsan_fault_establish(
    void *addr, size_t size, int (*fn)(void *arg, void *page, int access), void *arg)
{
	uintptr_t start = (uintptr_t)addr, mask;
	struct kmsan_fault *f, *other;

	if (fn == NULL)
		kmsan_fatal(KMSAN_RET_ADDR, "kmsan_fault_establish: the function is NULL");
	if (start % PAGE != 0 || size % PAGE != 0 || size == 0)
		kmsan_fatal(KMSAN_RET_ADDR, "kmsan_fault_establish: %zu bytes at %p are not pages",
		    size, addr);
	mask = sim_lock(&list_lock);
	other = find(start, size);
	for (f = list; f != NULL && (f->size != 0 || f->running != 0); f = f->next)
		;
	if (f == NULL && other == NULL && (f = sim_piece(sizeof(*f))) != NULL) {
		f->next = list;
		list = f;
	}
	if (f != NULL && other == NULL) {
		f->start = start;
		f->size = size;
		f->fn = fn;
		f->arg = arg;
		atomic_store(&used, true);
	}
	sim_unlock(&list_lock, mask);
	if (other != NULL)
		kmsan_fatal(KMSAN_RET_ADDR,
		    "kmsan_fault_establish: %p lies in a range that has a function", addr);
	return f;
}

void
kmsan_fault_disestablish(struct kmsan_fault *fault)
{
	uintptr_t mask = sim_lock(&list_lock);
	struct kmsan_fault *f;

	for (f = list; f != NULL && (f != fault || f->size == 0); f = f->next)
		;
	if (f != NULL)
		f->size = 0;
	while (f != NULL && f->running > 0) {
		sim_unlock(&list_lock, mask);
		KMSAN_SYS(SYS_sched_yield, 0, 0, 0, 0);
		mask = sim_lock(&list_lock);
	}
	sim_unlock(&list_lock, mask);
	if (f == NULL)
		kmsan_fatal(KMSAN_RET_ADDR, "kmsan_fault_disestablish: %p is no range", fault);
}

int
kmsan_fault_protect(void *addr, size_t size, int access)
{
	int prot = (access & KMSAN_FAULT_READ ? PROT_READ : 0) |
		   (access & KMSAN_FAULT_WRITE ? PROT_READ | PROT_WRITE : 0);

	if (prot != (PROT_READ | PROT_WRITE))
		atomic_fetch_add(&taken_away, 1);
	return (int)-KMSAN_SYS(SYS_mprotect, addr, size, prot, 0);
}

void
sim_trap_fork(void (*fn)(struct kmsan_lock *))
{
	fn(&list_lock);
}

void
sim_trap_forked(void)
{
	for (struct kmsan_fault *f = list; f != NULL; f = f->next)
		f->running = 0;
}

static KMSAN_LINUX_ENTRY int
call(struct sim_thread *t, struct kmsan_fault *f, uintptr_t page, int access)
{
	int ipl = t->ipl, result;
	unsigned depth;

	kmsan_trap_enter("page fault");
	sim_level_entered(
	    t, (struct sim_level){ipl, t->depth, t->nopreempt, 0, &f->running, &list_lock});
	depth = kmsan_intr_depth();
	result = f->fn(f->arg, (void *)page, access);
	if (kmsan_intr_depth() != depth || t->ipl != ipl)
		sim_returned_wrongly((uintptr_t)f->fn, "the page fault handler", depth, ipl);
	kmsan_intr_leave();
	return result;
}

/* It says that the page is there. Is it, or does the same happen for ever? */
static void
check_progress(const struct kmsan_fault *f, uintptr_t pc, uintptr_t addr)
{
	unsigned away = atomic_load(&taken_away);

	if (last.pc != pc || last.addr != addr || last.taken_away != away)
		last.count = 0;
	last.pc = pc;
	last.addr = addr;
	last.taken_away = away;
	if (++last.count == ENDLESS)
		kmsan_fatal((uintptr_t)f->fn + 1,
		    "the page fault handler returned 0 for %p, but its page is not there",
		    (void *)addr);
}

bool
kmsan_linux_fault_managed(const siginfo_t *info, const void *ucontext)
{
	const ucontext_t *context = ucontext;
	uintptr_t addr = (uintptr_t)info->si_addr, mask;
	int access = context->uc_mcontext.gregs[REG_ERR] & ERROR_WRITE ? KMSAN_FAULT_WRITE
								       : KMSAN_FAULT_READ;
	struct sim_thread *t;
	struct kmsan_fault *f;
	int saved = errno, result;

	/* With interrupts masked it is the runtime that looks, and has locks: it knows what to do. */
	if (!atomic_load(&used) || info->si_code <= 0 || sim_thread.masked)
		return false;
	t = sim_self();
	mask = sim_lock(&list_lock);
	f = find(addr, 1);
	if (f != NULL)
		f->running++;
	sim_unlock(&list_lock, mask);
	if (f == NULL)
		return false;
	libc_signal_frame_out(__builtin_frame_address(0), info, context);
	result = call(t, f, addr & ~(PAGE - 1), access);
	if (result == 0)
		check_progress(f, (uintptr_t)context->uc_mcontext.gregs[REG_RIP], addr);
	mask = sim_lock(&list_lock);
	f->running--;
	sim_unlock(&list_lock, mask);
	errno = saved;
	return result == 0;
}
