/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_PORT_INLINE_H
#define KMSAN_PORT_INLINE_H

/*
 * No memory has a shadow: what the compiler loads is a page of zeroes, what it stores goes to
 * another, so that one store does not make every later load uninitialised.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "msan/port/portable_inline.h"

struct kmsan_context;
struct kmsan_lwp;

/* A page and what the compiler may reach beyond it: congruent to any address modulo 64. */
#define KMSAN_NONE_SIZE 8192
extern uint8_t kmsan_none_shadow[KMSAN_NONE_SIZE];

static inline uint8_t *
kmsan_port_shad(const void *addr)
{
	return kmsan_none_shadow + ((uintptr_t)addr & 63);
}

static inline uint32_t *
kmsan_port_orig(const void *addr)
{
	return (uint32_t *)(void *)(kmsan_none_shadow + ((uintptr_t)addr & 60));
}

static inline bool
kmsan_port_shadowed(const void *addr, size_t size)
{
	(void)addr;
	(void)size;
	return false;
}

struct kmsan_context *kmsan_port_context(void);
void kmsan_port_context_set(struct kmsan_context *context);
struct kmsan_lwp *kmsan_port_lwp(void);
void **kmsan_port_alloc(void);
void kmsan_port_lwp_set(struct kmsan_lwp *lwp);

/* The kernel's lwps: none besides the first. */
struct lwp;
struct kmsan_lwp **kmsan_port_lwp_state(struct lwp *l);

static inline void *
kmsan_port_poison(void *addr, size_t size, uint32_t cell)
{
	(void)size;
	(void)cell;
	return addr;
}

#endif
