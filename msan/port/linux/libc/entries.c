/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries of the system's tables, one after another, into the program's memory. Strings and arrays
 * lie anywhere in the buffer: all of it counts as initialised.
 */
#include "libc.h"
#include <aliases.h>
#include <fstab.h>
#include <grp.h>
#include <gshadow.h>
#include <mntent.h>
#include <netdb.h>
#include <pwd.h>
#include <shadow.h>
#include <stdio.h>
#include <ttyent.h>
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

/* Results in libc's own memory. */
#define ENTRY_NAME(name, type) FN(struct type *, name, (const char *s), (s), IN_STR(1, s), NOTHING)
ENTRY_NAME(getsgnam, sgrp);
ENTRY_NAME(sgetsgent, sgrp);
ENTRY_NAME(sgetspent, spwd);
ENTRY_NAME(getaliasbyname, aliasent);
ENTRY_NAME(getfsfile, fstab);
ENTRY_NAME(getfsspec, fstab);
ENTRY_NAME(getttynam, ttyent);
ENTRY_NAME(getrpcbyname, rpcent);
ENTRY_R(getrpcent_r, struct rpcent);
ENTRY_STRING(getrpcbyname_r, struct rpcent);
FN(int, getrpcbynumber_r,
    (int n, struct rpcent *entry, char *buf, size_t size, struct rpcent **out),
    (n, entry, buf, size, out), NOTHING, OUT_ENTRY);

/* Fields that are written out: the strings of an entry. */
FN(int, putspent, (const struct spwd *p, FILE *f), (p, f), IN_STR(1, p->sp_namp);
    IN_STR(1, p->sp_pwdp);
    IN(1, &p->sp_lstchg, sizeof(*p) - offsetof(struct spwd, sp_lstchg)), NOTHING);
FN(int, putsgent, (const struct sgrp *g, FILE *f), (g, f), IN_STR(1, g->sg_namp);
    IN_STR(1, g->sg_passwd), NOTHING);
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

FN(struct utmpx *, getutxid, (const struct utmpx *p), (p), IN(1, &p->ut_type, sizeof(p->ut_type)),
    NOTHING);
FN(struct utmpx *, getutxline, (const struct utmpx *p), (p),
    IN_STRN(1, p->ut_line, sizeof(p->ut_line)), NOTHING);
FN(int, utmpname, (const char *path), (path), IN_STR(1, path), NOTHING);
ALIAS(utmpxname, utmpname);

/* login sets type, process and line itself; the rest is written as it is. */
WRAP(void, login, (const struct utmp *p))
{
	IN_SEND(1, &p->ut_id, sizeof(*p) - offsetof(struct utmp, ut_id));
	login(p);
}
FN(int, logout, (const char *line), (line), IN_STR(1, line), NOTHING);

WRAP(void, logwtmp, (const char *line, const char *name, const char *host))
{
	IN_STR(1, line);
	IN_STR(2, name);
	IN_STR(3, host);
	logwtmp(line, name, host);
}

WRAP(void, updwtmp, (const char *path, const struct utmp *p))
{
	IN_STR(1, path);
	IN_SEND(2, p, sizeof(*p));
	updwtmp(path, p);
}
ALIAS(updwtmpx, updwtmp);

/* Two structures of the same fields at the same places; what lies between is not copied. */
#define COPIED_FIELD(field) COPIED(&out->field, &p->field, sizeof(out->field))
#define GETUTMP(name, from, to)                                                                    \
	WRAP(void, name, (const struct from *p, struct to *out))                                   \
	{                                                                                          \
		name(p, out);                                                                      \
		COPIED_FIELD(ut_type);                                                             \
		COPIED_FIELD(ut_pid);                                                              \
		COPIED_FIELD(ut_line);                                                             \
		COPIED_FIELD(ut_id);                                                               \
		COPIED_FIELD(ut_user);                                                             \
		COPIED_FIELD(ut_host);                                                             \
		COPIED_FIELD(ut_exit);                                                             \
		COPIED_FIELD(ut_session);                                                          \
		COPIED_FIELD(ut_tv);                                                               \
		COPIED_FIELD(ut_addr_v6);                                                          \
	}                                                                                          \
	_Static_assert(1, "")
GETUTMP(getutmp, utmpx, utmp);
GETUTMP(getutmpx, utmp, utmpx);
