/* SPDX-License-Identifier: BSD-2-Clause */
// EXIT: 0
/*
 * Memory that was set after its allocation is no news.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	volatile int *p = kmalloc(sizeof(*p));

	memset((void *)p, 0, sizeof(*p));
	USE(*p);
	kfree((void *)p);
}

int
main(void)
{
	test();
	return 0;
}
