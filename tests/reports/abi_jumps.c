/* SPDX-License-Identifier: BSD-2-Clause */
/* setjmp and longjmp over frames with uninitialised memory: nothing of it stays behind. */
#include <kmsan/kmsan.h>
#include <setjmp.h>
#include <string.h>

#include "expect.h"

static jmp_buf out;
static int value;

static NOINLINE void
make(void)
{
	if (!FIXED_TWIN)
		kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
}

static NOINLINE void
deep(int n)
{
	volatile char frame[200];

	KEEP(frame);
	if (n == 0)
		longjmp(out, 7);
	deep(n - 1);
	KEEP(frame);
}

static NOINLINE void
decide(void)
{
	if (value == 1)
		KEEP(NULL);
}

static NOINLINE int
again(int n)
{
	int local;

	KEEP(&local);
	local = n;
	return local;
}

int
main(void)
{
	volatile int rounds = 0, kept;
	int status;

	make();
	kept = 3;
	status = setjmp(out);
	if (status != 0)
		EXPECT(status == 7 && kept == 3);
	if (rounds++ < 3)
		deep(20);
	EXPECT(rounds == 4 && again(5) == 5);
	decide();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in decide [[FILE]]:34:{{6|12}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:62:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:16:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:34:{{6|12}} in decide
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
