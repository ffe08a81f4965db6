/* SPDX-License-Identifier: BSD-2-Clause */

#include <kmsan/atomic.h>
#include <kmsan/kmsan.h>

#include "msan/libkern/read.h"

/*
 * Before an operation: report what of the memory its result depends on. decide has the bits that
 * it depends on; the others become initialised by the operation, so they are taken out of the shad
 * first, which leaves the report with those that matter. Another CPU that operates on the same
 * uninitialised word at the same time finds it clean, or reports it too.
 */
static void
depends(const volatile void *word, size_t size, uint64_t decide, const char *name, uintptr_t pc)
{
	struct kmsan_sink_args args = {.name = name, .pc = pc};
	void *p = (void *)(uintptr_t)word;
	uint8_t *shad;

	if (read_clean(p, size))
		return;
	shad = shad_of(p);
	for (size_t i = 0; i < size; i++)
		shad[i] &= ((const uint8_t *)&decide)[i];
	kmsan_check_range(p, size, &args);
	kmsan_mark(p, size, KMSAN_STATE_INITED);
}

#define NAME(name) name "():arg1"

/* new and old are what __atomic_OP_fetch and __atomic_fetch_OP return. */
#define OPERATION(name, op, type, vtype, text, decide, sizes)                                      \
	void kmsan_##name(volatile type *p, vtype v)                                               \
	{                                                                                          \
		READ_ARGS(sizes);                                                                  \
		depends(p, sizeof(*p), decide, NAME(text), KMSAN_RET_ADDR);                        \
		__atomic_##op##_fetch(p, (type)v, __ATOMIC_RELAXED);                               \
	}                                                                                          \
	type kmsan_##name##_nv(volatile type *p, vtype v)                                          \
	{                                                                                          \
		READ_ARGS(sizes);                                                                  \
		depends(p, sizeof(*p), decide, NAME(text "_nv"), KMSAN_RET_ADDR);                  \
		return __atomic_##op##_fetch(p, (type)v, __ATOMIC_RELAXED);                        \
	}

/* The masks as 64 bits with the bytes of the word first, whatever the byte order is. */
static inline uint64_t
mask32(uint32_t bits)
{
	uint32_t words[2] = {bits, 0};
	uint64_t mask;

	__builtin_memcpy(&mask, words, sizeof(mask));
	return mask;
}

static inline uint64_t
mask64(uint64_t bits)
{
	return bits;
}

