/* SPDX-License-Identifier: BSD-2-Clause */
/* A child reports and ends for itself; what its parent reported is its parent's. */
// LEVELS: 0 2
#include <kmsan/kmsan.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

static int value;

static NOINLINE void
make(void)
{
	if (!FIXED_TWIN)
		kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
}

static NOINLINE void
child(void)
{
	if (value == 1)
		KEEP(NULL);
}

static NOINLINE void
parent(void)
{
	if (value == 2)
		KEEP(NULL);
}

static NOINLINE int
run(void (*body)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		if (body != NULL)
			body();
		exit(3);
	}
	EXPECT(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	return WEXITSTATUS(status);
}

int
main(void)
{
	make();
	EXPECT(run(child) == (FIXED_TWIN ? 3 : 77));
	EXPECT(run(NULL) == 3);
	parent();
	/* The child of a process that has reported has itself reported nothing. */
	EXPECT(run(NULL) == 3);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in child [[FILE]]:22:{{6|12}} (t)
// CHECK-NEXT:    #1 in run [[FILE]]:41:4 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:52:{{2|9}} (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:16:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:22:{{6|12}} in child
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in parent [[FILE]]:29:{{6|12}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:54:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:16:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:29:{{6|12}} in parent
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
