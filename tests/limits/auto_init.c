/* SPDX-License-Identifier: BSD-2-Clause */
// RUN-FLAGS: -ftrivial-auto-var-init=pattern
/*
 * Not seen: variables in a program that is built with -ftrivial-auto-var-init. The compiler sets them
 * all, and that counts as the program's doing. The heap, as a control, is as always.
 */
#include "limits.h"

#include <kmsan/kmem.h>

int
main(void)
{
	int variable, *object = kmem_alloc(sizeof(*object), KM_SLEEP);

	if (FIXED_TWIN)
		*object = 1;
	KEEP(&variable);
	kmsan_check(&variable, sizeof(variable), "variable");
	kmsan_check(object, sizeof(*object), "object");
	kmem_free(object, sizeof(*object));
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In object At Offset 0/4, From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:20:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(4) at:
// CHECK-NEXT:    #0 in main [[FILE]]:14:26 (t)
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:  Address is 0 bytes inside a 4-byte Kmem object allocated by main [[FILE]]:14:26
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:20:2 in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
