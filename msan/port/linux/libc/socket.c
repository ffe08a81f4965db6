/* SPDX-License-Identifier: BSD-2-Clause */
/* Sockets. What is sent leaves the process. */
#include "libc.h"
#include "iov.h"
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#define OUT_READ(p, r) OUT_IF((r) > 0, p, (size_t)(r))

/*
 * Of an address what its family uses: sockaddr_in ends with 8 bytes of nothing, and the path of a
 * sockaddr_un with its NUL.
 */
static void
address_in(const char *fn, unsigned arg, const struct sockaddr *sa, socklen_t size, uintptr_t pc)
{
	size_t n = size;

	if (sa == NULL || size < sizeof(sa->sa_family))
		return;
	libc_in(fn, arg, sa, sizeof(sa->sa_family), KMSAN_KIND_VALUE, pc);
	if (sa->sa_family == AF_INET && n > offsetof(struct sockaddr_in, sin_zero))
		n = offsetof(struct sockaddr_in, sin_zero);
	if (sa->sa_family == AF_UNIX && n > sizeof(sa->sa_family)) {
		const char *path = ((const struct sockaddr_un *)sa)->sun_path;
		size_t max = n - offsetof(struct sockaddr_un, sun_path);

		/* An empty name: an abstract one of exactly this size. */
		if (*path != '\0')
			n = offsetof(struct sockaddr_un, sun_path) + libc_strn(path, max);
	}
	libc_in(fn, arg, sa, n, KMSAN_KIND_VALUE, pc);
}
#define IN_ADDRESS(arg, sa, size) address_in(LIBC_NAME, arg, sa, size, KMSAN_RET_ADDR)

/* An address that libc fills in: *size was the room, and is what there was to write. */
static void
address_out(const void *sa, socklen_t room, const socklen_t *size)
{
	if (sa == NULL || size == NULL)
		return;
	libc_out(size, sizeof(*size));
	libc_out(sa, *size < room ? *size : room);
}

FN(int, bind, (int fd, const struct sockaddr *sa, socklen_t size), (fd, sa, size),
    IN_ADDRESS(2, sa, size), NOTHING);
FN(int, connect, (int fd, const struct sockaddr *sa, socklen_t size), (fd, sa, size),
    IN_ADDRESS(2, sa, size), NOTHING);

