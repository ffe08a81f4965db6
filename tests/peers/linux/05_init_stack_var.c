/* SPDX-License-Identifier: BSD-2-Clause */
// EXIT: 0
/*
 * A local variable that was set.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	volatile int cond = 1;

	USE(cond);
}

int
main(void)
{
	test();
	return 0;
}
