/* SPDX-License-Identifier: BSD-2-Clause */

/* Where reports go: standard error, standard output, or a file for each process. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <kmsan/hooks.h>
#include <kmsan/options.h>
#include <kmsan/port.h>

#include "linux.h"
#include "rawsys.h"

#define NOT_OPEN (-1)
#define NOWHERE	 (-2)

static int log_fd = NOT_OPEN;
static struct kmsan_lock open_lock;
static bool closed[3];

/* A descriptor that is closed now may be a file of the program's when there is a report. */
void
kmsan_linux_console_start(void)
{
	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++)
		closed[fd] = KMSAN_SYS(SYS_fcntl, fd, F_GETFD, 0, 0) == -EBADF;
}

static int
unless_closed(int fd)
{
	return closed[fd] ? NOWHERE : fd;
}

/* log_path with each %p replaced by the process id; without one, ".PID" is appended. */
static bool
log_name(char *name, size_t size)
{
	const char *in = kmsan_options.log_path;
	long pid = KMSAN_SYS(SYS_getpid, 0, 0, 0, 0);
	bool told = strstr(in, "%p") != NULL;
	size_t n = 0;

	for (; *in != '\0' && n + 24 < size; in++) {
		if (in[0] == '%' && in[1] == 'p') {
			n += (size_t)kmsan_snprintf(name + n, size - n, "%ld", pid);
			in++;
		} else {
			name[n++] = *in;
		}
	}
	name[n] = '\0';
	if (!told)
		kmsan_snprintf(name + n, size - n, ".%ld", pid);
	return *in == '\0';
}

static int
log_open(void)
{
	char name[4096];
	long fd = -ENAMETOOLONG;

	if (strcmp(kmsan_options.log_path, "stderr") == 0)
		return unless_closed(STDERR_FILENO);
	if (strcmp(kmsan_options.log_path, "stdout") == 0)
		return unless_closed(STDOUT_FILENO);
	if (log_name(name, sizeof(name)))
		fd = KMSAN_SYS(
		    SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0) {
		/* Said once, there where it can be read. */
		log_fd = unless_closed(STDERR_FILENO);
		kmsan_note("log_path: cannot write %s (error %ld): using stderr", name, -fd);
		return log_fd;
	}
	return (int)fd;
}

static int
log_descriptor(void)
{
	if (__atomic_load_n(&log_fd, __ATOMIC_ACQUIRE) == NOT_OPEN) {
		int fd;

		if (__atomic_exchange_n(&open_lock.word, 1, __ATOMIC_ACQUIRE) != 0)
			return unless_closed(STDERR_FILENO); /* a note from within log_open() */
		fd = log_open();
		__atomic_store_n(&log_fd, fd, __ATOMIC_RELEASE);
		__atomic_store_n(&open_lock.word, 0, __ATOMIC_RELEASE);
	}
	return log_fd;
}

/* A file per process: the child opens its own. */
void
kmsan_linux_console_forked(void)
{
	if (log_fd > STDERR_FILENO)
		KMSAN_SYS(SYS_close, log_fd, 0, 0, 0);
	log_fd = NOT_OPEN;
	open_lock.word = 0;
}

bool
kmsan_linux_console_is_terminal(void)
{
	if (strcmp(kmsan_options.log_path, "stderr") == 0)
		return isatty(STDERR_FILENO);
	return strcmp(kmsan_options.log_path, "stdout") == 0 && isatty(STDOUT_FILENO);
}

/*
 * A descriptor that does not block: who reads it is slow, or stopped for good, or is this very
 * program. After a wait in vain the text is lost, and later ones are not waited for.
 */
#define STUCK_MS 10000

static bool
can_write(int fd)
{
	struct pollfd ready = {.fd = fd, .events = POLLOUT};
	static bool stuck;
	long n;

	do
		n = KMSAN_SYS(SYS_poll, &ready, 1, stuck ? 0 : STUCK_MS, 0);
	while (n == -EINTR);
	stuck = n == 0;
	return n > 0;
}

/* False: the rest is lost. */
static bool
write_all(int fd, const char *text, size_t size)
{
	while (size > 0) {
		long n = KMSAN_SYS(SYS_write, fd, text, size, 0);

		if (n == -EINTR || (n == -EAGAIN && can_write(fd)))
			continue;
		if (n <= 0)
			return false; /* closed, or the disk is full: the counts at exit still hold */
		text += n;
		size -= (size_t)n;
	}
	return true;
}

/*
 * Nobody reads it any more, or a file is as large as it may be: the kernel sends a signal, which
 * would end the program for something that it did not do.
 */
void
kmsan_port_console(const char *text, size_t size)
{
	uint64_t ours = 1ULL << (SIGPIPE - 1) | 1ULL << (SIGXFSZ - 1), blocked, before, sent;
	struct timespec now = {0, 0};
	int fd = log_descriptor();
	uintptr_t mask;

	if (fd == NOWHERE)
		return;
	mask = kmsan_port_intr_mask(true, 0);
	KMSAN_SYS(SYS_rt_sigprocmask, SIG_BLOCK, &ours, &blocked, sizeof(ours));
	KMSAN_SYS(SYS_rt_sigpending, &before, sizeof(before), 0, 0);
	if (!write_all(fd, text, size) &&
	    KMSAN_SYS(SYS_rt_sigpending, &sent, sizeof(sent), 0, 0) == 0 &&
	    (sent &= ours & ~before) != 0)
		KMSAN_SYS(SYS_rt_sigtimedwait, &sent, 0, &now, sizeof(sent));
	kmsan_linux_intr_unblock(ours & ~blocked);
	kmsan_port_intr_mask(false, mask);
}

void
kmsan_port_stop(int status)
{
	for (;;)
		KMSAN_SYS(SYS_exit_group, status, 0, 0, 0);
}
