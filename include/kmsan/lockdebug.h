/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LOCKDEBUG_H
#define KMSAN_LOCKDEBUG_H

/*
 * What a lock implementation tells the allocators, so that the free of memory that still holds a
 * live lock is caught (NetBSD: LOCKDEBUG's memory check). Any context; neither sleeps.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * From now on a lock lives at this address. what: its kind, for the message ("kmutex"); the string
 * stays valid. pc: who initialised it. A lock that is not in an allocator's object, or for which
 * there is no memory, is not watched.
 */
void kmsan_lock_alive(const volatile void *lock, const char *what, uintptr_t pc);

/* It was destroyed. Of a lock that is not known: no effect. */
void kmsan_lock_gone(const volatile void *lock);

#ifdef __cplusplus
}
#endif

#endif
