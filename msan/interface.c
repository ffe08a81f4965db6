/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The functions of <sanitizer/msan_interface.h>, so that code annotated for user-space MSan builds
 * and means the same here. Their contract is that header's.
 */

#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/kmsan.h>
#include <kmsan/options.h>

#include "msan/context.h"
#include "msan/interface.h"
#include "msan/shadow.h"
#include "origin/decode.h"
#include "origin/str.h"

#define INTERFACE __attribute__((visibility("default"), used))
#define PLAIN(addr) ((const void *)(addr))

typedef const volatile void cvvoid;

INTERFACE void __msan_unpoison(cvvoid *addr, size_t size);
INTERFACE void
__msan_unpoison(cvvoid *addr, size_t size)
{
	kmsan_mark(PLAIN(addr), size, KMSAN_STATE_INITED);
}

INTERFACE void __msan_poison(cvvoid *addr, size_t size);
INTERFACE void
__msan_poison(cvvoid *addr, size_t size)
{
	kmsan_mark_cell(PLAIN(addr), size, kmsan_orig_make(KMSAN_TYPE_MARKED, KMSAN_RET_ADDR));
}

/* MSan's meaning: this memory was allocated here, by an allocator of the program's. */
INTERFACE void __msan_allocated_memory(cvvoid *addr, size_t size);
INTERFACE void
__msan_allocated_memory(cvvoid *addr, size_t size)
{
	kmsan_mark_alloc(PLAIN(addr), size, KMSAN_TYPE_MARKED, KMSAN_RET_ADDR);
}

INTERFACE void __sanitizer_dtor_callback(cvvoid *addr, size_t size);
INTERFACE void
__sanitizer_dtor_callback(cvvoid *addr, size_t size)
{
	kmsan_mark_cell(PLAIN(addr), size,
	    kmsan_orig_make(KMSAN_TYPE_MARKED | KMSAN_TYPE_FREED, KMSAN_RET_ADDR));
}

INTERFACE void __msan_unpoison_string(const volatile char *s);
INTERFACE void
__msan_unpoison_string(const volatile char *s)
{
	kmsan_mark(PLAIN(s), str_length((const char *)s) + 1, KMSAN_STATE_INITED);
}

/* n arguments of 8 bytes each. */
INTERFACE void __msan_unpoison_param(size_t n);
INTERFACE void
__msan_unpoison_param(size_t n)
{
	kmsan_init_arg(n > CONTEXT_PARAM_SIZE / 8 ? CONTEXT_PARAM_SIZE : n * 8);
}

INTERFACE void __msan_partial_poison(cvvoid *addr, void *shad, size_t size);
INTERFACE void
__msan_partial_poison(cvvoid *addr, void *shad, size_t size)
{
	if (size == 0 || !kmsan_port_shadowed(PLAIN(addr), size))
		return;
	shadow_set_cells(
	    PLAIN(addr), size, kmsan_orig_make(KMSAN_TYPE_MARKED, KMSAN_RET_ADDR));
	memcpy(shad_of(PLAIN(addr)), shad, size);
}

INTERFACE void __msan_copy_shadow(cvvoid *dst, cvvoid *src, size_t size);
INTERFACE void
__msan_copy_shadow(cvvoid *dst, cvvoid *src, size_t size)
{
	kmsan_copy_meta(PLAIN(dst), PLAIN(src), size);
}

INTERFACE intptr_t __msan_test_shadow(cvvoid *addr, size_t size);
INTERFACE intptr_t
__msan_test_shadow(cvvoid *addr, size_t size)
{
	return kmsan_test(PLAIN(addr), size);
}

INTERFACE void __msan_check_mem_is_initialized(cvvoid *addr, size_t size);
INTERFACE void
__msan_check_mem_is_initialized(cvvoid *addr, size_t size)
{
	struct kmsan_sink_args args = {
	    .name = "__msan_check_mem_is_initialized():arg1", .pc = KMSAN_RET_ADDR};

	kmsan_check_range(PLAIN(addr), size, &args);
}

INTERFACE uint32_t __msan_get_origin(cvvoid *addr);
INTERFACE uint32_t
__msan_get_origin(cvvoid *addr)
{
	return kmsan_orig_get(PLAIN(addr));
}

INTERFACE int __msan_origin_is_descendant_or_same(uint32_t this_id, uint32_t prev_id);
INTERFACE int
__msan_origin_is_descendant_or_same(uint32_t this_id, uint32_t prev_id)
{
	return origin_descends(this_id, prev_id);
}

/* As MSan with -fsanitize-memory-track-origins=2. */
INTERFACE int __msan_get_track_origins(void);
INTERFACE int
__msan_get_track_origins(void)
{
	return 2;
}

INTERFACE uint32_t __msan_get_umr_origin(void);
INTERFACE uint32_t
__msan_get_umr_origin(void)
{
	return kmsan_port_lwp()->umr_orig;
}

