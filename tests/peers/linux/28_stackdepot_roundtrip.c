/* SPDX-License-Identifier: BSD-2-Clause */
// EXIT: 0
/*
 * What the sanitizer says about an object, it says in initialised memory, and the same each time:
 * here its record of an allocation.
 */
#include "linux.h"

#include <unistd.h>

static NOINLINE void
test(void)
{
	struct kmsan_addr_info first, again;
	char *p = kmalloc(24);

	if (!kmsan_addr_describe(p + 3, &first) || !kmsan_addr_describe(p + 3, &again))
		_exit(2);
	check(&first, sizeof(first));
	USE(first.size == 24 && first.live && first.alloc_orig != 0);
	if (first.start != (uintptr_t)p || memcmp(&first, &again, sizeof(first)) != 0)
		_exit(2);
	kfree(p);
}

int
main(void)
{
	test();
	return 0;
}


