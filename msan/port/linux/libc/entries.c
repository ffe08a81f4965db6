/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries of the system's tables, one after another, into the program's memory. Strings and arrays
 * lie anywhere in the buffer: all of it counts as initialised.
 */
#include "libc.h"
#include <aliases.h>
#include <arpa/nameser.h>
#include <grp.h>
#include <gshadow.h>
#include <mntent.h>
#include <netdb.h>
#include <pwd.h>
#include <resolv.h>
#include <shadow.h>
#include <stdio.h>
#include <utmp.h>
#include <utmpx.h>

#define OUT_ENTRY                                                                                  \
	OUT_OBJ(out);                                                                              \
	if (r == 0 && *out != NULL) {                                                              \
		OUT_OBJ(entry);                                                                    \
		OUT(buf, size);                                                                    \
	}                                                                                          \
	(void)0

#define ENTRY_R(name, type)                                                                        \
	FN(int, name, (type * entry, char *buf, size_t size, type **out), (entry, buf, size, out), \
	    NOTHING, OUT_ENTRY)
#define ENTRY_FILE(name, type)                                                                     \
	FN(int, name, (FILE * f, type * entry, char *buf, size_t size, type **out),                \
	    (f, entry, buf, size, out), NOTHING, OUT_ENTRY)
#define ENTRY_STRING(name, type)                                                                   \
	FN(int, name, (const char *s, type *entry, char *buf, size_t size, type **out),            \
	    (s, entry, buf, size, out), IN_STR(1, s), OUT_ENTRY)
#define ENTRY_HOST(name, type)                                                                     \
	FN(int, name, (type * entry, char *buf, size_t size, type **out, int *error),              \
	    (entry, buf, size, out, error), NOTHING, OUT_OBJ(error);                               \
	    OUT_ENTRY)

ENTRY_R(getservent_r, struct servent);
ENTRY_R(getprotoent_r, struct protoent);
ENTRY_R(getspent_r, struct spwd);
ENTRY_R(getsgent_r, struct sgrp);
ENTRY_R(getaliasent_r, struct aliasent);
ENTRY_FILE(fgetpwent_r, struct passwd);
ENTRY_FILE(fgetgrent_r, struct group);
ENTRY_FILE(fgetspent_r, struct spwd);
ENTRY_FILE(fgetsgent_r, struct sgrp);
ENTRY_STRING(getspnam_r, struct spwd);
ENTRY_STRING(sgetspent_r, struct spwd);
ENTRY_STRING(getsgnam_r, struct sgrp);
ENTRY_STRING(sgetsgent_r, struct sgrp);
ENTRY_STRING(getaliasbyname_r, struct aliasent);
ENTRY_HOST(gethostent_r, struct hostent);
ENTRY_HOST(getnetent_r, struct netent);
FN(int, getnetbyname_r,
    (const char *name, struct netent *entry, char *buf, size_t size, struct netent **out,
	int *error),
    (name, entry, buf, size, out, error), IN_STR(1, name), OUT_OBJ(error);
    OUT_ENTRY);
FN(int, getnetbyaddr_r,
    (uint32_t net, int type, struct netent *entry, char *buf, size_t size, struct netent **out,
	int *error),
    (net, type, entry, buf, size, out, error), NOTHING, OUT_OBJ(error);
    OUT_ENTRY);
FN(
    int, getnetgrent_r, (char **host, char **user, char **domain, char *buf, size_t size),
    (host, user, domain, buf, size), NOTHING, if (r == 1) {
	    OUT_OBJ(host);
	    OUT_OBJ(user);
	    OUT_OBJ(domain);
	    OUT(buf, size);
    });
FN(
    int, getnetgrent, (char **host, char **user, char **domain), (host, user, domain), NOTHING,
    if (r == 1) {
	    OUT_OBJ(host);
	    OUT_OBJ(user);
	    OUT_OBJ(domain);
    });
FN(int, setnetgrent, (const char *name), (name), IN_STR(1, name), NOTHING);
FN(int, innetgr, (const char *group, const char *host, const char *user, const char *domain),
    (group, host, user, domain), IN_STR(1, group);
    IN_STR(2, host); IN_STR(3, user); IN_STR(4, domain), NOTHING);

