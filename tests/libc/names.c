/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions that take a name: each reads it up to its NUL. Nothing of these names exists. */
#include "check.h"
#include <aliases.h>
#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <err.h>
#include <error.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <fts.h>
#include <grp.h>
#include <gshadow.h>
#include <iconv.h>
#include <langinfo.h>
#include <libgen.h>
#include <libintl.h>
#include <locale.h>
#include <math.h>
#include <mntent.h>
#include <mqueue.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/ether.h>
#include <nl_types.h>
#include <pwd.h>
#include <semaphore.h>
#include <shadow.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/swap.h>
#include <sys/time.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>
#include <wchar.h>
#include <wctype.h>
#include <wordexp.h>

static char space[256];
static wchar_t wide_space[64];
static volatile size_t result;
#define USE(x) (result = (size_t)(x))

/* s is "/nonexistent": 13 bytes with its NUL. */
#define NAME(fn, arg, call)	 READS(fn "():arg" #arg, s, 13, 16, USE(call))
#define NAME_VOID(fn, arg, call) READS(fn "():arg" #arg, s, 13, 16, call)

static void
paths(char *s)
{
	NAME("eaccess", 1, eaccess(s, 0));
	NAME("euidaccess", 1, euidaccess(s, 0));
	NAME("faccessat", 2, faccessat(AT_FDCWD, s, 0, 0));
	NAME("chdir", 1, chdir(s));
	NAME("chroot", 1, chroot(s));
	NAME("acct", 1, acct(s));
	NAME("chown", 1, chown(s, 0, 0));
	NAME("lchown", 1, lchown(s, 0, 0));
	NAME("fchownat", 2, fchownat(AT_FDCWD, s, 0, 0, 0));
	NAME("chmod", 1, chmod(s, 0));
	NAME("fchmodat", 2, fchmodat(AT_FDCWD, s, 0, 0));
	NAME("unlink", 1, unlink(s));
	NAME("unlinkat", 2, unlinkat(AT_FDCWD, s, 0));
	NAME("rmdir", 1, rmdir(s));
	NAME("truncate", 1, truncate(s, 0));
	NAME("pathconf", 1, pathconf(s, _PC_NAME_MAX));
	NAME("link", 1, link(s, "/x"));
	NAME("link", 2, link("/nonexistent2", s));
	NAME("linkat", 2, linkat(AT_FDCWD, s, AT_FDCWD, "/x", 0));
	NAME("linkat", 4, linkat(AT_FDCWD, "/nonexistent2", AT_FDCWD, s, 0));
	NAME("symlink", 1, symlink(s, "/proc/x"));
	NAME("symlinkat", 1, symlinkat(s, AT_FDCWD, "/proc/x"));
	NAME("readlinkat", 2, readlinkat(AT_FDCWD, s, NULL, 0));
	NAME("mkdirat", 2, mkdirat(-1, s, 0) == 0 && rmdir(s));
	NAME("mkfifo", 1, mkfifo(s, 0) == 0 && unlink("/nonexistent"));
	NAME("mkfifoat", 2, mkfifoat(-1, s, 0) == 0 && unlink("/nonexistent"));
	NAME("mknod", 1, mknod(s, S_IFIFO, 0) == 0 && unlink("/nonexistent"));
	NAME("mknodat", 2, mknodat(-1, s, S_IFIFO, 0) == 0 && unlink("/nonexistent"));
	NAME("creat", 1, creat(s, 0) >= 0 && unlink("/nonexistent"));
	NAME("openat", 2, openat(AT_FDCWD, s, O_RDONLY));
	NAME("renameat", 2, renameat(AT_FDCWD, s, AT_FDCWD, "/x"));
	NAME("renameat2", 4, renameat2(AT_FDCWD, "/nonexistent2", AT_FDCWD, s, 0));
	NAME("lstat", 1, lstat(s, &(struct stat){0}));
	NAME("fstatat", 2, fstatat(AT_FDCWD, s, &(struct stat){0}, 0));
	NAME("statx", 2, statx(AT_FDCWD, s, 0, 0, &(struct statx){0}));
	NAME("statfs", 1, statfs(s, &(struct statfs){0}));
	NAME("statvfs", 1, statvfs(s, &(struct statvfs){0}));
	NAME("utime", 1, utime(s, NULL));
	NAME("utimes", 1, utimes(s, NULL));
	NAME("lutimes", 1, lutimes(s, NULL));
	NAME("futimesat", 2, futimesat(AT_FDCWD, s, NULL));
	NAME("getxattr", 1, getxattr(s, "user.x", NULL, 0));
	NAME("lgetxattr", 2, lgetxattr("/", s, NULL, 0));
	NAME("fgetxattr", 2, fgetxattr(0, s, NULL, 0));
	NAME("listxattr", 1, listxattr(s, NULL, 0));
	NAME("llistxattr", 1, llistxattr(s, NULL, 0));
	NAME("setxattr", 1, setxattr(s, "user.x", "y", 1, 0));
	NAME("lsetxattr", 2, lsetxattr("/nonexistent2", s, "y", 1, 0));
	NAME("fsetxattr", 2, fsetxattr(-1, s, "y", 1, 0));
	NAME("removexattr", 1, removexattr(s, "user.x"));
	NAME("lremovexattr", 2, lremovexattr("/nonexistent2", s));
	NAME("fremovexattr", 2, fremovexattr(-1, s));
	NAME("realpath", 1, realpath(s, NULL));
	NAME("canonicalize_file_name", 1, canonicalize_file_name(s));
	NAME("freopen", 1, freopen(s, "r", fopen("/dev/null", "r")));
	NAME("fdopen", 2, fdopen(-1, s));
	NAME("opendir", 1, opendir(s));
	NAME("inotify_add_watch", 2, inotify_add_watch(-1, s, 0));
	NAME("fanotify_mark", 5, fanotify_mark(-1, 0, 0, 0, s));
	NAME("mount", 2, mount("x", s, "x", 0, NULL));
	NAME("umount", 1, umount(s));
	NAME("umount2", 1, umount2(s, 0));
	NAME("swapon", 1, swapon(s, 0));
	NAME("swapoff", 1, swapoff(s));
	NAME("name_to_handle_at", 2,
	    name_to_handle_at(AT_FDCWD, s, &(struct file_handle){0}, &(int){0}, 0));
	NAME("setmntent", 1, setmntent(s, "r"));
}

