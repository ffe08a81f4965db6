/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An interrupt between any two instructions of kmsan_intr_enter() and kmsan_intr_leave(): the
 * processor's trap flag stops after each of them, and the trap handler is such an interrupt.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/hooks.h>

#include "msan/context.h"
#include "port_inline.h"

static volatile unsigned steps, wrong;

/* Two levels, both left dirty: the interrupted code must find its own slots as they were. */
static void
trap(int sig)
{
	struct kmsan_context *before = kmsan_port_context();
	unsigned level = kmsan_intr_depth();

	(void)sig;
	steps++;
	kmsan_intr_enter();
	if (kmsan_port_context() == before)
		wrong++;
	memset(kmsan_port_context(), 0xff, KMSAN_CONTEXT_ABI_SIZE);
	kmsan_intr_enter();
	memset(kmsan_port_context(), 0xff, KMSAN_CONTEXT_ABI_SIZE);
	kmsan_intr_leave();
	kmsan_intr_leave();
	if (kmsan_port_context() != before || kmsan_intr_depth() != level)
		wrong++;
}

static void
stepping(bool on)
{
	if (on)
		__asm__ volatile("pushfq; orq $0x100, (%%rsp); popfq" ::: "memory", "cc");
	else
		__asm__ volatile("pushfq; andq $~0x100, (%%rsp); popfq" ::: "memory", "cc");
}

static bool
is_clean(const struct kmsan_context *c)
{
	const unsigned char *p = (const unsigned char *)c;

	for (size_t i = 0; i < offsetof(struct kmsan_context, va_arg_orig); i++)
		if (p[i] != 0)
			return false;
	return c->va_arg_overflow_size == 0;
}

static void
every_instruction(void **state)
{
	struct sigaction action = {.sa_handler = trap};
	struct kmsan_context *context = kmsan_port_context(), *inner;
	bool clean;

	(void)state;
	assert_int_equal(sigaction(SIGTRAP, &action, NULL), 0);
	memset(context->param, 0x5a, CONTEXT_PARAM_SIZE);
	/* In the first round the slots are made. */
	for (unsigned round = 0; round < 3; round++) {
		stepping(true);
		kmsan_intr_enter();
		inner = kmsan_port_context();
		clean = is_clean(inner);
		kmsan_intr_leave();
		stepping(false);
		assert_true(clean);
		assert_ptr_not_equal(inner, context);
		assert_ptr_equal(kmsan_port_context(), context);
		assert_int_equal(kmsan_intr_depth(), 0);
		for (unsigned i = 0; i < CONTEXT_PARAM_SIZE; i++)
			assert_int_equal(((unsigned char *)context->param)[i], 0x5a);
	}
	assert_int_equal(wrong, 0);
	assert_true(steps > 300);
	memset(context->param, 0, CONTEXT_PARAM_SIZE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_instruction)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
