/* SPDX-License-Identifier: BSD-2-Clause */
// EXIT: 0
/*
 * A copy of good memory is good.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	volatile long long src = 1, dst = 0;

	copy(&dst, &src, sizeof(src));
	check(&dst, sizeof(dst));
}

int
main(void)
{
	test();
	return 0;
}
