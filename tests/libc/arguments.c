/* SPDX-License-Identifier: BSD-2-Clause */
/* FLAGS: -pthread */
/*
 * The second, third and later pointers that functions read, and other arguments that are easily
 * forgotten: with its first byte uninitialised each is reported by its number, and nothing is
 * without. Most of the calls fail; what they read they read before.
 */
#include "check.h"
#include <argz.h>
#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <envz.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <grp.h>
#include <iconv.h>
#include <libintl.h>
#include <locale.h>
#include <mntent.h>
#include <mqueue.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/ether.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <regex.h>
#include <search.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <termios.h>
#include <unistd.h>
#include <utime.h>
#include <utmp.h>
#include <wchar.h>
#include <wctype.h>

/* Optimised, the header makes others of them. */
#undef gettext
#undef dgettext
#undef ngettext

int __ppoll_chk(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *, size_t);
int __getgroups_chk(int, gid_t *, size_t);

static char space[4096];
static volatile long result;

#define ARG(fn, k, p, call)                                                                        \
	do {                                                                                       \
		SILENT(call);                                                                      \
		UNINIT(p, 1);                                                                      \
		REPORTS(#fn "():arg" #k, 0, call);                                                 \
		INITED(p, 1);                                                                      \
	} while (0)

/* Two paths, neither of which is there. */
static void
two_paths(char *a, char *c)
{
	ARG(link, 2, c, result = link(a, c));
	ARG(linkat, 4, c, result = linkat(AT_FDCWD, a, AT_FDCWD, c, 0));
	ARG(symlink, 1, a, result = symlink(a, c));
	ARG(symlink, 2, c, result = symlink(a, c));
	ARG(symlinkat, 1, a, result = symlinkat(a, AT_FDCWD, c));
	ARG(symlinkat, 3, c, result = symlinkat(a, AT_FDCWD, c));
	ARG(rename, 2, c, result = rename(a, c));
	ARG(renameat, 2, a, result = renameat(AT_FDCWD, a, AT_FDCWD, c));
	ARG(renameat, 4, c, result = renameat(AT_FDCWD, a, AT_FDCWD, c));
	ARG(renameat2, 2, a, result = renameat2(AT_FDCWD, a, AT_FDCWD, c, 0));
	ARG(renameat2, 4, c, result = renameat2(AT_FDCWD, a, AT_FDCWD, c, 0));
	ARG(mount, 1, a, result = mount(a, c, "none such", 0, NULL));
	ARG(mount, 2, c, result = mount(a, c, "none such", 0, NULL));
	ARG(umount, 1, a, result = umount(a));
	ARG(umount2, 1, a, result = umount2(a, 0));
	ARG(bindtextdomain, 1, a, result = bindtextdomain(a, NULL) != NULL);
	ARG(bindtextdomain, 2, c, result = bindtextdomain("domain", c) != NULL);
}

static void
files(char *a, char *mode)
{
	struct utimbuf times = {1, 2};
	struct timeval tv[2] = {{1, 2}, {3, 4}};
	struct timespec ts[2] = {{1, 2}, {3, 4}};
	struct stat st;
	struct statx stx;
	struct statfs fs;
	struct statvfs vfs;
	glob_t g;

	ARG(lstat, 1, a, result = lstat(a, &st));
	ARG(fstatat, 2, a, result = fstatat(AT_FDCWD, a, &st, 0));
	ARG(statx, 2, a, result = statx(AT_FDCWD, a, 0, STATX_ALL, &stx));
	ARG(statfs, 1, a, result = statfs(a, &fs));
	ARG(statvfs, 1, a, result = statvfs(a, &vfs));
	ARG(chmod, 1, a, result = chmod(a, 0));
	ARG(fchmodat, 2, a, result = fchmodat(AT_FDCWD, a, 0, 0));
	ARG(mkdirat, 2, a, result = mkdirat(AT_FDCWD, a, 0));
	ARG(mkfifo, 1, a, result = mkfifo(a, 0));
	ARG(mkfifoat, 2, a, result = mkfifoat(AT_FDCWD, a, 0));
	ARG(mknod, 1, a, result = mknod(a, S_IFIFO, 0));
	ARG(mknodat, 2, a, result = mknodat(AT_FDCWD, a, S_IFIFO, 0));
	ARG(creat, 1, a, result = creat(a, 0));
	ARG(openat, 2, a, result = openat(AT_FDCWD, a, O_RDONLY));
	ARG(opendir, 1, a, result = opendir(a) != NULL);
	ARG(pathconf, 1, a, result = pathconf(a, _PC_NAME_MAX));
	ARG(utime, 1, a, result = utime(a, &times));
	ARG(utime, 2, &times, result = utime(a, &times));
	ARG(utimes, 1, a, result = utimes(a, tv));
	ARG(utimes, 2, tv, result = utimes(a, tv));
	ARG(lutimes, 1, a, result = lutimes(a, tv));
	ARG(lutimes, 2, tv, result = lutimes(a, tv));
	ARG(futimesat, 2, a, result = futimesat(AT_FDCWD, a, tv));
	ARG(futimesat, 3, tv, result = futimesat(AT_FDCWD, a, tv));
	ARG(utimensat, 2, a, result = utimensat(AT_FDCWD, a, ts, 0));
	ARG(utimensat, 3, ts, result = utimensat(AT_FDCWD, a, ts, 0));
	ARG(fdopen, 2, mode, result = fdopen(-1, mode) != NULL);
	ARG(fnmatch, 1, a, result = fnmatch(a, "x", 0));
	ARG(fnmatch, 2, a, result = fnmatch("*", a, 0));
	ARG(glob, 1, a, result = glob(a, 0, NULL, &g));
	ARG(shm_open, 1, a, result = shm_open(a, O_RDONLY, 0));
	ARG(shm_unlink, 1, a, result = shm_unlink(a));
	ARG(sem_unlink, 1, a, result = sem_unlink(a));
	ARG(mq_unlink, 1, a, result = mq_unlink(a));
	ARG(setmntent, 1, a, result = setmntent(a, "r") != NULL);
	ARG(setmntent, 2, mode, result = setmntent("/nonexistent", mode) != NULL);
	ARG(canonicalize_file_name, 1, a, result = canonicalize_file_name(a) != NULL);
}

static void
attributes(char *a, char *name, char *value)
{
	ARG(getxattr, 1, a, result = getxattr(a, name, value, 5));
	ARG(getxattr, 2, name, result = getxattr(a, name, value, 5));
	ARG(lgetxattr, 1, a, result = lgetxattr(a, name, value, 5));
	ARG(lgetxattr, 2, name, result = lgetxattr(a, name, value, 5));
	ARG(fgetxattr, 2, name, result = fgetxattr(-1, name, value, 5));
	ARG(listxattr, 1, a, result = listxattr(a, value, 5));
	ARG(llistxattr, 1, a, result = llistxattr(a, value, 5));
	ARG(setxattr, 1, a, result = setxattr(a, name, value, 5, 0));
	ARG(setxattr, 2, name, result = setxattr(a, name, value, 5, 0));
	ARG(setxattr, 3, value, result = setxattr(a, name, value, 5, 0));
	ARG(lsetxattr, 1, a, result = lsetxattr(a, name, value, 5, 0));
	ARG(lsetxattr, 2, name, result = lsetxattr(a, name, value, 5, 0));
	ARG(lsetxattr, 3, value, result = lsetxattr(a, name, value, 5, 0));
	ARG(fsetxattr, 2, name, result = fsetxattr(-1, name, value, 5, 0));
	ARG(fsetxattr, 3, value, result = fsetxattr(-1, name, value, 5, 0));
	ARG(removexattr, 1, a, result = removexattr(a, name));
	ARG(removexattr, 2, name, result = removexattr(a, name));
	ARG(lremovexattr, 1, a, result = lremovexattr(a, name));
	ARG(lremovexattr, 2, name, result = lremovexattr(a, name));
	ARG(fremovexattr, 2, name, result = fremovexattr(-1, name));
}

static void
strings(char *a, char *c, wchar_t *w)
{
	char dest[64];
	wchar_t wide[64];
	char *at = a;

	ARG(strcspn, 2, c, result = (long)strcspn("text", c));
	ARG(strspn, 2, c, result = (long)strspn("/text", c));
	ARG(strpbrk, 2, c, result = strpbrk("text", c) != NULL);
	ARG(strstr, 2, c, result = strstr("text", c) != NULL);
	ARG(strcasestr, 2, c, result = strcasestr("text", c) != NULL);
	ARG(strcoll, 1, a, result = strcoll(a, "x"));
	ARG(strcoll, 2, c, result = strcoll("x", c));
	ARG(strverscmp, 1, a, result = strverscmp(a, "x"));
	ARG(strverscmp, 2, c, result = strverscmp("x", c));
	ARG(strxfrm, 2, c, result = (long)strxfrm(dest, c, sizeof(dest)));
	ARG(strsep, 2, c, (at = a, result = strsep(&at, c) != NULL));
	ARG(strcat, 1, a, result = strcat(a, "") != NULL);
	ARG(strncat, 1, a, result = strncat(a, "", 1) != NULL);
	ARG(wcscoll, 2, w, result = wcscoll(L"x", w));
	ARG(wcsstr, 2, w, result = wcsstr(L"x", w) != NULL);
	ARG(wcsspn, 2, w, result = (long)wcsspn(L"x", w));
	ARG(wcscspn, 2, w, result = (long)wcscspn(L"x", w));
	ARG(wcspbrk, 2, w, result = wcspbrk(L"x", w) != NULL);
	ARG(wcsxfrm, 2, w, result = (long)wcsxfrm(wide, w, 64));
	ARG(wcscat, 1, w, result = wcscat(w, L"") != NULL);
	ARG(wcsncat, 1, w, result = wcsncat(w, L"", 1) != NULL);
	ARG(wcstombs, 2, w, result = (long)wcstombs(dest, w, sizeof(dest)));
	ARG(mbtowc, 2, c, result = mbtowc(wide, c, 1));
	ARG(wctype, 1, a, result = (long)wctype(a));
	ARG(wctrans, 1, a, result = wctrans(a) != NULL);
}

static void
environment(char *a, char *c)
{
	ARG(getenv, 1, a, result = getenv(a) != NULL);
	ARG(secure_getenv, 1, a, result = secure_getenv(a) != NULL);
	ARG(setenv, 1, a, result = setenv(a, "value", 1));
	ARG(setenv, 2, c, result = setenv("NAME", c, 1));
	ARG(unsetenv, 1, a, result = unsetenv(a));
	ARG(setlocale, 2, c, result = setlocale(LC_ALL, c) != NULL);
	ARG(newlocale, 2, c, result = newlocale(LC_ALL_MASK, c, NULL) != NULL);
	ARG(gettext, 1, a, result = gettext(a) != NULL);
	ARG(dgettext, 1, a, result = dgettext(a, "x") != NULL);
	ARG(dgettext, 2, c, result = dgettext("x", c) != NULL);
	ARG(dcgettext, 1, a, result = dcgettext(a, "x", LC_MESSAGES) != NULL);
	ARG(dcgettext, 2, c, result = dcgettext("x", c, LC_MESSAGES) != NULL);
	ARG(ngettext, 1, a, result = ngettext(a, "x", 1) != NULL);
	ARG(ngettext, 2, c, result = ngettext("x", c, 2) != NULL);
	ARG(textdomain, 1, a, result = textdomain(a) != NULL);
	ARG(iconv_open, 1, a, result = (long)iconv_open(a, "UTF-8"));
	ARG(iconv_open, 2, c, result = (long)iconv_open("UTF-8", c));
	ARG(dlopen, 1, a, result = dlopen(a, RTLD_LAZY) != NULL);
	ARG(dlsym, 2, c, result = dlsym(RTLD_DEFAULT, c) != NULL);
}

static void
accounts(char *a, char *c)
{
	char buffer[512];
	struct passwd pw, *pwp;
	struct group gr, *grp;
	gid_t groups[4];
	int count = 4;

	ARG(getpwnam_r, 1, a, result = getpwnam_r(a, &pw, buffer, sizeof(buffer), &pwp));
	ARG(getgrnam, 1, a, result = getgrnam(a) != NULL);
	ARG(getgrnam_r, 1, a, result = getgrnam_r(a, &gr, buffer, sizeof(buffer), &grp));
	ARG(getgrouplist, 1, a, (count = 4, result = getgrouplist(a, 0, groups, &count)));
	ARG(getservbyname, 1, a, result = getservbyname(a, "tcp") != NULL);
	ARG(getservbyname, 2, c, result = getservbyname("none such", c) != NULL);
}

static void
waiting(void)
{
	struct timespec ts = {0, 1};
	struct timeval tv = {0, 1};
	struct itimerval it = {{0, 0}, {0, 0}};
	fd_set r, w, e;
	sigset_t set;
	int fds[2];

	TRUE(pipe(fds) == 0);
	memset(&r, 0, sizeof(r));
	memset(&w, 0, sizeof(w));
	memset(&e, 0, sizeof(e));
	sigemptyset(&set);
	ARG(select, 2, &r, result = select(8, &r, &w, &e, &tv));
	ARG(select, 3, &w, result = select(8, &r, &w, &e, &tv));
	ARG(select, 4, &e, result = select(8, &r, &w, &e, &tv));
	ARG(select, 5, &tv, (tv.tv_usec = 1, result = select(8, &r, &w, &e, &tv)));
	ARG(pselect, 2, &r, result = pselect(8, &r, &w, &e, &ts, NULL));
	ARG(pselect, 3, &w, result = pselect(8, &r, &w, &e, &ts, NULL));
	ARG(pselect, 4, &e, result = pselect(8, &r, &w, &e, &ts, NULL));
	ARG(pselect, 5, &ts, result = pselect(8, &r, &w, &e, &ts, NULL));
	ARG(setitimer, 2, &it, result = setitimer(ITIMER_VIRTUAL, &it, NULL));
	ARG(sigprocmask, 2, &set, result = sigprocmask(SIG_BLOCK, &set, NULL));
	ARG(pthread_sigmask, 2, &set, result = pthread_sigmask(SIG_BLOCK, &set, NULL));
	ARG(sigtimedwait, 1, &set, result = sigtimedwait(&set, NULL, &ts));
	ARG(sigtimedwait, 3, &ts, result = sigtimedwait(&set, NULL, &ts));
	ARG(sigismember, 1, &set, result = sigismember(&set, 1));
	ARG(clock_nanosleep, 3, &ts, result = clock_nanosleep(CLOCK_REALTIME, 0, &ts, NULL));
	close(fds[0]);
	close(fds[1]);
}

static void
sockets(char *a)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST}, *list;
	struct epoll_event event = {0, {NULL}};
	char text[64];

	ARG(connect, 2, &in, result = connect(-1, (struct sockaddr *)&in, sizeof(in)));
	ARG(bind, 2, &in, result = bind(-1, (struct sockaddr *)&in, sizeof(in)));
	ARG(sendto, 5, &in, result = sendto(-1, a, 4, 0, (struct sockaddr *)&in, sizeof(in)));
	ARG(epoll_ctl, 4, &event, result = epoll_ctl(-1, EPOLL_CTL_ADD, 0, &event));
	ARG(getaddrinfo, 1, a, result = getaddrinfo(a, NULL, &hints, &list));
	ARG(getaddrinfo, 2, a, result = getaddrinfo("none such", a, &hints, &list));
	ARG(getaddrinfo, 3, &hints, result = getaddrinfo("none such", NULL, &hints, &list));
	ARG(inet_ntop, 2, &in, result = inet_ntop(AF_INET, &in, text, sizeof(text)) != NULL);
	ARG(inet_aton, 1, a, result = inet_aton(a, &in.sin_addr));
	ARG(inet_addr, 1, a, result = (long)inet_addr(a));
	ARG(if_nametoindex, 1, a, result = (long)if_nametoindex(a));
}

