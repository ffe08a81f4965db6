/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_PEERS_BSD_H
#define TESTS_PEERS_BSD_H

/*
 * One file for each wrapper of the BSD kernels' sanitizers that sees too little, too much, or says
 * where it came from wrongly. The first comment of each says what they do.
 */

#include <stdint.h>
#include <stdlib.h>

#include <kmsan/kmsan.h>

#define NOINLINE      __attribute__((noinline))
#define KEEP(pointer) __asm__ volatile("" : : "g"(pointer) : "memory")

/* Not so: a status that no report ends with. */
#define MUST(condition)                                                                            \
	do {                                                                                       \
		if (!(condition))                                                                  \
			_Exit(99);                                                                 \
	} while (0)

#ifdef FIXED
#define FIXED_TWIN 1
#else
#define FIXED_TWIN 0
#endif

#endif
