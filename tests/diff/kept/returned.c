// SPDX-License-Identifier: BSD-2-Clause
// From 15 on clang promises MSan, but not kMSan, that what a function of C returns is initialised, so
// MSan reports at the return. The comparison takes that promise back, and both report the decision.
// DIFF: clang-14 -O0
// SAYS: same: returned.c:25 in main
// DIFF: clang-19 -O0
// SAYS: same: returned.c:25 in main
// DIFF: clang-22 -O1
// SAYS: same: returned.c:25 in main
#define touch(p) __asm__ volatile("" : : "r"(p) : "memory")

static volatile int hits;

__attribute__((noinline)) static int returned(void)
{
	int x[2];

	touch(x);
	return x[1];
}

int main(void)
{
	for (int i = 0; i < 1; i++)
		if (returned())
			hits++;
	return 0;
}
