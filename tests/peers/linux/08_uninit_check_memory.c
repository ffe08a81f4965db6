/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A helper copies one uninitialised byte twice into an array that is initialised otherwise. The
 * range check says which bytes, and that it was the helper who brought them.
 */
#include "linux.h"

static NOINLINE void
do_uninit_local_array(char *array, int first, int last)
{
	volatile char uninit;
	int i;

	if (FIXED_TWIN)
		uninit = 1;
	for (i = first; i <= last; i++)
		((volatile char *)array)[i] = uninit;
}

static NOINLINE void
test(void)
{
	char array[8] = {0};

	KEEP(array);
	do_uninit_local_array(array, 5, 6);
	check(array, 8);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In kmsan_check_memory() At Offset 5/8, Variable 'uninit' From do_uninit_local_array()
// CHECK-NEXT:    #0 in test [[FILE]]:27:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:33:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in do_uninit_local_array [[FILE]]:17:31 (t)
// CHECK-NEXT:    #1 in test [[FILE]]:26:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:33:2 (t)
// CHECK-NEXT:  Variable 'uninit' of do_uninit_local_array created at [[FILE]]:11:16
// CHECK-NEXT:  Bytes 5-6 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 ?? ?? 00
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:27:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