/*
 * Between (1) and (0) of one lwp reports are swallowed, and there has to be one: a test of a
 * program's own that some code path reads uninitialised memory.
 */
INTERFACE void __msan_set_expect_umr(int expect);
INTERFACE void
__msan_set_expect_umr(int expect)
{
	struct kmsan_lwp *lwp = kmsan_port_lwp();

	if (expect) {
		lwp->expecting = true;
		lwp->expected_seen = false;
		return;
	}
	if (lwp->expecting && !lwp->expected_seen)
		kmsan_fatal(KMSAN_RET_ADDR, "__msan_set_expect_umr: expected a report, saw none");
	lwp->expecting = false;
}

INTERFACE void __msan_set_keep_going(int keep_going);
INTERFACE void
__msan_set_keep_going(int keep_going)
{
	kmsan_options.halt_on_error = !keep_going;
}

INTERFACE void __msan_print_shadow(cvvoid *addr, size_t size);
INTERFACE void
__msan_print_shadow(cvvoid *addr, size_t size)
{
	kmsan_dump(PLAIN(addr), size);
}

INTERFACE void __msan_dump_shadow(cvvoid *addr, size_t size);
INTERFACE void
__msan_dump_shadow(cvvoid *addr, size_t size)
{
	kmsan_dump(PLAIN(addr), size);
}

INTERFACE int __msan_has_dynamic_component(void);
INTERFACE int
__msan_has_dynamic_component(void)
{
	return 0;
}

static void (*death_callback)(void);

INTERFACE void __msan_set_death_callback(void (*callback)(void));
INTERFACE void
__msan_set_death_callback(void (*callback)(void))
{
	death_callback = callback;
}

INTERFACE void __sanitizer_set_death_callback(void (*callback)(void));
INTERFACE void
__sanitizer_set_death_callback(void (*callback)(void))
{
	death_callback = callback;
}

void
interface_death(void)
{
	void (*callback)(void) = __atomic_exchange_n(&death_callback, NULL, __ATOMIC_ACQ_REL);

	if (callback != NULL)
		callback();
}

/* Checks that libc wrappers and libkern make of what they read; sinks go on. */
INTERFACE void __msan_scoped_disable_interceptor_checks(void);
INTERFACE void
__msan_scoped_disable_interceptor_checks(void)
{
	kmsan_port_lwp()->quiet++;
}

INTERFACE void __msan_scoped_enable_interceptor_checks(void);
INTERFACE void
__msan_scoped_enable_interceptor_checks(void)
{
	struct kmsan_lwp *lwp = kmsan_port_lwp();

	if (lwp->quiet == 0)
		kmsan_fatal(KMSAN_RET_ADDR,
		    "__msan_scoped_enable_interceptor_checks: not disabled before");
	lwp->quiet--;
}

/* Nothing to do: the state of arguments is dead where a fiber switches, and stacks have shadow. */
INTERFACE void __msan_start_switch_fiber(cvvoid *bottom, size_t size);
INTERFACE void
__msan_start_switch_fiber(cvvoid *bottom, size_t size)
{
	(void)bottom;
	(void)size;
	kmsan_init_arg(CONTEXT_PARAM_SIZE);
}

INTERFACE void __msan_finish_switch_fiber(const void **bottom, size_t *size);
INTERFACE void
__msan_finish_switch_fiber(const void **bottom, size_t *size)
{
	if (bottom != NULL)
		*bottom = NULL;
	if (size != NULL)
		*size = 0;
	kmsan_init_ret(CONTEXT_PARAM_SIZE);
}

/* Loads and stores through a pointer of any alignment, with their shad. */
#define UNALIGNED(bits)                                                                            \
	INTERFACE uint##bits##_t __sanitizer_unaligned_load##bits(const void *p);                  \
	INTERFACE uint##bits##_t __sanitizer_unaligned_load##bits(const void *p)                   \
	{                                                                                          \
		struct kmsan_context *context = kmsan_port_context();                              \
		uint##bits##_t v;                                                                  \
                                                                                                   \
		memcpy(&v, p, sizeof(v));                                                          \
		memcpy(context->retval, shad_of(p), sizeof(v));                                    \
		context->retval_orig = *orig_of(p);                                                \
		return v;                                                                          \
	}                                                                                          \
	INTERFACE void __sanitizer_unaligned_store##bits(void *p, uint##bits##_t v);               \
	INTERFACE void __sanitizer_unaligned_store##bits(void *p, uint##bits##_t v)                \
	{                                                                                          \
		/* v is a checked argument: initialised. */                                        \
		shadow_clear(p, sizeof(v));                                                        \
		memcpy(p, &v, sizeof(v));                                                          \
	}

UNALIGNED(16)
UNALIGNED(32)
UNALIGNED(64)
