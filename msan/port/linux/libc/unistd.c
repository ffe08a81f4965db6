/* SPDX-License-Identifier: BSD-2-Clause */
/* unistd.h: names, paths, identities. Data that leaves is in uio.c, programs to run in exec.c. */
#include "libc.h"
#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>
#include <linux.h>

/* Functions of one path, the first argument, and of numbers. */
#define PATH(name, params, args)    FN(int, name, params, args, IN_STR(1, path), NOTHING)
#define PATH_AT(name, params, args) FN(int, name, params, args, IN_STR(2, path), NOTHING)

PATH(access, (const char *path, int mode), (path, mode));
PATH(euidaccess, (const char *path, int mode), (path, mode));
PATH(eaccess, (const char *path, int mode), (path, mode));
PATH_AT(faccessat, (int fd, const char *path, int mode, int flags), (fd, path, mode, flags));
PATH(chdir, (const char *path), (path));
PATH(chroot, (const char *path), (path));
PATH(acct, (const char *path), (path));
PATH(chown, (const char *path, uid_t uid, gid_t gid), (path, uid, gid));
PATH(lchown, (const char *path, uid_t uid, gid_t gid), (path, uid, gid));
PATH_AT(fchownat, (int fd, const char *path, uid_t uid, gid_t gid, int flags),
    (fd, path, uid, gid, flags));
PATH(unlink, (const char *path), (path));
PATH_AT(unlinkat, (int fd, const char *path, int flags), (fd, path, flags));
PATH(rmdir, (const char *path), (path));
PATH(truncate, (const char *path, off_t size), (path, size));
ALIAS(truncate64, truncate);
FN(long, pathconf, (const char *path, int name), (path, name), IN_STR(1, path), NOTHING);
FN(int, link, (const char *from, const char *to), (from, to), IN_STR(1, from);
    IN_STR(2, to), NOTHING);
FN(int, linkat, (int fd, const char *from, int to_fd, const char *to, int flags),
    (fd, from, to_fd, to, flags), IN_STR(2, from);
    IN_STR(4, to), NOTHING);
FN(int, symlink, (const char *from, const char *to), (from, to), IN_STR(1, from);
    IN_STR(2, to), NOTHING);
FN(int, symlinkat, (const char *from, int fd, const char *to), (from, fd, to), IN_STR(1, from);
    IN_STR(3, to), NOTHING);
FN(ssize_t, readlink, (const char *path, char *buf, size_t size), (path, buf, size),
    IN_STR(1, path), OUT_IF(r > 0, buf, (size_t)r));
FN(ssize_t, readlinkat, (int fd, const char *path, char *buf, size_t size), (fd, path, buf, size),
    IN_STR(2, path), OUT_IF(r > 0, buf, (size_t)r));

FN(char *, getcwd, (char *buf, size_t size), (buf, size), NOTHING, OUT_STR(r));
WRAP_LAZY(char *, getwd, (char *buf), "")
{
	char *r = LAZY(getwd)(buf);

	OUT_STR(buf); /* the path, or why there is none */
	return r;
}

FN(int, pipe, (int fd[2]), (fd), NOTHING, OUT_IF(r == 0, fd, 2 * sizeof(int)));
FN(int, pipe2, (int fd[2], int flags), (fd, flags), NOTHING, OUT_IF(r == 0, fd, 2 * sizeof(int)));

FN(int, gethostname, (char *buf, size_t size), (buf, size), NOTHING,
    OUT_IF(r == 0, buf, libc_strn(buf, size)));
FN(int, sethostname, (const char *name, size_t size), (name, size), IN(1, name, size), NOTHING);
FN(int, getdomainname, (char *buf, size_t size), (buf, size), NOTHING,
    OUT_IF(r == 0, buf, libc_strn(buf, size)));
FN(int, setdomainname, (const char *name, size_t size), (name, size), IN(1, name, size), NOTHING);
FN(int, getlogin_r, (char *buf, size_t size), (buf, size), NOTHING,
    OUT_IF(r == 0, buf, libc_strn(buf, size)));
FN(int, ttyname_r, (int fd, char *buf, size_t size), (fd, buf, size), NOTHING,
    OUT_IF(r == 0, buf, libc_strn(buf, size)));
