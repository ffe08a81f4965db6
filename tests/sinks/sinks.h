/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SINKS_SINKS_H
#define TESTS_SINKS_SINKS_H

/* What unit tests of sinks and of libkern share. */

#include <stdbool.h>

#include "msan/context.h"
#include "port_inline.h"

static inline void
report_expect(void)
{
	kmsan_port_lwp()->expecting = true;
	kmsan_port_lwp()->expected_seen = false;
}

static inline bool
report_seen(void)
{
	kmsan_port_lwp()->expecting = false;
	return kmsan_port_lwp()->expected_seen;
}

/* Was anything reported by this statement? Nothing is printed. */
#define REPORTS(statement)                                                                         \
	__extension__({                                                                            \
		report_expect();                                                                   \
		statement;                                                                         \
		report_seen();                                                                     \
	})

/* As KMSAN_TEST_STOPS, and the test goes on afterwards as if nothing had happened. */
#define STOPS(statement)                                                                           \
	__extension__({                                                                            \
		int stops_ = KMSAN_TEST_STOPS(statement);                                          \
                                                                                                   \
		kmsan_port_lwp()->reporting = 0;                                                   \
		stops_;                                                                            \
	})

#endif
