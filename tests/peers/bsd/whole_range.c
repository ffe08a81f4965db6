/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A range check stops at the first bad byte in both BSDs, and the second hole is found when the
 * first is closed. Here one report has them all.
 */
#include "bsd.h"

#include <kmsan/host.h>
#include <kmsan/kmem.h>
#include <kmsan/libkern.h>
#include <kmsan/uaccess.h>

static NOINLINE void
test(void)
{
	struct {
		uint8_t a;
		uint32_t b;
		uint8_t c;
		uint64_t d;
	} *s = kmem_alloc(sizeof(*s), KM_SLEEP);

	if (FIXED_TWIN)
		kmsan_memset(s, 0, sizeof(*s));
	s->a = 1;
	s->b = 2;
	s->c = 3;
	s->d = 4;
	MUST(copyout(s, kmsan_user_alloc(sizeof(*s)), sizeof(*s)) == 0);
	kmem_free(s, sizeof(*s));
}

int
main(void)
{
	test();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Kmem Memory In copyout():arg1 At Offset 1/24, From test+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in test [[FILE]]:29:{{2|7}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:36:2 (t)
// CHECK-NEXT:  Created by kmem_alloc(24) at:
// CHECK-NEXT:    #0 in test [[FILE]]:21:9 (t)
// CHECK-NEXT:  Bytes 1-3, 9-15 of 24 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 ?? ?? ?? 02 00 00 00 03 ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:  Address is 1 byte inside a 24-byte Kmem object allocated by test [[FILE]]:21:9
// CHECK-NEXT:  probably struct (unnamed): offset 1, 3 bytes: padding after 'a'
// CHECK-NEXT:  probably struct (unnamed): offset 9, 7 bytes: padding after 'c'
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:29:{{2|7}} in test
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