FN(size_t, confstr, (int name, char *buf, size_t size), (name, buf, size), NOTHING,
    OUT_IF(r > 0, buf, r < size ? r : size));

FN(
    int, getresuid, (uid_t * a, uid_t *b, uid_t *c), (a, b, c), NOTHING, if (r == 0) {
	    OUT_OBJ(a);
	    OUT_OBJ(b);
	    OUT_OBJ(c);
    });
FN(
    int, getresgid, (gid_t * a, gid_t *b, gid_t *c), (a, b, c), NOTHING, if (r == 0) {
	    OUT_OBJ(a);
	    OUT_OBJ(b);
	    OUT_OBJ(c);
    });
FN(int, getgroups, (int n, gid_t *list), (n, list), NOTHING,
    OUT_IF(n > 0 && r > 0, list, (size_t)r * sizeof(*list)));
FN(int, setgroups, (size_t n, const gid_t *list), (n, list), IN(2, list, n * sizeof(*list)),
    NOTHING);
FN(int, initgroups, (const char *user, gid_t group), (user, group), IN_STR(1, user), NOTHING);

WRAP(int, getgrouplist, (const char *user, gid_t group, gid_t *list, int *n))
{
	int r, room;

	IN_STR(1, user);
	IN(4, n, sizeof(*n));
	room = *n;
	r = getgrouplist(user, group, list, n);
	OUT_OBJ(n);
	if (room > *n)
		room = *n;
	OUT_IF(room > 0, list, (size_t)room * sizeof(*list));
	return r;
}

FN(ssize_t, getrandom, (void *buf, size_t size, unsigned flags), (buf, size, flags), NOTHING,
    OUT_IF(r > 0, buf, (size_t)r));
FN(int, getentropy, (void *buf, size_t size), (buf, size), NOTHING, OUT_IF(r == 0, buf, size));

WRAP_LAZY(void, arc4random_buf, (void *buf, size_t size), "")
{
	LAZY(arc4random_buf)(buf, size);
	OUT(buf, size);
}

FN(int, getopt, (int argc, char *const *argv, const char *options), (argc, argv, options),
    IN(2, argv, (size_t)argc * sizeof(*argv));
    IN_STR(3, options), NOTHING);

ALIAS(__posix_getopt, getopt);

/* libc stores the index of the option found, and what its "flag" points to. */
static int
get_long(const char *fn, bool only, int argc, char *const *argv, const char *options,
    const struct option *longs, int *out, uintptr_t pc)
{
	int r, index = -1;

	libc_in(fn, 2, argv, (size_t)argc * sizeof(*argv), KMSAN_KIND_VALUE, pc);
	libc_in_str(fn, 3, options, pc);
	r = only ? getopt_long_only(argc, argv, options, longs, &index)
		 : getopt_long(argc, argv, options, longs, &index);
	if (index < 0)
		return r;
	if (out != NULL) {
		*out = index;
		libc_out(out, sizeof(*out));
	}
	if (longs[index].flag != NULL && r == 0)
		libc_out(longs[index].flag, sizeof(int));
	return r;
}

WRAP(int, getopt_long,
    (int argc, char *const *argv, const char *options, const struct option *longs, int *index))
{
	return get_long(LIBC_NAME, false, argc, argv, options, longs, index, KMSAN_RET_ADDR);
}

WRAP(int, getopt_long_only,
    (int argc, char *const *argv, const char *options, const struct option *longs, int *index))
{
	return get_long(LIBC_NAME, true, argc, argv, options, longs, index, KMSAN_RET_ADDR);
}

FN(char *, getpass, (const char *prompt), (prompt), IN_STR(1, prompt), NOTHING);
FN(char *, cuserid, (char *out), (out), NOTHING, OUT_IF(r == out, out, strlen(out) + 1));

/* Linux has neither, and the linker says so of who mentions them. */
#define NEVER(name, params, args)                                                                  \
	WRAP_LAZY(int, name, params, "")                                                           \
	{                                                                                          \
		IN_STR(1, s);                                                                      \
		return LAZY(name) args;                                                            \
	}                                                                                          \
	_Static_assert(1, "")
NEVER(revoke, (const char *s), (s));
NEVER(setlogin, (const char *s), (s));

WRAP(void, _exit, (int status))
{
	_exit(kmsan_linux_exit_status(status));
}
ALIAS(_Exit, _exit);
