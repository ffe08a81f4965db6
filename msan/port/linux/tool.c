/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "image.h"
#include "rawsys.h"
#include "tool.h"

#define TIMEOUT_MS 10000
/* The first answer: it has to be loaded, and to read debug information, perhaps on a busy machine. */
#define FIRST_TIMEOUT_MS 60000
#define REPLY_LIMIT	 ((size_t)16 << 20)
#define FD_FLOOR	 700 /* above what programs count on, below the usual limit of 1024 */
#define CRASHES_MAX	 3
#define START_TRIES	 10

/*
 * Who may ask: process and thread, so that a forked child does not wait for a thread that it
 * does not have. 0: nobody.
 */
static _Atomic uint64_t asking;

bool
kmsan_linux_tool_enter(uint64_t *signals)
{
	uint64_t all = ~0UL, holder;
	uint64_t pid = (uint64_t)KMSAN_SYS(SYS_getpid, 0, 0, 0, 0);
	uint64_t me = pid << 32 | (uint64_t)KMSAN_SYS(SYS_gettid, 0, 0, 0, 0);
	struct timespec nap = {0, 1000000};

	KMSAN_SYS(SYS_rt_sigprocmask, SIG_SETMASK, &all, signals, sizeof(all));
	for (;;) {
		holder = atomic_load(&asking);
		if (holder == me) {
			KMSAN_SYS(SYS_rt_sigprocmask, SIG_SETMASK, signals, 0, sizeof(all));
			return false;
		}
		if ((holder == 0 || holder >> 32 != pid) &&
		    atomic_compare_exchange_strong(&asking, &holder, me))
			return true;
		KMSAN_SYS(SYS_nanosleep, &nap, 0, 0, 0);
	}
}

void
kmsan_linux_tool_leave(uint64_t signals)
{
	atomic_store(&asking, 0);
	KMSAN_SYS(SYS_rt_sigprocmask, SIG_SETMASK, &signals, 0, sizeof(signals));
}

bool
kmsan_linux_find_program(const char *name, char *path, size_t size)
{
	const char *dirs = kmsan_linux_start_getenv("PATH");

	return kmsan_linux_find_in(
	    dirs != NULL ? dirs : "/usr/local/bin:/usr/bin:/bin", name, path, size);
}

bool
kmsan_linux_find_in(const char *dirs, const char *name, char *path, size_t size)
{
	const char *end;
	size_t length, name_length = strlen(name);

	for (;; dirs = end + 1) {
		end = strchrnul(dirs, ':');
		length = (size_t)(end - dirs);
		if (length > 0 && length + name_length + 2 <= size) {
			memcpy(path, dirs, length);
			path[length] = '/';
			memcpy(path + length + 1, name, name_length + 1);
			if (KMSAN_SYS(SYS_access, path, 1 /* X_OK */, 0, 0) == 0)
				return true;
		}
		if (*end == '\0')
			return false;
	}
}

/*
 * Starting it. Two clones, both sharing our memory, so that no page tables (with a shadow in
 * them) are copied and no atfork handler runs. The first child ends at once and is
 * collected here; it has no exit signal, so that nobody's wait() or SIGCHLD handler meets it. The
 * tool is its child, that is, an orphan: init's, or the nearest subreaper's.
 */
struct start {
	const char *const *argv;
	const char **env;
	int fd;
	pid_t pid;
	long error;
};
#define CHILD_STACK 16384
static _Alignas(16) char child_stacks[2][CHILD_STACK];

/* The kernel's struct sigaction. */
struct kernel_sigaction {
	uintptr_t handler, flags, restorer, mask;
};

static int
run_tool(void *arg)
{
	struct start *start = arg;
	struct kernel_sigaction by_default = {0};
	uint64_t none = 0;
	int i;
	long null;

	/* Handlers of the program would run in its memory once signals are unblocked. */
	for (i = 1; i <= 64; i++)
		KMSAN_SYS(SYS_rt_sigaction, i, &by_default, 0, sizeof(none));
	/* Its own session: the terminal's ^C is for the program, which may want to report still. */
	KMSAN_SYS(SYS_setsid, 0, 0, 0, 0);
	KMSAN_SYS(SYS_dup2, start->fd, 0, 0, 0);
	KMSAN_SYS(SYS_dup2, start->fd, 1, 0, 0);
	null = KMSAN_SYS(SYS_open, "/dev/null", O_WRONLY, 0, 0);
	if (null >= 0)
		KMSAN_SYS(SYS_dup2, null, 2, 0, 0);
	if (KMSAN_SYS(SYS_close_range, 3, ~0U, 0, 0) != 0)
		for (i = 3; i < 4096; i++)
			KMSAN_SYS(SYS_close, i, 0, 0, 0);
	KMSAN_SYS(SYS_rt_sigprocmask, SIG_SETMASK, &none, 0, sizeof(none));
	start->error = KMSAN_SYS(SYS_execve, start->argv[0], start->argv, start->env, 0);
	KMSAN_SYS(SYS_exit, 127, 0, 0, 0);
	return 0;
}

