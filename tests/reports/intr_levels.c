/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An interrupt at IPL_HIGH that interrupted one at IPL_VM, which a soft interrupt let in, reports: the
 * stacks of all, and the innermost level with its CPU and lwp.
 */
// LEVELS: 0 2
#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/intr.h>
#include <kmsan/kmsan.h>
#include <kmsan/kthread.h>
#include <kmsan/malloc.h>

#include "expect.h"

static volatile int handled;

static NOINLINE int
high(void *arg)
{
	struct malloc_type *type = arg;
	int *value = kern_malloc(16, type, M_NOWAIT | (FIXED_TWIN ? M_ZERO : 0));

	if (value[2] == 5)
		KEEP(NULL);
	kern_free(value, type);
	handled++;
	return 1;
}

static NOINLINE int
low(void *arg)
{
	EXPECT(intr_raise(1, *(int *)arg) == 0);
	handled++;
	return 1;
}

static NOINLINE void
soft(void *arg)
{
	EXPECT(intr_raise(1, *(int *)arg) == 0);
	handled++;
}

static NOINLINE void
work(void *cookie)
{
	softint_schedule(cookie);
}

int
main(void)
{
	static int line = 1, next = 2;

	EXPECT(kmsan_cpus_start(2) == 0);
	lwp_migrate(curlwp, cpu_lookup(1));
	yield();
	EXPECT(cpu_number() == 1);
	intr_establish(line, IPL_VM, IST_EDGE | IST_MPSAFE, low, &next);
	intr_establish(next, IPL_HIGH, IST_EDGE | IST_MPSAFE, high, M_TEMP);
	work(softint_establish(SOFTINT_NET, soft, &line));
	EXPECT(handled == 3);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Malloc Memory From high+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in high [[FILE]]:24:{{6|15}} (t)
// CHECK-NEXT:    --- interrupt at IPL_HIGH ---
// CHECK-NEXT:    #1 in low [[FILE]]:34:{{2|9}} (t)
// CHECK-NEXT:    --- interrupt at IPL_VM ---
// CHECK-NEXT:    #2 in soft [[FILE]]:42:{{2|9}} (t)
// CHECK-NEXT:    --- soft interrupt at IPL_SOFTNET ---
// CHECK-NEXT:    #3 in work [[FILE]]:49:2 (t)
// CHECK-NEXT:    #4 in main [[FILE]]:63:2 (t)
// CHECK-NEXT:  In interrupt at IPL_HIGH, level 3, CPU 1, lwp {{[0-9]+}}
// CHECK-NEXT:  Created by malloc at:
// CHECK-NEXT:    #0 in high [[FILE]]:22:15 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:24:{{6|15}} in high
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
