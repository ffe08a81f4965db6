/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/context.h"

#include <string.h>

#include <kmsan/kmsan.h>
#include <kmsan/port.h>

#include "msan/report.h"
#include "port_inline.h"

#define EXIT_FUNCTIONS 4

static void (*exit_functions[EXIT_FUNCTIONS])(void *);

/* An interrupt may come between any two lines: what it finds must be one state or the other. */
#define IN_ORDER() __atomic_signal_fence(__ATOMIC_SEQ_CST)

void
kmsan_lwp_init(struct kmsan_lwp *lwp, struct kmsan_context *first, unsigned id)
{
	lwp->slot[0] = first;
	lwp->id = id;
	lwp->cpu = KMSAN_NO_CPU;
}

unsigned
context_lwp_number(void)
{
	static unsigned last;

	return __atomic_fetch_add(&last, 1, __ATOMIC_RELAXED);
}

/* Stops: with the stack of pc, and with the one that entered the lwp's level. */
static __attribute__((cold)) _Noreturn void
misused(
    const struct kmsan_lwp *lwp, unsigned level, const char *title, uintptr_t pc, const char *text)
{
	struct report_stack second = {.title = title};

	if (level < KMSAN_SLOTS && lwp->slot[level] != NULL) {
		second.pcs = lwp->slot[level]->entry.frame;
		second.count = lwp->slot[level]->entry.frames;
	}
	report_fatal(pc, second.count > 0 ? &second : NULL, "%s", text);
}

static __attribute__((cold)) _Noreturn void
misused_now(const struct kmsan_lwp *lwp, uintptr_t pc, const char *text)
{
	char title[64];

	kmsan_snprintf(title, sizeof(title), "Level %u was entered at:", lwp->level);
	misused(lwp, lwp->level, title, pc, text);
}

void
context_fatal(uintptr_t pc, const char *text)
{
	misused_now(kmsan_port_lwp(), pc, text);
}