static void
threads(void)
{
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutexattr_t mutexattr;
	pthread_rwlockattr_t rwattr;
	pthread_condattr_t condattr;
	pthread_rwlock_t rwlock;
	pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
	struct timespec past = {1, 0};
	sem_t sem;

	pthread_mutexattr_init(&mutexattr);
	pthread_condattr_init(&condattr);
	pthread_rwlockattr_init(&rwattr);
	ARG(pthread_mutex_init, 2, &mutexattr, result = pthread_mutex_init(&mutex, &mutexattr));
	ARG(pthread_rwlock_init, 2, &rwattr, result = pthread_rwlock_init(&rwlock, &rwattr));
	ARG(pthread_cond_init, 2, &condattr, result = pthread_cond_init(&cond, &condattr));
	pthread_mutex_lock(&mutex);
	ARG(pthread_mutex_timedlock, 2, &past, result = pthread_mutex_timedlock(&mutex, &past));
	ARG(pthread_cond_timedwait, 3, &past,
	    result = pthread_cond_timedwait(&cond, &mutex, &past));
	ARG(pthread_cond_clockwait, 4, &past,
	    result = pthread_cond_clockwait(&cond, &mutex, CLOCK_REALTIME, &past));
	TRUE(sem_init(&sem, 0, 0) == 0);
	ARG(sem_timedwait, 2, &past, result = sem_timedwait(&sem, &past));
	ARG(sem_clockwait, 3, &past, result = sem_clockwait(&sem, CLOCK_REALTIME, &past));
}

