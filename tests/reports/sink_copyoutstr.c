/* SPDX-License-Identifier: BSD-2-Clause */
/* copyoutstr: the string and its NUL, and nothing behind it. */
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>
#include <string.h>

#include "expect.h"

#define PAGE 4096

static char name[16];

static NOINLINE void
set_name(void)
{
	memcpy(name, "wd0e\0garbage....", 16);
	kmsan_mark(name + 5, 11, KMSAN_STATE_UNINIT);
	if (!FIXED_TWIN)
		kmsan_mark(name + 2, 1, KMSAN_STATE_UNINIT);
}

static NOINLINE void
give_name(char *process)
{
	size_t done = 99;

	EXPECT(copyoutstr(name, process, sizeof(name), &done) == 0);
	EXPECT(done == 5);
}

static NOINLINE void
give_part(char *process)
{
	size_t done;

	EXPECT(copyoutstr(name, process + 32, 4, &done) == KMSAN_ENAMETOOLONG);
	EXPECT(done == 4);
}

static NOINLINE void
give_too_much(char *process)
{
	size_t done;

	EXPECT(copyoutstr(name, process + PAGE - 3, sizeof(name), &done) == KMSAN_EFAULT);
	EXPECT(done == 3);
}

int
main(void)
{
	char *process = kmsan_user_alloc(PAGE);

	set_name();
	kmsan_mark(process, PAGE, KMSAN_STATE_UNINIT);
	give_name(process);
	EXPECT(kmsan_test(process, PAGE) == 5);
	EXPECT(strcmp(process, "wd0e") == 0);
	give_part(process);
	EXPECT(kmsan_test(process + 32, PAGE - 32) == 4);
	give_too_much(process);
	EXPECT(kmsan_test(process + PAGE - 4, 4) == 0);
	EXPECT(kmsan_test(process + PAGE - 3, 3) == -1);
	EXPECT(copyoutstr(name, process, 0, NULL) == KMSAN_ENAMETOOLONG);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In copyoutstr():arg1 At Offset 2/5, From set_name+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in give_name [[FILE]]:28:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:57:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in set_name [[FILE]]:20:3 (t)
// CHECK-NEXT:  Byte 2 of 5 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 77 64 ?? 65 00
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:28:{{2|9}} in give_name
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In copyoutstr():arg1 At Offset 2/4, From set_name+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in give_part [[FILE]]:37:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:60:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in set_name [[FILE]]:20:3 (t)
// CHECK-NEXT:  Byte 2 of 4 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 77 64 ?? 65
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:37:{{2|9}} in give_part
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory In copyoutstr():arg1 At Offset 2/5, From set_name+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in give_too_much [[FILE]]:46:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:62:2 (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in set_name [[FILE]]:20:3 (t)
// CHECK-NEXT:  Byte 2 of 5 is uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 77 64 ?? 65 00
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:46:{{2|9}} in give_too_much
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 3 reports (3 distinct), 0 suppressed
