/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of the domain system and its messages: libresolv's, found at their first call. A name in a
 * message is labels, each behind its length, up to an empty one or a reference (its two upper bits).
 */
#include "libc.h"
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>

#define LIB "libresolv.so.2"

static size_t
name_size(const unsigned char *p)
{
	size_t n = 0;

	while (p[n] != 0 && p[n] < 0xc0)
		n += 1 + (size_t)p[n];
	return n + (p[n] == 0 ? 1 : 2);
}

/* The names that a message has so far, for references: up to a null pointer, which is written too. */
static void
references_out(const unsigned char **list, const unsigned char **end)
{
	size_t n = 0;

	if (list == NULL || end == NULL)
		return;
	while (list + n < end && list[n] != NULL)
		n++;
	libc_out(list, (list + n < end ? n + 1 : n) * sizeof(*list));
}

/* Questions and answers. A refused or cut answer is longer than the room. */
#define OUT_ANSWER	     OUT_IF(r > 0, answer, r < size ? (size_t)r : (size_t)size)
#define IN_SIZE(arg, p, n)   IN(arg, p, (n) < 0 ? 0 : (size_t)(n))
#define SEND_SIZE(arg, p, n) IN_SEND(arg, p, (n) < 0 ? 0 : (size_t)(n))

LAZY_FN(int, res_query, (const char *name, int class, int type, unsigned char *answer, int size),
    (name, class, type, answer, size), IN_STR(1, name), OUT_ANSWER);
LAZY_FN(int, res_search, (const char *name, int class, int type, unsigned char *answer, int size),
    (name, class, type, answer, size), IN_STR(1, name), OUT_ANSWER);
LAZY_FN(
    int, res_querydomain,
    (const char *name, const char *domain, int class, int type, unsigned char *answer, int size),
    (name, domain, class, type, answer, size), IN_STR(1, name);
    IN_STR(2, domain), OUT_ANSWER);
LAZY_FN(int, res_send, (const unsigned char *question, int n, unsigned char *answer, int size),
    (question, n, answer, size), SEND_SIZE(1, question, n), OUT_ANSWER);
LAZY_FN(int, res_mkquery,
	(int op, const char *name, int class, int type, const unsigned char *data, int n,
	    const unsigned char *unused, unsigned char *answer, int size),
	(op, name, class, type, data, n, unused, answer, size), IN_STR(2, name);
	IN_SIZE(5, data, n), OUT_ANSWER);
LAZY_FN(int, res_nquery,
    (res_state state, const char *name, int class, int type, unsigned char *answer, int size),
    (state, name, class, type, answer, size), IN_STR(2, name), OUT_ANSWER);
LAZY_FN(int, res_nsearch,
    (res_state state, const char *name, int class, int type, unsigned char *answer, int size),
    (state, name, class, type, answer, size), IN_STR(2, name), OUT_ANSWER);
LAZY_FN(int, res_nquerydomain,
	(res_state state, const char *name, const char *domain, int class, int type,
	    unsigned char *answer, int size),
	(state, name, domain, class, type, answer, size), IN_STR(2, name);
	IN_STR(3, domain), OUT_ANSWER);
LAZY_FN(int, res_nsend,
    (res_state state, const unsigned char *question, int n, unsigned char *answer, int size),
    (state, question, n, answer, size), SEND_SIZE(2, question, n), OUT_ANSWER);
LAZY_FN(int, res_nmkquery,
	(res_state state, int op, const char *name, int class, int type, const unsigned char *data,
	    int n, const unsigned char *unused, unsigned char *answer, int size),
	(state, op, name, class, type, data, n, unused, answer, size), IN_STR(3, name);
	IN_SIZE(6, data, n), OUT_ANSWER);

/* A state that the program brings. */
LAZY_FN(
    int, __res_ninit, (res_state state), (state), NOTHING, OUT_IF(r == 0, state, sizeof(*state)));

