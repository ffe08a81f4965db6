/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_LIMITS_H
#define TESTS_LIMITS_H

/*
 * One file for each line of docs/LIMITS.md. Each asserts what happens today, exactly: it fails when a
 * limit goes away, and then the line goes too. Beside the mistake that is not seen each has a control
 * that is.
 */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <kmsan/kmsan.h>

#include "../reports/expect.h"

/* A copy by the runtime: the compiler does not know the size. */
static NOINLINE __attribute__((unused)) void
copy(volatile void *dst, const volatile void *src, size_t size)
{
	__asm__("" : "+r"(size));
	memcpy((void *)dst, (const void *)src, size);
}

#endif
