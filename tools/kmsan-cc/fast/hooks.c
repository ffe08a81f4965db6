/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hooks that are worth inlining, for kmsan-cc --kmsan-fast: compiled to bitcode by the compiler
 * in use at every such link, so that there is nothing to match, cache or outdate. msan/abi.c has the
 * same for links without LTO, weak, so that these take their place.
 *
 * always_inline, because the inliner finds instrumented and other functions incompatible. With
 * clang 14 pointers have types, and only a definition whose types are those that the compiler
 * declared is called directly: hence void *, and uint32_t * in the result.
 */

#include <stdint.h>

#include "port_inline.h"

/*
 * KMSAN_SHARED: for a shared object, which keeps its copies for itself, and where the context is
 * not within reach: it is thread-local data of the program.
 */
#ifdef KMSAN_HOOK
#define HOOK KMSAN_HOOK
#elif defined(KMSAN_SHARED)
#define HOOK __attribute__((always_inline, visibility("hidden")))
#else
#define HOOK __attribute__((always_inline))
#endif

struct metadata {
	void *shad;
	uint32_t *orig;
};

#define METADATA_HOOK(name)                                                                        \
	HOOK struct metadata __msan_metadata_ptr_for_##name(void *addr);                           \
	struct metadata __msan_metadata_ptr_for_##name(void *addr)                                 \
	{                                                                                          \
		return (struct metadata){kmsan_port_shad(addr), kmsan_port_orig(addr)};            \
	}

METADATA_HOOK(load_1)
METADATA_HOOK(load_2)
METADATA_HOOK(load_4)
METADATA_HOOK(load_8)
METADATA_HOOK(store_1)
METADATA_HOOK(store_2)
METADATA_HOOK(store_4)
METADATA_HOOK(store_8)

#define METADATA_HOOK_N(name)                                                                      \
	HOOK struct metadata __msan_metadata_ptr_for_##name(void *addr, uint64_t size);            \
	struct metadata __msan_metadata_ptr_for_##name(void *addr, uint64_t size)                  \
	{                                                                                          \
		(void)size;                                                                        \
		return (struct metadata){kmsan_port_shad(addr), kmsan_port_orig(addr)};            \
	}

METADATA_HOOK_N(load_n)
METADATA_HOOK_N(store_n)

#ifdef KMSAN_HOOK
/* shared.c beside this has what else it needs. */
#elif defined(KMSAN_SHARED)
/*
 * Calls of libc that LLVM itself puts in while it links. lld has by then decided what a shared object
 * leaves to others, and --wrap makes of these names others that were not among it: so they are here,
 * in a section that is not loaded, before it decides.
 */
__asm__(".pushsection .kmsan.libcalls,\"\",@progbits\n"
	".quad memcpy, memmove, memset, memcmp, bcmp, memchr, memrchr, mempcpy, memccpy\n"
	".quad strlen, strcpy, stpcpy, strncpy, stpncpy, strchr, strcat, strncat, strncmp\n"
	".quad puts, putchar, fputc, fputs, fwrite, sprintf, snprintf, malloc, calloc\n"
	".popsection");
#else
HOOK struct kmsan_context *__msan_get_context_state(void);
struct kmsan_context *
__msan_get_context_state(void)
{
	return kmsan_port_context();
}
#endif