/* Fields that are written out: the strings of an entry. */
FN(int, putpwent, (const struct passwd *p, FILE *f), (p, f), IN_STR(1, p->pw_name);
    IN_STR(1, p->pw_passwd); IN_STR(1, p->pw_gecos); IN_STR(1, p->pw_dir); IN_STR(1, p->pw_shell);
    IN(1, &p->pw_uid, sizeof(p->pw_uid)); IN(1, &p->pw_gid, sizeof(p->pw_gid)), NOTHING);
FN(int, putgrent, (const struct group *g, FILE *f), (g, f), IN_STR(1, g->gr_name);
    IN_STR(1, g->gr_passwd); IN(1, &g->gr_gid, sizeof(g->gr_gid)), NOTHING);
FN(struct mntent *, getmntent, (FILE * f), (f), NOTHING, OUT_IF(r != NULL, r, sizeof(*r)));
FN(int, addmntent, (FILE * f, const struct mntent *m), (f, m), IN_STR(2, m->mnt_fsname);
    IN_STR(2, m->mnt_dir); IN_STR(2, m->mnt_type); IN_STR(2, m->mnt_opts), NOTHING);
FN(char *, hasmntopt, (const struct mntent *m, const char *option), (m, option),
    IN_STR(1, m->mnt_opts);
    IN_STR(2, option), NOTHING);

/* Logins. Of a pattern the type, and what goes with it. */
#define OUT_LOGIN                                                                                  \
	OUT_IF(r == 0, entry, sizeof(*entry));                                                     \
	OUT_OBJ(out)
FN(int, getutent_r, (struct utmp * entry, struct utmp **out), (entry, out), NOTHING, OUT_LOGIN);
FN(int, getutid_r, (const struct utmp *p, struct utmp *entry, struct utmp **out), (p, entry, out),
    IN(1, &p->ut_type, sizeof(p->ut_type)), OUT_LOGIN);
FN(int, getutline_r, (const struct utmp *p, struct utmp *entry, struct utmp **out), (p, entry, out),
    IN_STRN(1, p->ut_line, sizeof(p->ut_line)), OUT_LOGIN);
FN(struct utmp *, getutid, (const struct utmp *p), (p), IN(1, &p->ut_type, sizeof(p->ut_type)),
    NOTHING);
FN(struct utmp *, getutline, (const struct utmp *p), (p),
    IN_STRN(1, p->ut_line, sizeof(p->ut_line)), NOTHING);
FN(struct utmp *, pututline, (const struct utmp *p), (p), IN_SEND(1, p, sizeof(*p)), NOTHING);
FN(struct utmpx *, pututxline, (const struct utmpx *p), (p), IN_SEND(1, p, sizeof(*p)), NOTHING);

/* Domain names. */
#define OUT_ANSWER OUT_IF(r > 0, answer, r < size ? (size_t)r : (size_t)size)
FN(int, res_query, (const char *name, int class, int type, unsigned char *answer, int size),
    (name, class, type, answer, size), IN_STR(1, name), OUT_ANSWER);
FN(int, res_search, (const char *name, int class, int type, unsigned char *answer, int size),
    (name, class, type, answer, size), IN_STR(1, name), OUT_ANSWER);
FN(int, dn_expand,
    (const unsigned char *message, const unsigned char *end, const unsigned char *at, char *out,
	int size),
    (message, end, at, out, size), IN(1, message, (size_t)(end - message)),
    OUT_IF(r >= 0, out, strlen(out) + 1));
FN(int, dn_comp,
    (const char *name, unsigned char *out, int size, unsigned char **start, unsigned char **end),
    (name, out, size, start, end), IN_STR(1, name), OUT_IF(r > 0, out, (size_t)r));

/* These are libresolv's. */
WRAP_LAZY(
    int, ns_initparse, (const unsigned char *message, int size, ns_msg *out), "libresolv.so.2")
{
	int r;

	IN(1, message, size < 0 ? 0 : (size_t)size);
	r = LAZY(ns_initparse)(message, size, out);
	OUT_OBJ(out);
	return r;
}

WRAP_LAZY(int, ns_parserr, (ns_msg * message, ns_sect section, int n, ns_rr *out), "libresolv.so.2")
{
	int r;

	IN(1, message, sizeof(*message));
	r = LAZY(ns_parserr)(message, section, n, out);
	OUT_OBJ(message);
	OUT_IF(r == 0, out, sizeof(*out));
	return r;
}
