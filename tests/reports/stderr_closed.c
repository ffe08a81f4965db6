/* SPDX-License-Identifier: BSD-2-Clause */
/* Nobody reads it: the status tells all the same, and no file of the program's gets the report. */
// LEVELS: 0 2
// RUN: %t %d/log/data 2>&-; status=$?; cat %d/log/data >&2; exit $status
#include <fcntl.h>
#include <kmsan/kmsan.h>
#include <unistd.h>

#include "expect.h"

static int value;

int
main(int argc, char **argv)
{
	int fd = open(argc > 1 ? argv[1] : "/dev/null", O_WRONLY | O_CREAT, 0666);

	/* As the first that is opened gets number 2, on most systems. */
	EXPECT(fd == 2 || dup2(fd, 2) == 2);
	if (!FIXED_TWIN)
		kmsan_mark(&value, sizeof(value), KMSAN_STATE_UNINIT);
	if (value == 3)
		KEEP(NULL);
	return 0;
}
