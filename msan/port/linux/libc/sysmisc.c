/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls that are Linux's own, and calls by number. */
#include "libc.h"
#include <errno.h>
#include <execinfo.h>
#include <sched.h>
#include <search.h>
#include <stdlib.h>
#include <sys/fanotify.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/quota.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <signal.h>
#include <ucontext.h>
#include <unistd.h>

FN(int, mount,
    (const char *what, const char *where, const char *type, unsigned long flags, const void *data),
    (what, where, type, flags, data), IN_STR(1, what);
    IN_STR(2, where); IN_STR(3, type); IN_STR(5, data), NOTHING);
FN(int, umount, (const char *where), (where), IN_STR(1, where), NOTHING);
FN(int, umount2, (const char *where, int flags), (where, flags), IN_STR(1, where), NOTHING);
FN(int, swapon, (const char *path, int flags), (path, flags), IN_STR(1, path), NOTHING);
FN(int, swapoff, (const char *path), (path), IN_STR(1, path), NOTHING);
FN(int, fanotify_mark, (int fd, unsigned flags, uint64_t mask, int dir, const char *path),
    (fd, flags, mask, dir, path), IN_STR(5, path), NOTHING);
FN(int, ntp_gettimex, (struct ntptimeval * out), (out), NOTHING, OUT_IF(r >= 0, out, sizeof(*out)));
ALIAS(ntp_gettime, ntp_gettimex);
FN(int, backtrace, (void **out, int n), (out, n), NOTHING,
    OUT_IF(r > 0, out, (size_t)r * sizeof(*out)));
FN(char **, backtrace_symbols, (void *const *list, int n), (list, n),
    IN(1, list, n < 0 ? 0 : (size_t)n * sizeof(*list)), NOTHING);

WRAP(void, backtrace_symbols_fd, (void *const *list, int n, int fd))
{
	IN(1, list, n < 0 ? 0 : (size_t)n * sizeof(*list));
	backtrace_symbols_fd(list, n, fd);
}

/* Trees: the program's functions run in between; what they return is not what these return. */
WRAP(void, twalk, (const void *root, __action_fn_t fn))
{
	twalk(root, fn);
	libc_call();
}

WRAP(void, twalk_r, (const void *root, void (*fn)(const void *, VISIT, void *), void *arg))
{
	twalk_r(root, fn, arg);
	libc_call();
}

WRAP(void, tdestroy, (void *root, __free_fn_t fn))
{
	tdestroy(root, fn);
	libc_call();
}

/* prctl: the requests that write; those that read take a name. */
WRAP(int, prctl, (int request, ...))
{
	unsigned long arg[4];
	va_list ap;
	void *p;
	int r;

	va_start(ap, request);
	for (unsigned i = 0; i < 4; i++)
		arg[i] = va_arg(ap, unsigned long);
	va_end(ap);
	p = (void *)arg[0];
	if (request == PR_SET_NAME)
		IN_STRN(2, p, 16);
	r = prctl(request, arg[0], arg[1], arg[2], arg[3]);
	if (r != 0)
		return r;
	switch (request) {
	case PR_GET_NAME:
		OUT_STR(p);
		break;
	case PR_GET_PDEATHSIG:
	case PR_GET_ENDIAN:
	case PR_GET_FPEMU:
	case PR_GET_FPEXC:
	case PR_GET_TSC:
	case PR_GET_UNALIGN:
	case PR_GET_CHILD_SUBREAPER:
		OUT(p, sizeof(int));
		break;
	case PR_GET_TID_ADDRESS:
		OUT(p, sizeof(void *));
		break;
	}
	return r;
}

WRAP(long, ptrace, (enum __ptrace_request request, ...))
{
	va_list ap;
	pid_t pid;
	void *at, *data;
	struct iovec *v;
	long r;

	va_start(ap, request);
	pid = va_arg(ap, pid_t);
	at = va_arg(ap, void *);
	data = va_arg(ap, void *);
	va_end(ap);
	v = data;
	if (request == PTRACE_GETREGSET || request == PTRACE_SETREGSET)
		IN(4, v, sizeof(*v));
	r = ptrace(request, pid, at, data);
	if (r < 0)
		return r;
	if (request == PTRACE_GETREGS)
		OUT(data, sizeof(struct user_regs_struct));
	else if (request == PTRACE_GETFPREGS)
		OUT(data, sizeof(struct user_fpregs_struct));
	else if (request == PTRACE_GETSIGINFO)
		OUT(data, sizeof(siginfo_t));
	else if (request == PTRACE_GETEVENTMSG)
		OUT(data, sizeof(unsigned long));
	else if (request == PTRACE_GETREGSET) {
		OUT_OBJ(v);
		OUT(v->iov_base, v->iov_len);
	}
	return r;
}

/*
 * By number: the calls that programs make in this way because libc has or had none for them. What
 * another one writes keeps its marks.
 */
