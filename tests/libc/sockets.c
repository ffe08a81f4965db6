/* SPDX-License-Identifier: BSD-2-Clause */
/* Sockets, polls and names of hosts. */
#include "check.h"
#include <arpa/inet.h>
#include <netdb.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

static char buf_space[512];

static void
pairs(char *b)
{
	int fd[2], value;
	socklen_t size;

	UNINIT(fd, sizeof(fd));
	SILENT(TRUE(socketpair(AF_UNIX, SOCK_DGRAM, 0, fd) == 0));
	CLEAN(fd, sizeof(fd));
	READS("send():arg2", b, 5, 20,
	    TRUE(send(fd[0], b, 5, 0) == 5 && recv(fd[1], b + 100, 9, 0) == 5));
	TRUE(send(fd[0], b, 5, 0) == 5);
	WRITES(b, 5, 40, TRUE(recv(fd[1], b, 20, 0) == 5));
	send(fd[0], b, 30, 0);
	WRITES(b, 10, 40, TRUE(recv(fd[1], b, 10, MSG_TRUNC) == 30));
	UNINIT(&value, sizeof(value));
	size = sizeof(value);
	SILENT(TRUE(getsockopt(fd[0], SOL_SOCKET, SO_TYPE, &value, &size) == 0));
	CLEAN(&value, sizeof(value));
	UNINIT(&size, sizeof(size));
	REPORTS("getsockopt():arg5", 0, getsockopt(fd[0], SOL_SOCKET, SO_TYPE, &value, &size));
	value = 1;
	READS("setsockopt():arg4", &value, 4, 4,
	    setsockopt(fd[0], SOL_SOCKET, SO_PASSCRED, &value, sizeof(value)));
	close(fd[0]);
	close(fd[1]);
}

static void
messages(char *b)
{
	struct iovec v[2] = {{b, 4}, {b + 10, 4}};
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr h;
	} control;
	struct msghdr m;
	int fd[2], *p;

	TRUE(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0);
	UNINIT(&m, sizeof(m));
	UNINIT(&control, sizeof(control));
	m.msg_name = NULL;
	m.msg_iov = v;
	m.msg_iovlen = 2;
	m.msg_control = &control;
	m.msg_controllen = sizeof(control);
	control.h.cmsg_level = SOL_SOCKET;
	control.h.cmsg_type = SCM_RIGHTS;
	control.h.cmsg_len = CMSG_LEN(sizeof(int));
	p = (int *)(void *)CMSG_DATA(&control.h);
	/* The name's size, the flags and the padding stay uninitialised: nobody reads them. */
	REPORTS("sendmsg():arg2", 0, sendmsg(fd[0], &m, 0));
	*p = fd[0];
	SILENT(TRUE(sendmsg(fd[0], &m, 0) == 8));
	UNINIT(b + 10, 1);
	REPORTS("sendmsg():arg2", 0, sendmsg(fd[0], &m, 0));
	INITED(b, 20);
	UNINIT(&control, sizeof(control));
	UNINIT(b, 20);
	SILENT(TRUE(recvmsg(fd[1], &m, 0) == 8));
	CLEAN(&control, CMSG_LEN(sizeof(int)));
	CLEAN(&m.msg_flags, sizeof(m.msg_flags));
	CLEAN(b, 4);
	DIRTY(b + 4, 6);
	CLEAN(b + 10, 4);
	close(*p);
	INITED(b, 20);
	close(fd[0]);
	close(fd[1]);
}

static void
addresses(void)
{
	struct sockaddr_in in, out;
	struct sockaddr_un un;
	socklen_t size = sizeof(out);
	int fd = socket(AF_INET, SOCK_STREAM, 0), client, server;

	UNINIT(&in, sizeof(in));
	in.sin_family = AF_INET;
	in.sin_port = 0;
	REPORTS("bind():arg2", 4, bind(fd, (struct sockaddr *)&in, sizeof(in)));
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	close(fd);
	fd = socket(AF_INET, SOCK_STREAM, 0);
	SILENT(TRUE(bind(fd, (struct sockaddr *)&in, sizeof(in)) == 0)); /* sin_zero is nothing */
	UNINIT(&out, sizeof(out));
	SILENT(TRUE(getsockname(fd, (struct sockaddr *)&out, &size) == 0));
	CLEAN(&out, sizeof(out));
	TRUE(listen(fd, 1) == 0);
	client = socket(AF_INET, SOCK_STREAM, 0);
	SILENT(TRUE(connect(client, (struct sockaddr *)&out, sizeof(out)) == 0));
	UNINIT(&in, sizeof(in));
	size = 8;
	SILENT(server = accept(fd, (struct sockaddr *)&in, &size));
	CLEAN(&in, 8);
	DIRTY((char *)&in + 8, 8);
	TRUE(size == sizeof(in));
	close(server);
	close(client);
	close(fd);
	UNINIT(&un, sizeof(un));
	un.sun_family = AF_UNIX;
	strcpy(un.sun_path, "/nonexistent/x");
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	SILENT(connect(fd, (struct sockaddr *)&un, sizeof(un)));
	close(fd);
}

