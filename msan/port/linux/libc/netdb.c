/* SPDX-License-Identifier: BSD-2-Clause */
/* Names and numbers of hosts, services and interfaces. */
#include "libc.h"
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/ether.h>
#include <nss.h>

#define OUT_0(p) OUT_IF(r == 0, p, sizeof(*(p)))

/* Of the hints four fields count; the list itself comes from libc's malloc. */
WRAP(int, getaddrinfo,
    (const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **out))
{
	int r;

	IN_STR(1, host);
	IN_STR(2, service);
	if (hints != NULL)
		IN(3, hints, offsetof(struct addrinfo, ai_addrlen));
	r = getaddrinfo(host, service, hints, out);
	OUT_0(out);
	return r;
}

FN(int, getnameinfo,
    (const struct sockaddr *sa, socklen_t size, char *host, socklen_t host_size, char *service,
	socklen_t service_size, int flags),
    (sa, size, host, host_size, service, service_size, flags),
    IN(1, sa, sa->sa_family == AF_INET ? offsetof(struct sockaddr_in, sin_zero) : size),
    OUT_IF(r == 0 && host_size > 0 && host != NULL, host, strlen(host) + 1);
    OUT_IF(r == 0 && service_size > 0 && service != NULL, service, strlen(service) + 1));

static size_t
address_size(int family)
{
	return family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
}

FN(const char *, inet_ntop, (int family, const void *p, char *out, socklen_t size),
    (family, p, out, size), IN(2, p, address_size(family)), OUT_STR(r));
FN(int, inet_pton, (int family, const char *s, void *out), (family, s, out), IN_STR(2, s),
    OUT_IF(r == 1, out, address_size(family)));
FN(int, inet_aton, (const char *s, struct in_addr *out), (s, out), IN_STR(1, s),
    OUT_IF(r != 0, out, sizeof(*out)));
FN(in_addr_t, inet_addr, (const char *s), (s), IN_STR(1, s), NOTHING);
FN(in_addr_t, inet_network, (const char *s), (s), IN_STR(1, s), NOTHING);

FN(unsigned, if_nametoindex, (const char *name), (name), IN_STR(1, name), NOTHING);
FN(char *, if_indextoname, (unsigned n, char *out), (n, out), NOTHING, OUT_STR(r));
FN(int, getifaddrs, (struct ifaddrs * *out), (out), NOTHING, OUT_0(out));

FN(char *, ether_ntoa_r, (const struct ether_addr *p, char *out), (p, out), IN(1, p, sizeof(*p)),
    OUT_STR(r));
FN(char *, ether_ntoa, (const struct ether_addr *p), (p), IN(1, p, sizeof(*p)), NOTHING);
FN(struct ether_addr *, ether_aton_r, (const char *s, struct ether_addr *out), (s, out),
    IN_STR(1, s), OUT_IF(r != NULL, out, sizeof(*out)));
FN(struct ether_addr *, ether_aton, (const char *s), (s), IN_STR(1, s), NOTHING);

/* Results in libc's own memory. */
FN(struct hostent *, gethostbyname, (const char *name), (name), IN_STR(1, name), NOTHING);
FN(struct hostent *, gethostbyname2, (const char *name, int family), (name, family),
    IN_STR(1, name), NOTHING);
FN(struct hostent *, gethostbyaddr, (const void *p, socklen_t size, int family), (p, size, family),
    IN(1, p, size), NOTHING);
FN(struct servent *, getservbyname, (const char *name, const char *protocol), (name, protocol),
    IN_STR(1, name);
    IN_STR(2, protocol), NOTHING);
FN(struct servent *, getservbyport, (int port, const char *protocol), (port, protocol),
    IN_STR(2, protocol), NOTHING);
FN(struct protoent *, getprotobyname, (const char *name), (name), IN_STR(1, name), NOTHING);
FN(struct netent *, getnetbyname, (const char *name), (name), IN_STR(1, name), NOTHING);

