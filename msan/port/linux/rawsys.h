/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_RAWSYS_H
#define KMSAN_LINUX_RAWSYS_H

/*
 * System calls without libc between: errno stays the program's, no wrapper or interposed function
 * of the program is met, and nothing is a cancellation point. Result: as the kernel gives it, a
 * negative errno on failure.
 */

#include <stdint.h>
#include <sys/syscall.h>

static inline long
kmsan_sys6(
    long number, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e, uintptr_t f)
{
	long result;
	register uintptr_t r10 __asm__("r10") = d;
	register uintptr_t r8 __asm__("r8") = e;
	register uintptr_t r9 __asm__("r9") = f;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

#define KMSAN_SYS(number, a, b, c, d)                                                              \
	kmsan_sys6(number, (uintptr_t)(a), (uintptr_t)(b), (uintptr_t)(c), (uintptr_t)(d), 0, 0)

#endif
