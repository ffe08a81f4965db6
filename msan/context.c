/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/context.h"

#include <string.h>

#include <kmsan/kmsan.h>
#include <kmsan/port.h>

#include "port_inline.h"

#define EXIT_FUNCTIONS 4

static void (*exit_functions[EXIT_FUNCTIONS])(void *);

void
kmsan_lwp_init(struct kmsan_lwp *lwp, struct kmsan_context *first, unsigned id)
{
	lwp->slot[0] = first;
	lwp->id = id;
}

void
kmsan_lwp_exit(struct kmsan_lwp *lwp)
{
	for (unsigned i = 0; i < EXIT_FUNCTIONS && lwp->alloc != NULL; i++)
		if (exit_functions[i] != NULL)
			exit_functions[i](lwp->alloc);
	lwp->alloc = NULL;
	for (unsigned i = 1; i < KMSAN_SLOTS; i++) {
		if (lwp->slot[i] != NULL)
			kmsan_pages_free(lwp->slot[i], sizeof(struct kmsan_context));
		lwp->slot[i] = NULL;
	}
}

void
kmsan_lwp_exit_register(void (*fn)(void *))
{
	for (unsigned i = 0; i < EXIT_FUNCTIONS; i++) {
		if (exit_functions[i] == NULL || exit_functions[i] == fn) {
			exit_functions[i] = fn;
			return;
		}
	}
	kmsan_fatal(KMSAN_RET_ADDR, "kmsan_lwp_exit_register: more than %u functions",
	    (unsigned)EXIT_FUNCTIONS);
}

void **
kmsan_lwp_alloc_slot(void)
{
	return &kmsan_port_lwp()->alloc;
}

bool
kmsan_in_interrupt(void)
{
	return kmsan_port_lwp()->level > 0;
}

void
kmsan_intr_enter(void)
{
	struct kmsan_lwp *lwp = kmsan_port_lwp();
	unsigned level = lwp->level + 1;

	if (level >= KMSAN_SLOTS)
		kmsan_fatal(KMSAN_RET_ADDR, "kmsan_intr_enter: more than %u levels",
		    (unsigned)KMSAN_SLOTS - 1);
	/* The level first: an interrupt between here and the end takes the next slot. */
	lwp->level = level;
	if (lwp->slot[level] == NULL) {
		lwp->slot[level] = kmsan_port_pages(sizeof(struct kmsan_context));
		if (lwp->slot[level] == NULL)
			kmsan_fatal(KMSAN_RET_ADDR, "kmsan_intr_enter: no memory for level %u", level);
	}
	memset(lwp->slot[level], 0, KMSAN_CONTEXT_ABI_SIZE);
	kmsan_port_context_set(lwp->slot[level]);
}

void
kmsan_intr_leave(void)
{
	struct kmsan_lwp *lwp = kmsan_port_lwp();

	if (lwp->level == 0)
		kmsan_fatal(KMSAN_RET_ADDR, "kmsan_intr_leave: not at an interrupt level");
	if (kmsan_port_context() != lwp->slot[lwp->level])
		kmsan_fatal(KMSAN_RET_ADDR, "kmsan_intr_leave: level %u is not the current one",
		    lwp->level);
	kmsan_port_context_set(lwp->slot[lwp->level - 1]);
	lwp->level--;
}

void
kmsan_init_arg(size_t size)
{
	if (size > CONTEXT_PARAM_SIZE)
		size = CONTEXT_PARAM_SIZE;
	memset(kmsan_port_context()->param, 0, size);
}

void
kmsan_init_ret(size_t size)
{
	if (size > CONTEXT_PARAM_SIZE)
		size = CONTEXT_PARAM_SIZE;
	memset(kmsan_port_context()->retval, 0, size);
}
