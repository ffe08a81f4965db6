/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_HOOKS_H
#define KMSAN_HOOKS_H

/*
 * What allocators, threads, interrupt stubs and sinks call. Not for general code: kmsan.h is.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * ALLOCATORS
 *
 * Any context. pc is the return address of the outermost allocator function (KMSAN_RET_ADDR
 * there), so that a report names the code that asked for memory and not the allocator.
 */

/* An object was given out: uninitialised, with that origin. */
void kmsan_mark_alloc(const void *addr, size_t size, enum kmsan_type type, uintptr_t pc);

/*
 * An object is being given back: uninitialised again, with the freed type, or initialised under
 * poison_on_free=0. Call it before anybody else can be given the object.
 */
void kmsan_mark_free(const void *addr, size_t size, enum kmsan_type type, uintptr_t pc);

/*
 * An origin cell, for allocators that keep it or fill many objects with one. Never 0. Coarser
 * (KMSAN_TYPE_UNKNOWN) when there is no room for it, never absent.
 */
uint32_t kmsan_orig_make(unsigned type, uintptr_t pc);

/* The same for memory that is freed at pc and was allocated with alloc_cell (0: not known). */
uint32_t kmsan_orig_make_freed(unsigned type, uintptr_t pc, uint32_t alloc_cell);

/* Uninitialised, with this cell; and the cell of an address (0: none). */
void kmsan_mark_cell(const void *addr, size_t size, uint32_t cell);
uint32_t kmsan_orig_get(const void *addr);

/*
 * What the call that returns to pc allocates is always of this type, "struct foo": reports then
 * name its members. Call it on each allocation; the first at a place counts. Quick, any context.
 */
void kmsan_object_type(uintptr_t pc, const char *type);

/*
 * kmsan_mark_alloc() and kmsan_mark_free() for an allocator that keeps the cells, quick. addr and
 * size are multiples of 8, and the memory is of kmsan_port_pages(). given sets alloc; taken reads
 * it, and sets freed, under poison_on_free=0 too. given returns addr: an allocator may end with a
 * jump to it.
 */
struct kmsan_object_cells {
	uint32_t alloc, freed;
	/* Where it was freed, as long as freed stands for that place and alloc; 0 else. */
	uint32_t place;
};
void *kmsan_object_given(
    void *addr, size_t size, enum kmsan_type type, uintptr_t pc, struct kmsan_object_cells *cells);
void kmsan_object_taken(
    void *addr, size_t size, enum kmsan_type type, uintptr_t pc, struct kmsan_object_cells *cells);

/* Copy shad and orig without the data: what memmove does to the data. Any alignment and overlap. */
void kmsan_copy_meta(const void *dst, const void *src, size_t size);

/* The same, where the chain of origins is to name who called the function that copies. */
void kmsan_copy_meta_from(const void *dst, const void *src, size_t size, uintptr_t pc);

/*
 * An allocator that can say what an address is. describe is called with the report lock held:
 * it must not allocate or report. Registrations are for the life of the process.
 */
struct kmsan_describer {
	bool (*describe)(uintptr_t addr, struct kmsan_addr_info *info);
	struct kmsan_describer *next; /* the runtime's */
};
void kmsan_describer_register(struct kmsan_describer *d);

/* fn prints statistics on the console; it is called at the end, under print_stats=1. At most 4. */
void kmsan_stats_register(void (*fn)(void));

/* poison_on_free, for an allocator that wants to spare itself the call. */
bool kmsan_poisons_freed(void);

/*
 * SINKS
 *
 * Report every uninitialised byte of the range. name is the sink ("bwrite()"), pc the return
 * address of the sink function, so that the report blames its caller. base is added to all
 * offsets, total is the size they are of: for one segment of a larger whole; where, if not NULL,
 * is a line of its own ("In mbuf 2 of 3, byte 5 of its 14"). copied: the range
 * is a copy of a value that the caller made for this call; the chain does not show it. Returns the
 * number of bytes that are not wholly initialised.
 */
struct kmsan_sink_args {
	const char *name;
	enum kmsan_kind kind;
	const char *kind_word; /* KMSAN_KIND_USER only */
	uintptr_t pc;
	size_t base;
	size_t total; /* 0: base + size */
	const char *where;
	bool copied;
};
size_t kmsan_check_range(const void *addr, size_t size, const struct kmsan_sink_args *args);

/*
 * A kernel that is compiled without -fsanitize-memory-param-retval (clang 14: without -mllvm
 * -msan-eager-checks=1) sets this before its first call of a sink or of libkern. Then arguments and
 * results travel in the context, and these functions check theirs there: the compiler did not.
 */
extern bool kmsan_args_in_context;

/*
 * Report every uninitialised argument of the function that calls this one, as a value used at pc.
 * sizes has one digit for each argument, from the first: its bytes, 1 to 8, or 0: not checked. Each lies in a slot of 8
 * bytes, of which only these are its own.
 */
void kmsan_check_args(const char *sizes, uintptr_t pc);
#define KMSAN_CHECK_ARGS(sizes)                                                                    \
	(__builtin_expect(kmsan_args_in_context, 0) ? kmsan_check_args(sizes, KMSAN_RET_ADDR)      \
						    : (void)0)

