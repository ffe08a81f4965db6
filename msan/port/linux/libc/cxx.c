/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C++'s operators new and delete, by their mangled names. Found at their first call: a C program
 * has no library with them. One that the program replaces is left alone (wrap.c), and what it
 * allocates is marked by the malloc that it calls.
 */
#include "libc.h"
#include "plain.h"

#define LIB "libstdc++.so.6"

#define NEW(name, params, args)                                                                    \
	WRAP_LAZY(void *, name, params, LIB)                                                       \
	{                                                                                          \
		void *p = LAZY(name) args;                                                         \
                                                                                                   \
		return plain_malloc_is_glibc() ? libc_allocated(p, KMSAN_RET_ADDR) : p;            \
	}                                                                                          \
	_Static_assert(1, "")

#define DELETE(name, params, args)                                                                 \
	WRAP_LAZY(void, name, params, LIB)                                                         \
	{                                                                                          \
		if (plain_malloc_is_glibc())                                                       \
			libc_freed(p, KMSAN_RET_ADDR);                                             \
		LAZY(name) args;                                                                   \
	}                                                                                          \
	_Static_assert(1, "")

/* a: std::align_val_t; t: const std::nothrow_t & */
NEW(_Znwm, (size_t n), (n));
NEW(_Znam, (size_t n), (n));
NEW(_ZnwmRKSt9nothrow_t, (size_t n, const void *t), (n, t));
NEW(_ZnamRKSt9nothrow_t, (size_t n, const void *t), (n, t));
NEW(_ZnwmSt11align_val_t, (size_t n, size_t a), (n, a));
NEW(_ZnamSt11align_val_t, (size_t n, size_t a), (n, a));
NEW(_ZnwmSt11align_val_tRKSt9nothrow_t, (size_t n, size_t a, const void *t), (n, a, t));
NEW(_ZnamSt11align_val_tRKSt9nothrow_t, (size_t n, size_t a, const void *t), (n, a, t));

DELETE(_ZdlPv, (void *p), (p));
DELETE(_ZdaPv, (void *p), (p));
DELETE(_ZdlPvm, (void *p, size_t n), (p, n));
DELETE(_ZdaPvm, (void *p, size_t n), (p, n));
DELETE(_ZdlPvRKSt9nothrow_t, (void *p, const void *t), (p, t));
DELETE(_ZdaPvRKSt9nothrow_t, (void *p, const void *t), (p, t));
DELETE(_ZdlPvSt11align_val_t, (void *p, size_t a), (p, a));
DELETE(_ZdaPvSt11align_val_t, (void *p, size_t a), (p, a));
DELETE(_ZdlPvmSt11align_val_t, (void *p, size_t n, size_t a), (p, n, a));
DELETE(_ZdaPvmSt11align_val_t, (void *p, size_t n, size_t a), (p, n, a));
DELETE(_ZdlPvSt11align_val_tRKSt9nothrow_t, (void *p, size_t a, const void *t), (p, a, t));
DELETE(_ZdaPvSt11align_val_tRKSt9nothrow_t, (void *p, size_t a, const void *t), (p, a, t));
