/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Every entry that clang -fsanitize=kernel-memory calls, and nothing else; clang 14 to 22.
 *
 * The hooks are plain C calls between two instructions of the program. They must not touch
 * the context, and not memory that they shadow. The metadata hooks are straight-line code.
 */

#include <string.h>

#include <kmsan/hooks.h>

#include "msan/check.h"
#include "msan/context.h"
#include "msan/shadow.h"
#include "origin/chain.h"
#include "origin/variable.h"

#define ABI __attribute__((visibility("default"), used))

/*
 * Weak, so that a link may bring a hook that it can inline (tools/kmsan-cc/fast/hooks.c), and a port
 * a warning that keeps its caller's registers (msan/port/linux/preserve.S).
 */
#define HOOK __attribute__((visibility("default"), used, weak))

/* Returned in two registers, as the compiler expects: x86-64, aarch64, riscv64 and others. */
struct metadata {
	void *shad;
	uint32_t *orig;
};

#define METADATA_HOOK(name)                                                                        \
	HOOK struct metadata __msan_metadata_ptr_for_##name(void *addr);                           \
	HOOK struct metadata __msan_metadata_ptr_for_##name(void *addr)                            \
	{                                                                                          \
		return (struct metadata){shad_of(addr), orig_of(addr)};                            \
	}

METADATA_HOOK(load_1)
METADATA_HOOK(load_2)
METADATA_HOOK(load_4)
METADATA_HOOK(load_8)
METADATA_HOOK(store_1)
METADATA_HOOK(store_2)
METADATA_HOOK(store_4)
METADATA_HOOK(store_8)

/* The shadow is contiguous, so the size does not matter. */
#define METADATA_HOOK_N(name)                                                                      \
	HOOK struct metadata __msan_metadata_ptr_for_##name(void *addr, uint64_t size);            \
	HOOK struct metadata __msan_metadata_ptr_for_##name(void *addr, uint64_t size)             \
	{                                                                                          \
		(void)size;                                                                        \
		return (struct metadata){shad_of(addr), orig_of(addr)};                            \
	}

METADATA_HOOK_N(load_n)
METADATA_HOOK_N(store_n)

HOOK struct kmsan_context *__msan_get_context_state(void);
HOOK struct kmsan_context *
__msan_get_context_state(void)
{
	return kmsan_port_context();
}

HOOK void __msan_warning(uint32_t orig);
HOOK void
__msan_warning(uint32_t orig)
{
	check_value(orig, KMSAN_RET_ADDR);
}

ABI uint32_t __msan_chain_origin(uint32_t orig);
ABI uint32_t
__msan_chain_origin(uint32_t orig)
{
	return chain_cell(orig, KMSAN_RET_ADDR);
}

/* After a generic __atomic_load() only; a 0 must not take the origin of poisoned bytes away. */
ABI void __msan_set_origin(const volatile void *addr, size_t size, uint32_t orig);
ABI void
__msan_set_origin(const volatile void *addr, size_t size, uint32_t orig)
{
	if (orig != 0 && size != 0 && kmsan_port_shadowed((const void *)addr, size))
		shadow_set_cells((const void *)addr, size, orig);
}

ABI void __msan_poison_alloca(void *addr, uintptr_t size, char *descr);
ABI void
__msan_poison_alloca(void *addr, uintptr_t size, char *descr)
{
	if (size != 0)
		shadow_poison(addr, size, variable_cell(descr, KMSAN_RET_ADDR));
}

ABI void __msan_unpoison_alloca(void *addr, uintptr_t size);
ABI void
__msan_unpoison_alloca(void *addr, uintptr_t size)
{
	shadow_clear(addr, size);
}

/*
 * No test of the addresses here: an instrumented copy from or to an address without shadow would
 * fault on the data all the same.
 */
ABI void *__msan_memcpy(void *dst, const void *src, uintptr_t size);
ABI void *
__msan_memcpy(void *dst, const void *src, uintptr_t size)
{
	if (size == 0)
		return dst;
	shadow_copy(dst, src, size, KMSAN_RET_ADDR);
	return memcpy(dst, src, size);
}

ABI void *__msan_memmove(void *dst, const void *src, uintptr_t size);
ABI void *
__msan_memmove(void *dst, const void *src, uintptr_t size)
{
	if (size == 0)
		return dst;
	shadow_copy(dst, src, size, KMSAN_RET_ADDR);
	return memmove(dst, src, size);
}

/* The compiler does not pass the shad of c: docs/LIMITS.md. */
ABI void *__msan_memset(void *dst, int c, uintptr_t size);
ABI void *
__msan_memset(void *dst, int c, uintptr_t size)
{
	shadow_clear(dst, size);
	return memset(dst, c, size);
}

/* Called before the assembly runs, perhaps with an address that it will not touch. */
ABI void __msan_instrument_asm_store(void *addr, uintptr_t size);
ABI void
__msan_instrument_asm_store(void *addr, uintptr_t size)
{
	if (kmsan_port_shadowed(addr, size))
		shadow_clear(addr, size);
}
