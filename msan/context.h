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
	 * clang <= 16 does not clamp va_start's copy to 800 bytes: it reads va_arg and va_arg_orig
	 * as far as the caller's arguments went. Here it finds initialised bytes, for calls of up
	 * to 5 600 bytes of arguments on the stack.
	 */
	uint8_t beyond[8192 - KMSAN_CONTEXT_ABI_SIZE];
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

/* The runtime's state of one lwp. A port makes it with kmsan_lwp_init(). */
struct kmsan_lwp {
	unsigned level;                           /* of the current slot; 0: not interrupted */
	struct kmsan_context *slot[KMSAN_SLOTS];  /* those above 0 are made when first used */
	unsigned reporting;                       /* inside a report: no second one */
	unsigned quiet;                           /* __msan_scoped_disable_interceptor_checks() */
	bool expecting;                           /* __msan_set_expect_umr(1) */
	bool expected_seen;
	uint32_t umr_orig;                        /* of the last report swallowed or made */
	unsigned id;                              /* as the port numbers lwps */
	void *alloc;                              /* the allocators' */
};

/* Prepare the state of a lwp whose level 0 uses this slot. Does not allocate. */
void kmsan_lwp_init(struct kmsan_lwp *lwp, struct kmsan_context *first, unsigned id);

/* The current lwp ends: tell the allocators, give its slots back. */
void kmsan_lwp_exit(struct kmsan_lwp *lwp);

#endif
