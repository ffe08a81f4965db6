/* SPDX-License-Identifier: BSD-2-Clause */
/* A page fault inside an interrupt's handler: the trap's function reports, with all stacks. */
// LEVELS: 0 2
#include <kmsan/hooks.h>
#include <kmsan/host.h>
#include <kmsan/intr.h>
#include <kmsan/kmsan.h>
#include <kmsan/port.h>

#include "expect.h"

static volatile char *page;
static volatile int handled;

static NOINLINE int
fault(void *arg, void *at, int access)
{
	int flags;

	if (FIXED_TWIN)
		flags = 0;
	KEEP(&flags);
	if (flags == 3)
		KEEP(NULL);
	(void)arg;
	handled++;
	return kmsan_fault_protect(at, KMSAN_PAGE_SIZE, access | KMSAN_FAULT_READ);
}

static NOINLINE int
handler(void *arg)
{
	page[100] = 1;
	(void)arg;
	handled++;
	return 1;
}

static NOINLINE void
interrupted(void)
{
	EXPECT(intr_raise(0, 7) == 0);
}

int
main(void)
{
	page = kmsan_user_alloc(KMSAN_PAGE_SIZE);
	kmsan_fault_establish((void *)(uintptr_t)page, KMSAN_PAGE_SIZE, fault, NULL);
	EXPECT(kmsan_fault_protect((void *)(uintptr_t)page, KMSAN_PAGE_SIZE, 0) == 0);
	intr_establish(7, IPL_SCHED, IST_LEVEL | IST_MPSAFE, handler, NULL);
	interrupted();
	EXPECT(handled == 2 && page[100] == 1);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'flags' From fault()
// CHECK-NEXT:    #0 in fault [[FILE]]:23:{{6|12}} (t)
// CHECK-NEXT:    --- page fault ---
// CHECK-NEXT:    #1 in handler [[FILE]]:33:12 (t)
// CHECK-NEXT:    --- interrupt at IPL_SCHED ---
// CHECK-NEXT:    #2 in interrupted [[FILE]]:42:{{2|9}} (t)
// CHECK-NEXT:    #3 in main [[FILE]]:52:2 (t)
// CHECK-NEXT:  In page fault, level 2, CPU 0, lwp 0
// CHECK-NEXT:  Variable 'flags' of fault created at [[FILE]]:18{{(:[0-9]+)?}}
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:23:{{6|12}} in fault
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