void
kmsan_lwp_exit(struct kmsan_lwp *lwp)
{
	for (unsigned i = 0; i < EXIT_FUNCTIONS && lwp->alloc != NULL; i++)
		if (exit_functions[i] != NULL)
			exit_functions[i](lwp->alloc);
	lwp->alloc = NULL;
	if (lwp == kmsan_port_lwp())
		*kmsan_port_alloc() = NULL;
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

void *
kmsan_lwp_alloc_get(void)
{
	return kmsan_port_lwp()->alloc;
}

/* What allocators may use now: nothing at interrupt level, where it may be half way. */
static inline void
alloc_update(const struct kmsan_lwp *lwp)
{
	*kmsan_port_alloc() = lwp->level == 0 ? lwp->alloc : NULL;
}

void
kmsan_lwp_alloc_set(void *alloc)
{
	struct kmsan_lwp *lwp = kmsan_port_lwp();

	lwp->alloc = alloc;
	IN_ORDER();
	alloc_update(lwp);
}

/* State and first slot of a lwp that is no thread of the port's, in one allocation. */
struct lwp_state {
	struct kmsan_context first;
	struct kmsan_lwp lwp;
};
#define LWP_STATE_SIZE                                                                             \
	((sizeof(struct lwp_state) + KMSAN_PAGE_SIZE - 1) & ~(size_t)(KMSAN_PAGE_SIZE - 1))

void
kmsan_lwp_alloc(struct lwp *l)
{
	struct lwp_state *state = kmsan_port_pages(LWP_STATE_SIZE);

	if (state == NULL)
		kmsan_fatal(KMSAN_RET_ADDR, "kmsan_lwp_alloc: no memory");
	kmsan_lwp_init(&state->lwp, &state->first, context_lwp_number());
	*kmsan_port_lwp_state(l) = &state->lwp;
}

void
kmsan_lwp_free(struct lwp *l)
{
	struct kmsan_lwp *lwp = *kmsan_port_lwp_state(l);
	char text[80];

	if (lwp == NULL)
		kmsan_fatal(KMSAN_RET_ADDR, "kmsan_lwp_free: a lwp without kmsan_lwp_alloc");
	if (lwp->level > 0) {
		kmsan_snprintf(text, sizeof(text),
		    "kmsan_lwp_free: lwp %u is at interrupt level %u", lwp->id, lwp->level);
		misused_now(lwp, KMSAN_RET_ADDR, text);
	}
	if (lwp == kmsan_port_lwp())
		kmsan_fatal(KMSAN_RET_ADDR, "kmsan_lwp_free: lwp %u is the current one", lwp->id);
	kmsan_lwp_exit(lwp);
	*kmsan_port_lwp_state(l) = NULL;
	/* The state lies behind its first slot. */
	kmsan_pages_free(lwp->slot[0], LWP_STATE_SIZE);
}

static void
remember(struct kmsan_before *before, const struct kmsan_lwp *lwp)
{
	const struct kmsan_level *entry;

	before->level = lwp->level;
	if (lwp->level == 0)
		return;
	entry = &lwp->slot[lwp->level]->entry;
	before->id = lwp->id;
	before->frames = entry->frames;
	memcpy(before->frame, entry->frame, sizeof(before->frame));
}

void
kmsan_lwp_switch(struct lwp *l)
{
	struct kmsan_lwp *lwp = *kmsan_port_lwp_state(l), *from = kmsan_port_lwp();

	if (lwp == NULL)
		kmsan_fatal(KMSAN_RET_ADDR, "kmsan_lwp_switch: a lwp without kmsan_lwp_alloc");
	lwp->cpu = from->cpu;
	remember(&lwp->before, from);
	kmsan_port_lwp_set(lwp);
	kmsan_port_context_set(lwp->slot[lwp->level]);
	alloc_update(lwp);
}

bool
kmsan_in_interrupt(void)
{
	const struct kmsan_lwp *lwp = kmsan_port_lwp();

	/* A level that is just being entered may have no slot yet. */
	for (unsigned level = lwp->level; level > 0; level--)
		if (lwp->slot[level] == NULL || !lwp->slot[level]->entry.trap)
			return true;
	return lwp->slot[0]->entry.what != NULL;
}

/*
 * What instrumented code reads before it has written it: all shad, and the size of the variadic
 * overflow area. Cells are only looked at where shad is not clean, so they may stay. In one piece,
 * although nobody reads retval before a call: two memsets cost more.
 */
static inline void
context_clear(struct kmsan_context *slot)
{
	memset(slot, 0, offsetof(struct kmsan_context, va_arg_orig));
	slot->va_arg_overflow_size = 0;
}

static __attribute__((cold, noinline)) void
level_make(struct kmsan_lwp *lwp, unsigned level, uintptr_t pc)
{
	struct kmsan_context *slot = kmsan_port_pages(sizeof(struct kmsan_context));

	if (slot == NULL) {
		lwp->level = level - 1;
		kmsan_fatal(pc, "kmsan_intr_enter: no memory for level %u", level);
	}
	lwp->slot[level] = slot;
}

static __attribute__((cold, noinline)) _Noreturn void
too_deep(struct kmsan_lwp *lwp, uintptr_t pc)
{
	char text[64];

	kmsan_snprintf(
	    text, sizeof(text), "kmsan_intr_enter: more than %u levels", (unsigned)KMSAN_SLOTS - 1);
	misused_now(lwp, pc, text);
}

static inline __attribute__((always_inline)) void
enter(const char *what, bool trap, uintptr_t pc)
{
	struct kmsan_lwp *lwp = kmsan_port_lwp();
	struct kmsan_context *below = kmsan_port_context(), *slot;
	unsigned level = lwp->level + 1;

	if (level >= KMSAN_SLOTS)
		too_deep(lwp, pc);
	/* The level first: an interrupt between here and the end takes the next slot. */
	lwp->level = level;
	*kmsan_port_alloc() = NULL;
	IN_ORDER();
	if (__builtin_expect(lwp->slot[level] == NULL, 0))
		level_make(lwp, level, pc);
	slot = lwp->slot[level];
	slot->entry.below = below;
	slot->entry.what = what;
	slot->entry.trap = trap;
	slot->entry.unwound = NULL;
	slot->entry.frames = kmsan_port_unwind(pc, slot->entry.frame, NULL, CONTEXT_ENTRY_FRAMES);
	context_clear(slot);
	IN_ORDER();
	kmsan_port_context_set(slot);
}

void
kmsan_intr_enter(void)
{
	enter(NULL, false, KMSAN_RET_ADDR);
}

void
kmsan_trap_enter(const char *what)
{
	enter(what, true, KMSAN_RET_ADDR);
}

static __attribute__((cold, noinline)) _Noreturn void
left_wrongly(struct kmsan_lwp *lwp, uintptr_t pc)
{
	const struct kmsan_before *before = &lwp->before;
	struct report_stack second = {.pcs = before->frame, .count = before->frames};
	char text[80], title[80];

	if (lwp->level == 0) {
		kmsan_snprintf(text, sizeof(text),
		    "kmsan_intr_leave: lwp %u is not at an interrupt level", lwp->id);
		if (before->level > 0) {
			kmsan_snprintf(title, sizeof(title),
			    "Level %u of lwp %u, which ran before, was entered at:", before->level,
			    before->id);
			second.title = title;
			report_fatal(pc, &second, "%s", text);
		}
		misused(lwp, 1, "Level 1 was last entered at:", pc, text);
	}
	kmsan_snprintf(text, sizeof(text),
	    "kmsan_intr_leave: level %u of lwp %u is not the current one", lwp->level, lwp->id);
	misused_now(lwp, pc, text);
}

void
kmsan_intr_leave(void)
{
	struct kmsan_lwp *lwp = kmsan_port_lwp();
	struct kmsan_context *slot = lwp->slot[lwp->level];

	if (__builtin_expect(lwp->level == 0 || kmsan_port_context() != slot, 0))
		left_wrongly(lwp, KMSAN_RET_ADDR);
	/* An interrupt in between remembers the slot that it finds, so the order is free of gaps. */
	kmsan_port_context_set(slot->entry.below);
	IN_ORDER();
	lwp->level--;
	IN_ORDER();
	alloc_update(lwp);
}

void
kmsan_intr_describe(const char *what)
{
	struct kmsan_lwp *lwp = kmsan_port_lwp();

	lwp->slot[lwp->level]->entry.what = what;
}

void
kmsan_softint(struct lwp *l)
{
	struct kmsan_lwp *lwp = *kmsan_port_lwp_state(l);

	if (lwp == NULL)
		kmsan_fatal(KMSAN_RET_ADDR, "kmsan_softint: a lwp without kmsan_lwp_alloc");
	context_clear(lwp->slot[lwp->level]);
}

void
context_on_unwind(void (*fn)(unsigned))
{
	struct kmsan_lwp *lwp = kmsan_port_lwp();

	lwp->slot[lwp->level]->entry.unwound = fn;
}

unsigned
kmsan_intr_depth(void)
{
	return kmsan_port_lwp()->level;
}

void
kmsan_intr_unwind(unsigned depth)
{
	struct kmsan_lwp *lwp = kmsan_port_lwp();
	char text[96];

	if (depth > lwp->level) {
		kmsan_snprintf(text, sizeof(text),
		    "kmsan_intr_unwind: lwp %u is at level %u, not as deep as %u", lwp->id,
		    lwp->level, depth);
		misused_now(lwp, KMSAN_RET_ADDR, text);
	}
	/* One after the other, so that an interrupt finds level and slot in step. */
	while (lwp->level > depth) {
		const struct kmsan_context *slot = lwp->slot[lwp->level];

		/* First: once it is left another interrupt may enter it. */
		if (slot->entry.unwound != NULL)
			slot->entry.unwound(lwp->level);
		kmsan_intr_leave();
	}
}

size_t
context_levels(const struct kmsan_lwp *lwp, const char **what, size_t max)
{
	size_t n = 0;

	for (; lwp != NULL; lwp = lwp->beneath) {
		for (unsigned level = lwp->level; n < max && level > 0; level--) {
			const struct kmsan_context *slot = lwp->slot[level];
			bool named = slot != NULL && slot->entry.what != NULL;

			/* A level that is just being entered has no slot yet. */
			what[n++] = named ? slot->entry.what : "interrupt";
		}
		if (n < max && lwp->slot[0]->entry.what != NULL)
			what[n++] = lwp->slot[0]->entry.what;
	}
	return n;
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
