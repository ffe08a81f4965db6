/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Options and routing headers of IPv6 packets (RFC 3542, and the older functions of RFC 2292), which
 * libc puts together in the program's buffers.
 */
#include "libc.h"
#include <netinet/in.h>
#include <netinet/ip6.h>
#include <sys/socket.h>

/* Of an options header its length; the type of what follows is the program's to set. */
FN(int, inet6_opt_init, (void *header, socklen_t size), (header, size), NOTHING,
    OUT_IF(r > 0 && header != NULL, (char *)header + 1, 1));

/* Padding, type and length; the value comes with inet6_opt_set_val. */
FN(
    int, inet6_opt_append,
    (void *header, socklen_t size, int at, uint8_t type, socklen_t n, uint8_t align, void **value),
    (header, size, at, type, n, align, value), NOTHING, if (r > 0 && header != NULL) {
	    OUT((char *)header + at, (size_t)((char *)*value - (char *)header - at));
	    OUT_OBJ(value);
    });
FN(int, inet6_opt_finish, (void *header, socklen_t size, int at), (header, size, at), NOTHING,
    OUT_IF(r > at && header != NULL, (char *)header + at, (size_t)(r - at)));
FN(int, inet6_opt_set_val, (void *value, int at, void *p, socklen_t n), (value, at, p, n), NOTHING,
    COPIED((char *)value + at, p, n));
FN(int, inet6_opt_get_val, (void *value, int at, void *p, socklen_t n), (value, at, p, n), NOTHING,
    COPIED(p, (char *)value + at, n));

#define OUT_OPTION                                                                                 \
	if (r >= 0) {                                                                              \
		OUT_OBJ(n);                                                                        \
		OUT_OBJ(value);                                                                    \
	}                                                                                          \
	(void)0
FN(int, inet6_opt_next,
    (void *header, socklen_t size, int at, uint8_t *type, socklen_t *n, void **value),
    (header, size, at, type, n, value), NOTHING, OUT_IF(r >= 0, type, sizeof(*type));
    OUT_OPTION);
FN(int, inet6_opt_find,
    (void *header, socklen_t size, int at, uint8_t type, socklen_t *n, void **value),
    (header, size, at, type, n, value), NOTHING, OUT_OPTION);

/* Routing headers: 8 bytes and the addresses. */
FN(void *, inet6_rth_init, (void *header, socklen_t size, int type, int n), (header, size, type, n),
    NOTHING, OUT(r, r != NULL ? size : 0));
FN(int, inet6_rth_segments, (const void *header), (header), IN(1, header, 4), NOTHING);
FN(struct in6_addr *, inet6_rth_getaddr, (const void *header, int n), (header, n), IN(1, header, 4),
    NOTHING);

WRAP(int, inet6_rth_add, (void *header, const struct in6_addr *p))
{
	size_t at;
	int r;

	IN(1, header, 4);
	at = 8 + sizeof(*p) * ((const struct ip6_rthdr *)header)->ip6r_segleft;
	r = inet6_rth_add(header, p);
	if (r == 0)
		COPIED((char *)header + at, p, sizeof(*p));
	return r;
}

WRAP(int, inet6_rth_reverse, (const void *in, void *out))
{
	size_t n = 8 + 8 * (size_t)((const struct ip6_rthdr *)in)->ip6r_len;
	int r;

	IN(1, in, n);
	r = inet6_rth_reverse(in, out);
	OUT_IF(r == 0, out, n);
	return r;
}

/* The old functions: a control message that grows. The linker warns of them. */
#define LIB ""
LAZY_FN(
    int, inet6_option_init, (void *p, struct cmsghdr **out, int type), (p, out, type), NOTHING,
    if (r == 0) {
	    OUT(p, sizeof(struct cmsghdr));
	    OUT_OBJ(out);
    });
LAZY_FN(int, inet6_option_next, (const struct cmsghdr *p, uint8_t **out), (p, out),
    IN(1, p, sizeof(*p)), OUT_OBJ(out));
LAZY_FN(int, inet6_option_find, (const struct cmsghdr *p, uint8_t **out, int type), (p, out, type),
    IN(1, p, sizeof(*p)), OUT_OBJ(out));

/* All that was added counts: where in it padding ends and the option begins nobody says. */
#define GROWN(name, ret, params, args)                                                             \
	WRAP_LAZY(ret, name, params, LIB)                                                          \
	{                                                                                          \
		size_t before = p->cmsg_len;                                                       \
		ret r = LAZY(name) args;                                                           \
                                                                                                   \
		if (p->cmsg_len > before)                                                          \
			OUT((char *)p + before, p->cmsg_len - before);                             \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")
GROWN(inet6_option_append, int, (struct cmsghdr * p, const uint8_t *option, int x, int y),
    (p, option, x, y));
GROWN(inet6_option_alloc, uint8_t *, (struct cmsghdr * p, int n, int x, int y), (p, n, x, y));
