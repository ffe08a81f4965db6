/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An interrupt from a thread without a CPU, a device, lands in a loop that makes no call: the
 * handler's copyout leaks, and the report has the instruction that was interrupted.
 */
// LEVELS: 0 2
#include <kmsan/host.h>
#include <kmsan/intr.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>
#include <pthread.h>

#include "expect.h"

struct status {
	char code;
	int count;
};

static void *user;
static volatile int handled, spinning;
static volatile unsigned long turns;

static NOINLINE int
handler(void *arg)
{
	struct status status;

	if (FIXED_TWIN)
		__builtin_memset(&status, 0, sizeof(status));
	status.code = 1;
	status.count = *(int *)arg;
	(void)copyout(&status, user, sizeof(status));
	handled = 1;
	return 1;
}

static void *
device(void *arg)
{
	while (spinning == 0 || turns < 1000)
		;
	EXPECT(intr_raise(0, *(int *)arg) == 0);
	return NULL;
}

/* clang-format off */
static NOINLINE void
spin(void)
{
	spinning = 1; while (handled == 0) turns++;
}
/* clang-format on */

int
main(void)
{
	static int line = 9;
	pthread_t thread;

	user = kmsan_user_alloc(sizeof(struct status));
	intr_establish(line, IPL_VM, IST_EDGE | IST_MPSAFE, handler, &line);
	pthread_create(&thread, NULL, device, &line);
	spin();
	pthread_join(thread, NULL);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 1/8, Variable 'status' From handler()
// CHECK-NEXT:    #0 in handler [[FILE]]:33:8 (t)
// CHECK-NEXT:    --- interrupt at IPL_VM ---
// CHECK-NEXT:    #1 in spin [[FILE]]:51:{{[0-9]+}} (t)
// CHECK-NEXT:    #2 in main [[FILE]]:64:2 (t)
// CHECK-NEXT:  In interrupt at IPL_VM, level 1, CPU 0, lwp 0
// CHECK-NEXT:  Variable 'status' of handler created at [[FILE]]:27{{(:[0-9]+)?}}
// CHECK-NEXT:  Bytes 1-3 of 8 are uninitialized
// CHECK-NEXT:  0x{{[0-9a-f]+}}: 01 ?? ?? ?? 09 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:33:8 in handler
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
