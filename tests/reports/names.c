/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Variables are called as in the source: a structure, a second variable of the same
 * name, and ones that have names of the compiler's.
 */
#include <kmsan/host.h>
#include <kmsan/uaccess.h>
#include <string.h>

#include "expect.h"

struct hole {
	char c;
	int i;
};

static void *process;

static NOINLINE void
fill(struct hole *h)
{
	if (FIXED_TWIN)
		memset(h, 0, sizeof(*h));
	h->c = 1;
	h->i = 2;
	KEEP(h);
}

static NOINLINE void
plain(void)
{
	struct hole st;

	fill(&st);
	copyout(&st, process, sizeof(st));
}

static NOINLINE void
twice(int n)
{
	KEEP(&n);
	{
		struct hole buffer;

		fill(&buffer);
		copyout(&buffer, process, n == 0 ? sizeof(buffer) : 1);
	}
	{
		struct hole buffer;

		fill(&buffer);
		copyout(&buffer, process, sizeof(buffer));
	}
}

static NOINLINE void
compilers(void)
{
	struct hole tmp, retval;

	fill(&tmp);
	fill(&retval);
	copyout(&tmp, process, sizeof(tmp));
	copyout(&retval, process, sizeof(retval));
}

int
main(void)
{
	process = kmsan_user_alloc(sizeof(struct hole));
	plain();
	twice(1);
	compilers();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 1/8, Variable 'st' From plain()
// CHECK-NEXT:    #0 in plain [[FILE]]:35:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:71:2 (t)
// CHECK-NEXT:  Variable 'st' of plain created at [[FILE]]:32:14
// CHECK-NEXT:  Bytes 1-3 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 ?? ?? ?? 02 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:35:2 in plain
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 1/8, Variable 'buffer' From twice()
// CHECK-NEXT:    #0 in twice [[FILE]]:52:3 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:72:2 (t)
// CHECK-NEXT:  Variable 'buffer' of twice created at [[FILE]]:49:15
// CHECK-NEXT:  Bytes 1-3 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 ?? ?? ?? 02 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:52:3 in twice
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 1/8, Variable 'tmp' From compilers()
// CHECK-NEXT:    #0 in compilers [[FILE]]:63:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:73:2 (t)
// CHECK-NEXT:  Variable 'tmp' of compilers created at [[FILE]]:59:14
// CHECK-NEXT:  Bytes 1-3 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 ?? ?? ?? 02 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:63:2 in compilers
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 1/8, Variable 'retval' From compilers()
// CHECK-NEXT:    #0 in compilers [[FILE]]:64:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:73:2 (t)
// CHECK-NEXT:  Variable 'retval' of compilers created at [[FILE]]:59:19
// CHECK-NEXT:  Bytes 1-3 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 ?? ?? ?? 02 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:64:2 in compilers
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 4 reports (4 distinct), 0 suppressed
