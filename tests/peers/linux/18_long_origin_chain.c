/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A value comes by fourteen additions and stores. The chain of origins has its seven newest, says
 * that there were more, and ends in the variable.
 */
#include "linux.h"

static NOINLINE void
fibonacci(int *array, int size, int start)
{
	if (start < 2 || start == size)
		return;
	array[start] = array[start - 1] + array[start - 2];
	fibonacci(array, size, start + 1);
}

static NOINLINE void
test(void)
{
	int accum[16];

	KEEP(accum);
	accum[0] = 1;
	if (FIXED_TWIN)
		accum[1] = 1;
	fibonacci(accum, 16, 2);
	check(&accum[15], sizeof(int));
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In kmsan_check_memory() At Offset 0/4, Variable 'accum' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:27:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:33:2 (t)
// CHECK-NEXT:  Later stores were not recorded
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in fibonacci [[FILE]]:13:15 (t)
// CHECK-NEXT:    #1 in fibonacci [[FILE]]:14:2 (t)
// CHECK-NEXT:    #2 in fibonacci [[FILE]]:14:2 (t)
// CHECK-NEXT:    #3 in fibonacci [[FILE]]:14:2 (t)
// CHECK-NEXT:    #4 in fibonacci [[FILE]]:14:2 (t)
// CHECK-NEXT:    #5 in fibonacci [[FILE]]:14:2 (t)
// CHECK-NEXT:    #6 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #7 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #8 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #9 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #10 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #11 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in fibonacci [[FILE]]:13:15 (t)
// O0-NEXT:    #1 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #2 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #3 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #4 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #5 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #6 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #7 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #8 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #9 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #10 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #11 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in fibonacci [[FILE]]:13:15 (t)
// O0-NEXT:    #1 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #2 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #3 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #4 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #5 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #6 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #7 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #8 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #9 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #10 in test [[FILE]]:26:2 (t)
// O0-NEXT:    #11 in main [[FILE]]:33:2 (t)
// O0-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in fibonacci [[FILE]]:13:15 (t)
// O0-NEXT:    #1 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #2 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #3 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #4 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #5 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #6 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #7 in fibonacci [[FILE]]:14:2 (t)
// O0-NEXT:    #8 in test [[FILE]]:26:2 (t)
// O0-NEXT:    #9 in main [[FILE]]:33:2 (t)
// OPT-NEXT:    #7 in test [[FILE]]:26:2 (t)
// OPT-NEXT:    #8 in main [[FILE]]:33:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in fibonacci [[FILE]]:13:15 (t)
// CHECK-NEXT:    #1 in fibonacci [[FILE]]:14:2 (t)
// CHECK-NEXT:    #2 in fibonacci [[FILE]]:14:2 (t)
// CHECK-NEXT:    #3 in fibonacci [[FILE]]:14:2 (t)
// CHECK-NEXT:    #4 in fibonacci [[FILE]]:14:2 (t)
// CHECK-NEXT:    #5 in fibonacci [[FILE]]:14:2 (t)
// CHECK-NEXT:    #6 in test [[FILE]]:26:2 (t)
// CHECK-NEXT:    #7 in main [[FILE]]:33:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in fibonacci [[FILE]]:13:15 (t)
// CHECK-NEXT:    #1 in fibonacci [[FILE]]:14:2 (t)
// CHECK-NEXT:    #2 in fibonacci [[FILE]]:14:2 (t)
// CHECK-NEXT:    #3 in fibonacci [[FILE]]:14:2 (t)
// OPT-NEXT:    #4 in fibonacci [[FILE]]:14:2 (t)
// OPT-NEXT:    #5 in test [[FILE]]:26:2 (t)
// OPT-NEXT:    #6 in main [[FILE]]:33:2 (t)
// OPT-NEXT:  Stored to memory at:
// OPT-NEXT:    #0 in fibonacci [[FILE]]:13:15 (t)
// OPT-NEXT:    #1 in fibonacci [[FILE]]:14:2 (t)
// OPT-NEXT:    #2 in fibonacci [[FILE]]:14:2 (t)
// OPT-NEXT:    #3 in fibonacci [[FILE]]:14:2 (t)
// CHECK-NEXT:    #4 in test [[FILE]]:26:2 (t)
// CHECK-NEXT:    #5 in main [[FILE]]:33:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in fibonacci [[FILE]]:13:15 (t)
// CHECK-NEXT:    #1 in fibonacci [[FILE]]:14:2 (t)
// OPT-NEXT:    #2 in fibonacci [[FILE]]:14:2 (t)
// OPT-NEXT:    #3 in test [[FILE]]:26:2 (t)
// OPT-NEXT:    #4 in main [[FILE]]:33:2 (t)
// OPT-NEXT:  Stored to memory at:
// OPT-NEXT:    #0 in fibonacci [[FILE]]:13:15 (t)
// OPT-NEXT:    #1 in fibonacci [[FILE]]:14:2 (t)
// CHECK-NEXT:    #2 in test [[FILE]]:26:2 (t)
// CHECK-NEXT:    #3 in main [[FILE]]:33:2 (t)
// O0-NEXT:  Variable 'accum' of test created at [[FILE]]:20:6
// OPT-NEXT:  Stored to memory at:
// OPT-NEXT:    #0 in fibonacci [[FILE]]:13:15 (t)
// OPT-NEXT:    #1 in test [[FILE]]:26:2 (t)
// OPT-NEXT:    #2 in main [[FILE]]:33:2 (t)
// OPT-NEXT:  Variable 'accum' of test created at [[FILE]]:20:6
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:27:2 in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
