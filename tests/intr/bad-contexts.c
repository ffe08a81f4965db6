/* SPDX-License-Identifier: BSD-2-Clause */
/* What is entered, left and freed, and levels. */
#include "bad.h"

/* Contexts. */

static void
enter_too_deep(void)
{
	for (unsigned i = good; i < KMSAN_SLOTS; i++)
		kmsan_intr_enter();
	for (unsigned i = good; i < KMSAN_SLOTS; i++)
		kmsan_intr_leave();
}

static void
enter_no_memory(void)
{
	no_memory();
	kmsan_intr_enter();
	kmsan_intr_leave();
}

static NOINLINE void
handled(void)
{
	kmsan_intr_enter();
	kmsan_intr_leave();
}

static void
leave_twice(void)
{
	handled();
	if (!good)
		kmsan_intr_leave();
}

static struct lwp second;

static void
leave_other_lwp(void)
{
	kmsan_lwp_alloc(&second);
	kmsan_intr_enter();
	if (!good)
		kmsan_lwp_switch(&second);
	kmsan_intr_leave();
}

static void
free_in_interrupt(void)
{
	struct lwp *first = curlwp;

	kmsan_lwp_alloc(&second);
	kmsan_lwp_switch(&second);
	kmsan_intr_enter();
	if (good)
		kmsan_intr_leave();
	kmsan_lwp_switch(first);
	kmsan_lwp_free(&second);
}

static void
free_current(void)
{
	struct lwp *first = curlwp;

	kmsan_lwp_alloc(&second);
	kmsan_lwp_switch(&second);
	if (good)
		kmsan_lwp_switch(first);
	kmsan_lwp_free(&second);
}

static void
free_never_allocated(void)
{
	if (good)
		kmsan_lwp_alloc(&second);
	kmsan_lwp_free(&second);
}

static void
switch_never_allocated(void)
{
	struct lwp *first = curlwp;

	if (good)
		kmsan_lwp_alloc(&second);
	kmsan_lwp_switch(&second);
	kmsan_lwp_switch(first);
}

static void
softint_never_allocated(void)
{
	if (good)
		kmsan_lwp_alloc(&second);
	kmsan_softint(&second);
}

static void
lwp_no_memory(void)
{
	no_memory();
	kmsan_lwp_alloc(&second);
}

static void
unwind_deeper(void)
{
	if (good)
		kmsan_intr_enter();
	kmsan_intr_unwind(1);
	kmsan_intr_unwind(0);
}

/* Levels. */

static void
splx_up(void)
{
	int s = splvm();

	splx(good ? s : IPL_HIGH);
}

static void
splx_none(void)
{
	splx(good ? 0 : NIPL);
}

static void
splraise_none(void)
{
	splx(splraise(good ? IPL_HIGH : NIPL));
}

static void
splraise_negative(void)
{
	splx(splraise(good ? IPL_NONE : -1));
}

/* Page faults. */

static char *page;

static int
let_in(void *arg, void *at, int access)
{
	(void)arg, (void)access;
	if (inner != NULL)
		inner();
	return kmsan_fault_protect(at, 4096, KMSAN_FAULT_READ | KMSAN_FAULT_WRITE);
}

static int
let_nothing_in(void *arg, void *at, int access)
{
	return good ? let_in(arg, at, access) : 0;
}

static void
fault_with(int (*fn)(void *, void *, int), void (*what)(void))
{
	inner = what;
	page = kmsan_user_alloc(4096);
	EXPECT(kmsan_fault_establish(page, 4096, fn, NULL) != NULL);
	EXPECT(kmsan_fault_protect(page, 4096, 0) == 0);
	*(volatile char *)page = 1;
}

static void
fault_endless(void)
{
	fault_with(let_nothing_in, NULL);
}

static void
fault_unbalanced(void)
{
	fault_with(let_in, leave_only);
}

static void
fault_enters(void)
{
	fault_with(let_in, enter_only);
}

static void
fault_leaves_level(void)
{
	fault_with(let_in, level_left_high);
}

static void
fault_null(void)
{
	page = kmsan_user_alloc(4096);
	kmsan_fault_establish(page, 4096, good ? let_in : NULL, NULL);
}

static void
fault_no_pages(void)
{
	page = kmsan_user_alloc(4096);
	kmsan_fault_establish(page, good ? 4096 : 100, let_in, NULL);
}

static void
fault_overlaps(void)
{
	page = kmsan_user_alloc(3 * 4096);
	kmsan_fault_establish(page, 2 * 4096, let_in, NULL);
	kmsan_fault_establish(page + (good ? 2 : 1) * 4096, 4096, let_in, NULL);
}

static void
fault_gone_twice(void)
{
	struct kmsan_fault *f;

	page = kmsan_user_alloc(4096);
	f = kmsan_fault_establish(page, 4096, let_in, NULL);
	kmsan_fault_disestablish(f);
	if (!good)
		kmsan_fault_disestablish(f);
}

/* Who hears of the end of lwps. */

static void
end_one(void *p)
{
	(void)p;
}

static void
end_two(void *p)
{
	end_one(p);
}

static void
end_three(void *p)
{
	end_one(p);
}

static void
end_four(void *p)
{
	end_one(p);
}

static void
too_many_ends(void)
{
	/* The allocators have one of four; the same one again is none more. */
	use_kmem();
	kmsan_lwp_exit_register(end_one);
	kmsan_lwp_exit_register(end_two);
	kmsan_lwp_exit_register(end_three);
	kmsan_lwp_exit_register(end_one);
	if (!good)
		kmsan_lwp_exit_register(end_four);
}

static const struct bad_case cases[] = {
    CASE(enter_too_deep),
    CASE(enter_no_memory),
    CASE(leave_twice),
    CASE(leave_other_lwp),
    CASE(free_in_interrupt),
    CASE(free_current),
    CASE(free_never_allocated),
    CASE(switch_never_allocated),
    CASE(softint_never_allocated),
    CASE(lwp_no_memory),
    CASE(unwind_deeper),
    CASE(too_many_ends),
    CASE(splx_up),
    CASE(splx_none),
    CASE(splraise_none),
    CASE(splraise_negative),
    CASE(fault_endless),
    CASE(fault_unbalanced),
    CASE(fault_enters),
    CASE(fault_leaves_level),
    CASE(fault_null),
    CASE(fault_no_pages),
    CASE(fault_overlaps),
    CASE(fault_gone_twice),
};

BAD_MAIN(cases)
