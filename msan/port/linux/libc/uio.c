/* SPDX-License-Identifier: BSD-2-Clause */
/* read, write and what moves data between memory and descriptors. */
#include "libc.h"
#include "iov.h"
#include <mqueue.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/eventfd.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>
#include <fcntl.h>

void
libc_iov_in(const char *fn, unsigned arg, const struct iovec *v, size_t n, uintptr_t pc)
{
	libc_in(fn, arg, v, n * sizeof(*v), KMSAN_KIND_VALUE, pc);
	if (v == NULL || n > IOV_LIMIT)
		return; /* EFAULT or EINVAL */
	for (size_t i = 0; i < n; i++)
		libc_in(fn, arg, v[i].iov_base, v[i].iov_len, KMSAN_KIND_KERNEL, pc);
}

void
libc_iov_out(const struct iovec *v, size_t n, ssize_t r)
{
	for (size_t i = 0, left = r > 0 ? (size_t)r : 0; i < n && left > 0; i++) {
		size_t part = v[i].iov_len < left ? v[i].iov_len : left;

		libc_out(v[i].iov_base, part);
		left -= part;
	}
}

#define IN_IOV(arg, v, n)  libc_iov_in(LIBC_NAME, arg, v, (n) < 0 ? 0 : (size_t)(n), KMSAN_RET_ADDR)
#define IN_IOVS(arg, v, n) IN(arg, v, (n) < 0 ? 0 : (size_t)(n) * sizeof(*(v)))
#define OUT_IOV(v, n, r)   libc_iov_out(v, (n) < 0 ? 0 : (size_t)(n), r)
#define OUT_READ(p, r)	   OUT_IF((r) > 0, p, (size_t)(r))

FN(ssize_t, read, (int fd, void *p, size_t n), (fd, p, n), NOTHING, OUT_READ(p, r));
FN(ssize_t, pread, (int fd, void *p, size_t n, off_t at), (fd, p, n, at), NOTHING, OUT_READ(p, r));
ALIAS(pread64, pread);
FN(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n), IN_SEND(2, p, n), NOTHING);
FN(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at), IN_SEND(2, p, n),
    NOTHING);
ALIAS(pwrite64, pwrite);

FN(ssize_t, readv, (int fd, const struct iovec *v, int n), (fd, v, n), IN_IOVS(2, v, n),
    OUT_IOV(v, n, r));
FN(ssize_t, preadv, (int fd, const struct iovec *v, int n, off_t at), (fd, v, n, at),
    IN_IOVS(2, v, n), OUT_IOV(v, n, r));
ALIAS(preadv64, preadv);
FN(ssize_t, preadv2, (int fd, const struct iovec *v, int n, off_t at, int flags),
    (fd, v, n, at, flags), IN_IOVS(2, v, n), OUT_IOV(v, n, r));
ALIAS(preadv64v2, preadv2);
FN(ssize_t, writev, (int fd, const struct iovec *v, int n), (fd, v, n), IN_IOV(2, v, n), NOTHING);
FN(ssize_t, pwritev, (int fd, const struct iovec *v, int n, off_t at), (fd, v, n, at),
    IN_IOV(2, v, n), NOTHING);
ALIAS(pwritev64, pwritev);
FN(ssize_t, pwritev2, (int fd, const struct iovec *v, int n, off_t at, int flags),
    (fd, v, n, at, flags), IN_IOV(2, v, n), NOTHING);
ALIAS(pwritev64v2, pwritev2);
FN(ssize_t, vmsplice, (int fd, const struct iovec *v, size_t n, unsigned flags), (fd, v, n, flags),
    libc_iov_in(LIBC_NAME, 2, v, n, KMSAN_RET_ADDR), NOTHING);
FN(ssize_t, process_vm_readv,
    (pid_t pid, const struct iovec *v, unsigned long n, const struct iovec *from,
	unsigned long from_n, unsigned long flags),
    (pid, v, n, from, from_n, flags), IN(2, v, n * sizeof(*v));
    IN(4, from, from_n * sizeof(*from)), libc_iov_out(v, n, r));
FN(ssize_t, process_vm_writev,
    (pid_t pid, const struct iovec *v, unsigned long n, const struct iovec *to, unsigned long to_n,
	unsigned long flags),
    (pid, v, n, to, to_n, flags), libc_iov_in(LIBC_NAME, 2, v, n, KMSAN_RET_ADDR);
    IN(4, to, to_n * sizeof(*to)), NOTHING);

FN(ssize_t, sendfile, (int to, int from, off_t *at, size_t n), (to, from, at, n),
    IN(3, at, sizeof(*at)), NOTHING);
ALIAS(sendfile64, sendfile);
FN(ssize_t, splice, (int from, off64_t *a, int to, off64_t *b, size_t n, unsigned flags),
    (from, a, to, b, n, flags), IN(2, a, sizeof(*a));
    IN(4, b, sizeof(*b)), NOTHING);
