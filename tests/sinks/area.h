/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SINKS_AREA_H
#define TESTS_SINKS_AREA_H

/* A page with shadow for a test to play with; what the runtime's stack is has none here. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/kmsan.h>

#include "msan/shadow.h"
#include "sinks/sinks.h"
#include "testport.h"

static char *area;

static inline int
set_up(void **state)
{
	(void)state;
	kmsan_test_reset();
	if (area == NULL)
		area = kmsan_port_pages(KMSAN_PAGE_SIZE);
	return area == NULL;
}

/* Initialised, and no two bytes that lie together are equal. */
static inline void
fill_area(void)
{
	kmsan_mark(area, KMSAN_PAGE_SIZE, KMSAN_STATE_INITED);
	for (size_t i = 0; i < KMSAN_PAGE_SIZE; i++)
		area[i] = (char)(i * 7 + 1);
}

#endif
