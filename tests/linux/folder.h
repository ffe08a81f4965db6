/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_LINUX_FOLDER_H
#define TESTS_LINUX_FOLDER_H

/* A folder for a program's tests, made before the first and gone, with all in it, after the last. */

#include <stdio.h>
#include <stdlib.h>

static char folder[] = "/tmp/kmsan-test-XXXXXX";

static inline int
make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL;
}

static inline int
remove_folder(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

#endif