#define ADD(suffix, type, vtype, digit)                                                            \
	OPERATION(                                                                                 \
	    atomic_add_##suffix, add, type, vtype, "atomic_add_" #suffix, ~(uint64_t)0, "8" digit)

#define AND_OR(suffix, type, mask, digit)                                                          \
	OPERATION(atomic_and_##suffix, and, type, type, "atomic_and_" #suffix, mask(v), "8" digit) \
	OPERATION(atomic_or_##suffix, or, type, type, "atomic_or_" #suffix, mask(~v), "8" digit)

#define STEP(name, op, type, text)                                                                 \
	void kmsan_##name(volatile type *p)                                                        \
	{                                                                                          \
		READ_ARGS("8");                                                                    \
		depends(p, sizeof(*p), ~(uint64_t)0, NAME(text), KMSAN_RET_ADDR);                  \
		__atomic_##op##_fetch(p, 1, __ATOMIC_RELAXED);                                     \
	}                                                                                          \
	type kmsan_##name##_nv(volatile type *p)                                                   \
	{                                                                                          \
		READ_ARGS("8");                                                                    \
		depends(p, sizeof(*p), ~(uint64_t)0, NAME(text "_nv"), KMSAN_RET_ADDR);            \
		return __atomic_##op##_fetch(p, 1, __ATOMIC_RELAXED);                              \
	}

#define STEPS(suffix, type)                                                                        \
	STEP(atomic_inc_##suffix, add, type, "atomic_inc_" #suffix)                                \
	STEP(atomic_dec_##suffix, sub, type, "atomic_dec_" #suffix)

#define SWAP(suffix, type, digit)                                                                  \
	type kmsan_atomic_swap_##suffix(volatile type *p, type v)                                  \
	{                                                                                          \
		READ_ARGS("8" digit);                                                              \
		depends(                                                                           \
		    p, sizeof(*p), ~(uint64_t)0, NAME("atomic_swap_" #suffix), KMSAN_RET_ADDR);    \
		return __atomic_exchange_n(p, v, __ATOMIC_RELAXED);                                \
	}

/* The old value is returned, so all of it decides, also where the comparison needs less. */
#define CAS(suffix, type, digit)                                                                   \
	type kmsan_atomic_cas_##suffix(volatile type *p, type expected, type v)                    \
	{                                                                                          \
		READ_ARGS("8" digit digit);                                                        \
		depends(p, sizeof(*p), ~(uint64_t)0, NAME("atomic_cas_" #suffix), KMSAN_RET_ADDR); \
		__atomic_compare_exchange_n(                                                       \
		    p, &expected, v, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);                   \
		return expected;                                                                   \
	}

ADD(32, uint32_t, int32_t, "4")
ADD(64, uint64_t, int64_t, "8")
ADD(int, unsigned int, int, "4")
ADD(long, unsigned long, long, "8")
AND_OR(32, uint32_t, mask32, "4")
AND_OR(64, uint64_t, mask64, "8")
AND_OR(uint, unsigned int, mask32, "4")
AND_OR(ulong, unsigned long, mask64, "8")
STEPS(32, uint32_t)
STEPS(64, uint64_t)
STEPS(uint, unsigned int)
STEPS(ulong, unsigned long)
SWAP(32, uint32_t, "4")
SWAP(64, uint64_t, "8")
SWAP(uint, unsigned int, "4")
SWAP(ulong, unsigned long, "8")
CAS(32, uint32_t, "4")
CAS(64, uint64_t, "8")
CAS(uint, unsigned int, "4")
CAS(ulong, unsigned long, "8")
/* No interrupt lock is needed for any of these, so the non-interlocked forms are the same. */
CAS(32_ni, uint32_t, "4")
CAS(64_ni, uint64_t, "8")
CAS(uint_ni, unsigned int, "4")
CAS(ulong_ni, unsigned long, "8")

/* Pointers come as void *, and count in bytes. */
#define PTR_STEP(name, by, text, params, sizes)                                                    \
	void kmsan_##name params                                                                   \
	{                                                                                          \
		READ_ARGS(sizes);                                                                  \
		depends(p, sizeof(void *), ~(uint64_t)0, NAME(text), KMSAN_RET_ADDR);              \
		__atomic_add_fetch((volatile uintptr_t *)p, by, __ATOMIC_RELAXED);                 \
	}                                                                                          \
	void *kmsan_##name##_nv params                                                             \
	{                                                                                          \
		READ_ARGS(sizes);                                                                  \
		depends(p, sizeof(void *), ~(uint64_t)0, NAME(text "_nv"), KMSAN_RET_ADDR);        \
		return (void *)__atomic_add_fetch((volatile uintptr_t *)p, by, __ATOMIC_RELAXED);  \
	}
PTR_STEP(atomic_add_ptr, (uintptr_t)v, "atomic_add_ptr", (volatile void *p, intptr_t v), "88")
PTR_STEP(atomic_inc_ptr, 1, "atomic_inc_ptr", (volatile void *p), "8")
PTR_STEP(atomic_dec_ptr, (uintptr_t)-1, "atomic_dec_ptr", (volatile void *p), "8")

void *
kmsan_atomic_swap_ptr(volatile void *p, void *v)
{
	READ_ARGS("88");
	depends(p, sizeof(v), ~(uint64_t)0, NAME("atomic_swap_ptr"), KMSAN_RET_ADDR);
	return __atomic_exchange_n((void *volatile *)p, v, __ATOMIC_RELAXED);
}

#define PTR_CAS(suffix)                                                                            \
	void *kmsan_atomic_cas_##suffix(volatile void *p, void *expected, void *v)                 \
	{                                                                                          \
		READ_ARGS("888");                                                                  \
		depends(p, sizeof(v), ~(uint64_t)0, NAME("atomic_cas_" #suffix), KMSAN_RET_ADDR);  \
		__atomic_compare_exchange_n(                                                       \
		    (void *volatile *)p, &expected, v, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED); \
		return expected;                                                                   \
	}
PTR_CAS(ptr)
PTR_CAS(ptr_ni)

void
kmsan_atomic_store_check(const void *value, size_t size, const char *name)
{
	struct kmsan_sink_args args = {.name = name, .pc = KMSAN_RET_ADDR, .copied = true};

	kmsan_check_range(value, size, &args);
}
