/* SPDX-License-Identifier: BSD-2-Clause */
/* host.h: memory that stands for a process's; and it defines none of the kernel's structures. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>

#include "msan/port/linux/linux.h"

/* A kernel that brings its own compiles with it. */
struct vnode {
	int own;
};
struct buf {
	int own;
};
struct ifnet {
	int own;
};
struct mbuf {
	int own;
};
struct kmsan_bus_dma_tag {
	int own;
};

#define PAGE 4096

static void
test_alloc(void **state)
{
	static const size_t sizes[] = {1, 8, PAGE - 1, PAGE, PAGE + 1, 10 * PAGE};
	char kernel[16] = "kernel";

	(void)state;
	/* cmocka takes SIGSEGV for itself, anew in each test. */
	kmsan_linux_fault_start();
	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t whole = (sizes[i] + PAGE - 1) / PAGE * PAGE;
		char *p = kmsan_user_alloc(sizes[i]);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % PAGE, 0);
		for (size_t at = 0; at < sizes[i]; at++)
			assert_int_equal(p[at], 0);
		assert_int_equal(kmsan_test(p, whole), -1);
		assert_int_equal(copyout(kernel, p + sizes[i] - 1, 1), 0);
		/* A page without access on both sides. */
		assert_int_equal(copyout(kernel, p - 1, 1), KMSAN_EFAULT);
		assert_int_equal(copyout(kernel, p + whole, 1), KMSAN_EFAULT);
		kmsan_user_free(p, sizes[i]);
		assert_int_equal(copyout(kernel, p, 1), KMSAN_EFAULT);
		assert_int_equal(copyin(p, kernel, 1), KMSAN_EFAULT);
	}
}

/* What somebody still points at is not given to anybody else. */
static void
test_stale(void **state)
{
	char *first = kmsan_user_alloc(PAGE), *second, kernel = 'k';

	(void)state;
	kmsan_linux_fault_start();
	kmsan_user_free(first, PAGE);
	second = kmsan_user_alloc(PAGE);
	assert_ptr_not_equal(first, second);
	assert_int_equal(copyout(&kernel, first, 1), KMSAN_EFAULT);
	assert_int_equal(second[0], 0);
	kmsan_user_free(second, PAGE);
	kmsan_user_free(NULL, PAGE);
}

static void
test_none(void **state)
{
	(void)state;
	assert_null(kmsan_user_alloc(0));
	assert_null(kmsan_user_alloc(SIZE_MAX));
	assert_null(kmsan_user_alloc(SIZE_MAX - PAGE));
	assert_null(kmsan_user_alloc((size_t)1 << 46));
	/* That did no harm. */
	kmsan_user_free(kmsan_user_alloc(1), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_alloc),
	    cmocka_unit_test(test_stale),
	    cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
