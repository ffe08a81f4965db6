/* SPDX-License-Identifier: BSD-2-Clause */
/* Lwps that the port does not know, what levels are called, and leaving them by longjmp. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/kmsan.h>

#include "msan/context.h"
#include "testport.h"

static int
set_up(void **state)
{
	(void)state;
	kmsan_test_reset();
	kmsan_intr_unwind(0);
	kmsan_intr_describe(NULL);
	kmsan_port_lwp()->reporting = 0;
	return 0;
}

/* The first line of the console, then the stack of the call, then if title is not NULL another. */
static void
said(const char *line, const char *title)
{
	const char *second;
	char text[128];

	assert_memory_equal(kmsan_test_console(), line, strlen(line));
	assert_memory_equal(kmsan_test_console() + strlen(line), "\n    #0 ", 8);
	second = strstr(kmsan_test_console(), "\n  ");
	while (second != NULL && second[3] == ' ')
		second = strstr(second + 1, "\n  ");
	if (title == NULL) {
		assert_null(second);
		return;
	}
	snprintf(text, sizeof(text), "\n  %s\n    #0 ", title);
	assert_non_null(second);
	assert_memory_equal(second, text, strlen(text));
}

/* Each lwp has its own slots and level, and finds them as they were. */
static void
lwps_switch(void **state)
{
	struct lwp one = {.l_kmsan = NULL}, two = {.l_kmsan = NULL}, first = {kmsan_port_lwp()};
	struct kmsan_context *context_one;
	size_t used = kmsan_test_pages_used();

	(void)state;
	kmsan_lwp_alloc(&one);
	kmsan_lwp_alloc(&two);
	assert_int_not_equal(one.l_kmsan->id, two.l_kmsan->id);
	kmsan_lwp_switch(&one);
	assert_ptr_equal(kmsan_port_lwp(), one.l_kmsan);
	kmsan_port_context()->param[3] = 0x1111;
	kmsan_intr_enter();
	context_one = kmsan_port_context();
	context_one->param[3] = 0x2222;
	kmsan_lwp_switch(&two);
	assert_false(kmsan_in_interrupt());
	assert_int_equal(kmsan_port_context()->param[3], 0);
	kmsan_intr_enter();
	assert_ptr_not_equal(kmsan_port_context(), context_one);
	kmsan_intr_leave();
	kmsan_lwp_switch(&one);
	assert_ptr_equal(kmsan_port_context(), context_one);
	assert_int_equal(kmsan_port_context()->param[3], 0x2222);
	kmsan_intr_leave();
	assert_int_equal(kmsan_port_context()->param[3], 0x1111);
	kmsan_lwp_switch(&first);
	kmsan_lwp_free(&one);
	kmsan_lwp_free(&two);
	assert_null(one.l_kmsan);
	assert_int_equal(kmsan_test_pages_used(), used);
}

static void
lwp_misuse(void **state)
{
	struct lwp l = {.l_kmsan = NULL}, first = {kmsan_port_lwp()};
	char text[96];

	(void)state;
	assert_int_equal(KMSAN_TEST_STOPS(kmsan_lwp_free(&l)), 77);
	said("kMSan: kmsan_lwp_free: a lwp without kmsan_lwp_alloc", NULL);
	kmsan_test_console_reset();
	assert_int_equal(KMSAN_TEST_STOPS(kmsan_lwp_switch(&l)), 77);
	said("kMSan: kmsan_lwp_switch: a lwp without kmsan_lwp_alloc", NULL);
	kmsan_test_console_reset();
	assert_int_equal(KMSAN_TEST_STOPS(kmsan_softint(&l)), 77);
	said("kMSan: kmsan_softint: a lwp without kmsan_lwp_alloc", NULL);
	kmsan_test_console_reset();
	kmsan_test_pages_fail_at(1);
	assert_int_equal(KMSAN_TEST_STOPS(kmsan_lwp_alloc(&l)), 77);
	said("kMSan: kmsan_lwp_alloc: no memory", NULL);

	kmsan_lwp_alloc(&l);
	kmsan_lwp_switch(&l);
	kmsan_test_console_reset();
	assert_int_equal(KMSAN_TEST_STOPS(kmsan_lwp_free(&l)), 77);
	snprintf(
	    text, sizeof(text), "kMSan: kmsan_lwp_free: lwp %u is the current one", l.l_kmsan->id);
	said(text, NULL);
	kmsan_intr_enter();
	kmsan_lwp_switch(&first);
	kmsan_test_console_reset();
	assert_int_equal(KMSAN_TEST_STOPS(kmsan_lwp_free(&l)), 77);
	snprintf(text, sizeof(text), "kMSan: kmsan_lwp_free: lwp %u is at interrupt level 1",
	    l.l_kmsan->id);
	said(text, "Level 1 was entered at:");
	l.l_kmsan->level = 0;
	kmsan_lwp_free(&l);
}

