// SPDX-License-Identifier: BSD-2-Clause
// A variable of a loop's body at -O0: clang marks where its life starts for MSan alone, which then
// takes it for uninitialised in every round; for kMSan it is so in the first only, and the second
// reads what the first wrote. So the comparison takes those marks from MSan. From -O1 up both have them.
// DIFF: clang-14 -O0
// SAYS: silent: exit status 0
// DIFF: clang-14 -O1
// SAYS: same: loop_variable.c:24 in round
// DIFF: clang-19 -O0
// SAYS: silent: exit status 0
// DIFF: clang-19 -O2
// SAYS: same: loop_variable.c:24 in round
#define touch(p) __asm__ volatile("" : : "r"(p) : "memory")

static volatile int hits;

__attribute__((noinline)) static void round(volatile int *first)
{
	for (int i = 0; i < 2; i++) {
		int x[2];
		touch(x);
		if (i == *first)
			x[0] = 1;
		if (x[0])
			hits++;
		touch(x);
	}
}

int main(void)
{
	volatile int first = 0;

	round(&first);
	return hits != 2 && hits != 1;
}
