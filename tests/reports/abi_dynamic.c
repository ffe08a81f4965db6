/* SPDX-License-Identifier: BSD-2-Clause */
/* Arrays whose length is known at run time, alloca, and a block that is entered again. */
// DIFFERS: clang 14 tells no line of an alloca() when it optimises
#include <kmsan/host.h>
#include <kmsan/uaccess.h>
#include <alloca.h>
#include <string.h>

#include "expect.h"

static NOINLINE void
give_array(size_t n, void *process)
{
	unsigned short array[n];

	if (FIXED_TWIN)
		memset(array, 0, sizeof(array));
	else
		array[1] = 5;
	copyout(array, process, sizeof(array));
}

static NOINLINE void
give_alloca(size_t n, void *process)
{
	unsigned char *bytes = alloca(n);

	if (FIXED_TWIN)
		memset(bytes, 0, n);
	else
		memset(bytes, 0, n - 2);
	copyout(bytes, process, n);
}

static NOINLINE void
fill(int *slot, int round)
{
	KEEP(slot);
	if (round == 0 || FIXED_TWIN)
		*slot = round;
}

/* Initialised in the first round only: in the second it is a new variable (from -O1 on). */
static NOINLINE void
give_loop(void *process)
{
	for (int round = 0; round < 2; round++) {
		int slot;

		fill(&slot, round);
		copyout(&slot, process, sizeof(slot));
	}
}

int
main(void)
{
	void *process = kmsan_user_alloc(64);

	give_array(4, process);
	give_alloca(9, process);
	give_loop(process);
	return 0;
}

// O0:=================================================================
// O0-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 0/8, Variable 'array' From give_array()
// O0-NEXT:    #0 in give_array [[FILE]]:20:2 (t)
// O0-NEXT:    #1 in main [[FILE]]:60:2 (t)
// O0-NEXT:  Variable 'array' of give_array created at [[FILE]]:14:17
// O0-NEXT:  Bytes 0-1, 4-7 of 8 are uninitialized
// O0-NEXT:  {{0x[0-9a-f]+}}: ?? ?? 05 00 ?? ?? ?? ??
// O0-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:20:2 in give_array
// O0-NEXT:=================================================================
// O0-NEXT:=================================================================
// O0-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 7/9, From give_alloca+{{0x[0-9a-f]+}}
// O0-NEXT:    #0 in give_alloca [[FILE]]:32:2 (t)
// O0-NEXT:    #1 in main [[FILE]]:61:2 (t)
// O0-NEXT:  A temporary of give_alloca created at [[FILE]]:26
// O0-NEXT:  Bytes 7-8 of 9 are uninitialized
// O0-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 00 ?? ??
// O0-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:32:2 in give_alloca
// O0-NEXT:=================================================================
// O0-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
// OPT:=================================================================
// OPT-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 0/8, Variable 'array' From give_array()
// OPT-NEXT:    #0 in give_array [[FILE]]:20:2 (t)
// OPT-NEXT:    #1 in main [[FILE]]:60:2 (t)
// OPT-NEXT:  Variable 'array' of give_array created at [[FILE]]:14:17
// OPT-NEXT:  Bytes 0-1, 4-7 of 8 are uninitialized
// OPT-NEXT:  {{0x[0-9a-f]+}}: ?? ?? 05 00 ?? ?? ?? ??
// OPT-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:20:2 in give_array
// OPT-NEXT:=================================================================
// OPT-NEXT:=================================================================
// OPT-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 7/9, From give_alloca+{{0x[0-9a-f]+}}
// OPT-NEXT:    #0 in give_alloca [[FILE]]:32:2 (t)
// OPT-NEXT:    #1 in main [[FILE]]:61:2 (t)
// OPT-NEXT:  A temporary of give_alloca created at [[FILE]]{{(:26)?}}
// OPT-NEXT:  Bytes 7-8 of 9 are uninitialized
// OPT-NEXT:  {{0x[0-9a-f]+}}: 00 00 00 00 00 00 00 ?? ??
// OPT-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:32:2 in give_alloca
// OPT-NEXT:=================================================================
// OPT-NEXT:=================================================================
// OPT-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 0/4, Variable 'slot' From give_loop()
// OPT-NEXT:    #0 in give_loop [[FILE]]:51:3 (t)
// OPT-NEXT:    #1 in main [[FILE]]:62:2 (t)
// OPT-NEXT:  Variable 'slot' of give_loop created at [[FILE]]:48:7
// OPT-NEXT:  Bytes 0-3 of 4 are uninitialized
// OPT-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// OPT-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:51:3 in give_loop
// OPT-NEXT:=================================================================
// OPT-NEXT:kMSan: 3 reports (3 distinct), 0 suppressed