static void
times(char *format)
{
	struct tm tm = {.tm_year = 100, .tm_mday = 1};
	char text[64];

	ARG(strftime, 3, format, result = (long)strftime(text, sizeof(text), format, &tm));
	ARG(strptime, 1, format, result = strptime(format, "%Y", &tm) != NULL);
	ARG(strptime, 2, format, result = strptime("2000", format, &tm) != NULL);
	ARG(timegm, 1, &tm, (tm.tm_mday = 1, result = (long)timegm(&tm)));
}

static void *
nothing(void *arg)
{
	return arg;
}

/* A second thing that they write. */
static void
writes(char *b)
{
	struct timespec later = {4000000000, 0};
	struct hostent host, *hostp;
	struct termios t = {0};
	pthread_t thread;
	pid_t child;
	void *libc = dlopen("libc.so.6", RTLD_NOW);
	char text[2000];

	child = fork();
	if (child == 0)
		_exit(3);
	WRITES(b, sizeof(int), 20, TRUE(wait4(child, (int *)(void *)b, 0, NULL) == child));
	WRITES(&t.c_ospeed, sizeof(t.c_ospeed), sizeof(t.c_ospeed), cfsetospeed(&t, B9600));
	TRUE(pthread_create(&thread, NULL, nothing, NULL) == 0);
	WRITES(b, sizeof(void *), 20, pthread_timedjoin_np(thread, (void **)(void *)b, &later));
	result = getgroups(0, NULL);
	if (result > 0 && result < 100)
		WRITES(b, (size_t)result * sizeof(gid_t), 500,
		    TRUE(__getgroups_chk(100, (gid_t *)(void *)b, 400) == result));
	WRITES(b, sizeof(int), 20,
	    gethostbyname_r("127.0.0.1", &host, text, sizeof(text), &hostp, (int *)(void *)b));
	UNINIT(b, 1000);
	SILENT(TRUE(dlinfo(libc, RTLD_DI_ORIGIN, b) == 0));
	CLEAN(b, strlen(b) + 1);
	DIRTY(b + strlen(b) + 1, 1);
	INITED(b, 1000);
}

