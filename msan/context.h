/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_CONTEXT_H
#define MSAN_CONTEXT_H

/*
 * The slot: shad and orig of what travels in registers and on the stack between a caller and a
 * callee. Its layout is the compiler's (clang 13 to 22: the same).
 */

#include <kmsan/hooks.h>
#include <kmsan/types.h>

#define CONTEXT_PARAM_SIZE 800

#define CONTEXT_ENTRY_FRAMES 6

/* Who entered a level, and what it is: for reports and for messages about misuse. */
struct kmsan_level {
	struct kmsan_context *below; /* the slot to go back to */
	const char *what;	     /* "interrupt at IPL_VM"; NULL: "interrupt" */
	bool trap;		     /* the lwp itself: no interrupt */
	void (*unwound)(unsigned);   /* context_on_unwind()'s */
	size_t frames;
	uintptr_t frame[CONTEXT_ENTRY_FRAMES];
};

struct kmsan_context {
	uint64_t param[100];
	uint64_t retval[100];
	uint64_t va_arg[100];
	uint32_t va_arg_orig[200];
	uint64_t va_arg_overflow_size;
	uint32_t param_orig[200];
	uint32_t retval_orig;
	uint32_t unused;
	/*
	 * clang <= 16 does not clamp va_start's copies to 800 bytes. context_va_arg_held() does it
	 * where the copy comes by; where it does not, this is what is read: initialised bytes, for
	 * calls of up to 5 500 bytes of arguments on the stack.
	 */
	uint8_t beyond[8192 - KMSAN_CONTEXT_ABI_SIZE - sizeof(struct kmsan_level)];
	struct kmsan_level entry;
};

_Static_assert(offsetof(struct kmsan_context, param) == 0, "compiler ABI");
_Static_assert(offsetof(struct kmsan_context, retval) == 800, "compiler ABI");
_Static_assert(offsetof(struct kmsan_context, va_arg) == 1600, "compiler ABI");
_Static_assert(offsetof(struct kmsan_context, va_arg_orig) == 2400, "compiler ABI");
_Static_assert(offsetof(struct kmsan_context, va_arg_overflow_size) == 3200, "compiler ABI");
_Static_assert(offsetof(struct kmsan_context, param_orig) == 3208, "compiler ABI");
_Static_assert(offsetof(struct kmsan_context, retval_orig) == 4008, "compiler ABI");
_Static_assert(offsetof(struct kmsan_context, beyond) == KMSAN_CONTEXT_ABI_SIZE, "compiler ABI");
_Static_assert(sizeof(struct kmsan_context) == 8192, "a whole number of pages");

/* The level of the lwp that ran before, when that was switched from while at one. */
struct kmsan_before {
	unsigned id, level;
	size_t frames;
	uintptr_t frame[CONTEXT_ENTRY_FRAMES];
};

/*
 * What runs instrumented code: a thread, or what a port's kernel switches between. A port makes one
 * with kmsan_lwp_init(), and keeps cpu and beneath up to date if it has such things.
 */
#define KMSAN_NO_CPU UINT32_MAX
struct kmsan_lwp {
	unsigned level;				 /* of the current slot; 0: not interrupted */
	struct kmsan_context *slot[KMSAN_SLOTS]; /* those above 0 are made when first used */
	unsigned reporting;			 /* inside a report: no second one */
	unsigned quiet;				 /* __msan_scoped_disable_interceptor_checks() */
	bool expecting;				 /* __msan_set_expect_umr(1) */
	bool expected_seen;
	uint32_t umr_orig;	    /* of the last report swallowed or made */
	unsigned id;		    /* as the port numbers lwps */
	unsigned cpu;		    /* where it runs, or KMSAN_NO_CPU */
	struct kmsan_lwp *beneath;  /* of a soft interrupt: whom it interrupted */
	void *alloc;		    /* the allocators' */
	struct kmsan_before before; /* for messages: a copy, since that lwp may be gone by then */
};

/* The next number for a lwp, from 0, for ports that do not number them themselves. */
unsigned context_lwp_number(void);

/*
 * The current lwp is at a level where it must not be: "kMSan: <text>", the stack of pc, and the one that
 * entered the level.
 */
_Noreturn void context_fatal(uintptr_t pc, const char *text);

/*
 * For the port, in a level that it has just entered: fn(level) is called, still at that level, when its
 * handler has left by longjmp and kmsan_intr_unwind() leaves the level in its place.
 */
void context_on_unwind(void (*fn)(unsigned level));

/* Prepare the state of a lwp whose level 0 uses this slot. Does not allocate. */
void kmsan_lwp_init(struct kmsan_lwp *lwp, struct kmsan_context *first, unsigned id);

/* The lwp ends: tell the allocators, give its slots back. */
void kmsan_lwp_exit(struct kmsan_lwp *lwp);

/*
 * How much of a copy of size bytes from src is there, when src is in the variadic part of the
 * current context: the rest was not passed, and counts as initialised. Else size.
 */
static inline size_t
context_va_arg_held(const struct kmsan_context *context, const void *src, size_t size)
{
	if (size > sizeof(context->va_arg) &&
	    (src == context->va_arg || src == context->va_arg_orig))
		return sizeof(context->va_arg);
	return size;
}

/*
 * What the current lwp is doing, innermost first: "interrupt at IPL_VM", one word for each time that
 * it was interrupted, soft interrupts included. Returns how many of max.
 */
size_t context_levels(const struct kmsan_lwp *lwp, const char **what, size_t max);

#endif
