/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_INTR_BAD_H
#define TESTS_INTR_BAD_H

/*
 * Programs of mistakes: CASE is one of them, CASE good the same done right, which has to say
 * nothing; without arguments the names of all. bad.sh runs them; bad.expected has what each
 * says.
 */
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <kmsan/callout.h>
#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/intr.h>
#include <kmsan/kmem.h>
#include <kmsan/kthread.h>
#include <kmsan/lock.h>
#include <kmsan/malloc.h>
#include <kmsan/mbuf.h>
#include <kmsan/pool.h>
#include <kmsan/uvm_km.h>

#include "expect.h"

#define UNUSED __attribute__((unused))

static bool good;
static void (*inner)(void);
static volatile int calls;
static kmutex_t spin UNUSED, adaptive UNUSED;

/* No page more: for the messages about memory. */
static UNUSED void
no_memory(void)
{
	struct rlimit limit;

	EXPECT(getrlimit(RLIMIT_AS, &limit) == 0);
	limit.rlim_cur = good ? limit.rlim_cur : 0;
	EXPECT(setrlimit(RLIMIT_AS, &limit) == 0);
}

static UNUSED int
nothing(void *arg)
{
	(void)arg;
	calls++;
	return 1;
}

static UNUSED void
nothing_soft(void *arg)
{
	(void)arg;
	calls++;
}

static UNUSED int
do_inner(void *arg)
{
	(void)arg;
	calls++;
	inner();
	return 1;
}

static UNUSED void
do_inner_soft(void *arg)
{
	(void)do_inner(arg);
}

/* fn at IPL_VM on this CPU; the same in thread context if that is right. */
static UNUSED void
at_interrupt(void (*fn)(void))
{
	inner = fn;
	if (good) {
		fn();
		return;
	}
	EXPECT(intr_establish(5, IPL_VM, IST_EDGE | IST_MPSAFE, do_inner, NULL) != NULL);
	EXPECT(intr_raise(0, 5) == 0);
}

static UNUSED void
at_softint(void (*fn)(void))
{
	inner = fn;
	if (good)
		fn();
	else
		softint_schedule(
		    softint_establish(SOFTINT_NET | SOFTINT_MPSAFE, do_inner_soft, NULL));
}

static UNUSED void
use_kmem(void)
{
	kmem_free(kmem_alloc(40, KM_NOSLEEP), 40);
}

/* To be done in a handler: what it has to put right, and does not. */
static UNUSED void
leave_only(void)
{
	if (good)
		kmsan_intr_enter();
	kmsan_intr_leave();
}

static UNUSED void
enter_only(void)
{
	kmsan_intr_enter();
	if (good)
		kmsan_intr_leave();
}

static UNUSED void
level_left_high(void)
{
	int s = splhigh();

	if (good)
		splx(s);
}

static UNUSED void
thread(void (*fn)(void *), int flags)
{
	struct lwp *l;

	EXPECT(kthread_create(PRI_NONE, KTHREAD_MPSAFE | KTHREAD_MUSTJOIN | flags, NULL, fn, NULL,
		   &l, "worker") == 0);
	kthread_join(l);
}

struct bad_case {
	const char *name;
	void (*fn)(void);
};
#define CASE(name)                                                                                 \
	{                                                                                          \
#name, name                                                                        \
	}

static int
bad_main(int argc, char **argv, const struct bad_case *cases, size_t n)
{
	good = argc > 2;
	mutex_init(&spin, MUTEX_DEFAULT, IPL_VM);
	mutex_init(&adaptive, MUTEX_DEFAULT, IPL_NONE);
	for (size_t i = 0; i < n; i++) {
		if (argc == 1)
			puts(cases[i].name);
		else if (strcmp(argv[1], cases[i].name) == 0)
			cases[i].fn();
	}
	return 0;
}
#define BAD_MAIN(cases)                                                                            \
	int main(int argc, char **argv)                                                            \
	{                                                                                          \
		return bad_main(argc, argv, cases, sizeof(cases) / sizeof((cases)[0]));            \
	}

#endif
