/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_ATOMIC_H
#define KMSAN_ATOMIC_H

/*
 * atomic_ops(3), membar_ops(3), atomic_loadstore(9). The order of memory is as there: none for the
 * operations themselves.
 *
 * Instrumented C would take the memory for initialised after every such operation, whatever was
 * there, and forget the shad of a value that is stored. So what an operation reads is reported
 * where its result depends on it, as "atomic_add_32():arg1": all bits of most; of atomic_and those that the
 * mask keeps, of atomic_or those that it does not set. (The BSD kernels check the whole word.)
 * Values are checked at the call, by the compiler. Afterwards the memory is initialised. Any context.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Each is a function of the runtime under the second name, and has the kernel's as well. */
#define KMSAN_ATOMIC(type, name, label, params)                                                    \
	type label params;                                                                         \
	type name params KMSAN_AS(label);

/* clang-format off */
KMSAN_ATOMIC(void, atomic_add_32, kmsan_atomic_add_32, (volatile uint32_t *p, int32_t v))
KMSAN_ATOMIC(uint32_t, atomic_add_32_nv, kmsan_atomic_add_32_nv, (volatile uint32_t *p, int32_t v))
KMSAN_ATOMIC(void, atomic_add_64, kmsan_atomic_add_64, (volatile uint64_t *p, int64_t v))
KMSAN_ATOMIC(uint64_t, atomic_add_64_nv, kmsan_atomic_add_64_nv, (volatile uint64_t *p, int64_t v))
KMSAN_ATOMIC(void, atomic_add_int, kmsan_atomic_add_int, (volatile unsigned int *p, int v))
KMSAN_ATOMIC(unsigned int, atomic_add_int_nv, kmsan_atomic_add_int_nv, (volatile unsigned int *p, int v))
KMSAN_ATOMIC(void, atomic_add_long, kmsan_atomic_add_long, (volatile unsigned long *p, long v))
KMSAN_ATOMIC(unsigned long, atomic_add_long_nv, kmsan_atomic_add_long_nv, (volatile unsigned long *p, long v))
KMSAN_ATOMIC(void, atomic_add_ptr, kmsan_atomic_add_ptr, (volatile void *p, intptr_t v))
KMSAN_ATOMIC(void *, atomic_add_ptr_nv, kmsan_atomic_add_ptr_nv, (volatile void *p, intptr_t v))

KMSAN_ATOMIC(void, atomic_and_32, kmsan_atomic_and_32, (volatile uint32_t *p, uint32_t v))
KMSAN_ATOMIC(uint32_t, atomic_and_32_nv, kmsan_atomic_and_32_nv, (volatile uint32_t *p, uint32_t v))
KMSAN_ATOMIC(void, atomic_and_64, kmsan_atomic_and_64, (volatile uint64_t *p, uint64_t v))
KMSAN_ATOMIC(uint64_t, atomic_and_64_nv, kmsan_atomic_and_64_nv, (volatile uint64_t *p, uint64_t v))
KMSAN_ATOMIC(void, atomic_and_uint, kmsan_atomic_and_uint, (volatile unsigned int *p, unsigned int v))
KMSAN_ATOMIC(unsigned int, atomic_and_uint_nv, kmsan_atomic_and_uint_nv, (volatile unsigned int *p, unsigned int v))
KMSAN_ATOMIC(void, atomic_and_ulong, kmsan_atomic_and_ulong, (volatile unsigned long *p, unsigned long v))
KMSAN_ATOMIC(unsigned long, atomic_and_ulong_nv, kmsan_atomic_and_ulong_nv, (volatile unsigned long *p, unsigned long v))

