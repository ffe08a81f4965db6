/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting for descriptors. */
#include "libc.h"
#include "handlers.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/select.h>

#define IN_OBJ(arg, p) IN(arg, p, sizeof(*(p)))

/* revents alone is written; the rest of an entry with a negative descriptor is not looked at. */
static void
poll_in(const char *fn, const struct pollfd *p, nfds_t n, uintptr_t pc)
{
	for (nfds_t i = 0; p != NULL && i < n; i++) {
		libc_in(fn, 1, &p[i].fd, sizeof(p[i].fd), KMSAN_KIND_VALUE, pc);
		if (p[i].fd >= 0)
			libc_in(fn, 1, &p[i].events, sizeof(p[i].events), KMSAN_KIND_VALUE, pc);
	}
}

static void
poll_out(const struct pollfd *p, nfds_t n)
{
	for (nfds_t i = 0; i < n; i++)
		libc_out(&p[i].revents, sizeof(p[i].revents));
}

FN(int, poll, (struct pollfd * p, nfds_t n, int timeout), (p, n, timeout),
    poll_in(LIBC_NAME, p, n, KMSAN_RET_ADDR), if (r >= 0) poll_out(p, n));
int __poll_chk(struct pollfd *, nfds_t, int, size_t);
FN(int, __poll_chk, (struct pollfd * p, nfds_t n, int timeout, size_t room), (p, n, timeout, room),
    poll_in(LIBC_NAME, p, n, KMSAN_RET_ADDR), if (r >= 0) poll_out(p, n));

WRAP(int, ppoll, (struct pollfd * p, nfds_t n, const struct timespec *t, const sigset_t *mask))
{
	sigset_t copy;
	int r;

	poll_in(LIBC_NAME, p, n, KMSAN_RET_ADDR);
	IN_OBJ(3, t);
	IN(4, mask, KERNEL_SET);
	r = ppoll(p, n, t, libc_open_mask(mask, &copy));
	if (r >= 0)
		poll_out(p, n);
	return r;
}

/* n descriptors, in words. */
static size_t
set_size(int n)
{
	return n <= 0 ? 0 : ((size_t)n + 63) / 64 * sizeof(uint64_t);
}

static void
sets_out(int r, size_t size, const fd_set *a, const fd_set *b, const fd_set *c)
{
	if (r < 0)
		return;
	libc_out(a, size);
	libc_out(b, size);
	libc_out(c, size);
}

WRAP(int, select, (int n, fd_set *a, fd_set *b, fd_set *c, struct timeval *t))
{
	size_t size = set_size(n);
	int r;

	IN(2, a, size);
	IN(3, b, size);
	IN(4, c, size);
	IN_OBJ(5, t);
	r = select(n, a, b, c, t);
	sets_out(r, size, a, b, c);
	return r;
}

WRAP(int, pselect,
    (int n, fd_set *a, fd_set *b, fd_set *c, const struct timespec *t, const sigset_t *mask))
{
	size_t size = set_size(n);
	sigset_t copy;
	int r;

	IN(2, a, size);
	IN(3, b, size);
	IN(4, c, size);
	IN_OBJ(5, t);
	IN(6, mask, KERNEL_SET);
	r = pselect(n, a, b, c, t, libc_open_mask(mask, &copy));
	sets_out(r, size, a, b, c);
	return r;
}

/* The event's data only travels through the kernel and back. */
FN(int, epoll_ctl, (int epfd, int op, int fd, struct epoll_event *event), (epfd, op, fd, event),
    if (op != EPOLL_CTL_DEL) IN(4, &event->events, sizeof(event->events)), NOTHING);

#define OUT_EVENTS OUT_IF(r > 0, events, (size_t)r * sizeof(*events))
FN(int, epoll_wait, (int epfd, struct epoll_event *events, int n, int timeout),
    (epfd, events, n, timeout), NOTHING, OUT_EVENTS);
FN(int, epoll_pwait,
    (int epfd, struct epoll_event *events, int n, int timeout, const sigset_t *mask),
    (epfd, events, n, timeout, libc_open_mask(mask, &(sigset_t){0})), IN(5, mask, KERNEL_SET),
    OUT_EVENTS);
#if __GLIBC_PREREQ(2, 35)
FN(int, epoll_pwait2,
    (int epfd, struct epoll_event *events, int n, const struct timespec *t, const sigset_t *mask),
    (epfd, events, n, t, libc_open_mask(mask, &(sigset_t){0})), IN_OBJ(4, t);
    IN(5, mask, KERNEL_SET), OUT_EVENTS);
#endif

FN(int, inotify_add_watch, (int fd, const char *path, uint32_t mask), (fd, path, mask),
    IN_STR(2, path), NOTHING);