static void
structures(char *a, wchar_t *w)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", NULL);
	struct timespec now = {0, 0};
	struct hsearch_data table = {NULL, 0, 0};
	struct iovec mine = {a, 4}, other = {a, 4};
	struct mmsghdr message = {{0}, 0};
	struct pollfd fd = {-1, 0, 0};
	struct timex adjust = {0};
	struct utmp entry = {.ut_type = USER_PROCESS}, room, *found;
	struct winsize size = {1, 2, 3, 4};
	char *argv[] = {a, a, NULL};
	loff_t offset = 0;
	wchar_t wide[64];

	ARG(getopt, 2, argv, (optind = 1, result = getopt(2, argv, "a")));
	ARG(recvmmsg, 5, &now, result = recvmmsg(-1, &message, 1, 0, &now));
	ARG(mbstowcs, 2, a, result = (long)mbstowcs(wide, a, 64));
	ARG(wcsxfrm_l, 2, w, result = (long)wcsxfrm_l(wide, w, 64, c));
	ARG(splice, 4, &offset, result = splice(-1, NULL, -1, &offset, 1, 0));
	ARG(process_vm_readv, 2, &mine, result = process_vm_readv(-1, &mine, 1, &other, 1, 0));
	ARG(process_vm_readv, 4, &other, result = process_vm_readv(-1, &mine, 1, &other, 1, 0));
	ARG(clock_adjtime, 2, &adjust, result = clock_adjtime(CLOCK_MONOTONIC, &adjust));
	ARG(ioctl, 3, &size, result = ioctl(-1, TIOCSWINSZ, &size));
	ARG(getutid_r, 1, &entry.ut_type, result = getutid_r(&entry, &room, &found));
	ARG(hcreate_r, 2, &table,
	    (memset(&table.size, 0, 4), result = hcreate_r(4, &table), hdestroy_r(&table)));
	ARG(ppoll, 1, &fd.events, result = __ppoll_chk(&fd, 1, &now, NULL, sizeof(fd)));
	freelocale(c);
}

int
main(void)
{
	char *s = hide(space);
	wchar_t *w = hide(s + 1024);

	strcpy(s, "/nonexistent/one");
	strcpy(s + 100, "/nonexistent/two");
	strcpy(s + 200, "r");
	strcpy(s + 300, "user.name");
	strcpy(s + 400, "value");
	wcscpy(w, L"wide");
	two_paths(s, s + 100);
	files(s, s + 200);
	attributes(s, s + 300, s + 400);
	strings(s, s + 100, w);
	environment(s, s + 100);
	accounts(s, s + 100);
	waiting();
	sockets(s);
	threads();
	times(s + 400);
	structures(s, w);
	writes(s + 2048);
	return passed();
}
