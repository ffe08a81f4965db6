/* SPDX-License-Identifier: BSD-2-Clause */

/* Locks, sleeping and waking, by futexes. */

#include <linux/futex.h>

#include <kmsan/port.h>

#include "intr/sim.h"
#include "rawsys.h"

enum { FREE, HELD, WAITED };

static void
futex_wait(uint32_t *word, uint32_t value)
{
	KMSAN_SYS(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, 0);
}

static void
futex_wake(uint32_t *word, int count)
{
	KMSAN_SYS(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, 0);
}

void
kmsan_port_lock(struct kmsan_lock *lock)
{
	uint32_t state = FREE;

	if (__atomic_compare_exchange_n(
	        &lock->word, &state, HELD, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return;
	/* Held for a few instructions as a rule: look again before asking the kernel. */
	for (unsigned i = 0; i < 100; i++) {
		state = FREE;
		if (__atomic_load_n(&lock->word, __ATOMIC_RELAXED) == FREE &&
		    __atomic_compare_exchange_n(
		        &lock->word, &state, HELD, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return;
		__builtin_ia32_pause();
	}
	while (__atomic_exchange_n(&lock->word, WAITED, __ATOMIC_ACQUIRE) != FREE)
		futex_wait(&lock->word, WAITED);
}

void
kmsan_port_unlock(struct kmsan_lock *lock)
{
	if (__atomic_exchange_n(&lock->word, FREE, __ATOMIC_RELEASE) == WAITED)
		futex_wake(&lock->word, 1);
}

/* Channels share counters; a wake that was meant for another is allowed for. */
static uint32_t channel_wakes[64];

static uint32_t *
channel_counter(const void *channel)
{
	return &channel_wakes[((uintptr_t)channel >> 4) % 64];
}

void
kmsan_port_wait(const void *channel, struct kmsan_lock *lock)
{
	uint32_t *counter = channel_counter(channel);
	uint32_t seen = __atomic_load_n(counter, __ATOMIC_ACQUIRE);
	uintptr_t mask = kmsan_port_intr_mask(true, 0);
	bool left;

	kmsan_port_unlock(lock);
	sim_may_sleep(sim_self(), "waiting for memory, a limit or a block", KMSAN_RET_ADDR);
	/* A lwp that sleeps lets others have its CPU: one of them may be the one that wakes it. */
	left = sim_leave();
	futex_wait(counter, seen);
	if (left)
		sim_return();
	kmsan_port_intr_mask(false, mask);
	kmsan_port_lock(lock);
}

void
kmsan_port_wake(const void *channel)
{
	uint32_t *counter = channel_counter(channel);

	__atomic_add_fetch(counter, 1, __ATOMIC_RELEASE);
	futex_wake(counter, 0x7fffffff);
}