static void
more_names(char *s)
{
	int pid;
	char *argv[] = {"x", s, NULL}, *none[] = {NULL};

	NAME("dlopen", 1, dlopen(s, RTLD_NOW));
	NAME("dlmopen", 2, dlmopen(LM_ID_BASE, s, RTLD_NOW));
	NAME("dlsym", 2, dlsym(RTLD_DEFAULT, s));
	NAME("dlvsym", 2, dlvsym(RTLD_DEFAULT, s, "X"));
	NAME("execl", 1, execl(s, "x", NULL));
	NAME("execl", 3, execl("/nonexistent2", "x", s, NULL));
	NAME("execlp", 1, execlp(s, "x", NULL));
	NAME("execle", 3, execle("/nonexistent2", "x", s, NULL, none));
	NAME("execv", 2, execv("/nonexistent2", argv));
	NAME("execvp", 1, execvp(s, argv));
	NAME("execve", 3, execve("/nonexistent2", none, argv));
	NAME("execvpe", 2, execvpe("/nonexistent2", argv, none));
	NAME("fexecve", 2, fexecve(0, argv, none));
	NAME("posix_spawn", 2, posix_spawn(&pid, s, NULL, NULL, none, none));
	NAME("posix_spawnp", 5, posix_spawnp(&pid, "/nonexistent2", NULL, NULL, argv, none));
	NAME("shm_open", 1, shm_open(s, O_RDONLY, 0));
	NAME("shm_unlink", 1, shm_unlink(s));
	NAME("mq_open", 1, mq_open(s, O_RDONLY));
	NAME("mq_unlink", 1, mq_unlink(s));
	NAME("sem_open", 1, sem_open(s, 0));
	NAME("sem_unlink", 1, sem_unlink(s));
	NAME("memfd_create", 1, close(memfd_create(s, 0)));
	NAME("iconv_open", 1, iconv_open(s, "UTF-8"));
	NAME("setlocale", 2, setlocale(LC_ALL, s));
	NAME("newlocale", 2, newlocale(LC_ALL_MASK, s, 0));
	NAME("gettext", 1, (gettext)(s));
	NAME("dgettext", 1, (dgettext)(s, "x"));
	NAME("dcgettext", 2, dcgettext("x", s, LC_MESSAGES));
	NAME("ngettext", 2, (ngettext)("x", s, 2));
	NAME("dngettext", 1, (dngettext)(s, "x", "y", 2));
	NAME("dcngettext", 3, dcngettext("x", "y", s, 2, LC_MESSAGES));
	NAME("textdomain", 1, textdomain(s));
	NAME("bindtextdomain", 2, bindtextdomain("x", s));
	NAME("bind_textdomain_codeset", 1, bind_textdomain_codeset(s, NULL));
	NAME("catopen", 1, catopen(s, 0));
	NAME("wctype", 1, wctype(s));
	NAME("wctrans", 1, wctrans(s));
	NAME("fnmatch", 1, fnmatch(s, "/x", 0));
	NAME("fnmatch", 2, fnmatch("/x", s, 0));
	NAME("wordexp", 1, wordexp(s, &(wordexp_t){0}, 0));
	NAME("basename", 1, (basename)(s) != s);
	NAME("basename", 1, __xpg_basename(s) != s);
	NAME("nan", 1, nan(s) > 1);
	NAME("nanf", 1, nanf(s) > 1);
	NAME("nanl", 1, nanl(s) > 1);
	NAME("strfry", 1, (strfry(s), strcpy(s, s + 13 + 3)) != NULL);
}