LAZY_FN(const char *, __hostalias, (const char *name), (name), IN_STR(1, name), NOTHING);
LAZY_FN(const char *, __res_hostalias,
    (const res_state state, const char *name, char *out, size_t size), (state, name, out, size),
    IN_STR(2, name), OUT_STR(r));
LAZY_FN(int, __res_isourserver, (const struct sockaddr_in *p), (p),
    IN(1, p, offsetof(struct sockaddr_in, sin_zero)), NOTHING);
LAZY_FN(
    int, __res_nameinquery,
    (const char *name, int type, int class, const unsigned char *message, const unsigned char *end),
    (name, type, class, message, end), IN_STR(1, name);
    IN(4, message, (size_t)(end - message)), NOTHING);
LAZY_FN(int, __res_queriesmatch,
	(const unsigned char *a, const unsigned char *a_end, const unsigned char *b,
	    const unsigned char *b_end),
	(a, a_end, b, b_end), IN(1, a, (size_t)(a_end - a));
	IN(3, b, (size_t)(b_end - b)), NOTHING);

/* Is it a name for a host, a domain, a mailbox, an owner? */
LAZY_FN(int, res_hnok, (const char *name), (name), IN_STR(1, name), NOTHING);
LAZY_FN(int, res_dnok, (const char *name), (name), IN_STR(1, name), NOTHING);
LAZY_FN(int, res_mailok, (const char *name), (name), IN_STR(1, name), NOTHING);
LAZY_FN(int, res_ownok, (const char *name), (name), IN_STR(1, name), NOTHING);
LAZY_FN(int, __dn_count_labels, (const char *name), (name), IN_STR(1, name), NOTHING);
LAZY_FN(int, ns_samename, (const char *a, const char *b), (a, b), IN_STR(1, a);
	IN_STR(2, b), NOTHING);
LAZY_FN(int, ns_samedomain, (const char *a, const char *b), (a, b), IN_STR(1, a);
	IN_STR(2, b), NOTHING);
LAZY_FN(int, ns_subdomain, (const char *a, const char *b), (a, b), IN_STR(1, a);
	IN_STR(2, b), NOTHING);
LAZY_FN(int, ns_makecanon, (const char *name, char *out, size_t size), (name, out, size),
    IN_STR(1, name), OUT_STR(r == 0 ? out : NULL));

/* Names into messages and out of them. */
LAZY_FN(int, dn_expand,
    (const unsigned char *message, const unsigned char *end, const unsigned char *at, char *out,
	int size),
    (message, end, at, out, size), IN(1, message, (size_t)(end - message)),
    OUT_STR(r >= 0 ? out : NULL));
LAZY_FN(int, ns_name_uncompress,
    (const unsigned char *message, const unsigned char *end, const unsigned char *at, char *out,
	size_t size),
    (message, end, at, out, size), IN(1, message, (size_t)(end - message)),
    OUT_STR(r >= 0 ? out : NULL));
LAZY_FN(int, ns_name_unpack,
    (const unsigned char *message, const unsigned char *end, const unsigned char *at,
	unsigned char *out, size_t size),
    (message, end, at, out, size), IN(1, message, (size_t)(end - message)),
    OUT_IF(r >= 0, out, name_size(out)));
LAZY_FN(const unsigned char *, __p_fqnname,
    (const unsigned char *at, const unsigned char *message, int n, char *out, int size),
    (at, message, n, out, size), IN_SIZE(2, message, n), OUT_STR(r != NULL ? out : NULL));
LAZY_FN(int, dn_comp,
	(const char *name, unsigned char *out, int size, unsigned char **list, unsigned char **end),
	(name, out, size, list, end), IN_STR(1, name), OUT_IF(r > 0, out, (size_t)r);
	references_out((const unsigned char **)list, (const unsigned char **)end));
