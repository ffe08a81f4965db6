/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_PORT_H
#define KMSAN_PORT_H

/*
 * The porting contract: all that the runtime needs of the world. msan/port/linux is the hosted
 * port, msan/port/none the one in which every call fails as stated here.
 *
 * Besides these functions a port has a header "port_inline.h" with the pieces of the hot path:
 *
 *	uint8_t *kmsan_port_shad(const void *)	address -> shad: arithmetic, no test
 *	uint32_t *kmsan_port_orig(const void *)	address -> orig, rounded down to 4
 *	bool kmsan_port_shadowed(const void *, size_t)	has the whole range a shadow?
 *	struct kmsan_context *kmsan_port_context(void)	the current lwp's current slot
 *	void kmsan_port_context_set(struct kmsan_context *)
 *	struct kmsan_lwp *kmsan_port_lwp(void)	the current lwp, never NULL
 *	void kmsan_port_lwp_set(struct kmsan_lwp *)	for kmsan_lwp_switch()
 *	struct kmsan_lwp **kmsan_port_lwp_state(struct lwp *)	where the kernel's lwp keeps it
 *	void **kmsan_port_alloc(void)	a pointer of the current lwp for the allocators, NULL at first
 *
 * and with the bulk work on shadow, as wide as the processor is (msan/port/portable.h has it in
 * plain C):
 *
 *	size_t kmsan_port_scan(const uint8_t *, size_t)	the first byte that is not 0, or the size
 *	void kmsan_port_cells(uint32_t *, size_t n, uint32_t)	n cells := one
 *	void kmsan_port_clear(uint8_t *shad, size_t)	shad := 0; pages may go back instead
 *	void *kmsan_port_poison(void *, size_t, uint32_t)	a whole object: cells := one, then shad
 *		:= 0xff; address and size are multiples of 8, the size is not 0; returns the address
 *
 * Shad must be congruent to its address modulo KMSAN_SHAD_CONGRUENCE, and contiguous across
 * pages, as must orig: the compiler reads and writes more than the size that it asks for.
 *
 * Preconditions of all: sizes are bytes, > 0 and page-aligned where pages are meant; pointers
 * are not NULL. Results: 0 or a negative errno-like number, unless another result is stated.
 * All may be called in every context: they take no lock of the caller's and do not call back.
 * None may be instrumented.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Make the shad and orig of this range exist and read 0. Called again for a range: no effect. */
int kmsan_port_map_shadow(uintptr_t addr, size_t size);

/*
 * Zeroed pages of kernel memory, aligned to a page; NULL when there are none. Their shadow reads
 * 0 (initialised). kmsan_port_pages_set, for all of what one call returned or any part of it: FREED
 * gives them and their shadow back, cannot fail; GUARDED forbids every access (a guard page), USED
 * allows it again: a port that cannot returns a negative number.
 */
#define KMSAN_PAGE_SIZE 4096
void *kmsan_port_pages(size_t size);
enum kmsan_pages_state { KMSAN_PAGES_FREED, KMSAN_PAGES_GUARDED, KMSAN_PAGES_USED };
int kmsan_port_pages_set(void *pages, size_t size, enum kmsan_pages_state state);

static inline void
kmsan_pages_free(void *pages, size_t size)
{
	(void)kmsan_port_pages_set(pages, size, KMSAN_PAGES_FREED);
}

/* Write one block of whole lines, not mixed with other blocks. Errors are not reported. */
void kmsan_port_console(const char *text, size_t size);

/* End the program (halt the machine) with this status. */
_Noreturn void kmsan_port_stop(int status);

/*
 * The call stack: return addresses, innermost first, from the frame whose return address is
 * first (0: the caller's). If that frame is not found: first alone. Returns how many of max.
 * flags NULL asks for what is cheap (frame pointers), for it is called once for every store of an
 * uninitialised value; else the whole stack.
 * A pc with KMSAN_PC_INTERRUPTED set in flags[i] is not a return address: it was interrupted. With
 * KMSAN_PC_LEVEL it is the first of those below an interrupt level: kmsan_intr_enter() was called
 * between it and the pc before.
 */
#define KMSAN_PC_INTERRUPTED 1
#define KMSAN_PC_LEVEL 2
size_t kmsan_port_unwind(uintptr_t first, uintptr_t *pcs, uint8_t *flags, size_t max);

/*
 * The loaded image (program, library, module) that has this address in its text or read-only
 * data: -1 if there is none. path stays valid until the image is unloaded. lo and hi bound the
 * text and read-only data; base is subtracted from an address to get the file's.
 */
struct kmsan_image {
	uintptr_t lo, hi, base;
	const char *path;
};
int kmsan_port_image(uintptr_t addr, struct kmsan_image *image);

