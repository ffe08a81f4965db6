/* SPDX-License-Identifier: BSD-2-Clause */
// EXIT: 0
/*
 * A value of 32 bits is set once by a loop such as kernels have for patterns wider than a byte.
 * Linux has it in assembly and had to teach it to the sanitizer.
 */
#include "linux.h"

static NOINLINE void
memset32_(uint32_t *p, uint32_t value, size_t n)
{
	while (n-- > 0)
		*p++ = value;
}

static NOINLINE void
test(void)
{
	volatile uint32_t v;

	memset32_((uint32_t *)&v, 0, 1);
	check(&v, sizeof(v));
}

int
main(void)
{
	test();
	return 0;
}