#define ADDRESS_OF(name, params, args)                                                             \
	WRAP(int, name, params)                                                                    \
	{                                                                                          \
		socklen_t room = 0;                                                                \
		int r;                                                                             \
                                                                                                   \
		if (sa != NULL && size != NULL) {                                                  \
			IN(3, size, sizeof(*size));                                                \
			room = *size;                                                              \
		}                                                                                  \
		r = name args;                                                                     \
		if (r >= 0)                                                                        \
			address_out(sa, room, size);                                               \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")

ADDRESS_OF(accept, (int fd, struct sockaddr *sa, socklen_t *size), (fd, sa, size));
ADDRESS_OF(
    accept4, (int fd, struct sockaddr *sa, socklen_t *size, int flags), (fd, sa, size, flags));
ADDRESS_OF(getsockname, (int fd, struct sockaddr *sa, socklen_t *size), (fd, sa, size));
ADDRESS_OF(getpeername, (int fd, struct sockaddr *sa, socklen_t *size), (fd, sa, size));

FN(int, socketpair, (int domain, int type, int protocol, int fd[2]), (domain, type, protocol, fd),
    NOTHING, OUT_IF(r == 0, fd, 2 * sizeof(int)));
FN(int, setsockopt, (int fd, int level, int name, const void *p, socklen_t size),
    (fd, level, name, p, size), IN(4, p, size), NOTHING);

WRAP(int, getsockopt, (int fd, int level, int name, void *p, socklen_t *size))
{
	socklen_t room = 0;
	int r;

	IN(5, size, sizeof(*size));
	if (size != NULL)
		room = *size;
	r = getsockopt(fd, level, name, p, size);
	if (r == 0)
		address_out(p, room, size);
	return r;
}

FN(ssize_t, send, (int fd, const void *p, size_t n, int flags), (fd, p, n, flags), IN_SEND(2, p, n),
    NOTHING);
FN(ssize_t, sendto,
    (int fd, const void *p, size_t n, int flags, const struct sockaddr *sa, socklen_t size),
    (fd, p, n, flags, sa, size), IN_SEND(2, p, n);
    IN_ADDRESS(5, sa, size), NOTHING);

/* With MSG_TRUNC the result may be more than there was room for. */
#define OUT_RECEIVED(p, n, r) OUT_IF((r) > 0, p, (size_t)(r) < (n) ? (size_t)(r) : (n))

FN(ssize_t, recv, (int fd, void *p, size_t n, int flags), (fd, p, n, flags), NOTHING,
    OUT_RECEIVED(p, n, r));
ssize_t __recv_chk(int, void *, size_t, size_t, int);
FN(ssize_t, __recv_chk, (int fd, void *p, size_t n, size_t room, int flags),
    (fd, p, n, room, flags), NOTHING, OUT_RECEIVED(p, n, r));

WRAP(
    ssize_t, recvfrom, (int fd, void *p, size_t n, int flags, struct sockaddr *sa, socklen_t *size))
{
	socklen_t room = 0;
	ssize_t r;

	if (sa != NULL && size != NULL) {
		IN(6, size, sizeof(*size));
		room = *size;
	}
	r = recvfrom(fd, p, n, flags, sa, size);
	OUT_RECEIVED(p, n, r);
	if (r >= 0)
		address_out(sa, room, size);
	return r;
}

ssize_t __recvfrom_chk(int, void *, size_t, size_t, int, struct sockaddr *, socklen_t *);
WRAP(ssize_t, __recvfrom_chk,
    (int fd, void *p, size_t n, size_t max, int flags, struct sockaddr *sa, socklen_t *size))
{
	socklen_t room = 0;
	ssize_t r;

	if (sa != NULL && size != NULL) {
		IN(6, size, sizeof(*size));
		room = *size;
	}
	r = __recvfrom_chk(fd, p, n, max, flags, sa, size);
	OUT_RECEIVED(p, n, r);
	if (r >= 0)
		address_out(sa, room, size);
	return r;
}

/* Messages. msg_flags is an output of recvmsg and nothing to sendmsg; between the fields is
 * padding. */
static void
header_in(const char *fn, const struct msghdr *m, uintptr_t pc)
{
#define FIELD(name) libc_in(fn, 2, &m->name, sizeof(m->name), KMSAN_KIND_VALUE, pc)
	FIELD(msg_name);
	if (m->msg_name != NULL)
		FIELD(msg_namelen);
	FIELD(msg_iov);
	FIELD(msg_iovlen);
	FIELD(msg_control);
	if (m->msg_control != NULL)
		FIELD(msg_controllen);
#undef FIELD
}

/* Control messages: each has padding behind its header's fields and its data. */
static void
control_in(const char *fn, const struct msghdr *m, uintptr_t pc)
{
	struct cmsghdr *c = m->msg_control != NULL ? CMSG_FIRSTHDR(m) : NULL;

	while (c != NULL) {
		libc_in(fn, 2, c, sizeof(*c), KMSAN_KIND_VALUE, pc);
		if (c->cmsg_len < sizeof(*c))
			return;
		libc_in(fn, 2, CMSG_DATA(c), c->cmsg_len - sizeof(*c), KMSAN_KIND_KERNEL, pc);
		c = CMSG_NXTHDR((struct msghdr *)(uintptr_t)m, c);
	}
}

static void
message_in(const char *fn, const struct msghdr *m, uintptr_t pc)
{
	if (m == NULL)
		return;
	header_in(fn, m, pc);
	if (m->msg_name != NULL)
		address_in(fn, 2, m->msg_name, m->msg_namelen, pc);
	libc_iov_in(fn, 2, m->msg_iov, m->msg_iovlen, pc);
	control_in(fn, m, pc);
}

/* The room that a message had for the address, before the call. */
static socklen_t
name_room(const struct msghdr *m)
{
	return m->msg_name != NULL ? m->msg_namelen : 0;
}

static void
message_out(const struct msghdr *m, socklen_t room, ssize_t r)
{
	libc_out(&m->msg_namelen, sizeof(m->msg_namelen));
	libc_out(&m->msg_controllen, sizeof(m->msg_controllen));
	libc_out(&m->msg_flags, sizeof(m->msg_flags));
	if (m->msg_name != NULL)
		libc_out(m->msg_name, m->msg_namelen < room ? m->msg_namelen : room);
	if (m->msg_control != NULL)
		libc_out(m->msg_control, m->msg_controllen);
	libc_iov_out(m->msg_iov, m->msg_iovlen, r);
}

FN(ssize_t, sendmsg, (int fd, const struct msghdr *m, int flags), (fd, m, flags),
    message_in(LIBC_NAME, m, KMSAN_RET_ADDR), NOTHING);

WRAP(ssize_t, recvmsg, (int fd, struct msghdr *m, int flags))
{
	socklen_t room;
	ssize_t r;

	header_in(LIBC_NAME, m, KMSAN_RET_ADDR);
	room = name_room(m);
	r = recvmsg(fd, m, flags);
	if (r >= 0)
		message_out(m, room, r);
	return r;
}

WRAP(int, sendmmsg, (int fd, struct mmsghdr *v, unsigned n, int flags))
{
	int r;

	for (unsigned i = 0; i < n; i++)
		message_in(LIBC_NAME, &v[i].msg_hdr, KMSAN_RET_ADDR);
	r = sendmmsg(fd, v, n, flags);
	for (int i = 0; i < r; i++)
		OUT_OBJ(&v[i].msg_len);
	return r;
}

WRAP(int, recvmmsg, (int fd, struct mmsghdr *v, unsigned n, int flags, struct timespec *t))
{
	socklen_t room[64];
	int r;

	IN(5, t, sizeof(*t));
	for (unsigned i = 0; i < n; i++) {
		header_in(LIBC_NAME, &v[i].msg_hdr, KMSAN_RET_ADDR);
		if (i < 64)
			room[i] = name_room(&v[i].msg_hdr);
	}
	r = recvmmsg(fd, v, n, flags, t);
	for (int i = 0; i < r; i++) {
		OUT_OBJ(&v[i].msg_len);
		message_out(&v[i].msg_hdr, i < 64 ? room[i] : v[i].msg_hdr.msg_namelen,
		    (ssize_t)v[i].msg_len);
	}
	return r;
}

/* Which senders of a group are heard: *n is the room, and becomes how many there are. */
#define OUT_SENDERS                                                                                \
	if (r == 0) {                                                                              \
		OUT_OBJ(mode);                                                                     \
		OUT_OBJ(n);                                                                        \
		OUT(list, (*n < room ? *n : room) * sizeof(*list));                                \
	}                                                                                          \
	return r

WRAP(int, getipv4sourcefilter,
    (int fd, struct in_addr interface, struct in_addr group, uint32_t *mode, uint32_t *n,
	struct in_addr *list))
{
	uint32_t room;
	int r;

	IN(5, n, sizeof(*n));
	room = *n;
	r = getipv4sourcefilter(fd, interface, group, mode, n, list);
	OUT_SENDERS;
}

WRAP(int, getsourcefilter,
    (int fd, uint32_t interface, const struct sockaddr *group, socklen_t size, uint32_t *mode,
	uint32_t *n, struct sockaddr_storage *list))
{
	uint32_t room;
	int r;

	IN_ADDRESS(3, group, size);
	IN(6, n, sizeof(*n));
	room = *n;
	r = getsourcefilter(fd, interface, group, size, mode, n, list);
	OUT_SENDERS;
}

FN(int, setipv4sourcefilter,
    (int fd, struct in_addr interface, struct in_addr group, uint32_t mode, uint32_t n,
	const struct in_addr *list),
    (fd, interface, group, mode, n, list), IN_SEND(6, list, n * sizeof(*list)), NOTHING);
FN(int, setsourcefilter,
    (int fd, uint32_t interface, const struct sockaddr *group, socklen_t size, uint32_t mode,
	uint32_t n, const struct sockaddr_storage *list),
    (fd, interface, group, size, mode, n, list), IN_ADDRESS(3, group, size);
    for (uint32_t i = 0; i < n; i++)
	IN_ADDRESS(7, (const struct sockaddr *)&list[i], sizeof(list[i])),
    NOTHING);

/* A port below 1024: each writes the port that it got. */
FN(int, rresvport, (int *port), (port), IN(1, port, sizeof(*port)), OUT_OBJ(port));
FN(int, rresvport_af, (int *port, sa_family_t family), (port, family), IN(1, port, sizeof(*port)),
    OUT_OBJ(port));
FN(int, bindresvport, (int fd, struct sockaddr_in *sa), (fd, sa),
    if (sa != NULL) IN(2, &sa->sin_family, sizeof(sa->sin_family)),
    OUT_IF(sa != NULL && r == 0, &sa->sin_port, sizeof(sa->sin_port)));
FN(int, ruserok, (const char *host, int root, const char *user, const char *local),
    (host, root, user, local), IN_STR(1, host);
    IN_STR(3, user); IN_STR(4, local), NOTHING);
FN(int, ruserok_af,
    (const char *host, int root, const char *user, const char *local, sa_family_t family),
    (host, root, user, local, family), IN_STR(1, host);
    IN_STR(3, user); IN_STR(4, local), NOTHING);
FN(int, iruserok, (uint32_t host, int root, const char *user, const char *local),
    (host, root, user, local), IN_STR(3, user);
    IN_STR(4, local), NOTHING);
FN(int, iruserok_af,
    (const void *host, int root, const char *user, const char *local, sa_family_t family),
    (host, root, user, local, family), IN(1, host, family == AF_INET ? 4 : 16);
    IN_STR(3, user); IN_STR(4, local), NOTHING);