/* Results in the program's: strings and arrays anywhere in the buffer, up to its end. */
#define OUT_ENTRY                                                                                  \
	OUT_OBJ(out);                                                                              \
	if (r == 0 && *out != NULL) {                                                              \
		OUT_OBJ(entry);                                                                    \
		OUT(buf, size);                                                                    \
	}                                                                                          \
	(void)0

FN(int, gethostbyname_r,
    (const char *name, struct hostent *entry, char *buf, size_t size, struct hostent **out,
	int *error),
    (name, entry, buf, size, out, error), IN_STR(1, name), OUT_OBJ(error);
    OUT_ENTRY);
FN(int, gethostbyname2_r,
    (const char *name, int family, struct hostent *entry, char *buf, size_t size,
	struct hostent **out, int *error),
    (name, family, entry, buf, size, out, error), IN_STR(1, name), OUT_OBJ(error);
    OUT_ENTRY);
FN(int, gethostbyaddr_r,
    (const void *p, socklen_t n, int family, struct hostent *entry, char *buf, size_t size,
	struct hostent **out, int *error),
    (p, n, family, entry, buf, size, out, error), IN(1, p, n), OUT_OBJ(error);
    OUT_ENTRY);
FN(int, getservbyname_r,
    (const char *name, const char *protocol, struct servent *entry, char *buf, size_t size,
	struct servent **out),
    (name, protocol, entry, buf, size, out), IN_STR(1, name);
    IN_STR(2, protocol), OUT_ENTRY);
FN(int, getservbyport_r,
    (int port, const char *protocol, struct servent *entry, char *buf, size_t size,
	struct servent **out),
    (port, protocol, entry, buf, size, out), IN_STR(2, protocol), OUT_ENTRY);
FN(int, getprotobyname_r,
    (const char *name, struct protoent *entry, char *buf, size_t size, struct protoent **out),
    (name, entry, buf, size, out), IN_STR(1, name), OUT_ENTRY);
FN(int, getprotobynumber_r,
    (int number, struct protoent *entry, char *buf, size_t size, struct protoent **out),
    (number, entry, buf, size, out), NOTHING, OUT_ENTRY);

WRAP(void, herror, (const char *s))
{
	IN_STR(1, s);
	herror(s);
}

FN(int, ether_hostton, (const char *name, struct ether_addr *out), (name, out), IN_STR(1, name),
    OUT_0(out));
FN(int, ether_ntohost, (char *name, const struct ether_addr *p), (name, p), IN(2, p, sizeof(*p)),
    OUT_STR(r == 0 ? name : NULL));
FN(int, ether_line, (const char *line, struct ether_addr *out, char *name), (line, out, name),
    IN_STR(1, line), OUT_0(out);
    OUT_STR(r == 0 ? name : NULL));

/*
 * Names asked for in the background. A request's result is written by a thread of libc's: all of
 * the request counts from the start, which the program may look at when gai_error says so.
 */
WRAP(int, getaddrinfo_a, (int mode, struct gaicb **list, int n, struct sigevent *event))
{
	IN(2, list, n < 0 ? 0 : (size_t)n * sizeof(*list));
	for (int i = 0; i < n; i++)
		if (list[i] != NULL) {
			IN_STR(2, list[i]->ar_name);
			IN_STR(2, list[i]->ar_service);
			OUT_OBJ(list[i]);
		}
	if (mode == GAI_NOWAIT && event != NULL)
		IN(4, &event->sigev_notify, sizeof(event->sigev_notify));
	return getaddrinfo_a(mode, list, n, event);
}
FN(int, gai_suspend, (const struct gaicb *const *list, int n, const struct timespec *t),
    (list, n, t), IN(1, list, n < 0 ? 0 : (size_t)n * sizeof(*list));
    IN(3, t, sizeof(*t)), NOTHING);
FN(int, __nss_configure_lookup, (const char *database, const char *services), (database, services),
    IN_STR(1, database);
    IN_STR(2, services), NOTHING);
