/* SPDX-License-Identifier: BSD-2-Clause */
/* An ioctl's argument lies on the runtime's stack, on which others' marks were and will be. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/ioctl.h>
#include <kmsan/kmsan.h>

#define DEPTH 4096

/* Below whoever calls it. */
__attribute__((noinline)) static void
mark_stack(uint8_t state)
{
	char frames[DEPTH];

	__asm__ volatile("" : : "g"(frames) : "memory");
	kmsan_mark(frames, sizeof(frames), state);
}

__attribute__((noinline)) static intptr_t
test_stack(void)
{
	char frames[DEPTH];

	__asm__ volatile("" : : "g"(frames) : "memory");
	return kmsan_test(frames, sizeof(frames));
}

static intptr_t seen;

static int
driver(void *cookie, unsigned long command, void *data, int flag)
{
	(void)cookie;
	(void)flag;
	seen = kmsan_test(data, IOCPARM_LEN(command) == 0 ? sizeof(void *) : IOCPARM_LEN(command));
	return KMSAN_ENXIO;
}

static void
before(void **state)
{
	char argument[100] = {0};

	(void)state;
	kmsan_mark(argument, sizeof(argument), KMSAN_STATE_INITED);
	for (size_t size = 1; size <= sizeof(argument); size += 33) {
		mark_stack(KMSAN_STATE_UNINIT);
		assert_int_equal(kmsan_ioctl(driver, NULL, _IOC(IOC_IN, 'k', 1, size), argument, 0),
		    KMSAN_ENXIO);
		assert_int_equal(seen, -1);
	}
	/* Without one: the address that the process gave. */
	mark_stack(KMSAN_STATE_UNINIT);
	assert_int_equal(kmsan_ioctl(driver, NULL, _IO('k', 2), argument, 0), KMSAN_ENXIO);
	assert_int_equal(seen, -1);
	mark_stack(KMSAN_STATE_INITED);
}

static void
after(void **state)
{
	char argument[100];

	(void)state;
	for (size_t size = 1; size <= sizeof(argument); size += 33) {
		mark_stack(KMSAN_STATE_INITED);
		assert_int_equal(
		    kmsan_ioctl(driver, NULL, _IOC(IOC_OUT, 'k', 3, size), argument, 0),
		    KMSAN_ENXIO);
		assert_int_equal(seen, 0);
		assert_int_equal(test_stack(), -1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(before),
	    cmocka_unit_test(after),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
