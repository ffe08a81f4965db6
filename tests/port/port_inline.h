/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_PORT_INLINE_H
#define KMSAN_PORT_INLINE_H

/*
 * The hot path of the test port: one arena of kernel memory with its shadow elsewhere, so that
 * ASan can have the rest of the address space. An address outside the arena gets a dummy shadow,
 * as in the BSD kernels: the same bytes for all of them. What a hook stores there another one
 * loads, so tests of single hooks use arena memory, and kmsan_test_reset() clears the dummy.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "msan/port/portable_inline.h"

struct kmsan_context;
struct kmsan_lwp;

#define KMSAN_TEST_DUMMY ((size_t)1 << 20)

struct kmsan_test_arena {
	uintptr_t start;
	size_t size;
	uint8_t *shad, *orig;
	uint8_t *dummy; /* of KMSAN_TEST_DUMMY bytes */
};
extern struct kmsan_test_arena kmsan_test_arena;

static inline uint8_t *
kmsan_port_shad(const void *addr)
{
	uintptr_t offset = (uintptr_t)addr - kmsan_test_arena.start;

	if (offset < kmsan_test_arena.size)
		return kmsan_test_arena.shad + offset;
	return kmsan_test_arena.dummy + ((uintptr_t)addr & 63);
}

static inline uint32_t *
kmsan_port_orig(const void *addr)
{
	uintptr_t offset = (uintptr_t)addr - kmsan_test_arena.start;

	if (offset < kmsan_test_arena.size)
		return (uint32_t *)(void *)(kmsan_test_arena.orig + (offset & ~(uintptr_t)3));
	return (uint32_t *)(void *)(kmsan_test_arena.dummy + ((uintptr_t)addr & 60));
}

static inline bool
kmsan_port_shadowed(const void *addr, size_t size)
{
	uintptr_t offset = (uintptr_t)addr - kmsan_test_arena.start;

	return offset < kmsan_test_arena.size && size <= kmsan_test_arena.size - offset;
}

extern __thread struct kmsan_context *kmsan_test_context;
extern __thread struct kmsan_lwp *kmsan_test_lwp;
extern __thread void *kmsan_test_alloc;
struct kmsan_lwp *kmsan_test_lwp_first(void);

static inline struct kmsan_lwp *
kmsan_port_lwp(void)
{
	return kmsan_test_lwp != NULL ? kmsan_test_lwp : kmsan_test_lwp_first();
}

static inline void **
kmsan_port_alloc(void)
{
	return &kmsan_test_alloc;
}

static inline struct kmsan_context *
kmsan_port_context(void)
{
	if (kmsan_test_context == NULL)
		kmsan_test_lwp_first();
	return kmsan_test_context;
}

static inline void
kmsan_port_context_set(struct kmsan_context *context)
{
	kmsan_test_context = context;
}

static inline void
kmsan_port_lwp_set(struct kmsan_lwp *lwp)
{
	kmsan_test_lwp = lwp;
}

/* A kernel's lwp, as far as the core is concerned. */
struct lwp {
	struct kmsan_lwp *l_kmsan;
};

static inline struct kmsan_lwp **
kmsan_port_lwp_state(struct lwp *l)
{
	return &l->l_kmsan;
}

static inline void *
kmsan_port_poison(void *addr, size_t size, uint32_t cell)
{
	portable_poison(kmsan_port_shad(addr), (uint8_t *)kmsan_port_orig(addr), size, cell);
	return addr;
}

#endif
