/* SPDX-License-Identifier: BSD-2-Clause */
/* kcopy takes shad and origin along, to copyout; up to where it faults. */
#include <kmsan/host.h>
#include <kmsan/kmsan.h>
#include <kmsan/uaccess.h>
#include <string.h>
#include <sys/mman.h>

#include "expect.h"

#define PAGE 4096

struct record {
	unsigned id;
	unsigned short flags;
	unsigned value;
};

static NOINLINE void
record_fill(struct record *r)
{
	if (FIXED_TWIN)
		memset(r, 0, sizeof(*r));
	r->id = 1;
	r->flags = 2;
	r->value = 3;
	KEEP(r);
}

static NOINLINE void
queue(struct record *slot)
{
	struct record r;

	record_fill(&r);
	EXPECT(kcopy(&r, slot, sizeof(r)) == 0);
}

static NOINLINE void
give(const struct record *slot, void *process)
{
	EXPECT(copyout(slot, process, sizeof(*slot)) == 0);
}

/* The end of the destination faults: as much shad as was copied, the rest as it was. */
static NOINLINE void
half_way(void)
{
	char *memory =
	    mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	static char clean[16];

	EXPECT(memory != MAP_FAILED);
	EXPECT(mprotect(memory + PAGE, PAGE, PROT_NONE) == 0);
	kmsan_mark(memory, 2 * PAGE, KMSAN_STATE_UNINIT);
	EXPECT(kcopy(clean, memory + PAGE - 6, 16) == KMSAN_EFAULT);
	EXPECT(kmsan_test(memory + PAGE - 7, 7) == 0);
	EXPECT(kmsan_test(memory + PAGE - 6, 6) == -1);
	EXPECT(kmsan_test(memory + PAGE, 1) == 0);
	EXPECT(kcopy(memory + PAGE - 8, clean, 16) == KMSAN_EFAULT);
	EXPECT(kmsan_test(clean, 16) == 0);
	EXPECT(kmsan_test(clean + 2, 14) == -1);
	munmap(memory, 2 * PAGE);
}

int
main(void)
{
	static struct record slot;
	void *process = kmsan_user_alloc(sizeof(slot));

	queue(&slot);
	give(&slot, process);
	half_way();
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Stack Memory In copyout():arg1 At Offset 6/12, Variable 'r' From queue()
// CHECK-NEXT:    #0 in give [[FILE]]:42:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:73:2 (t)
// CHECK-NEXT:  Stored to memory at:
// CHECK-NEXT:    #0 in queue [[FILE]]:36:{{2|9}} (t)
// CHECK-NEXT:    #1 in main [[FILE]]:72:2 (t)
// CHECK-NEXT:  Variable 'r' of queue created at [[FILE]]:33:16
// CHECK-NEXT:  Bytes 6-7 of 12 are uninitialized
// CHECK-NEXT:  {{0x[0-9a-f]+}}: 01 00 00 00 02 00 ?? ?? 03 00 00 00
// CHECK-NEXT:SUMMARY: kMSan: kernel-infoleak [[FILE]]:42:{{2|9}} in give
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
