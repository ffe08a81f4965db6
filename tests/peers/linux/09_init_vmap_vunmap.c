/* SPDX-License-Identifier: BSD-2-Clause */
// EXIT: 0
// RUN-FLAGS: -D_GNU_SOURCE
/*
 * Two pages, mapped once each and once more side by side, are written through the second mapping
 * and checked through the first. Linux has one shadow for a physical page; here each mapping has
 * its own, and memory that a system maps is initialised, so the answer is the same.
 */
#include "linux.h"

#include <sys/mman.h>
#include <unistd.h>

static NOINLINE void
test(void)
{
	int fd = memfd_create("pages", 0), i;
	char *both, *one[2];

	if (fd < 0 || ftruncate(fd, 2 * PAGE) != 0)
		_exit(2);
	for (i = 0; i < 2; i++)
		one[i] = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, i * PAGE);
	both = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (one[0] == MAP_FAILED || one[1] == MAP_FAILED || both == MAP_FAILED)
		_exit(2);
	memset(both, 0xfe, 2 * PAGE);
	for (i = 0; i < 2; i++) {
		check(one[i], PAGE);
		USE(one[i][PAGE - 1]);
		munmap(one[i], PAGE);
	}
	munmap(both, 2 * PAGE);
	close(fd);
}

int
main(void)
{
	test();
	return 0;
}