LAZY_FN(int, ns_name_compress,
	(const char *name, unsigned char *out, size_t size, const unsigned char **list,
	    const unsigned char **end),
	(name, out, size, list, end), IN_STR(1, name), OUT_IF(r > 0, out, (size_t)r);
	references_out(list, end));
LAZY_FN(int, ns_name_pack,
	(const unsigned char *name, unsigned char *out, int size, const unsigned char **list,
	    const unsigned char **end),
	(name, out, size, list, end), IN(1, name, name_size(name)), OUT_IF(r > 0, out, (size_t)r);
	references_out(list, end));

WRAP_LAZY(void, ns_name_rollback,
    (const unsigned char *at, const unsigned char **list, const unsigned char **end), LIB)
{
	LAZY(ns_name_rollback)(at, list, end);
	references_out(list, end);
}

LAZY_FN(int, ns_name_pton, (const char *name, unsigned char *out, size_t size), (name, out, size),
    IN_STR(1, name), OUT_IF(r >= 0, out, name_size(out)));
LAZY_FN(int, ns_name_ntop, (const unsigned char *name, char *out, size_t size), (name, out, size),
    IN(1, name, name_size(name)), OUT_STR(r >= 0 ? out : NULL));
LAZY_FN(int, ns_name_ntol, (const unsigned char *name, unsigned char *out, size_t size),
    (name, out, size), IN(1, name, name_size(name)), OUT_IF(r >= 0, out, name_size(out)));

/* What they walked over: only that did they look at. */
LAZY_FN(int, dn_skipname, (const unsigned char *at, const unsigned char *end), (at, end), NOTHING,
    IN(1, at, r > 0 ? (size_t)r : 0));
LAZY_FN(int, ns_skiprr, (const unsigned char *at, const unsigned char *end, ns_sect section, int n),
    (at, end, section, n), NOTHING, IN(1, at, r > 0 ? (size_t)r : 0));

WRAP_LAZY(int, ns_name_skip, (const unsigned char **at, const unsigned char *end), LIB)
{
	const unsigned char *before = *at;
	int r = LAZY(ns_name_skip)(at, end);

	IN(1, before, r == 0 ? (size_t)(*at - before) : 0);
	OUT_OBJ(at);
	return r;
}

/* Whole messages and their records. */
LAZY_FN(int, ns_initparse, (const unsigned char *message, int size, ns_msg *out),
    (message, size, out), IN_SIZE(1, message, size), OUT_OBJ(out));
LAZY_FN(int, ns_parserr, (ns_msg * message, ns_sect section, int n, ns_rr *out),
	(message, section, n, out), IN(1, message, sizeof(*message)), OUT_OBJ(message);
	OUT_IF(r == 0, out, sizeof(*out)));
LAZY_FN(int, ns_sprintrr,
	(const ns_msg *message, const ns_rr *record, const char *name, const char *domain,
	    char *out, size_t size),
	(message, record, name, domain, out, size), IN(1, message, sizeof(*message));
	IN_STR(3, name); IN_STR(4, domain), OUT_STR(r >= 0 ? out : NULL));
LAZY_FN(int, ns_sprintrrf,
	(const unsigned char *message, size_t n, const char *record, ns_class class, ns_type type,
	    unsigned long ttl, const unsigned char *data, size_t data_size, const char *name,
	    const char *domain, char *out, size_t size),
	(message, n, record, class, type, ttl, data, data_size, name, domain, out, size),
	IN_STR(3, record);
	IN(7, data, data_size); IN_STR(9, name); IN_STR(10, domain), OUT_STR(r >= 0 ? out : NULL));

/* Numbers, times, places, base 64. */
LAZY_FN(unsigned, ns_get16, (const unsigned char *p), (p), IN(1, p, 2), NOTHING);
LAZY_FN(unsigned long, ns_get32, (const unsigned char *p), (p), IN(1, p, 4), NOTHING);

