/* SPDX-License-Identifier: BSD-2-Clause */
// EXIT: 0
/*
 * Eight pages, of which all is set after the first byte was.
 */
#include "linux.h"

static NOINLINE void
test(void)
{
	size_t i, size = 8 * PAGE;
	char *buf = vmalloc(size);

	buf[0] = 1;
	memset(buf, 0xfe, size);
	USE(buf[0]);
	for (i = 0; i < size; i += PAGE)
		check(&buf[i], PAGE);
	vfree(buf, size);
}

int
main(void)
{
	test();
	return 0;
}
