/* SPDX-License-Identifier: BSD-2-Clause */
/* symbolize=0: raw, for kmsan-symbolize; no note, nothing is started. */
// LEVELS: 0 2
// OPTIONS: symbolize=0
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>

#include "expect.h"

struct message {
	char code;
	int value;
};

NOINLINE void give(void *process);

NOINLINE void
give(void *process)
{
	struct message m;

	if (FIXED_TWIN)
		kmsan_mark(&m, sizeof(m), KMSAN_STATE_INITED);
	m.code = 1;
	m.value = 2;
	copyout(&m, process, sizeof(m));
}

int
main(void)
{
	static struct message process;

	give(&process);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 1/8, Variable 'm' From give()
// CHECK-NEXT:    #0 in give+{{0x[0-9a-f]+}} (t)
// CHECK-NEXT:    #1 in main+{{0x[0-9a-f]+}} (t)
// CHECK-NEXT:  Variable 'm' of give created at (t)
// CHECK-NEXT:  Bytes 1-3 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 ?? ?? ?? 02 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak t+{{0x[0-9a-f]+}} in give
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