static void
databases(char *s)
{
	char b[1000];

	NAME("getgrnam", 1, getgrnam(s));
	NAME("getspnam", 1, getspnam(s));
	NAME("getpwnam_r", 1, getpwnam_r(s, &(struct passwd){0}, b, 1000, &(struct passwd *){0}));
	NAME("getgrnam_r", 1, getgrnam_r(s, &(struct group){0}, b, 1000, &(struct group *){0}));
	NAME("getspnam_r", 1, getspnam_r(s, &(struct spwd){0}, b, 1000, &(struct spwd *){0}));
	NAME("getsgnam_r", 1, getsgnam_r(s, &(struct sgrp){0}, b, 1000, &(struct sgrp *){0}));
	NAME("sgetspent_r", 1, sgetspent_r(s, &(struct spwd){0}, b, 1000, &(struct spwd *){0}));
	NAME("sgetsgent_r", 1, sgetsgent_r(s, &(struct sgrp){0}, b, 1000, &(struct sgrp *){0}));
	NAME("getaliasbyname_r", 1,
	    getaliasbyname_r(s, &(struct aliasent){0}, b, 1000, &(struct aliasent *){0}));
	NAME("initgroups", 1, initgroups(s, 0));
	NAME("getservbyname", 1, getservbyname(s, "tcp"));
	NAME("getservbyport", 2, getservbyport(1, s));
	NAME("getprotobyname", 1, getprotobyname(s));
	NAME("getnetbyname", 1, getnetbyname(s));
	NAME("getservbyname_r", 2,
	    getservbyname_r("x", s, &(struct servent){0}, b, 1000, &(struct servent *){0}));
	NAME("getservbyport_r", 2,
	    getservbyport_r(1, s, &(struct servent){0}, b, 1000, &(struct servent *){0}));
	NAME("getprotobyname_r", 1,
	    getprotobyname_r(s, &(struct protoent){0}, b, 1000, &(struct protoent *){0}));
	NAME("getnetbyname_r", 1,
	    getnetbyname_r(s, &(struct netent){0}, b, 1000, &(struct netent *){0}, &(int){0}));
	NAME("setnetgrent", 1, setnetgrent(s));
	NAME("innetgr", 1, innetgr(s, NULL, NULL, NULL));
	NAME("inet_addr", 1, inet_addr(s));
	NAME("inet_network", 1, inet_network(s));
	NAME("inet_aton", 1, inet_aton(s, &(struct in_addr){0}));
	NAME("ether_aton", 1, ether_aton(s));
	NAME("ether_aton_r", 1, ether_aton_r(s, &(struct ether_addr){0}));
	NAME("if_nametoindex", 1, if_nametoindex(s));
	NAME("hasmntopt", 2, hasmntopt(&(struct mntent){.mnt_opts = "rw"}, s));
	NAME("getenv", 1, getenv(s));
	NAME("secure_getenv", 1, secure_getenv(s));
	NAME("setenv", 2, setenv("X", s, 1));
	NAME("unsetenv", 1, unsetenv(s));
	NAME("putenv", 1, putenv(s));
	NAME("rpmatch", 1, rpmatch(s));
	NAME("getdate", 1, getdate(s));
	NAME("getdate_r", 1, getdate_r(s, &(struct tm){0}));
}

