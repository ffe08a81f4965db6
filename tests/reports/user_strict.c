/* SPDX-License-Identifier: BSD-2-Clause */
/* user_strict=1: kernel memory is no process's, as on a machine. */
// OPTIONS: user_strict=1
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>

#include "expect.h"

static unsigned kernel;

static NOINLINE void
give(unsigned *process)
{
	unsigned value;

	kmsan_mark(&value, sizeof(value), FIXED_TWIN ? KMSAN_STATE_INITED : KMSAN_STATE_UNINIT);
	EXPECT(copyout(&value, process, sizeof(value)) == 0);
}

int
main(void)
{
	unsigned *process = kmsan_user_alloc(sizeof(*process)), value = 1, found;

	EXPECT(copyout(&value, &kernel, sizeof(value)) == KMSAN_EFAULT && kernel == 0);
	EXPECT(copyin(&kernel, &value, sizeof(value)) == KMSAN_EFAULT && value == 1);
	EXPECT(ustore_int(&kernel, 3) == KMSAN_EFAULT && kernel == 0);
	EXPECT(ucas_int(&kernel, 0, 3, &found) == KMSAN_EFAULT && kernel == 0);
	EXPECT(copyin(process, &value, sizeof(value)) == 0 && value == 0);
	EXPECT(kcopy(&value, &kernel, sizeof(value)) == 0);
	give(process);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In copyout():arg1 At Offset 0/4, From give+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in give [[FILE]]:18:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:32:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in give [[FILE]]:17:2 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:18:{{2|9}} in give
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
