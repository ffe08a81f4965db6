/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_REPORTS_EXPECT_H
#define TESTS_REPORTS_EXPECT_H

/* For what a report does not show. Not so: a line, and a status that no report ends with. */

#include <stdio.h>
#include <stdlib.h>

#define EXPECT(condition)                                                                          \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "line %d: not so: %s\n", __LINE__, #condition);            \
			_Exit(99);                                                                 \
		}                                                                                  \
	} while (0)

/*
 * Keep what the optimiser would fold or inline. KEEP: what the pointer points to is memory that
 * somebody may have looked at and written.
 */
#define NOINLINE      __attribute__((noinline))
#define KEEP(pointer) __asm__ volatile("" : : "g"(pointer) : "memory")

#ifdef FIXED
#define FIXED_TWIN 1
#else
#define FIXED_TWIN 0
#endif

#endif