KMSAN_ATOMIC(void, atomic_or_32, kmsan_atomic_or_32, (volatile uint32_t *p, uint32_t v))
KMSAN_ATOMIC(uint32_t, atomic_or_32_nv, kmsan_atomic_or_32_nv, (volatile uint32_t *p, uint32_t v))
KMSAN_ATOMIC(void, atomic_or_64, kmsan_atomic_or_64, (volatile uint64_t *p, uint64_t v))
KMSAN_ATOMIC(uint64_t, atomic_or_64_nv, kmsan_atomic_or_64_nv, (volatile uint64_t *p, uint64_t v))
KMSAN_ATOMIC(void, atomic_or_uint, kmsan_atomic_or_uint, (volatile unsigned int *p, unsigned int v))
KMSAN_ATOMIC(unsigned int, atomic_or_uint_nv, kmsan_atomic_or_uint_nv, (volatile unsigned int *p, unsigned int v))
KMSAN_ATOMIC(void, atomic_or_ulong, kmsan_atomic_or_ulong, (volatile unsigned long *p, unsigned long v))
KMSAN_ATOMIC(unsigned long, atomic_or_ulong_nv, kmsan_atomic_or_ulong_nv, (volatile unsigned long *p, unsigned long v))

KMSAN_ATOMIC(void, atomic_inc_32, kmsan_atomic_inc_32, (volatile uint32_t *p))
KMSAN_ATOMIC(uint32_t, atomic_inc_32_nv, kmsan_atomic_inc_32_nv, (volatile uint32_t *p))
KMSAN_ATOMIC(void, atomic_inc_64, kmsan_atomic_inc_64, (volatile uint64_t *p))
KMSAN_ATOMIC(uint64_t, atomic_inc_64_nv, kmsan_atomic_inc_64_nv, (volatile uint64_t *p))
KMSAN_ATOMIC(void, atomic_inc_uint, kmsan_atomic_inc_uint, (volatile unsigned int *p))
KMSAN_ATOMIC(unsigned int, atomic_inc_uint_nv, kmsan_atomic_inc_uint_nv, (volatile unsigned int *p))
KMSAN_ATOMIC(void, atomic_inc_ulong, kmsan_atomic_inc_ulong, (volatile unsigned long *p))
KMSAN_ATOMIC(unsigned long, atomic_inc_ulong_nv, kmsan_atomic_inc_ulong_nv, (volatile unsigned long *p))
KMSAN_ATOMIC(void, atomic_inc_ptr, kmsan_atomic_inc_ptr, (volatile void *p))
KMSAN_ATOMIC(void *, atomic_inc_ptr_nv, kmsan_atomic_inc_ptr_nv, (volatile void *p))

KMSAN_ATOMIC(void, atomic_dec_32, kmsan_atomic_dec_32, (volatile uint32_t *p))
KMSAN_ATOMIC(uint32_t, atomic_dec_32_nv, kmsan_atomic_dec_32_nv, (volatile uint32_t *p))
KMSAN_ATOMIC(void, atomic_dec_64, kmsan_atomic_dec_64, (volatile uint64_t *p))
KMSAN_ATOMIC(uint64_t, atomic_dec_64_nv, kmsan_atomic_dec_64_nv, (volatile uint64_t *p))
KMSAN_ATOMIC(void, atomic_dec_uint, kmsan_atomic_dec_uint, (volatile unsigned int *p))
KMSAN_ATOMIC(unsigned int, atomic_dec_uint_nv, kmsan_atomic_dec_uint_nv, (volatile unsigned int *p))
KMSAN_ATOMIC(void, atomic_dec_ulong, kmsan_atomic_dec_ulong, (volatile unsigned long *p))
KMSAN_ATOMIC(unsigned long, atomic_dec_ulong_nv, kmsan_atomic_dec_ulong_nv, (volatile unsigned long *p))
KMSAN_ATOMIC(void, atomic_dec_ptr, kmsan_atomic_dec_ptr, (volatile void *p))
KMSAN_ATOMIC(void *, atomic_dec_ptr_nv, kmsan_atomic_dec_ptr_nv, (volatile void *p))

KMSAN_ATOMIC(uint32_t, atomic_swap_32, kmsan_atomic_swap_32, (volatile uint32_t *p, uint32_t v))
KMSAN_ATOMIC(uint64_t, atomic_swap_64, kmsan_atomic_swap_64, (volatile uint64_t *p, uint64_t v))
KMSAN_ATOMIC(unsigned int, atomic_swap_uint, kmsan_atomic_swap_uint, (volatile unsigned int *p, unsigned int v))
KMSAN_ATOMIC(unsigned long, atomic_swap_ulong, kmsan_atomic_swap_ulong, (volatile unsigned long *p, unsigned long v))
KMSAN_ATOMIC(void *, atomic_swap_ptr, kmsan_atomic_swap_ptr, (volatile void *p, void *v))

