/* SPDX-License-Identifier: BSD-2-Clause */
/* ucas tells a process what was expected and what is stored; both are checked. */
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>

#include "expect.h"

struct lock {
	unsigned int owner, next;
	uint64_t owner64, next64;
};

static NOINLINE void
lock_init(struct lock *l)
{
	KEEP(l);
	if (FIXED_TWIN)
		*l = (struct lock){0};
}

static NOINLINE void
swap_owner(const struct lock *l, unsigned int *process)
{
	unsigned int found;

	kmsan_mark(&found, sizeof(found), KMSAN_STATE_UNINIT);
	EXPECT(ucas_int(process, l->owner, 5, &found) == 0);
	EXPECT(found == 3);
}

static NOINLINE void
swap_next(const struct lock *l, uint64_t *process)
{
	uint64_t found;

	EXPECT(ucas_64(process, 9, l->next64, &found) == 0);
	EXPECT(found == 8);
}

int
main(void)
{
	uint64_t *process = kmsan_user_alloc(16);
	unsigned int found = 7;
	struct lock l;

	EXPECT(ustore_64(process, 3) == 0);
	EXPECT(ustore_64(process + 1, 8) == 0);
	lock_init(&l);
	swap_owner(&l, (unsigned int *)process);
	swap_next(&l, process + 1);
	/* Not stored unless it was what was expected; and never torn, nor where it faults. */
	EXPECT(process[1] == 8);
	EXPECT(ucas_int((unsigned int *)process, 3, 6, &found) == 0 && found == 3);
	EXPECT(*(unsigned int *)process == 6);
	EXPECT(ucas_int((unsigned int *)((char *)process + 1), 6, 1, &found) == KMSAN_EFAULT);
	EXPECT(ucas_int(NULL, 6, 1, &found) == KMSAN_EFAULT);
	EXPECT(found == 3);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ucas_int():arg2 At Offset 0/4, Variable 'l' From main()
// CHECK-NEXT:    #0 in swap_owner [[FILE]]:28:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:51:2 (t)
// CHECK-NEXT:  Variable 'l' of main created at [[FILE]]:46:14
// CHECK-NEXT:  Bytes 0-3 of 4 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:28:{{2|9}} in swap_owner
// CHECK-NEXT:=================================================================
// CHECK-NEXT:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In ucas_64():arg3 At Offset 0/8, Variable 'l' From main()
// CHECK-NEXT:    #0 in swap_next [[FILE]]:37:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:52:2 (t)
// CHECK-NEXT:  Variable 'l' of main created at [[FILE]]:46:14
// CHECK-NEXT:  Bytes 0-7 of 8 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: ?? ?? ?? ?? ?? ?? ?? ??
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:37:{{2|9}} in swap_next
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 2 reports (2 distinct), 0 suppressed
