/* SPDX-License-Identifier: BSD-2-Clause */
/* What assembly writes is initialised; what it reads from a register has to be. */
#include <kmsan/kmsan.h>

#include "expect.h"

struct state {
	long word[4];
};

static NOINLINE void
outputs(void)
{
	struct state s;
	long memory, reg;
	int more;

	__asm__ volatile("movq $1, %0" : "=m"(memory));
	__asm__ volatile("movq $2, %0" : "=r"(reg));
	__asm__ volatile("movl $3, %0" : "=m"(more));
	__asm__ volatile("addl $1, %0" : "+m"(more));
	__asm__ volatile("movq $4, %0\n\tmovq $5, 24+%0" : "=m"(s));
	EXPECT(memory == 1 && reg == 2 && more == 4);
	EXPECT(s.word[0] == 4 && s.word[3] == 5);
	EXPECT(kmsan_test(&s, sizeof(s)) == -1);
}

static long value;

static NOINLINE void
make(void)
{
	if (!FIXED_TWIN)
		kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
}

static NOINLINE long
input(void)
{
	long result;

	__asm__ volatile("movq %1, %0" : "=r"(result) : "r"(value));
	return result;
}

/* Read from memory: nobody sees it. */
static NOINLINE long
memory_input(void)
{
	long result;

	__asm__ volatile("movq %1, %0" : "=r"(result) : "m"(value));
	return result;
}

int
main(void)
{
	outputs();
	make();
	EXPECT(memory_input() == 0);
	EXPECT(input() == 0);
	/* An address that has no shadow, and one that nothing lies at: not touched, not looked at. */
	__asm__ volatile("" : "=m"(*(long *)-64));
	__asm__ volatile("" : "=m"(*(long *)64));
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Marked Memory From make+{{0x[0-9a-f]+}}
// CHECK-NEXT:    #0 in input [[FILE]]:42:2 (t)
// CHECK-NEXT:    #1 in main [[FILE]]:62:{{2|9}} (t)
// CHECK-NEXT:  Marked by kmsan_mark at:
// CHECK-NEXT:    #0 in make [[FILE]]:34:3 (t)
// CHECK-NEXT:SUMMARY: kMSan: uninit-value [[FILE]]:42:2 in input
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed
