/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The debug information does not say which pointer gets what is allocated, so the only pointer in
 * the function to a structure of that size is taken for it: here one to something else.
 */
#include "limits.h"

#include <kmsan/kmem.h>
#include <kmsan/uaccess.h>

struct clock {
	int ticks;
	int rest[5];
};

static struct clock running = {1, {0}};
static char process[sizeof(struct clock)];

int
main(void)
{
	const struct clock *now = &running;
	char *name = kmem_alloc(sizeof(struct clock), KM_SLEEP);

	KEEP(&now);
	name[0] = (char)now->ticks;
	if (FIXED_TWIN)
		memset(name + 1, 0, sizeof(struct clock) - 1);
	copyout(name, process, 8);
	kmem_free(name, sizeof(struct clock));
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In copyout():arg1 At Offset 1/8, From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:29:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(24) at:
// CHECK-NEXT:    #0 in main [[FILE]]:23:15 (t)
// CHECK-NEXT:  Bytes 1-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 1 byte inside a 24-byte Kmem object allocated by main [[FILE]]:23:15
// CHECK-NEXT:  probably struct clock: offset 1, 3 bytes: member 'ticks', its bytes 1-3
// CHECK-NEXT:  probably struct clock: offset 4, 4 bytes: member 'rest[0]'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:29:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
