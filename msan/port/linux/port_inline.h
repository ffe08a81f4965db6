/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_PORT_INLINE_H
#define KMSAN_PORT_INLINE_H

/*
 * The hot path of the linux port: a flat map of the 47-bit user address space.
 *
 *	000000000000-010000000000 program   (not position-independent, and its heap)
 *	010000000000-100000000000   shad of 51...-60...
 *	110000000000-200000000000   orig of 51...-60...
 *	200000000000-300000000000   shad of 70...-80...
 *	300000000000-400000000000   orig of 70...-80...
 *	500000000000-510000000000   shad of 00...-01...
 *	510000000000-600000000000 program   (position-independent, and its heap)
 *	600000000000-610000000000   orig of 00...-01...
 *	700000000000-800000000000 program   (libraries, mappings, stacks)
 *
 * The gaps are mapped without access, so that nothing ever lies there and no hook has to test.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kmsan_context;
struct kmsan_lwp;

#define KMSAN_SHAD_XOR 0x500000000000ULL
#define KMSAN_ORIG_ADD 0x100000000000ULL

static inline uint8_t *
kmsan_port_shad(const void *addr)
{
	return (uint8_t *)((uintptr_t)addr ^ KMSAN_SHAD_XOR);
}

static inline uint32_t *
kmsan_port_orig(const void *addr)
{
	return (uint32_t *)((((uintptr_t)addr ^ KMSAN_SHAD_XOR) + KMSAN_ORIG_ADD) & ~(uintptr_t)3);
}

static inline bool
kmsan_port_is_program(uintptr_t addr)
{
	uintptr_t window = addr >> 40;

	return window == 0 || window - 0x51 < 0x60 - 0x51 || window - 0x70 < 0x80 - 0x70;
}

static inline bool
kmsan_port_shadowed(const void *addr, size_t size)
{
	uintptr_t first = (uintptr_t)addr, last = first + (size == 0 ? 0 : size - 1);

	/* No two windows adjoin, so a range that starts and ends in them and is short is inside one. */
	return last >= first && size < KMSAN_ORIG_ADD && kmsan_port_is_program(first) &&
	       kmsan_port_is_program(last);
}

/*
 * The current slot is kept as its distance from the thread pointer and not as a pointer: then the
 * linker can give the variable its first value (lwp.c), and every thread has a context from its
 * first instruction, whoever created it, without a test in __msan_get_context_state().
 */
extern __thread ptrdiff_t kmsan_linux_context __attribute__((tls_model("local-exec")));

static inline struct kmsan_context *
kmsan_port_context(void)
{
	return (struct kmsan_context *)((char *)__builtin_thread_pointer() + kmsan_linux_context);
}

static inline void
kmsan_port_context_set(struct kmsan_context *context)
{
	kmsan_linux_context = (char *)context - (char *)__builtin_thread_pointer();
}

extern __thread struct kmsan_lwp *kmsan_linux_lwp __attribute__((tls_model("local-exec")));
struct kmsan_lwp *kmsan_linux_lwp_first(void);

static inline struct kmsan_lwp *
kmsan_port_lwp(void)
{
	struct kmsan_lwp *lwp = kmsan_linux_lwp;

	return __builtin_expect(lwp != NULL, 1) ? lwp : kmsan_linux_lwp_first();
}

/* Apart from the lwp's state, so that an allocation finds it in one load. */
extern __thread void *kmsan_linux_alloc __attribute__((tls_model("local-exec")));

static inline void **
kmsan_port_alloc(void)
{
	return &kmsan_linux_alloc;
}

static inline void
kmsan_port_lwp_set(struct kmsan_lwp *lwp)
{
	kmsan_linux_lwp = lwp;
}

struct lwp;
struct kmsan_lwp **kmsan_linux_lwp_state(struct lwp *l);

static inline struct kmsan_lwp **
kmsan_port_lwp_state(struct lwp *l)
{
	return kmsan_linux_lwp_state(l);
}

/* bulk.c: as the processor has them, chosen at start. */
struct kmsan_linux_bulk {
	size_t (*scan)(const uint8_t *shad, size_t size);
	void (*cells)(uint32_t *orig, size_t n, uint32_t cell);
	void (*clear)(uint8_t *shad, size_t size);
	void *(*poison)(void *addr, size_t size, uint32_t cell);
};
extern struct kmsan_linux_bulk kmsan_linux_bulk;
void kmsan_linux_clear(uint8_t *shad, size_t size);

/*
 * Up to 32 bytes, which most copies and comparisons are, without a call: a first and a last piece,
 * that may overlap.
 */
#define KMSAN_LINUX_SMALL 32

static inline uint64_t
kmsan_linux_load(const uint8_t *p, size_t bytes)
{
	uint64_t v = 0;

	__builtin_memcpy(&v, p, bytes);
	return v;
}

static inline bool
kmsan_linux_small_clean(const uint8_t *shad, size_t size)
{
	const uint8_t *last = shad + size;

	if (size >= 16)
		return (kmsan_linux_load(shad, 8) | kmsan_linux_load(shad + 8, 8) |
			   kmsan_linux_load(last - 16, 8) | kmsan_linux_load(last - 8, 8)) == 0;
	if (size >= 8)
		return (kmsan_linux_load(shad, 8) | kmsan_linux_load(last - 8, 8)) == 0;
	if (size >= 4)
		return (kmsan_linux_load(shad, 4) | kmsan_linux_load(last - 4, 4)) == 0;
	return size == 0 || (shad[0] | shad[size / 2] | last[-1]) == 0;
}

static inline size_t
kmsan_port_scan(const uint8_t *shad, size_t size)
{
	if (size <= KMSAN_LINUX_SMALL && kmsan_linux_small_clean(shad, size))
		return size;
	return kmsan_linux_bulk.scan(shad, size);
}

static inline void
kmsan_port_cells(uint32_t *orig, size_t n, uint32_t cell)
{
	kmsan_linux_bulk.cells(orig, n, cell);
}

static inline void
kmsan_linux_small_clear(uint8_t *shad, size_t size)
{
	uint8_t *last = shad + size;

	if (size >= 16) {
		__builtin_memset(shad, 0, 16);
		__builtin_memset(last - 16, 0, 16);
	} else if (size >= 8) {
		__builtin_memset(shad, 0, 8);
		__builtin_memset(last - 8, 0, 8);
	} else if (size >= 4) {
		__builtin_memset(shad, 0, 4);
		__builtin_memset(last - 4, 0, 4);
	} else if (size != 0) {
		shad[0] = 0;
		shad[size / 2] = 0;
		last[-1] = 0;
	}
}

static inline void
kmsan_port_clear(uint8_t *shad, size_t size)
{
	if (size <= KMSAN_LINUX_SMALL)
		kmsan_linux_small_clear(shad, size);
	else
		kmsan_linux_clear(shad, size);
}

static inline void *
kmsan_port_poison(void *addr, size_t size, uint32_t cell)
{
	return kmsan_linux_bulk.poison(addr, size, cell);
}

#endif
