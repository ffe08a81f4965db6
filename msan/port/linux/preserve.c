/* SPDX-License-Identifier: BSD-2-Clause */
#include "linux.h"

#ifdef __x86_64__
#include <cpuid.h>

/*
 * How preserve.S saves the vector registers: 0 FXSAVE, 1 XSAVE, 2 XSAVEC. 0 until the start has looked:
 * before it there is no code yet that uses more than SSE.
 */
unsigned char kmsan_linux_vectors;

void
kmsan_linux_preserve_start(void)
{
	unsigned a, b, c, d;

	/* OSXSAVE: the processor has it and the kernel lets it be used. */
	if (!__get_cpuid(1, &a, &b, &c, &d) || (c & bit_OSXSAVE) == 0)
		return;
	kmsan_linux_vectors = 1;
	if (__get_cpuid_count(0xd, 1, &a, &b, &c, &d) && (a & bit_XSAVEC) != 0)
		kmsan_linux_vectors = 2;
}
#else
void
kmsan_linux_preserve_start(void)
{
}
#endif