static void
polls(void)
{
	struct epoll_event event, events[4];
	struct timeval t = {0, 0};
	struct pollfd p[2];
	fd_set set;
	int fd[2], ep;

	TRUE(pipe(fd) == 0 && write(fd[1], "x", 1) == 1);
	UNINIT(p, sizeof(p));
	p[0].fd = fd[0];
	p[0].events = POLLIN;
	p[1].fd = -1;
	SILENT(TRUE(poll(p, 2, 0) == 1));
	CLEAN(&p[0], sizeof(p[0]));
	CLEAN(&p[1].revents, 2);
	DIRTY(&p[1].events, 2);
	UNINIT(&p[0].events, 1);
	REPORTS("poll():arg1", 0, poll(p, 1, 0));
	UNINIT(&set, sizeof(set));
	FD_ZERO(&set);
	FD_SET(fd[0], &set);
	SILENT(TRUE(select(fd[0] + 1, &set, NULL, NULL, &t) == 1));
	TRUE(FD_ISSET(fd[0], &set));
	UNINIT(&t.tv_usec, 1);
	REPORTS("select():arg5", 8, select(fd[0] + 1, &set, NULL, NULL, &t));
	ep = epoll_create1(0);
	UNINIT(&event, sizeof(event));
	event.events = EPOLLIN;
	event.data.fd = 7;
	SILENT(TRUE(epoll_ctl(ep, EPOLL_CTL_ADD, fd[0], &event) == 0));
	UNINIT(events, sizeof(events));
	SILENT(TRUE(epoll_wait(ep, events, 4, 0) == 1));
	CLEAN(&events[0], sizeof(events[0]));
	DIRTY(&events[1], sizeof(events[1]));
	SILENT(if (events[0].data.fd != 7) abort());
	close(ep);
	close(fd[0]);
	close(fd[1]);
}

static void
hosts(char *b)
{
	struct addrinfo hints, *list;
	struct in6_addr six;
	struct in_addr four;
	struct ifreq request;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	UNINIT(&hints, sizeof(hints));
	hints.ai_flags = AI_NUMERICHOST;
	hints.ai_family = AF_INET;
	hints.ai_socktype = SOCK_STREAM;
	hints.ai_protocol = 0;
	UNINIT(&list, sizeof(list));
	SILENT(TRUE(getaddrinfo("127.0.0.1", "80", &hints, &list) == 0));
	CLEAN(&list, sizeof(list));
	CLEAN(list, sizeof(*list));
	CLEAN(list->ai_addr, list->ai_addrlen);
	SILENT(TRUE(
	    getnameinfo(list->ai_addr, list->ai_addrlen, b, 60, NULL, 0, NI_NUMERICHOST) == 0));
	freeaddrinfo(list);
	strcpy(b, "10.1.2.3");
	READS("inet_pton():arg2", b, 9, 20, inet_pton(AF_INET, b, &four));
	WRITES(&four, 4, 4, TRUE(inet_pton(AF_INET, "10.1.2.3", &four) == 1));
	WRITES(&six, 16, 16, TRUE(inet_pton(AF_INET6, "::1", &six) == 1));
	WRITES(b, 4, 60, TRUE(inet_ntop(AF_INET6, &six, b, 60) == b));
	WRITES(&four, 4, 4, TRUE(inet_aton("1.2.3.4", &four) == 1));
	WRITES(b, 3, 60, TRUE(if_indextoname(if_nametoindex("lo"), b) == b));
	UNINIT(&request, sizeof(request));
	strcpy(request.ifr_name, "lo");
	SILENT(TRUE(ioctl(fd, SIOCGIFFLAGS, &request) == 0));
	CLEAN(&request, sizeof(request));
	close(fd);
}

int
main(void)
{
	char *b = hide(buf_space);

	pairs(b);
	messages(b);
	addresses();
	polls();
	hosts(b);
	return passed();
}
