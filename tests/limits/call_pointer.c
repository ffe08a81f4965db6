/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Not seen: a call through an uninitialised pointer, and what an uninitialised pointer and length make
 * memcpy do. The compiler checks neither. A decision on them is, as a control, reported.
 */
#include "limits.h"

static NOINLINE void
callee(void)
{
	KEEP(NULL);
}

static void (*volatile function)(void) = callee;
static volatile size_t length = 24;
static char from[32], to[32];
static char *volatile where = to;

int
main(void)
{
	if (!FIXED_TWIN) {
		kmsan_mark((void *)&function, sizeof(function), KMSAN_STATE_UNINIT);
		kmsan_mark((void *)&length, sizeof(length), KMSAN_STATE_UNINIT);
		kmsan_mark((void *)&where, sizeof(where), KMSAN_STATE_UNINIT);
	}
	function();
	memcpy(where, from, length);
	if (length == 24)
		callee();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From main+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in main [[FILE]]:29:{{6|13}} (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in main [[FILE]]:24:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:29:{{6|13}} in main
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
