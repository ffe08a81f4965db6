// SPDX-License-Identifier: BSD-2-Clause
// A structure is assigned through an uninitialised pointer: the compiler makes a copy of it, whose
// addresses nobody checks (docs/LIMITS.md). The program crashes, which MSan reports as a crash unless
// it is told not to.
// DIFF: clang-14 -O3
// SAYS: silent: exit status 139
// DIFF: clang-19 -O1
// SAYS: silent: exit status 139
#define touch(p) __asm__ volatile("" : : "r"(p) : "memory")

struct record {
	int words[30];
};
static struct record from;

int main(void)
{
	struct record *p;

	touch(&p);
	*(struct record *)((unsigned long)p & 8) = from; /* 0 or 8: it crashes */
	return 0;
}