#define PUT(name, type, size)                                                                      \
	WRAP_LAZY(void, name, (type n, unsigned char *p), LIB)                                     \
	{                                                                                          \
		LAZY(name)(n, p);                                                                  \
		OUT(p, size);                                                                      \
	}                                                                                          \
	_Static_assert(1, "")
PUT(ns_put16, unsigned, 2);
PUT(ns_put32, unsigned long, 4);
PUT(__putshort, uint16_t, 2);
PUT(__putlong, uint32_t, 4);

LAZY_FN(
    uint32_t, ns_datetosecs, (const char *s, int *error), (s, error), IN_STR(1, s), OUT_OBJ(error));
LAZY_FN(int, ns_parse_ttl, (const char *s, unsigned long *out), (s, out), IN_STR(1, s),
    OUT_IF(r == 0, out, sizeof(*out)));
LAZY_FN(int, ns_format_ttl, (unsigned long ttl, char *out, size_t size), (ttl, out, size), NOTHING,
    OUT_STR(r >= 0 ? out : NULL));
LAZY_FN(int, __loc_aton, (const char *s, unsigned char *out), (s, out), IN_STR(1, s),
    OUT_IF(r > 0, out, (size_t)r));
LAZY_FN(const char *, __loc_ntoa, (const unsigned char *p, char *out), (p, out), IN(1, p, 16),
    OUT_STR(out));
LAZY_FN(int, __b64_ntop, (const unsigned char *p, size_t n, char *out, size_t size),
    (p, n, out, size), IN(1, p, n), OUT_STR(r >= 0 ? out : NULL));
LAZY_FN(int, __b64_pton, (const char *s, unsigned char *out, size_t size), (s, out, size),
    IN_STR(1, s), OUT_IF(r > 0, out, (size_t)r));

/* Tables of symbols are the program's; the last parameter says whether something was found. */
LAZY_FN(int, __sym_ston, (const struct res_sym *table, const char *s, int *found),
    (table, s, found), IN_STR(2, s), OUT_OBJ(found));
LAZY_FN(const char *, __sym_ntos, (const struct res_sym *table, int n, int *found),
    (table, n, found), NOTHING, OUT_OBJ(found));
LAZY_FN(const char *, __sym_ntop, (const struct res_sym *table, int n, int *found),
    (table, n, found), NOTHING, OUT_OBJ(found));

/* A table of addresses, as text; without room of the program's in libc's. */
LAZY_FN(char *, inet_neta, (in_addr_t net, char *out, size_t size), (net, out, size), NOTHING,
    OUT_STR(r));
LAZY_FN(unsigned, inet_nsap_addr, (const char *s, unsigned char *out, int size), (s, out, size),
    IN_STR(1, s), OUT(out, r));
LAZY_FN(char *, inet_nsap_ntoa, (int n, const unsigned char *p, char *out), (n, p, out),
    IN_SIZE(2, p, n), OUT_STR(r));

/* Of an address with a length: the bytes that the length covers. */
LAZY_FN(char *, inet_net_ntop, (int family, const void *p, int bits, char *out, size_t size),
    (family, p, bits, out, size), IN_SIZE(2, p, (bits + 7) / 8), OUT_STR(r));

/* It does not say how many bytes it wrote: they are those that two tries agree on. */
WRAP_LAZY(int, inet_net_pton, (int family, const char *s, void *out, size_t size), LIB)
{
	unsigned char a[16], b[16];
	size_t n = 0, room = size < sizeof(a) ? size : sizeof(a);
	int r;

	IN_STR(2, s);
	memset(a, 0, sizeof(a));
	memset(b, 0xff, sizeof(b));
	if (LAZY(inet_net_pton)(family, s, a, room) >= 0 &&
	    LAZY(inet_net_pton)(family, s, b, room) >= 0)
		while (n < room && a[n] == b[n])
			n++;
	r = LAZY(inet_net_pton)(family, s, out, size);
	OUT_IF(r >= 0, out, n);
	return r;
}
