/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NetBSD adds up the sizes of arguments, 8 + 4 + 4 + 8, while each takes 8 bytes: the last ones go
 * unchecked, and their origin is that of the sanitizer's own block. Here each argument has its
 * name.
 */
#include "bsd.h"

#include <kmsan/atomic.h>

static NOINLINE void
cas(volatile unsigned *where, unsigned expected, unsigned value, unsigned *found)
{
	*found = atomic_cas_uint(where, expected, value);
}

static NOINLINE void
test(void)
{
	volatile unsigned word = 1, value;
	unsigned *volatile found;
	unsigned was;

	if (FIXED_TWIN) {
		value = 2;
		found = &was;
	}
	KEEP(&was);
	if (FIXED_TWIN)
		cas(&word, 1, value, found);
	else
		cas(&word, 1, value, &was);
	KEEP(&was);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'value' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:32:3 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:39:2 (t)
// CHECK-NEXT:  Variable 'value' of test created at [[FILE]]:20:30
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:32:3 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
