/* SPDX-License-Identifier: BSD-2-Clause */
/* Hard and soft interrupts, and their signal. */
#define _GNU_SOURCE
#include "bad.h"

/* Hard interrupts. */

static void
establish_null(void)
{
	intr_establish(1, IPL_VM, IST_EDGE, good ? nothing : NULL, NULL);
}

static void
establish_xname_null(void)
{
	intr_establish_xname(1, IPL_VM, IST_EDGE, good ? nothing : NULL, NULL, "dev0");
}

static void
establish_at_none(void)
{
	intr_establish(1, good ? IPL_VM : IPL_NONE, IST_EDGE, nothing, NULL);
}

static void
establish_at_soft(void)
{
	intr_establish(1, good ? IPL_SCHED : IPL_SOFTSERIAL, IST_EDGE, nothing, NULL);
}

static void
establish_no_level(void)
{
	intr_establish(1, good ? IPL_HIGH : 77, IST_EDGE, nothing, NULL);
}

static void
establish_no_line(void)
{
	intr_establish(good ? KMSAN_IRQS - 1 : KMSAN_IRQS, IPL_VM, IST_EDGE, nothing, NULL);
}

static void
establish_one(void)
{
	intr_establish(2, IPL_VM, IST_EDGE, nothing, NULL);
}

static void
establish_in_handler(void)
{
	at_interrupt(establish_one);
}

static void
disestablish_none(void)
{
	static long cookie;

	intr_disestablish(good ? intr_establish(1, IPL_VM, IST_EDGE, nothing, NULL) : &cookie);
}

static void
disestablish_null(void)
{
	intr_disestablish(good ? intr_establish(1, IPL_VM, IST_EDGE, nothing, NULL) : NULL);
}

static void
disestablish_twice(void)
{
	void *cookie = intr_establish(1, IPL_VM, IST_EDGE, nothing, NULL);

	intr_disestablish(cookie);
	if (!good)
		intr_disestablish(cookie);
}

static void *self_cookie;

static void
disestablish_it(void)
{
	intr_disestablish(self_cookie);
}

static void
disestablish_in_handler(void)
{
	self_cookie = intr_establish(5, IPL_VM, IST_EDGE | IST_MPSAFE, do_inner, NULL);
	inner = disestablish_it;
	if (good)
		disestablish_it();
	else
		intr_raise(0, 5);
}

static void
unbalanced_handler(void)
{
	inner = leave_only;
	intr_establish(5, IPL_VM, IST_EDGE | IST_MPSAFE, do_inner, NULL);
	intr_raise(0, 5);
}

static void
handler_enters(void)
{
	inner = enter_only;
	intr_establish(5, IPL_VM, IST_EDGE | IST_MPSAFE, do_inner, NULL);
	intr_raise(0, 5);
}

static void
handler_leaves_level(void)
{
	inner = level_left_high;
	intr_establish(5, IPL_VM, IST_EDGE | IST_MPSAFE, do_inner, NULL);
	intr_raise(0, 5);
}

/* Not messages but results. */
static void
raise_errors(void)
{
	EXPECT(intr_raise(1, 1) == KMSAN_EINVAL);
	EXPECT(intr_raise(~0U, 1) == KMSAN_EINVAL);
	EXPECT(intr_raise(0, -1) == KMSAN_EINVAL);
	EXPECT(intr_raise(0, KMSAN_IRQS) == KMSAN_EINVAL);
	EXPECT(intr_raise(0, 1) == KMSAN_ENXIO);
	EXPECT(kmsan_cpus_start(0) == KMSAN_EINVAL && kmsan_cpus_start(33) == KMSAN_EINVAL);
	EXPECT(cpu_lookup(1) == NULL && ncpu == 1);
	no_memory();
	if (!good) {
		EXPECT(kmsan_cpus_start(2) == KMSAN_ENOMEM && ncpu == 1);
		EXPECT(kthread_create(PRI_NONE, 0, NULL, nothing_soft, NULL, NULL, "x") ==
		       KMSAN_ENOMEM);
		EXPECT(softint_establish(SOFTINT_NET, nothing_soft, NULL) == NULL);
		EXPECT(calls == 0);
		fprintf(stderr, "as stated\n");
		_Exit(77);
	}
}

