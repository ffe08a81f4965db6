/* SPDX-License-Identifier: BSD-2-Clause */
/* Slots of interrupt levels, and what their misuse says before it stops. */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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
	while (kmsan_port_lwp()->level > 0)
		kmsan_intr_leave();
	kmsan_port_lwp()->reporting = 0;
	return 0;
}

/* The first line of the console, which has to be the only message in front of the stack. */
static void
said(const char *line)
{
	assert_memory_equal(kmsan_test_console(), line, strlen(line));
	assert_memory_equal(kmsan_test_console() + strlen(line), "\n    #0 ", 8);
}

static void
nests(void **state)
{
	struct kmsan_context *context[KMSAN_SLOTS];

	(void)state;
	context[0] = kmsan_port_context();
	for (unsigned round = 0; round < 2; round++) {
		for (unsigned level = 1; level < KMSAN_SLOTS; level++) {
			kmsan_intr_enter();
			assert_true(kmsan_in_interrupt());
			context[level] = kmsan_port_context();
			for (unsigned i = 0; i < level; i++)
				assert_ptr_not_equal(context[i], context[level]);
			/* All shad is clean, although the time before left it dirty. */
			for (unsigned i = 0; i < offsetof(struct kmsan_context, va_arg_orig); i++)
				assert_int_equal(((unsigned char *)context[level])[i], 0);
			assert_int_equal(context[level]->va_arg_overflow_size, 0);
			memset(context[level], 0xa5, KMSAN_CONTEXT_ABI_SIZE);
		}
		for (unsigned level = KMSAN_SLOTS; level-- > 1;) {
			assert_ptr_equal(kmsan_port_context(), context[level]);
			kmsan_intr_leave();
			assert_ptr_equal(kmsan_port_context(), context[level - 1]);
		}
		assert_false(kmsan_in_interrupt());
	}
}

/* What was on its way in the interrupted code's slot is there when it goes on. */
static void
keeps(void **state)
{
	(void)state;
	memset(kmsan_port_context()->param, 0x5a, CONTEXT_PARAM_SIZE);
	kmsan_intr_enter();
	memset(kmsan_port_context()->param, 0xff, CONTEXT_PARAM_SIZE);
	kmsan_intr_leave();
	for (unsigned i = 0; i < CONTEXT_PARAM_SIZE; i++)
		assert_int_equal(((unsigned char *)kmsan_port_context()->param)[i], 0x5a);
	memset(kmsan_port_context()->param, 0, CONTEXT_PARAM_SIZE);
}

static void
leave_without_enter(void **state)
{
	(void)state;
	assert_int_equal(KMSAN_TEST_STOPS(kmsan_intr_leave()), 77);
	said("kMSan: kmsan_intr_leave: lwp 0 is not at an interrupt level");
}

static void
enter_too_deep(void **state)
{
	(void)state;
	for (unsigned level = 1; level < KMSAN_SLOTS; level++)
		kmsan_intr_enter();
	assert_int_equal(KMSAN_TEST_STOPS(kmsan_intr_enter()), 77);
	said("kMSan: kmsan_intr_enter: more than 15 levels");
	assert_non_null(strstr(kmsan_test_console(), "\n  Level 15 was entered at:\n    #0 "));
}

static void
leave_other_slot(void **state)
{
	struct kmsan_context other = {.unused = 0};
	struct kmsan_context *own;

	(void)state;
	kmsan_intr_enter();
	own = kmsan_port_context();
	kmsan_port_context_set(&other);
	assert_int_equal(KMSAN_TEST_STOPS(kmsan_intr_leave()), 77);
	said("kMSan: kmsan_intr_leave: level 1 of lwp 0 is not the current one");
	kmsan_port_context_set(own);
}

static void *
enter_without_memory(void *status)
{
	kmsan_test_pages_fail_all(true);
	*(int *)status = KMSAN_TEST_STOPS(kmsan_intr_enter());
	kmsan_test_pages_fail_all(false);
	return NULL;
}

