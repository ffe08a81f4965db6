/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_LINUX_CHILD_H
#define TESTS_LINUX_CHILD_H

/* Tests in a process of their own: what they ask, a tool say, is one for the life of a process. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

/* In a child, for cmocka's own would end the parent's test twice. text: what it was about. */
#define CHECK_TEXT(condition, text)                                                                \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			printf("%s:%d: not so: %s; text: %s\n", __FILE__, __LINE__, #condition,    \
			    text);                                                                 \
			fflush(stdout);                                                            \
			_exit(1);                                                                  \
		}                                                                                  \
	} while (0)

static inline void
in_child(void (*function)(void))
{
	pid_t pid;
	int status;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		function();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

#endif
