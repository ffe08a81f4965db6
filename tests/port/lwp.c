/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lwps are threads: their state, locks, sleep, interrupts.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "msan/context.h"

#include "testport.h"

__thread struct kmsan_context *kmsan_test_context;
__thread struct kmsan_lwp *kmsan_test_lwp;
__thread void *kmsan_test_alloc;
void (*kmsan_test_wait_hook)(const void *);

static __thread size_t locks_held;
static __thread uintptr_t masked;
static __thread unsigned self;
static atomic_uint lwps;
static atomic_size_t sleepers;
static bool interrupts;

static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static pthread_mutex_t sleep_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t sleep_cond = PTHREAD_COND_INITIALIZER;

static void
lwp_end(void *arg)
{
	struct kmsan_lwp *lwp = arg;

	/* Still the current one: what the allocators hold of it goes back from here. */
	kmsan_test_lwp = lwp;
	kmsan_lwp_exit(lwp);
	free(lwp->slot[0]);
	free(lwp);
	kmsan_test_lwp = NULL;
	kmsan_test_context = NULL;
}

static void
key_init(void)
{
	if (pthread_key_create(&key, lwp_end) != 0)
		abort();
}

struct kmsan_lwp *
kmsan_test_lwp_first(void)
{
	struct kmsan_lwp *lwp = calloc(1, sizeof(*lwp));
	struct kmsan_context *context = calloc(1, sizeof(*context));

	if (lwp == NULL || context == NULL)
		abort();
	pthread_once(&key_once, key_init);
	kmsan_lwp_init(lwp, context, atomic_fetch_add(&lwps, 1));
	kmsan_test_lwp = lwp;
	kmsan_test_context = context;
	if (pthread_setspecific(key, lwp) != 0)
		abort();
	return lwp;
}

static unsigned
lock_owner(void)
{
	static atomic_uint last;

	if (self == 0)
		self = atomic_fetch_add(&last, 1) + 1;
	return self;
}

void
kmsan_port_lock(struct kmsan_lock *lock)
{
	unsigned me = lock_owner();
	uint32_t free = 0;

	while (!__atomic_compare_exchange_n(
	    &lock->word, &free, me, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
		if (free == me) {
			fprintf(stderr, "test port: lock %p taken twice\n", (void *)lock);
			abort();
		}
		free = 0;
		sched_yield();
	}
	locks_held++;
}

void
kmsan_port_unlock(struct kmsan_lock *lock)
{
	if (lock->word != lock_owner()) {
		fprintf(stderr, "test port: lock %p is not held\n", (void *)lock);
		abort();
	}
	locks_held--;
	__atomic_store_n(&lock->word, 0, __ATOMIC_RELEASE);
}

/* One condition for all channels: who is woken for another's sake tests and sleeps again. */
void
kmsan_port_wait(const void *channel, struct kmsan_lock *lock)
{
	if (kmsan_test_wait_hook != NULL) {
		kmsan_port_unlock(lock);
		kmsan_test_wait_hook(channel);
		kmsan_port_lock(lock);
		return;
	}
	pthread_mutex_lock(&sleep_mutex);
	kmsan_port_unlock(lock);
	atomic_fetch_add(&sleepers, 1);
	pthread_cond_wait(&sleep_cond, &sleep_mutex);
	atomic_fetch_sub(&sleepers, 1);
	pthread_mutex_unlock(&sleep_mutex);
	kmsan_port_lock(lock);
}

void
kmsan_port_wake(const void *channel)
{
	(void)channel;
	pthread_mutex_lock(&sleep_mutex);
	pthread_cond_broadcast(&sleep_cond);
	pthread_mutex_unlock(&sleep_mutex);
}

/* A handler runs with its signal blocked: what it masks and restores leaves it so. */
#define MASKED	1u
#define BLOCKED 2u

uintptr_t
kmsan_port_intr_mask(bool mask, uintptr_t old)
{
	uintptr_t was = masked;
	sigset_t set, before;

	if (interrupts) {
		sigemptyset(&set);
		sigaddset(&set, SIGUSR1);
	}
	if (mask) {
		if (interrupts) {
			pthread_sigmask(SIG_BLOCK, &set, &before);
			if (sigismember(&before, SIGUSR1) == 1)
				was |= BLOCKED;
		}
		masked = MASKED;
		return was;
	}
	masked = old & MASKED;
	if (interrupts && (old & BLOCKED) == 0)
		pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	return was;
}

void
kmsan_test_interrupts(bool on)
{
	interrupts = on;
}

size_t
kmsan_test_sleepers(void)
{
	return sleepers;
}

size_t
kmsan_test_locks_held(void)
{
	return locks_held;
}

bool
kmsan_test_masked(void)
{
	return masked != 0;
}