/* Messages: on a standard error that goes nowhere. */
static void
call_messages(int which, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (which == 0)
		vwarn(fmt, ap);
	else if (which == 1)
		vwarnx(fmt, ap);
	else if (which == 2)
		vsyslog(LOG_DEBUG, fmt, ap);
	else if (which == 3)
		vfprintf(stderr, fmt, ap);
	else if (which == 4)
		vprintf(fmt, ap);
	else if (which == 5)
		vdprintf(-1, fmt, ap);
	else if (which == 6)
		verr(0, fmt, ap);
	else
		verrx(0, fmt, ap);
	va_end(ap);
}

static void
messages(char *s)
{
	FILE *out = stdout;

	NAME_VOID("warn", 2, warn("%s", s));
	NAME_VOID("warnx", 1, warnx(s));
	NAME_VOID("error", 4, error(0, 0, "%s", s));
	NAME_VOID("error_at_line", 3, error_at_line(0, 0, s, 1, "x"));
	NAME_VOID("perror", 1, perror(s));
	NAME_VOID("herror", 1, herror(s));
	NAME_VOID("psignal", 2, psignal(1, s));
	NAME_VOID("psiginfo", 2, psiginfo(&(siginfo_t){.si_signo = 1}, s));
	NAME_VOID("syslog", 3, syslog(LOG_DEBUG, "%s", s));
	NAME_VOID("vwarn", 2, call_messages(0, "%s", s));
	NAME_VOID("vwarnx", 2, call_messages(1, "%s", s));
	NAME_VOID("vsyslog", 3, call_messages(2, "%s", s));
	NAME_VOID("vfprintf", 3, call_messages(3, "%s", s));
	stdout = stderr;
	NAME_VOID("vprintf", 2, call_messages(4, "%s", s));
	stdout = out;
	NAME_VOID("vdprintf", 3, call_messages(5, "%s", s));
}

/* These do not return: a child of this process says at its end whether there was a report. */
static char *child_sink;

static void
child_ends(void)
{
	_exit(seen.count == 1 && strcmp(seen.sink, child_sink) == 0 ? 42 : 43);
}

static void
ending(char *s, int which, char *sink)
{
	int status;
	pid_t child;

	UNINIT(s + 2, 1);
	fflush(NULL);
	child = fork();
	if (child == 0) {
		child_sink = sink;
		atexit(child_ends);
		seen.count = 0;
		if (which == 0)
			err(0, "%s", s);
		if (which == 1)
			errx(0, "%s", s);
		call_messages(which, "%s", s);
	}
	TRUE(waitpid(child, &status, 0) == child);
	TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 42);
	INITED(s, 16);
}

int
main(void)
{
	char *s = hide(space);
	int saved = dup(2);

	strcpy(s, "/nonexistent");
	strcpy(s + 16, "/nonexistent");
	paths(s);
	more_names(s);
	databases(s);
	TRUE(freopen("/dev/null", "w", stderr) != NULL);
	messages(s);
	ending(s, 0, "err():arg3");
	ending(s, 1, "errx():arg3");
	ending(s, 6, "verr():arg3");
	ending(s, 7, "verrx():arg3");
	dup2(saved, 2);
	return passed();
}
