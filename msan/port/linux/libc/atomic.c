/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libatomic, for objects that the processor has no instruction for. clang knows its load and store
 * unless it was told -fno-builtin (then it clears the marks of a value before it is stored), and
 * nothing of exchanges. Not atomic together with the data: two threads that race here may find each
 * other's marks.
 */
#include "libc.h"

#define LIB "libatomic.so.1"

WRAP_LAZY(void, __atomic_store, (size_t n, void *to, const void *from, int order), LIB)
{
	COPIED(to, from, n);
	LAZY(__atomic_store)(n, to, from, order);
}

WRAP_LAZY(void, __atomic_load, (size_t n, const void *from, void *to, int order), LIB)
{
	COPIED(to, from, n);
	LAZY(__atomic_load)(n, from, to, order);
}

WRAP_LAZY(void, __atomic_exchange, (size_t n, void *at, const void *new, void *old, int order), LIB)
{
	COPIED(old, at, n);
	COPIED(at, new, n);
	LAZY(__atomic_exchange)(n, at, new, old, order);
}

/* Whether they are equal is a decision on all bytes of both. */
WRAP_LAZY(_Bool, __atomic_compare_exchange,
    (size_t n, void *at, void *expected, const void *new, int success, int failure), LIB)
{
	_Bool r;

	IN(2, at, n);
	IN(3, expected, n);
	r = LAZY(__atomic_compare_exchange)(n, at, expected, new, success, failure);
	if (r)
		COPIED(at, new, n);
	else
		COPIED(expected, at, n);
	return r;
}

/* 16 bytes travel in registers: checked by the caller, so what they are stored to is clean. */
typedef unsigned __int128 u128;

WRAP_LAZY(void, __atomic_store_16, (void *at, u128 value, int order), LIB)
{
	LAZY(__atomic_store_16)(at, value, order);
	OUT(at, sizeof(value));
}

WRAP_LAZY(u128, __atomic_exchange_16, (void *at, u128 value, int order), LIB)
{
	u128 r;

	IN(1, at, sizeof(value));
	r = LAZY(__atomic_exchange_16)(at, value, order);
	OUT(at, sizeof(value));
	return r;
}

WRAP_LAZY(_Bool, __atomic_compare_exchange_16,
    (void *at, void *expected, u128 value, int success, int failure), LIB)
{
	_Bool r;

	IN(1, at, sizeof(value));
	IN(2, expected, sizeof(value));
	r = LAZY(__atomic_compare_exchange_16)(at, expected, value, success, failure);
	if (r)
		OUT(at, sizeof(value));
	else
		OUT(expected, sizeof(value));
	return r;
}
