/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * copyout of a structure with bytes that are wholly and bytes that are partly uninitialised; of
 * memory that ends where the process's does; and what the process has afterwards.
 */
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>
#include <string.h>

#include "expect.h"

#define PAGE 4096

static char buffer[2 * PAGE];

static NOINLINE void
fill(void)
{
	memset(buffer, 'k', sizeof(buffer));
	if (FIXED_TWIN)
		return;
	kmsan_mark(buffer + 5, 1, KMSAN_STATE_UNINIT);
	kmsan_mark(buffer + 8, 2, 0x0f);
	kmsan_mark(buffer + PAGE - 2, 4, KMSAN_STATE_UNINIT);
}

static NOINLINE void
give_all(char *process)
{
	EXPECT(copyout(buffer, process, 16) == 0);
}

/* The second page is not the process's. */
static NOINLINE void
give_too_much(char *process)
{
	EXPECT(copyout(buffer + PAGE - 4, process + PAGE - 4, 8) == KMSAN_EFAULT);
}

static NOINLINE void
give_nowhere(void)
{
	EXPECT(copyout(buffer + 6, NULL, 2) == KMSAN_EFAULT);
	EXPECT(copyout(buffer + 5, NULL, 0) == 0);
	EXPECT(copyout(buffer + 6, (void *)8, 2) == KMSAN_EFAULT);
}

int
main(void)
{
	char *process = kmsan_user_alloc(PAGE);

	fill();
	/* What is in the process is initialised, whatever it was made of. */
	kmsan_mark(process, PAGE, KMSAN_STATE_UNINIT);
	give_all(process);
	EXPECT(kmsan_test(process, PAGE) == 16);
	EXPECT(memcmp(process, "kkkkkkkkkkkkkkkk", 16) == 0);
	give_too_much(process);
	EXPECT(kmsan_test(process + 16, PAGE - 16 - 4) == 0);
	EXPECT(kmsan_test(process + PAGE - 4, 4) == -1);
	EXPECT(memcmp(process + PAGE - 4, "kkkk", 4) == 0);
	give_nowhere();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In copyout():arg1 At Offset 5/16, From fill+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in give_all [[FILE]]:31:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:57:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in fill [[FILE]]:23:2 (t)
// CHECK-NEXT:  Byte 5 of 16 is uninitialized
// CHECK-NEXT:  Bits 0x0f of byte 8 are uninitialized
// CHECK-NEXT:  Bits 0x0f of byte 9 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 6b 6b 6b 6b 6b ?? 6b 6b 6? 6? 6b 6b 6b 6b 6b 6b
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:31:{{2|9}} in give_all
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In copyout():arg1 At Offset 2/8, From fill+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in give_too_much [[FILE]]:38:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:60:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in fill [[FILE]]:25:2 (t)
// CHECK-NEXT:  Bytes 2-5 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 6b 6b ?? ?? ?? ?? 6b 6b
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:38:{{2|9}} in give_too_much
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
