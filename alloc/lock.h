/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_LOCK_H
#define ALLOC_LOCK_H

/*
 * The allocators' locks. An interrupt handler allocates too, so whoever holds one has interrupts
 * masked. Order: a pool, quarantine, meta, pages; the others are taken last and alone.
 */

#include <kmsan/port.h>

#define likely(x)   __builtin_expect((x) != 0, 1)
#define unlikely(x) __builtin_expect((x) != 0, 0)

static inline uintptr_t
lock_enter(struct kmsan_lock *lock)
{
	uintptr_t mask = kmsan_port_intr_mask(true, 0);

	kmsan_port_lock(lock);
	return mask;
}

static inline void
lock_leave(struct kmsan_lock *lock, uintptr_t mask)
{
	kmsan_port_unlock(lock);
	kmsan_port_intr_mask(false, mask);
}

#endif
