// SPDX-License-Identifier: BSD-2-Clause
// In clang 14 both have to be told to check arguments at the call; otherwise MSan reports in the callee.
// DIFF: clang-14 -O1
// SAYS: same: eager_vararg.c:35 in main
// DIFF: clang-16 -O0
// SAYS: same: eager_vararg.c:35 in main
// DIFF: clang-22 -O2
// SAYS: same: eager_vararg.c:35 in main
#include <stdarg.h>

#define touch(p) __asm__ volatile("" : : "r"(p) : "memory")

static volatile int hits;

__attribute__((noinline)) static void vary(int n, ...)
{
	va_list ap;

	va_start(ap, n);
	if (va_arg(ap, int))
		hits++;
	va_end(ap);
}

__attribute__((noinline)) static void scalar(int x)
{
	hits += x;
}

int main(void)
{
	int x[2];

	touch(x);
	scalar(x[1]);
	vary(1, x[0]);
	return 0;
}
