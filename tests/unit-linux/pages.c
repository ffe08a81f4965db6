/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the port asks of the system for pages: huge ones for 16 MiB and more, and their shadow; small
 * ones for less.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <kmsan/port.h>

#include "port_inline.h"

/* A mapping's flag in smaps of the one with this address: 1, 0, -1: there are no such flags. */
static int
has_flag(const void *addr, const char *flag)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	unsigned long at = (unsigned long)addr, lo = 1, hi = 0;
	char line[512];
	int has = -1;

	assert_non_null(f);
	while (has < 0 && fgets(line, sizeof(line), f) != NULL) {
		if (strncmp(line, "VmFlags:", 8) != 0)
			(void)sscanf(line, "%lx-%lx ", &lo, &hi);
		else if (lo <= at && at < hi)
			has = strstr(line, flag) != NULL;
	}
	fclose(f);
	return has;
}

static void
huge(void **state)
{
	for (unsigned mib = 8; mib <= 16; mib += 8) {
		size_t size = (size_t)mib << 20;
		char *p = kmsan_port_pages(size), *last = p + size - 1;

		(void)state;
		assert_non_null(p);
		if (has_flag(p, " rd ") < 0)
			skip();
		assert_int_equal(has_flag(p, " hg "), mib == 16);
		assert_int_equal(has_flag(last, " hg "), mib == 16);
		assert_int_equal(has_flag(kmsan_port_shad(p), " hg "), mib == 16);
		assert_int_equal(has_flag(kmsan_port_shad(last), " hg "), mib == 16);
		assert_int_equal(has_flag(kmsan_port_orig(p), " hg "), mib == 16);
		assert_int_equal(has_flag(kmsan_port_orig(last), " hg "), mib == 16);
		assert_int_equal(has_flag(kmsan_port_shad(p), " nh "), mib != 16);
		/* Zero, as all are, and so is their shadow. */
		memset(kmsan_port_shad(p), 1, size);
		memset(p, 1, size);
		assert_int_equal(kmsan_port_pages_set(p, size, KMSAN_PAGES_FREED), 0);
		assert_int_equal(*(char *)kmsan_port_shad(p), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(huge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
