/* SPDX-License-Identifier: BSD-2-Clause */
/* Users and groups. */
#include "libc.h"
#include <grp.h>
#include <pwd.h>
#include <shadow.h>
#include <stdio.h>

static void
user_out(const struct passwd *p)
{
	if (p == NULL)
		return;
	libc_out(p, sizeof(*p));
	libc_out_str(p->pw_name);
	libc_out_str(p->pw_passwd);
	libc_out_str(p->pw_gecos);
	libc_out_str(p->pw_dir);
	libc_out_str(p->pw_shell);
}

static void
group_out(const struct group *g)
{
	size_t n = 0;

	if (g == NULL)
		return;
	libc_out(g, sizeof(*g));
	libc_out_str(g->gr_name);
	libc_out_str(g->gr_passwd);
	while (g->gr_mem != NULL && g->gr_mem[n] != NULL)
		libc_out_str(g->gr_mem[n++]);
	libc_out(g->gr_mem, (n + 1) * sizeof(*g->gr_mem));
}

#define OUT_USER                                                                                   \
	OUT_OBJ(out);                                                                              \
	user_out(r == 0 ? *out : NULL)
#define OUT_GROUP                                                                                  \
	OUT_OBJ(out);                                                                              \
	group_out(r == 0 ? *out : NULL)

FN(struct passwd *, getpwnam, (const char *name), (name), IN_STR(1, name), user_out(r));
FN(struct passwd *, getpwuid, (uid_t uid), (uid), NOTHING, user_out(r));
FN(struct passwd *, getpwent, (void), (), NOTHING, user_out(r));
FN(struct passwd *, fgetpwent, (FILE * f), (f), NOTHING, user_out(r));
FN(int, getpwnam_r,
    (const char *name, struct passwd *p, char *buf, size_t size, struct passwd **out),
    (name, p, buf, size, out), IN_STR(1, name), OUT_USER);
FN(int, getpwuid_r, (uid_t uid, struct passwd *p, char *buf, size_t size, struct passwd **out),
    (uid, p, buf, size, out), NOTHING, OUT_USER);
FN(int, getpwent_r, (struct passwd * p, char *buf, size_t size, struct passwd **out),
    (p, buf, size, out), NOTHING, OUT_USER);

FN(struct group *, getgrnam, (const char *name), (name), IN_STR(1, name), group_out(r));
FN(struct group *, getgrgid, (gid_t gid), (gid), NOTHING, group_out(r));
FN(struct group *, getgrent, (void), (), NOTHING, group_out(r));
FN(struct group *, fgetgrent, (FILE * f), (f), NOTHING, group_out(r));
FN(int, getgrnam_r, (const char *name, struct group *g, char *buf, size_t size, struct group **out),
    (name, g, buf, size, out), IN_STR(1, name), OUT_GROUP);
FN(int, getgrgid_r, (gid_t gid, struct group *g, char *buf, size_t size, struct group **out),
    (gid, g, buf, size, out), NOTHING, OUT_GROUP);
FN(int, getgrent_r, (struct group * g, char *buf, size_t size, struct group **out),
    (g, buf, size, out), NOTHING, OUT_GROUP);

FN(struct spwd *, getspnam, (const char *name), (name), IN_STR(1, name),
    OUT_IF(r != NULL, r, sizeof(*r)));

/* One line of /etc/passwd. The linker warns of it. */
WRAP_LAZY(int, getpw, (uid_t uid, char *out), "")
{
	int r = LAZY(getpw)(uid, out);

	OUT_IF(r == 0, out, strlen(out) + 1);
	return r;
}
