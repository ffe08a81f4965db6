/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_KMSAN_H
#define KMSAN_KMSAN_H

/*
 * Annotations that anyone may call, from instrumented code or not, in any context (thread,
 * interrupt, with locks held, inside an allocator): none of them sleeps or allocates, unless a
 * report has to be made. Sizes are bytes, 0 is allowed and does nothing. Memory that has no
 * shadow counts as initialised: marking it is ignored, checking it finds nothing.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Mark memory as uninitialised (KMSAN_STATE_UNINIT) or initialised (KMSAN_STATE_INITED); other
 * states are bit masks written to each byte's shad. Uninitialised memory gets the origin
 * "Marked", at the caller: call kmsan_orig() after it for another. (NetBSD: kmsan_mark)
 */
void kmsan_mark(const void *addr, size_t size, uint8_t state);

/*
 * Give memory an origin: a type, without KMSAN_TYPE_CHAINED, and a code address (often
 * KMSAN_RET_ADDR). Does not change what is initialised. Every cell that the range touches is
 * overwritten. (NetBSD: kmsan_orig)
 */
void kmsan_orig(const void *addr, size_t size, int type, uintptr_t pc);

/*
 * Report every uninitialised byte of the range, as found in the sink "name" (a string that stays
 * valid; "copyout():arg1"). Returns the number of bytes that are not wholly initialised, found by
 * this call whether or not a report was printed for them.
 */
size_t kmsan_check(const void *addr, size_t size, const char *name);

/* The same for a boundary of the user's own; kind is the word in SUMMARY, "hypercall-infoleak". */
size_t kmsan_sink(const char *name, const char *kind, const void *addr, size_t size);

/*
 * Around assembly, which the compiler does not see into: what it reads through pointers is reported,
 * as "asm()", if it is not initialised; what it wrote through them is initialised. (Memory that is an
 * operand is known: it is initialised when it is an output.) A statement each, READS before the
 * assembly, WRITES after it.
 */
#define KMSAN_ASM_READS(p, n)  ((void)kmsan_check((const void *)(p), (n), "asm()"))
#define KMSAN_ASM_WRITES(p, n) kmsan_mark((const void *)(p), (n), KMSAN_STATE_INITED)

/* The offset of the first byte that is not wholly initialised, or -1. No report. */
intptr_t kmsan_test(const void *addr, size_t size);

/* Print bytes, bit masks and origins of a range on the console, 16 bytes a line. */
void kmsan_dump(const void *addr, size_t size);

/*
 * What is this address: allocator, object, state, where allocated and freed? True if some
 * allocator knows it. May take the allocator's lock: not from a handler that interrupted one.
 */
bool kmsan_addr_describe(const void *addr, struct kmsan_addr_info *info);

/* Initialised from here on: the first size bytes of this lwp's argument or return state. (NetBSD) */
void kmsan_init_arg(size_t size);
void kmsan_init_ret(size_t size);

/* Reports printed so far in this process, suppressed and repeated ones not counted. */
unsigned kmsan_report_count(void);

/*
 * A test framework's way to expect a report: fn is called for each report that would be printed
 * (not suppressed, not a repeat), before it is. If it returns true the report is neither printed nor
 * counted, and the exit status does not change. fn runs on the lwp that made the mistake, wherever
 * that was, with interrupts masked and no other report under way; it may be instrumented, must not
 * sleep, and what it does wrong itself is not reported. Strings are valid during the call only. NULL
 * takes it away.
 */
struct kmsan_report_info {
	const char *kind;     /* the word of SUMMARY, "kernel-infoleak" */
	const char *sink;     /* "copyout():arg1"; NULL: a value decided something */
	const char *type;     /* of the memory: "Stack", "Freed Kmem" */
	const char *variable; /* NULL: not a variable, or without a name */
	const char *function; /* of the top frame; "" = not known */
	const char *file;     /* and its position; "" = not known */
	unsigned line;
	size_t first, size;   /* the first uninitialised byte, of so many; 0/0 without memory */
	const char *text;     /* all that would be printed */
};
typedef bool kmsan_report_callback(const struct kmsan_report_info *info, void *arg);
void kmsan_set_report_callback(kmsan_report_callback *fn, void *arg);

/* Defined by the program, if it likes: options, read before those of KMSAN_OPTIONS. */
const char *kmsan_default_options(void);

/* Linux KMSAN's names; gfp is ignored. */
void kmsan_check_memory(const void *addr, size_t size);
void kmsan_poison_memory(const void *addr, size_t size, unsigned gfp);
void kmsan_unpoison_memory(const void *addr, size_t size);

#ifdef __cplusplus
}
#endif

#endif
