/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An uninitialised value takes the way over a CPU's own memory. Linux needs its accessors to carry
 * the shadow; C that is compiled like any other does.
 */
#include "linux.h"

#define NCPU 4

static int percpu_var[NCPU];

static NOINLINE void
cpu_write(int cpu, const volatile int *value)
{
	percpu_var[cpu] = *value;
}

static NOINLINE int *
cpu_ptr(int cpu)
{
	return &percpu_var[cpu];
}

static NOINLINE void
test(void)
{
	volatile int uninit;
	int value;

	if (FIXED_TWIN)
		uninit = 1;
	cpu_write(2, &uninit);
	value = *cpu_ptr(2);
	USE(value);
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'uninit' From test()
// CHECK-NEXT:    #0 in test [[FILE]]:34:{{2|6}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:40:2 (t)
// CHECK-NEXT:  Stored to memory at:
// O0-NEXT:    #0 in test [[FILE]]:33:8 (t)
// O0-NEXT:    #1 in main [[FILE]]:40:2 (t)
// O0-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in cpu_write [[FILE]]:15:18 (t)
// CHECK-NEXT:    #1 in test [[FILE]]:32:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:40:2 (t)
// O0-NEXT:  Variable 'uninit' of test created at [[FILE]]:27:15
// OPT-NEXT:  Variable 'uninit' of test created at [[FILE]]:27:15
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:34:{{2|6}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