static int
run_middle(void *arg)
{
	struct start *start = arg;

	start->pid =
	    clone(run_tool, child_stacks[1] + CHILD_STACK, CLONE_VM | CLONE_VFORK | SIGCHLD, arg);
	KMSAN_SYS(SYS_exit, 0, 0, 0, 0);
	return 0;
}

/* Not for the tool: what is meant for the program alone, and our own options. */
static bool
passes(const char *variable)
{
	return strncmp(variable, "LD_", 3) != 0 && strncmp(variable, "KMSAN_OPTIONS=", 14) != 0;
}

#define ENV_MAX 512
static const char *child_env[ENV_MAX];

static void
fill_env(void)
{
	const char *const *env = kmsan_linux_start_environ();
	size_t n = 0;

	for (; env != NULL && *env != NULL && n < ENV_MAX - 1; env++)
		if (passes(*env))
			child_env[n++] = *env;
	child_env[n] = NULL;
}

static bool
same_file(const struct kmsan_linux_tool *tool)
{
	struct stat st;

	return KMSAN_SYS(SYS_fstat, tool->fd, &st, 0, 0) == 0 && st.st_dev == tool->device &&
	       st.st_ino == tool->inode;
}

/* A socket rather than two pipes: writing to it when the other end is gone raises no signal. */
static long
start_tool(struct kmsan_linux_tool *tool)
{
	struct start start = {.argv = tool->argv, .env = child_env};
	struct stat st;
	int pair[2], saved_errno = errno;
	long fd, error;
	pid_t middle;

	error = KMSAN_SYS(SYS_socketpair, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
	if (error != 0)
		return error;
	/* Not 0 to 2, which the child fills, and where the program expects its own files. */
	fd = KMSAN_SYS(SYS_fcntl, pair[0], F_DUPFD_CLOEXEC, FD_FLOOR, 0);
	if (fd < 0)
		fd = KMSAN_SYS(SYS_fcntl, pair[0], F_DUPFD_CLOEXEC, 3, 0);
	start.fd = (int)KMSAN_SYS(SYS_fcntl, pair[1], F_DUPFD_CLOEXEC, 3, 0);
	KMSAN_SYS(SYS_close, pair[0], 0, 0, 0);
	KMSAN_SYS(SYS_close, pair[1], 0, 0, 0);
	if (fd < 0 || start.fd < 0 || KMSAN_SYS(SYS_fstat, fd, &st, 0, 0) != 0) {
		if (fd >= 0)
			KMSAN_SYS(SYS_close, fd, 0, 0, 0);
		if (start.fd >= 0)
			KMSAN_SYS(SYS_close, start.fd, 0, 0, 0);
		return -EMFILE;
	}
	fill_env();
	middle = clone(run_middle, child_stacks[0] + CHILD_STACK, CLONE_VM | CLONE_VFORK, &start);
	error = middle < 0 ? -errno : start.error;
	errno = saved_errno;
	if (middle >= 0)
		KMSAN_SYS(SYS_wait4, middle, 0, __WCLONE, 0);
	KMSAN_SYS(SYS_close, start.fd, 0, 0, 0);
	if (error != 0 || start.pid <= 0) {
		KMSAN_SYS(SYS_close, fd, 0, 0, 0);
		return error != 0 ? error : -EAGAIN;
	}
	tool->fd = (int)fd;
	tool->pid = start.pid;
	tool->owner = (pid_t)KMSAN_SYS(SYS_getpid, 0, 0, 0, 0);
	tool->device = st.st_dev;
	tool->inode = st.st_ino;
	return 0;
}

/* No process or no memory for one right now: that may be over in a moment. */
static long
start_patiently(struct kmsan_linux_tool *tool)
{
	struct timespec nap = {0, 50000000};
	long error = start_tool(tool);
	unsigned i;

	for (i = 0; i < START_TRIES && (error == -EAGAIN || error == -ENOMEM); i++) {
		KMSAN_SYS(SYS_nanosleep, &nap, 0, 0, 0);
		error = start_tool(tool);
	}
	if (error == 0)
		tool->answered = false;
	return error;
}

static unsigned
timeout_of(const struct kmsan_linux_tool *tool)
{
	if (tool->timeout_ms != 0)
		return tool->timeout_ms;
	return tool->answered ? TIMEOUT_MS : FIRST_TIMEOUT_MS;
}

static void
stop_tool(struct kmsan_linux_tool *tool, bool kill)
{
	if (tool->pid != 0 && kill)
		KMSAN_SYS(SYS_kill, tool->pid, SIGKILL, 0, 0);
	if (tool->pid != 0 && same_file(tool))
		KMSAN_SYS(SYS_close, tool->fd, 0, 0, 0);
	tool->pid = 0;
}

void
kmsan_linux_tool_kill(struct kmsan_linux_tool *tool)
{
	stop_tool(tool, true);
	tool->dead = true;
}

static int64_t
now_ms(void)
{
	struct timespec now;

	KMSAN_SYS(SYS_clock_gettime, CLOCK_MONOTONIC, &now, 0, 0);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Wait until the socket can do that; false after the deadline. */
static bool
wait_for(int fd, short events, int64_t deadline)
{
	struct pollfd pollfd = {.fd = fd, .events = events};
	int64_t left = deadline - now_ms();
	long n;

	if (left <= 0)
		return false;
	n = KMSAN_SYS(SYS_poll, &pollfd, 1, left, 0);
	return n > 0 || n == -EINTR;
}

static long
receive(int fd, char *buf, size_t size)
{
	return kmsan_sys6(SYS_recvfrom, (uintptr_t)fd, (uintptr_t)buf, size, MSG_DONTWAIT, 0, 0);
}

static enum kmsan_tool_error
send_request(struct kmsan_linux_tool *tool, const char *request, int64_t deadline)
{
	size_t left = strlen(request);
	char stale[512];
	long n;

	/* What it may have said after its last answer is not the answer to this question. */
	while (receive(tool->fd, stale, sizeof(stale)) > 0)
		if (now_ms() > deadline)
			return KMSAN_TOOL_ENDLESS;
	while (left > 0) {
		n = kmsan_sys6(SYS_sendto, (uintptr_t)tool->fd, (uintptr_t)request, left,
		    MSG_NOSIGNAL | MSG_DONTWAIT, 0, 0);
		if (n == -EAGAIN) {
			if (!wait_for(tool->fd, POLLOUT, deadline))
				return KMSAN_TOOL_TIMEOUT;
			continue;
		}
		if (n <= 0)
			return KMSAN_TOOL_CRASH;
		request += n;
		left -= (size_t)n;
	}
	return KMSAN_TOOL_OK;
}

/* Read up to the empty line. What does not fit is read and dropped. */
static enum kmsan_tool_error
read_reply(struct kmsan_linux_tool *tool, char *reply, size_t size, int64_t deadline)
{
	size_t length = 0, total = 0, i;
	char buf[4096], last = '\n';
	bool done = false;
	long n;

	while (!done) {
		n = receive(tool->fd, buf, sizeof(buf));
		if (n == -EAGAIN) {
			if (!wait_for(tool->fd, POLLIN, deadline))
				return KMSAN_TOOL_TIMEOUT;
			continue;
		}
		if (n <= 0)
			return KMSAN_TOOL_CRASH;
		total += (size_t)n;
		if (total > REPLY_LIMIT)
			return KMSAN_TOOL_ENDLESS;
		for (i = 0; i < (size_t)n && !done; i++) {
			done = buf[i] == '\n' && last == '\n';
			last = buf[i];
			if (!done && length + 1 < size)
				reply[length++] = last;
		}
	}
	while (length > 0 && reply[length - 1] != '\n')
		length--;
	reply[length] = '\0';
	return KMSAN_TOOL_OK;
}

enum kmsan_tool_error
kmsan_linux_tool_ask(struct kmsan_linux_tool *tool, const char *request, char *reply, size_t size)
{
	enum kmsan_tool_error error;
	int64_t deadline;

	reply[0] = '\0';
	if (tool->dead)
		return KMSAN_TOOL_NONE;
	/* A forked child leaves its parent's tool alone; so does a program that closed our end. */
	if (tool->pid != 0 &&
	    (tool->owner != (pid_t)KMSAN_SYS(SYS_getpid, 0, 0, 0, 0) || !same_file(tool)))
		stop_tool(tool, false);
	if (tool->pid == 0 && start_patiently(tool) != 0) {
		tool->dead = true;
		return KMSAN_TOOL_START;
	}
	deadline = now_ms() + timeout_of(tool);
	error = send_request(tool, request, deadline);
	if (error == KMSAN_TOOL_OK)
		error = read_reply(tool, reply, size, deadline);
	if (error == KMSAN_TOOL_OK) {
		tool->answered = true;
		return error;
	}
	reply[0] = '\0';
	/* After a crash its number may be another process's by now: do not kill that. */
	stop_tool(tool, error != KMSAN_TOOL_CRASH);
	tool->dead = error != KMSAN_TOOL_CRASH || ++tool->failures >= CRASHES_MAX;
	return error;
}