WRAP(long, syscall, (long number, ...))
{
	unsigned long a[6];
	va_list ap;
	long r;

	va_start(ap, number);
	for (unsigned i = 0; i < 6; i++)
		a[i] = va_arg(ap, unsigned long);
	va_end(ap);
	if (number == SYS_write || number == SYS_pwrite64 || number == SYS_sendto)
		IN_SEND(3, (const void *)a[1], a[2]);
	r = syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (r < 0)
		return r;
	switch (number) {
	case SYS_getrandom:
		OUT((const void *)a[0], (size_t)r);
		break;
	case SYS_read:
	case SYS_pread64:
	case SYS_recvfrom:
	case SYS_getdents64:
	case SYS_getdents:
		OUT((const void *)a[1], (size_t)r);
		break;
	case SYS_clock_gettime:
	case SYS_clock_getres:
		OUT((const void *)a[1], sizeof(struct timespec));
		break;
	case SYS_gettimeofday:
		OUT((const void *)a[0], sizeof(struct timeval));
		break;
	case SYS_getcpu:
		OUT((const void *)a[0], sizeof(unsigned));
		OUT((const void *)a[1], sizeof(unsigned));
		break;
	}
	return r;
}

/*
 * A context that starts in a function of the program, on a stack that the program brings. The
 * arguments are numbers, passed on as they are; libc takes them from registers and stack.
 */
WRAP(void, makecontext, (ucontext_t * p, void (*fn)(void), int n, ...))
{
	long a[16] = {0};
	va_list ap;

	IN(1, &p->uc_stack.ss_sp, sizeof(p->uc_stack.ss_sp));
	IN(1, &p->uc_stack.ss_size, sizeof(p->uc_stack.ss_size));
	IN(1, &p->uc_link, sizeof(p->uc_link));
	va_start(ap, n);
	for (int i = 0; i < n && i < 16; i++)
		a[i] = va_arg(ap, long);
	va_end(ap);
	/* libc looks only at the first n. */
	makecontext(p, fn, n > 16 ? 16 : n, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8],
	    a[9], a[10], a[11], a[12], a[13], a[14], a[15]);
	OUT_OBJ(p);
}

/* File systems, mounted piece by piece. */
FN(int, fsopen, (const char *type, unsigned flags), (type, flags), IN_STR(1, type), NOTHING);
FN(int, fspick, (int fd, const char *path, unsigned flags), (fd, path, flags), IN_STR(2, path),
    NOTHING);
FN(int, open_tree, (int fd, const char *path, unsigned flags), (fd, path, flags), IN_STR(2, path),
    NOTHING);
FN(int, move_mount, (int fd, const char *from, int to_fd, const char *to, unsigned flags),
    (fd, from, to_fd, to, flags), IN_STR(2, from);
    IN_STR(4, to), NOTHING);
FN(int, mount_setattr,
    (int fd, const char *path, unsigned flags, struct mount_attr *attr, size_t size),
    (fd, path, flags, attr, size), IN_STR(2, path);
    IN_SEND(4, attr, size), NOTHING);

WRAP(int, fsconfig, (int fd, unsigned cmd, const char *key, const void *value, int aux))
{
	IN_STR(3, key);
	if (cmd == FSCONFIG_SET_BINARY)
		IN_SEND(4, value, (size_t)aux);
	else
		IN_STR(4, value);
	return fsconfig(fd, cmd, key, value, aux);
}

/* quotactl: the commands that write, and those that read. */
WRAP(int, quotactl, (int cmd, const char *device, int id, caddr_t p))
{
	unsigned command = (unsigned)cmd >> SUBCMDSHIFT;
	int r;

	IN_STR(2, device);
	if (command == Q_QUOTAON)
		IN_STR(4, p);
	else if (command == Q_SETQUOTA)
		IN_SEND(4, p, sizeof(struct dqblk));
	else if (command == Q_SETINFO)
		IN_SEND(4, p, sizeof(struct dqinfo));
	r = quotactl(cmd, device, id, p);
	if (r != 0)
		return r;
	if (command == Q_GETQUOTA)
		OUT(p, sizeof(struct dqblk));
	else if (command == Q_GETINFO)
		OUT(p, sizeof(struct dqinfo));
	else if (command == Q_GETFMT)
		OUT(p, sizeof(uint32_t));
	return r;
}

/* The child starts in fn on the stack that it brings: only the parent comes back here. */
WRAP(int, clone, (int (*fn)(void *), void *stack, int flags, void *arg, ...))
{
	void *parent, *tls, *child;
	va_list ap;
	int r;

	va_start(ap, arg);
	parent = va_arg(ap, void *);
	tls = va_arg(ap, void *);
	child = va_arg(ap, void *);
	va_end(ap);
	r = clone(fn, stack, flags, arg, parent, tls, child);
	OUT_IF(r > 0 && (flags & (CLONE_PARENT_SETTID | CLONE_PIDFD)) != 0, parent, sizeof(int));
	OUT_IF(r > 0 && (flags & CLONE_CHILD_SETTID) != 0 && (flags & CLONE_VM) != 0, child,
	    sizeof(int));
	return r;
}
