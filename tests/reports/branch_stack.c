/* SPDX-License-Identifier: BSD-2-Clause */
/* A status that one path of a probe leaves unset decides a branch in its caller. */
#include <stdbool.h>

struct probe {
	int unit;
	int status;
};

static volatile int failures;

static __attribute__((noinline)) void
probe(struct probe *p, bool attached)
{
	p->unit = 1;
	if (attached)
		p->status = 0;
#ifdef FIXED
	else
		p->status = -1;
#endif
}

static __attribute__((noinline)) void
attach(bool attached)
{
	struct probe p;

	probe(&p, attached);
	if (p.status != 0)
		failures++;
}

int
main(int argc, char **argv)
{
	(void)argv;
	attach(true);
	attach(argc > 5);
	return 0;
}

// The column is that of the member or of the comparison.
// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Variable 'p' From attach()
// CHECK-NEXT:    #0 in attach [[FILE]]:30:{{6|8|15}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:39:2 (t)
// O0-NEXT:  Variable 'p' of attach created at [[FILE]]:27:15
// OPT-NEXT:  Variable 'p' of attach created at [[FILE]]:27:15
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:30:{{6|8|15}} in attach
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
