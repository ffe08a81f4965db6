/* SPDX-License-Identifier: BSD-2-Clause */
// EXIT: 0
/*
 * A value of 64 bits is set once by a loop such as kernels have for patterns wider than a byte.
 * Linux has it in assembly and had to teach it to the sanitizer.
 */
#include "linux.h"

static NOINLINE void
memset64_(uint64_t *p, uint64_t value, size_t n)
{
	while (n-- > 0)
		*p++ = value;
}

static NOINLINE void
test(void)
{
	volatile uint64_t v;

	memset64_((uint64_t *)&v, 0, 1);
	check(&v, sizeof(v));
}

int
main(void)
{
	test();
	return 0;
}