FN(ssize_t, copy_file_range, (int from, off64_t *a, int to, off64_t *b, size_t n, unsigned flags),
    (from, a, to, b, n, flags), IN(2, a, sizeof(*a));
    IN(4, b, sizeof(*b)), NOTHING);
FN(int, eventfd_read, (int fd, eventfd_t *out), (fd, out), NOTHING,
    OUT_IF(r == 0, out, sizeof(*out)));

/* Fortified: libc stops the program when the buffer has less than room bytes. */
ssize_t __read_chk(int, void *, size_t, size_t);
ssize_t __pread_chk(int, void *, size_t, off_t, size_t);
ssize_t __readlink_chk(const char *, char *, size_t, size_t);
ssize_t __readlinkat_chk(int, const char *, char *, size_t, size_t);
char *__getcwd_chk(char *, size_t, size_t);
FN(ssize_t, __read_chk, (int fd, void *p, size_t n, size_t room), (fd, p, n, room), NOTHING,
    OUT_READ(p, r));
FN(ssize_t, __pread_chk, (int fd, void *p, size_t n, off_t at, size_t room), (fd, p, n, at, room),
    NOTHING, OUT_READ(p, r));
ALIAS(__pread64_chk, __pread_chk);
FN(ssize_t, __readlink_chk, (const char *path, char *buf, size_t n, size_t room),
    (path, buf, n, room), IN_STR(1, path), OUT_READ(buf, r));
FN(ssize_t, __readlinkat_chk, (int fd, const char *path, char *buf, size_t n, size_t room),
    (fd, path, buf, n, room), IN_STR(2, path), OUT_READ(buf, r));
FN(char *, __getcwd_chk, (char *buf, size_t n, size_t room), (buf, n, room), NOTHING, OUT_STR(r));

/* POSIX message queues. */
WRAP(mqd_t, mq_open, (const char *name, int flags, ...))
{
	va_list ap;
	mode_t mode;
	struct mq_attr *attr;

	IN_STR(1, name);
	if ((flags & O_CREAT) == 0)
		return mq_open(name, flags);
	va_start(ap, flags);
	mode = va_arg(ap, mode_t);
	attr = va_arg(ap, struct mq_attr *);
	va_end(ap);
	if (attr != NULL) {
		IN(4, &attr->mq_maxmsg, sizeof(attr->mq_maxmsg));
		IN(4, &attr->mq_msgsize, sizeof(attr->mq_msgsize));
	}
	return mq_open(name, flags, mode, attr);
}

FN(int, mq_unlink, (const char *name), (name), IN_STR(1, name), NOTHING);
FN(int, mq_getattr, (mqd_t q, struct mq_attr *out), (q, out), NOTHING,
    OUT_IF(r == 0, out, sizeof(*out)));
FN(int, mq_setattr, (mqd_t q, const struct mq_attr *new, struct mq_attr *out), (q, new, out),
    IN(2, &new->mq_flags, sizeof(new->mq_flags)), OUT_IF(r == 0, out, sizeof(*out)));
FN(ssize_t, mq_receive, (mqd_t q, char *p, size_t n, unsigned *priority), (q, p, n, priority),
    NOTHING, OUT_READ(p, r);
    OUT_IF(r >= 0, priority, sizeof(*priority)));
FN(ssize_t, mq_timedreceive,
    (mqd_t q, char *p, size_t n, unsigned *priority, const struct timespec *until),
    (q, p, n, priority, until), IN(5, until, sizeof(*until)), OUT_READ(p, r);
    OUT_IF(r >= 0, priority, sizeof(*priority)));
FN(int, mq_send, (mqd_t q, const char *p, size_t n, unsigned priority), (q, p, n, priority),
    IN_SEND(2, p, n), NOTHING);
FN(int, mq_timedsend,
    (mqd_t q, const char *p, size_t n, unsigned priority, const struct timespec *until),
    (q, p, n, priority, until), IN_SEND(2, p, n);
    IN(5, until, sizeof(*until)), NOTHING);

/* Of the event only what its kind uses. */
WRAP(int, mq_notify, (mqd_t mq, const struct sigevent *event))
{
	if (event != NULL) {
		IN(2, &event->sigev_notify, sizeof(event->sigev_notify));
		if (event->sigev_notify == SIGEV_SIGNAL)
			IN(2, &event->sigev_signo, sizeof(event->sigev_signo));
		if (event->sigev_notify == SIGEV_THREAD)
			IN(2, &event->sigev_notify_function, sizeof(event->sigev_notify_function));
	}
	return mq_notify(mq, event);
}

FN(ssize_t, process_madvise, (int fd, const struct iovec *v, size_t n, int advice, unsigned flags),
    (fd, v, n, advice, flags), IN(2, v, n * sizeof(*v)), NOTHING);
