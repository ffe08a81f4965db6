/* SPDX-License-Identifier: BSD-2-Clause */
// EXIT: 0
/*
 * NetBSD checks whole bytes up to the first that differs. Where initialised bits differ, the
 * others have no say: this comparison is silent in both forms, and a later byte is not looked at.
 */
#include "bsd.h"

#include <kmsan/libkern.h>

static NOINLINE void
test(void)
{
	unsigned char a[4] = {1, 2, 3, 4}, b[4] = {1, 9, 3, 4};

	KEEP(a);
	KEEP(b);
	kmsan_mark(&b[1], 1, 0x01);
	kmsan_mark(&b[2], 1, KMSAN_STATE_UNINIT);
	MUST(kmsan_memcmp(a, b, 4) < 0);
}

int
main(void)
{
	test();
	return 0;
}