KMSAN_ATOMIC(uint32_t, atomic_cas_32, kmsan_atomic_cas_32, (volatile uint32_t *p, uint32_t expected, uint32_t v))
KMSAN_ATOMIC(uint64_t, atomic_cas_64, kmsan_atomic_cas_64, (volatile uint64_t *p, uint64_t expected, uint64_t v))
KMSAN_ATOMIC(unsigned int, atomic_cas_uint, kmsan_atomic_cas_uint, (volatile unsigned int *p, unsigned int expected, unsigned int v))
KMSAN_ATOMIC(unsigned long, atomic_cas_ulong, kmsan_atomic_cas_ulong, (volatile unsigned long *p, unsigned long expected, unsigned long v))
KMSAN_ATOMIC(void *, atomic_cas_ptr, kmsan_atomic_cas_ptr, (volatile void *p, void *expected, void *v))
KMSAN_ATOMIC(uint32_t, atomic_cas_32_ni, kmsan_atomic_cas_32_ni, (volatile uint32_t *p, uint32_t expected, uint32_t v))
KMSAN_ATOMIC(uint64_t, atomic_cas_64_ni, kmsan_atomic_cas_64_ni, (volatile uint64_t *p, uint64_t expected, uint64_t v))
KMSAN_ATOMIC(unsigned int, atomic_cas_uint_ni, kmsan_atomic_cas_uint_ni, (volatile unsigned int *p, unsigned int expected, unsigned int v))
KMSAN_ATOMIC(unsigned long, atomic_cas_ulong_ni, kmsan_atomic_cas_ulong_ni, (volatile unsigned long *p, unsigned long expected, unsigned long v))
KMSAN_ATOMIC(void *, atomic_cas_ptr_ni, kmsan_atomic_cas_ptr_ni, (volatile void *p, void *expected, void *v))
/* clang-format on */

/* Older names of barriers are NetBSD's too. */
#define membar_acquire()	  __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define membar_release()	  __atomic_thread_fence(__ATOMIC_RELEASE)
#define membar_sync()		  __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define membar_producer()	  __atomic_thread_fence(__ATOMIC_RELEASE)
#define membar_consumer()	  __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define membar_datadep_consumer() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define membar_enter()		  __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define membar_exit()		  __atomic_thread_fence(__ATOMIC_RELEASE)

/* Values of 64 bits as well: where the processor cannot, the compiler makes calls of them. */
#define __HAVE_ATOMIC64_LOADSTORE 1

/* Loads are instrumented C, which is exact: the value carries the memory's shad. */
#define atomic_load_relaxed(p) __atomic_load_n(p, __ATOMIC_RELAXED)
#define atomic_load_acquire(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define atomic_load_consume(p) __atomic_load_n(p, __ATOMIC_CONSUME)

/*
 * Stores: another CPU may see the value before its shad, so it has to be initialised: reported as
 * "atomic_store_relaxed():arg2".
 */
void kmsan_atomic_store_check(const void *value, size_t size, const char *name);
#define KMSAN_ATOMIC_STORE(p, v, order, name)                                                      \
	__extension__({                                                                            \
		__typeof__(*(p)) kmsan_v_ = (v);                                                   \
		kmsan_atomic_store_check(                                                          \
		    (const void *)&kmsan_v_, sizeof(kmsan_v_), name "():arg2");                    \
		__atomic_store_n(p, kmsan_v_, order);                                              \
	})
#define atomic_store_relaxed(p, v)                                                                 \
	KMSAN_ATOMIC_STORE(p, v, __ATOMIC_RELAXED, "atomic_store_relaxed")
#define atomic_store_release(p, v)                                                                 \
	KMSAN_ATOMIC_STORE(p, v, __ATOMIC_RELEASE, "atomic_store_release")

#ifdef __cplusplus
}
#endif

#endif