/* In a thread of its own: its levels have no slots yet. */
static void
enter_fails(void **state)
{
	pthread_t thread;
	int status = -1;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, enter_without_memory, &status), 0);
	pthread_join(thread, NULL);
	assert_int_equal(status, 77);
	said("kMSan: kmsan_intr_enter: no memory for level 1");
}

static void *
enter_and_end(void *arg)
{
	(void)arg;
	kmsan_intr_enter();
	kmsan_intr_enter();
	kmsan_intr_leave();
	kmsan_intr_leave();
	return NULL;
}

/* A lwp gives its slots back when it ends. */
static void
slots_return(void **state)
{
	size_t used = kmsan_test_pages_used();
	pthread_t thread;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(pthread_create(&thread, NULL, enter_and_end, NULL), 0);
		pthread_join(thread, NULL);
	}
	assert_int_equal(kmsan_test_pages_used(), used);
}

static void
init_arg_and_ret(void **state)
{
	struct kmsan_context *context = kmsan_port_context();

	(void)state;
	memset(context->param, 0xff, CONTEXT_PARAM_SIZE);
	memset(context->retval, 0xff, CONTEXT_PARAM_SIZE);
	kmsan_init_arg(16);
	assert_int_equal(context->param[0] | context->param[1], 0);
	assert_int_equal(context->param[2], UINT64_MAX);
	kmsan_init_ret(8);
	assert_int_equal(context->retval[0], 0);
	assert_int_equal(context->retval[1], UINT64_MAX);
	/* More than there is: all of it, and nothing behind. */
	context->va_arg[0] = 0x77;
	context->va_arg_overflow_size = 0x99;
	context->param_orig[0] = 0x55;
	kmsan_init_arg(SIZE_MAX);
	kmsan_init_ret(100000);
	for (unsigned i = 0; i < 100; i++)
		assert_int_equal(context->param[i] | context->retval[i], 0);
	assert_int_equal(context->va_arg[0], 0x77);
	assert_int_equal(context->va_arg_overflow_size, 0x99);
	assert_int_equal(context->param_orig[0], 0x55);
	memset(context, 0, sizeof(*context));
}

static unsigned ends;

static void
end_one(void *alloc)
{
	assert_ptr_equal(alloc, &ends);
	ends++;
}

static void
end_two(void *alloc)
{
	end_one(alloc);
}

static void
end_three(void *alloc)
{
	end_one(alloc);
}

static void
end_four(void *alloc)
{
	end_one(alloc);
}

static void
end_five(void *alloc)
{
	end_one(alloc);
}

static void *
allocate_and_end(void *arg)
{
	kmsan_lwp_alloc_set(arg);
	return NULL;
}

/* Four functions that hear of the end; the same one twice is one; a fifth is a mistake. */
static void
exit_functions(void **state)
{
	pthread_t thread;

	(void)state;
	kmsan_lwp_exit_register(end_one);
	kmsan_lwp_exit_register(end_two);
	kmsan_lwp_exit_register(end_one);
	kmsan_lwp_exit_register(end_three);
	kmsan_lwp_exit_register(end_four);
	assert_int_equal(KMSAN_TEST_STOPS(kmsan_lwp_exit_register(end_five)), 77);
	said("kMSan: kmsan_lwp_exit_register: more than 4 functions");
	pthread_create(&thread, NULL, allocate_and_end, &ends);
	pthread_join(thread, NULL);
	assert_int_equal(ends, 4);
	/* Whoever has nothing is not asked. */
	pthread_create(&thread, NULL, allocate_and_end, NULL);
	pthread_join(thread, NULL);
	assert_int_equal(ends, 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(nests, set_up),
	    cmocka_unit_test_setup(keeps, set_up),
	    cmocka_unit_test_setup(leave_without_enter, set_up),
	    cmocka_unit_test_setup(enter_too_deep, set_up),
	    cmocka_unit_test_setup(leave_other_slot, set_up),
	    cmocka_unit_test_setup(enter_fails, set_up),
	    cmocka_unit_test_setup(slots_return, set_up),
	    cmocka_unit_test_setup(init_arg_and_ret, set_up),
	    cmocka_unit_test_setup(exit_functions, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
