/* SPDX-License-Identifier: BSD-2-Clause */
// EXIT: 0
/*
 * Nor is memory that the allocator cleared.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	volatile int *p = kzalloc(sizeof(*p));

	USE(*p);
	kfree((void *)p);
}

int
main(void)
{
	test();
	return 0;
}