static void
start_no_memory(void)
{
	no_memory();
	(void)kmsan_cpus_start(1);
}

/* Signals. */

static void
on_signal(int sig)
{
	(void)sig;
	calls++;
}

static void
signal_taken_before(void)
{
	EXPECT(signal(good ? SIGUSR1 : SIGURG, on_signal) != SIG_ERR);
	(void)kmsan_cpus_start(1);
}

static void
signal_taken_after(void)
{
	struct sigaction sa = {.sa_handler = on_signal};

	EXPECT(kmsan_cpus_start(1) == 0);
	EXPECT(sigaction(good ? SIGUSR1 : SIGURG, &sa, NULL) == 0);
}

static void
signal_ignored(void)
{
	EXPECT(kmsan_cpus_start(1) == 0);
	EXPECT(signal(good ? SIGUSR1 : SIGURG, SIG_IGN) != SIG_ERR);
}

#pragma clang diagnostic ignored "-Wdeprecated-declarations"

static void
signal_ignored_sysv(void)
{
	EXPECT(kmsan_cpus_start(1) == 0);
	EXPECT(sigignore(good ? SIGUSR1 : SIGURG) == 0);
}

/* Soft interrupts. */

static void
softint_null(void)
{
	softint_establish(SOFTINT_NET, good ? nothing_soft : NULL, NULL);
}

static void
softint_no_level(void)
{
	softint_establish(good ? SOFTINT_SERIAL : 4, nothing_soft, NULL);
}

static void
softint_one(void)
{
	softint_establish(SOFTINT_CLOCK, nothing_soft, NULL);
}

static void
softint_in_handler(void)
{
	at_interrupt(softint_one);
}

static void
softint_no_cookie(void)
{
	static long cookie[8];

	softint_schedule(good ? softint_establish(SOFTINT_BIO, nothing_soft, NULL) : cookie);
}

static void
softint_after(void)
{
	void *cookie = softint_establish(SOFTINT_BIO, nothing_soft, NULL);

	softint_schedule(cookie);
	softint_disestablish(cookie);
	EXPECT(calls == 1);
	if (!good)
		softint_schedule(cookie);
}

static void
softint_twice(void)
{
	void *cookie = softint_establish(SOFTINT_BIO, nothing_soft, NULL);

	softint_disestablish(cookie);
	if (!good)
		softint_disestablish(cookie);
}

static void
softint_itself(void)
{
	softint_disestablish(self_cookie);
}

static void
softint_gone_in_softint(void)
{
	self_cookie = softint_establish(SOFTINT_BIO, nothing_soft, NULL);
	at_softint(softint_itself);
}

static void
softint_enters(void)
{
	at_softint(enter_only);
}

static void
softint_leaves_level(void)
{
	inner = level_left_high;
	softint_schedule(softint_establish(SOFTINT_NET | SOFTINT_MPSAFE, do_inner_soft, NULL));
}

static const struct bad_case cases[] = {
    CASE(establish_null),
    CASE(establish_xname_null),
    CASE(establish_at_none),
    CASE(establish_at_soft),
    CASE(establish_no_level),
    CASE(establish_no_line),
    CASE(establish_in_handler),
    CASE(disestablish_none),
    CASE(disestablish_null),
    CASE(disestablish_twice),
    CASE(disestablish_in_handler),
    CASE(unbalanced_handler),
    CASE(handler_enters),
    CASE(handler_leaves_level),
    CASE(raise_errors),
    CASE(start_no_memory),
    CASE(signal_taken_before),
    CASE(signal_taken_after),
    CASE(signal_ignored),
    CASE(signal_ignored_sysv),
    CASE(softint_null),
    CASE(softint_no_level),
    CASE(softint_in_handler),
    CASE(softint_no_cookie),
    CASE(softint_after),
    CASE(softint_twice),
    CASE(softint_gone_in_softint),
    CASE(softint_enters),
    CASE(softint_leaves_level),
};

BAD_MAIN(cases)
