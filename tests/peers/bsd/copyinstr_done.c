/* SPDX-License-Identifier: BSD-2-Clause */
// EXIT: 0
/*
 * Both BSDs call *done initialised when the copy fails, also where nobody wrote it. Here it is
 * written in each case, so both forms are silent, and the name that was not copied is not
 * initialised.
 */
#include "bsd.h"

#include <kmsan/uaccess.h>

static NOINLINE void
test(void)
{
	char name[8];
	size_t done;

	KEEP(name);
	MUST(copyinstr(NULL, name, sizeof(name), &done) == KMSAN_EFAULT);
	MUST(done == 0);
	MUST(kmsan_test(name, sizeof(name)) == 0);
}

int
main(void)
{
	test();
	return 0;
}