/*
 * An error in how the kernel used an allocator, a lock, an interrupt level: print
 * "kMSan: <text>" with the stack of pc, then stop the program with the status of the option
 * exitcode (77). The format knows %s %d %u %zu %x %zx %p and %% only; %p prints 0x and lower-case hexadecimal digits.
 */
_Noreturn void kmsan_fatal(uintptr_t pc, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, and then where the object was allocated and, if it is not live, freed. */
_Noreturn void kmsan_fatal_object(uintptr_t pc, const struct kmsan_addr_info *object,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* One line on the console, "kMSan: <text>"; the same format. */
void kmsan_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "%zu byte%s", n, KMSAN_PLURAL(n) */
#define KMSAN_PLURAL(n) ((n) == 1 ? "" : "s")

/* snprintf of the same small format, for the freestanding rooms. */
int kmsan_snprintf(char *buf, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * LWPS AND INTERRUPT LEVELS (NetBSD's names): docs/CONTEXTS.md
 *
 * kmsan_intr_enter: the current lwp was interrupted: give it a clean slot. kmsan_intr_leave:
 * back to the slot before. They nest, at most KMSAN_SLOTS - 1 deep; unbalanced or deeper is
 * fatal, with the stack of the call and the one that entered the level. Callable in every context,
 * with interrupts masked or not, from assembly: C's calling convention, no arguments. Between them
 * and instrumented code the trap frame is to be marked with kmsan_mark().
 */
#define KMSAN_SLOTS 16
struct kmsan_lwp;
struct lwp;
void kmsan_intr_enter(void);
void kmsan_intr_leave(void);

/*
 * Instead of kmsan_intr_enter() for a synchronous trap, a page fault: what runs there is the lwp
 * itself, which may sleep and allocate as before, so kmsan_in_interrupt() does not count the level.
 * what: as for kmsan_intr_describe(). It is left with kmsan_intr_leave().
 */
void kmsan_trap_enter(const char *what);

/*
 * What the level is that was just entered, for reports: "interrupt at IPL_VM", "page fault"; a
 * string that stays valid. At level 0: this lwp is one that runs soft interrupts, or, NULL, no more.
 */
void kmsan_intr_describe(const char *what);

/*
 * A handler that does not return but leaves by longjmp: note the depth before setjmp, and go
 * back to it after: what the port knows of the levels in between, such as the CPU's level, is put back
 * as well. Fatal if the lwp is not that deep.
 */
unsigned kmsan_intr_depth(void);
void kmsan_intr_unwind(unsigned depth);

/* Is the current lwp at an interrupt level (not a trap's), or one that runs soft interrupts? */
bool kmsan_in_interrupt(void);

/*
 * For kernels whose lwps the port does not know as threads. kmsan_lwp_alloc: l is new: state
 * and a slot for it, before it first runs; fatal without memory. kmsan_lwp_free: it will not
 * run again; fatal if it is the current one or at an interrupt level. kmsan_softint: l, which runs
 * soft interrupts, is about to call a handler: its arguments are initialised.
 * kmsan_lwp_switch: from here on this CPU runs l (NetBSD finds it through curlwp instead).
 */
void kmsan_lwp_alloc(struct lwp *l);
void kmsan_lwp_free(struct lwp *l);
void kmsan_softint(struct lwp *l);
void kmsan_lwp_switch(struct lwp *l);

/*
 * For the allocators alone: a pointer of the current lwp, NULL at first; get and set at any level,
 * here: what it is, or NULL at interrupt level. Functions registered with kmsan_lwp_exit_register (at
 * most 4, for the life of the process) are called on a lwp that ends with a pointer that is not NULL.
 */
void *kmsan_lwp_alloc_get(void);
void kmsan_lwp_alloc_set(void *alloc);
void *kmsan_lwp_alloc_here(void);
/*
 * fn(a, b, what kmsan_lwp_alloc_here() is, pc), and its result. For what begins by asking and ends
 * by jumping on: a chain of jumps, in which nobody has registers to save.
 */
typedef void *kmsan_lwp_alloc_fn(uintptr_t a, uintptr_t b, void *alloc, uintptr_t pc);
typedef void kmsan_lwp_alloc_do_fn(uintptr_t a, uintptr_t b, void *alloc, uintptr_t pc);
typedef void *kmsan_lwp_alloc_fn3(uintptr_t a, uintptr_t b, void *alloc, uintptr_t pc, uintptr_t c);
void *kmsan_lwp_alloc_call(uintptr_t a, uintptr_t b, kmsan_lwp_alloc_fn *fn, uintptr_t pc);
void kmsan_lwp_alloc_do(uintptr_t a, uintptr_t b, kmsan_lwp_alloc_do_fn *fn, uintptr_t pc);
void *kmsan_lwp_alloc_call3(
    uintptr_t a, uintptr_t b, kmsan_lwp_alloc_fn3 *fn, uintptr_t pc, uintptr_t c);
void kmsan_lwp_exit_register(void (*fn)(void *));

/* The shadow of memory that appeared after start (NetBSD: kmsan_shadow_map). 0 or a negative errno. */
int kmsan_shadow_map(const void *addr, size_t size);

#ifdef __cplusplus
}
#endif

#endif
