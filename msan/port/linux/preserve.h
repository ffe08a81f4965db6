/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_PRESERVE_H
#define KMSAN_PRESERVE_H

/*
 * What the compiler may rely on where it calls a hook. kmsan-cc includes this before everything else
 * of a file; the compiler's pass, which comes last, then finds its hooks declared and takes these
 * declarations instead of making its own, that know nothing.
 *
 * - no_caller_saved_registers: a hook leaves every register as it was, besides those of its arguments
 *   and its result. Otherwise six registers are all that survives an access to memory, and the rest
 *   of a function's values goes to the stack and back. The metadata hooks are too short to touch
 *   others (tests/walls/hooks.sh); __msan_warning saves what it uses (preserve.S). Not
 *   __msan_chain_origin: saving vector registers takes three times as long as all that it does.
 * - const: the place of a byte's shad depends on its address alone, so the compiler asks once for
 *   two accesses, and what is not needed moves out of the way.
 *
 * The first not in code for shared objects: there a hook may be called through a table that the
 * dynamic loader fills at the first call, and it does that with r10 and r11. Code that is compiled for
 * programs and linked into a shared object all the same finds hooks in that object (tools/kmsan-cc/fast/shared.c).
 *
 * A file that is compiled without this calls the same hooks, only at a higher price.
 *
 * The function is there to mention the hooks, for a declaration that nothing mentions is not one for
 * the compiler. It exists nowhere: a definition of this kind is only ever inlined. clang 14 lists it
 * among the symbols that an object needs all the same, hence a name that the runtime has.
 */

#if defined(__x86_64__) && !defined(__ASSEMBLER__)
#if __has_feature(memory_sanitizer) /* not -fno-sanitize=kernel-memory */
#pragma GCC system_header

#if defined(__PIC__) && !defined(__PIE__)
#define KMSAN_PRESERVES_ __attribute__((nothrow, visibility("default")))
#else
#define KMSAN_PRESERVES_                                                                           \
	__attribute__((nothrow, no_caller_saved_registers, visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

struct kmsan_metadata_ {
	void *shad;
	unsigned *orig;
};

#define KMSAN_HOOK_(name)                                                                          \
	KMSAN_PRESERVES_ __attribute__((const)) struct kmsan_metadata_                             \
	    __msan_metadata_ptr_for_##name(void *)
#define KMSAN_HOOK_N_(name)                                                                        \
	KMSAN_PRESERVES_ __attribute__((const)) struct kmsan_metadata_                             \
	    __msan_metadata_ptr_for_##name(void *, unsigned long)

KMSAN_HOOK_(load_1);
KMSAN_HOOK_(load_2);
KMSAN_HOOK_(load_4);
KMSAN_HOOK_(load_8);
KMSAN_HOOK_(store_1);
KMSAN_HOOK_(store_2);
KMSAN_HOOK_(store_4);
KMSAN_HOOK_(store_8);
KMSAN_HOOK_N_(load_n);
KMSAN_HOOK_N_(store_n);
KMSAN_PRESERVES_ void __msan_warning(unsigned);

void kmsan_preserve_(void) __asm__("__msan_unpoison_alloca");
extern __inline __attribute__((
    gnu_inline, always_inline, used, nodebug, no_sanitize("kernel-memory"))) void
kmsan_preserve_(void)
{
	void *volatile p;

	p = (void *)__msan_metadata_ptr_for_load_1;
	p = (void *)__msan_metadata_ptr_for_load_2;
	p = (void *)__msan_metadata_ptr_for_load_4;
	p = (void *)__msan_metadata_ptr_for_load_8;
	p = (void *)__msan_metadata_ptr_for_store_1;
	p = (void *)__msan_metadata_ptr_for_store_2;
	p = (void *)__msan_metadata_ptr_for_store_4;
	p = (void *)__msan_metadata_ptr_for_store_8;
	p = (void *)__msan_metadata_ptr_for_load_n;
	p = (void *)__msan_metadata_ptr_for_store_n;
	p = (void *)__msan_warning;
}

#undef KMSAN_HOOK_
#undef KMSAN_HOOK_N_
#undef KMSAN_PRESERVES_

#ifdef __cplusplus
}
#endif
#endif
#endif

#endif