/* Entered on one lwp, left on another. */
static void
leave_other_lwp(void **state)
{
	struct lwp l = {.l_kmsan = NULL}, first = {kmsan_port_lwp()};
	char text[96];

	(void)state;
	kmsan_lwp_alloc(&l);
	kmsan_intr_enter();
	kmsan_lwp_switch(&l);
	assert_int_equal(KMSAN_TEST_STOPS(kmsan_intr_leave()), 77);
	snprintf(text, sizeof(text), "kMSan: kmsan_intr_leave: lwp %u is not at an interrupt level",
	    l.l_kmsan->id);
	said(text, "Level 1 of lwp 0, which ran before, was entered at:");
	kmsan_lwp_switch(&first);
	kmsan_intr_leave();
	/* That one is done with it: nobody else's. */
	kmsan_lwp_switch(&l);
	kmsan_test_console_reset();
	assert_int_equal(KMSAN_TEST_STOPS(kmsan_intr_leave()), 77);
	said(text, NULL);
	kmsan_lwp_switch(&first);
	kmsan_lwp_free(&l);
	/* One leave too many: where the level was entered that is over. */
	kmsan_test_console_reset();
	assert_int_equal(KMSAN_TEST_STOPS(kmsan_intr_leave()), 77);
	said("kMSan: kmsan_intr_leave: lwp 0 is not at an interrupt level",
	    "Level 1 was last entered at:");
}

static void
softint_arguments(void **state)
{
	struct lwp first = {kmsan_port_lwp()};
	struct kmsan_context *context = kmsan_port_context();

	(void)state;
	memset(context, 0xff, KMSAN_CONTEXT_ABI_SIZE);
	kmsan_softint(&first);
	assert_int_equal(context->param[0] | context->param[1] | context->va_arg[99], 0);
	assert_int_equal(context->va_arg_overflow_size, 0);
	memset(context, 0, KMSAN_CONTEXT_ABI_SIZE);
}

/* Innermost first, through the lwp that a soft interrupt interrupted. */
static void
levels_have_names(void **state)
{
	struct lwp soft = {.l_kmsan = NULL}, first = {kmsan_port_lwp()};
	const char *what[8];

	(void)state;
	assert_int_equal(context_levels(kmsan_port_lwp(), what, 8), 0);
	kmsan_intr_enter();
	kmsan_intr_describe("interrupt at IPL_VM");
	kmsan_intr_enter();
	assert_int_equal(context_levels(kmsan_port_lwp(), what, 8), 2);
	assert_string_equal(what[0], "interrupt");
	assert_string_equal(what[1], "interrupt at IPL_VM");
	kmsan_intr_leave();

	kmsan_lwp_alloc(&soft);
	kmsan_lwp_switch(&soft);
	assert_false(kmsan_in_interrupt());
	kmsan_intr_describe("soft interrupt at IPL_SOFTNET");
	assert_true(kmsan_in_interrupt());
	soft.l_kmsan->beneath = first.l_kmsan;
	kmsan_intr_enter();
	kmsan_intr_describe("interrupt at IPL_HIGH");
	assert_int_equal(context_levels(kmsan_port_lwp(), what, 8), 3);
	assert_string_equal(what[0], "interrupt at IPL_HIGH");
	assert_string_equal(what[1], "soft interrupt at IPL_SOFTNET");
	assert_string_equal(what[2], "interrupt at IPL_VM");
	assert_int_equal(context_levels(kmsan_port_lwp(), what, 2), 2);
	kmsan_intr_leave();
	kmsan_lwp_switch(&first);
	kmsan_intr_leave();
	/* A name is of one visit to the level. */
	kmsan_intr_enter();
	assert_int_equal(context_levels(kmsan_port_lwp(), what, 8), 1);
	assert_string_equal(what[0], "interrupt");
	kmsan_intr_leave();
	kmsan_lwp_free(&soft);
}

static jmp_buf out;

static void
handler_that_jumps(unsigned levels)
{
	for (unsigned i = 0; i < levels; i++)
		kmsan_intr_enter();
	longjmp(out, 1);
}

static void
left_by_longjmp(void **state)
{
	struct kmsan_context *context;
	unsigned depth;

	(void)state;
	kmsan_intr_enter();
	context = kmsan_port_context();
	context->param[0] = 0x77;
	depth = kmsan_intr_depth();
	assert_int_equal(depth, 1);
	if (setjmp(out) == 0)
		handler_that_jumps(3);
	assert_int_equal(kmsan_intr_depth(), 4);
	kmsan_intr_unwind(depth);
	assert_int_equal(kmsan_intr_depth(), 1);
	assert_ptr_equal(kmsan_port_context(), context);
	assert_int_equal(context->param[0], 0x77);
	kmsan_intr_leave();
	assert_int_equal(KMSAN_TEST_STOPS(kmsan_intr_unwind(1)), 77);
	said("kMSan: kmsan_intr_unwind: lwp 0 is at level 0, not as deep as 1", NULL);
}

/* What is behind the first 800 bytes of variadic arguments was not passed. */
static void
variadic_part(void **state)
{
	const struct kmsan_context *c = kmsan_port_context();
	char other[4];

	(void)state;
	assert_int_equal(context_va_arg_held(c, c->va_arg, 800), 800);
	assert_int_equal(context_va_arg_held(c, c->va_arg, 801), 800);
	assert_int_equal(context_va_arg_held(c, c->va_arg_orig, 5000), 800);
	assert_int_equal(context_va_arg_held(c, c->va_arg, 176), 176);
	assert_int_equal(context_va_arg_held(c, c->param, 5000), 5000);
	assert_int_equal(context_va_arg_held(c, other, 5000), 5000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(lwps_switch, set_up),
	    cmocka_unit_test_setup(lwp_misuse, set_up),
	    cmocka_unit_test_setup(leave_other_lwp, set_up),
	    cmocka_unit_test_setup(softint_arguments, set_up),
	    cmocka_unit_test_setup(levels_have_names, set_up),
	    cmocka_unit_test_setup(left_by_longjmp, set_up),
	    cmocka_unit_test_setup(variadic_part, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