/*
 * Symbols of an address in an image file; the image need not be loaded any more.
 * FRAMES: source positions, inlined functions first; NAME: the function of the symbol table
 * and the offset in it, in frames[0]; VARIABLE: where the local variables of that name are declared,
 * likeliest first, in .file and .line (column: of the name in its line, 0 = not known; the line of
 * the code is a help), and the name in .function: the name "[]" asks for the arrays whose length is
 * a variable; SOURCE: the text of line offset of the source
 * file path, in frames[0].file; BUILD_ID: of the file, in hexadecimal digits, in
 * frames[0].function; DATA: the file that the address pc is in the data of (path is not used) and
 * its address there, in frames[0].file and .offset; LAYOUT: see below, frames may be NULL. Returns how many of max were found;
 * 0: none.
 * May be slow, may start a process; never called on a path without a report.
 */
enum kmsan_symbol_what {
	KMSAN_SYMBOL_FRAMES,
	KMSAN_SYMBOL_NAME,
	KMSAN_SYMBOL_VARIABLE,
	KMSAN_SYMBOL_SOURCE,
	KMSAN_SYMBOL_BUILD_ID,
	KMSAN_SYMBOL_DATA,
	KMSAN_SYMBOL_LAYOUT
};

/*
 * LAYOUT: which members of an object, and which padding, are uninitialised? The object is the local
 * variable of that name, what the call at offset returned (HEAP), the variable that is now at pc
 * (GLOBAL; path and offset are not used), or one of the type of that name. The answer is lines
 * in text, ended by newlines: "struct foo: offset 4, 4 bytes: padding after 'mode'"; their number
 * is returned. 0: there is no debug information, or the type is not certain.
 */
enum kmsan_layout_what {
	KMSAN_LAYOUT_VARIABLE,
	KMSAN_LAYOUT_HEAP,
	KMSAN_LAYOUT_GLOBAL,
	KMSAN_LAYOUT_TYPE
};
/* Bytes that are uninitialised; bits is 0xff, or those bits of a single byte that are. */
struct kmsan_layout_range {
	size_t first, size;
	uint8_t bits;
};
struct kmsan_layout_query {
	enum kmsan_layout_what what;
	const char *name; /* VARIABLE, TYPE */
	size_t size;      /* of the object in bytes, 0 = not known */
	bool rounded;     /* size is rounded up to a multiple of 4 */
	const struct kmsan_layout_range *range;
	size_t ranges;
	intptr_t shift; /* added to each first gives the offset in the object */
	char *text;
	size_t text_size;
};

struct kmsan_symbol_query {
	enum kmsan_symbol_what what;
	const char *path;     /* of the image */
	uintptr_t offset;     /* pc - base, of the instruction (a call, not its return address) */
	uintptr_t pc;         /* the address now, if the image is loaded; else 0 */
	const char *variable; /* VARIABLE only */
	const struct kmsan_layout_query *layout; /* LAYOUT only */
};
struct kmsan_frame {
	char function[192]; /* demangled, without parameters; "" = not known */
	char file[384];     /* "" = not known */
	unsigned line, column;
	uintptr_t offset, size; /* NAME: in the function; of it, 0 = not known */
};
size_t kmsan_port_symbol(
    const struct kmsan_symbol_query *query, struct kmsan_frame *frames, size_t max);

/* A mutual exclusion lock; {0} is unlocked. Not recursive. Not in port functions. */
struct kmsan_lock {
	uint32_t word;
};
void kmsan_port_lock(struct kmsan_lock *lock);
void kmsan_port_unlock(struct kmsan_lock *lock);

/*
 * Sleep until kmsan_port_wake of the same channel (or for no reason: test again); the lock, held
 * on entry, is open meanwhile and held again on return. wake wakes all. As sleep(9) of old.
 * wait is called with this CPU's interrupts masked, which is the lwp's affair: while it sleeps the CPU
 * takes interrupts, and they may be what wakes it. Never at interrupt level; a port that knows the
 * lwp's spin locks says so when one is held.
 */
void kmsan_port_wait(const void *channel, struct kmsan_lock *lock);
void kmsan_port_wake(const void *channel);

/*
 * Copy memory that may fault. dir says which side is not trusted. Returns the number of bytes NOT
 * copied, counted from the end: 0 is success. For TO_USER and FROM_USER the port also decides
 * whether the address is one that a process may have, and it may refuse a process's address where
 * the kernel's is expected, then and for KERNEL. ANY: the sanitizer itself looks, or a device does.
 * USER_CAS copies nothing: dst is a user address, size 4 or 8 and dst aligned to it, src two values
 * of that size, expected and new; they are compared and swapped with what is at dst as one atomic
 * operation, and the first of them becomes what was found. 0, or size if dst faults.
 */
enum kmsan_copy_dir {
	KMSAN_COPY_KERNEL,
	KMSAN_COPY_FROM_USER,
	KMSAN_COPY_TO_USER,
	KMSAN_COPY_USER_CAS,
	KMSAN_COPY_ANY
};
size_t kmsan_port_copy(void *dst, const void *src, size_t size, enum kmsan_copy_dir dir);

/* Mask all interrupts of this CPU (mask true: returns what to give back), or restore. */
uintptr_t kmsan_port_intr_mask(bool mask, uintptr_t old);

/* Nanoseconds since some fixed point, monotonic. */
uint64_t kmsan_port_clock(void);

#ifdef __cplusplus
}
#endif

#endif
