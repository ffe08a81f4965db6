/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_TOOL_H
#define KMSAN_LINUX_TOOL_H

/*
 * A helper program that answers questions, one line each, on its standard input and output: an
 * answer ends with an empty line. One process serves for the life of this one. The program under
 * test does not notice it: no child that wait() could find, no SIGCHLD, no SIGPIPE, no descriptor
 * below 700, and none at all that an exec would pass on.
 *
 * Any context, also a signal handler: no malloc, no stdio, no lock of libc's. Signals are
 * blocked meanwhile. One question at a time in the process; a thread that asks while it
 * is asking (out of a crash in here) gets no answer.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct kmsan_linux_tool {
	const char *argv[6]; /* [0]: the program's path; ends with NULL */
	unsigned timeout_ms; /* 0: 10000, and 60000 for the first answer */

	/* tool.c's */
	int fd; /* valid if pid is not 0 */
	pid_t pid;
	pid_t owner; /* the process that started it */
	dev_t device;
	ino_t inode; /* of fd: the program may have closed it and reused the number */
	unsigned failures;
	bool answered; /* since it was started */
	bool dead; /* not to be tried again */
};

enum kmsan_tool_error {
	KMSAN_TOOL_OK = 0,
	KMSAN_TOOL_NONE = -1,	 /* dead before this question, or busy */
	KMSAN_TOOL_START = -2,	 /* cannot be started */
	KMSAN_TOOL_CRASH = -3,	 /* ended before it had answered */
	KMSAN_TOOL_TIMEOUT = -4, /* was killed */
	KMSAN_TOOL_ENDLESS = -5	 /* said more than 16 MiB; was killed */
};

/*
 * Ask; request ends with a newline. The answer without its empty line, NUL-terminated, is in
 * reply: cut after the last whole line that fits. After START, TIMEOUT, ENDLESS and the third
 * CRASH the tool is dead.
 */
enum kmsan_tool_error kmsan_linux_tool_ask(
    struct kmsan_linux_tool *tool, const char *request, char *reply, size_t size);

/* Kill it, do not start it again. */
void kmsan_linux_tool_kill(struct kmsan_linux_tool *tool);

/*
 * Make the calling thread the one that may ask, with its signals blocked; false: it is already.
 * Every kmsan_linux_tool_ask() stands between enter and leave; reply buffers can be shared.
 */
bool kmsan_linux_tool_enter(uint64_t *signals);
void kmsan_linux_tool_leave(uint64_t signals);

/* Find name in the directories of PATH, as it was at start. False: not found, or too long. */
bool kmsan_linux_find_program(const char *name, char *path, size_t size);

/* The same in these directories, with ':' between them. */
bool kmsan_linux_find_in(const char *dirs, const char *name, char *path, size_t size);

#endif
