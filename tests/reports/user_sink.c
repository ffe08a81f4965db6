/* SPDX-License-Identifier: BSD-2-Clause */
/* A boundary of the program's own, and the names of Linux. */
#include <kmsan/kmsan.h>

#include "expect.h"

struct request {
	short code;
	long argument;
};

static NOINLINE void
hypercall(const struct request *r)
{
	EXPECT(kmsan_sink("hypercall():arg1", "hypercall-infoleak", r, sizeof(*r)) ==
	       (FIXED_TWIN ? 0 : 6));
}

static NOINLINE void
linux_names(void)
{
	static int memory[2];

	if (!FIXED_TWIN)
		kmsan_poison_memory(memory, sizeof(memory), 0);
	kmsan_unpoison_memory(memory, 4);
	kmsan_check_memory(memory, sizeof(memory));
}

int
main(void)
{
	struct request r;

	if (FIXED_TWIN)
		kmsan_unpoison_memory(&r, sizeof(r));
	r.code = 1;
	r.argument = 2;
	hypercall(&r);
	linux_names();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In hypercall():arg1 At Offset 2/16, Variable 'r' From main()
// CHECK-NEXT:    #0 in hypercall [[FILE]]:15:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:39:2 (t)
// CHECK-NEXT:  Variable 'r' of main created at [[FILE]]:33:17
// CHECK-NEXT:  Bytes 2-7 of 16 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 00 ?? ?? ?? ?? ?? ?? 02 00 00 00 00 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: hypercall-infoleak [[FILE]]:15:{{2|9}} in hypercall
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In kmsan_check_memory() At Offset 4/8, From linux_names+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in linux_names [[FILE]]:27:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:40:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in linux_names [[FILE]]:25:3 (t)
// CHECK-NEXT:  Bytes 4-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:27:2 in linux_names
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
