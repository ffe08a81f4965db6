/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions that fill the program's memory: all that they write, and nothing else. */
#include "check.h"
#include <aio.h>
#include <aliases.h>
#include <argz.h>
#include <arpa/inet.h>
#include <dlfcn.h>
#include <envz.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <fenv.h>
#include <fts.h>
#include <grp.h>
#include <ifaddrs.h>
#include <limits.h>
#include <link.h>
#include <malloc.h>
#include <math.h>
#include <mntent.h>
#include <netdb.h>
#include <netinet/ether.h>
#include <pty.h>
#include <pwd.h>
#include <sched.h>
#include <search.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

static char space[8192];
static volatile long result;

/* An object of this type, at the start of b. */
#define OBJECT(type, call) WRITES(b, sizeof(type), sizeof(type) + 20, call)
#define AT(type)	   ((type *)(void *)b)

static void
numbers(char *b)
{
	int point, sign;
	long double ld = 1.25L;

	WRITES(b, 4, 20, TRUE(ecvt_r(1.25, 3, AT(int), &sign, b + 40, 40) == 0));
	WRITES(b, 4, 20, TRUE(fcvt_r(1.25, 3, &point, AT(int), b + 40, 40) == 0));
	WRITES(b, 4, 20, result = *ecvt(1.25, 3, AT(int), &sign));
	WRITES(b, 4, 20, result = *fcvt(1.25, 3, &point, AT(int)));
	WRITES(b, 4, 20, result = *qecvt(ld, 3, AT(int), &sign));
	WRITES(b, 4, 20, result = *qfcvt(ld, 3, &point, AT(int)));
	WRITES(b, 4, 20, TRUE(qecvt_r(ld, 3, &point, &sign, b, 40) == 0));
	WRITES(b, 5, 20, TRUE(qfcvt_r(ld, 3, &point, &sign, b, 40) == 0));
	WRITES(b, 5, 20, result = *gcvt(1.25, 3, b));
	WRITES(b, 5, 20, result = *qgcvt(ld, 3, b));
	WRITES(b, 5, 20, TRUE(strfromd(b, 20, "%.2f", 1.25) == 4));
	WRITES(b, 3, 20, TRUE(strfromf(b, 3, "%.2f", 1.25f) == 4));
	WRITES(b, 5, 20, TRUE(strfroml(b, 20, "%.2f", ld) == 4));
	WRITES(b, 4, 20, result = (long)remquof(10.5f, 3, AT(int)));
	WRITES(b, 4, 20, result = (long)remquol(ld, 3, AT(int)));
	WRITES(b, 4, 20, result = (long)lgammaf_r(2.5f, AT(int)));
	WRITES(b, 4, 20, result = (long)lgammal_r(2.5L, AT(int)));
	WRITES(b, 10, 20, sincosl(ld, AT(long double), &ld));
	WRITES(b, 8, 20, TRUE(canonicalize(AT(double), &(double){2.5}) == 0));
	WRITES(b, 4, 20, TRUE(canonicalizef(AT(float), &(float){2.5f}) == 0));
	WRITES(b, 10, 20, TRUE(canonicalizel(AT(long double), &(long double){2.5L}) == 0));
	OBJECT(fenv_t, feholdexcept(AT(fenv_t)));
	OBJECT(fexcept_t, fegetexceptflag(AT(fexcept_t), FE_ALL_EXCEPT));
	OBJECT(femode_t, fegetmode(AT(femode_t)));
	TRUE(feupdateenv(FE_DFL_ENV) == 0);
	memset(b, 0, 2);
	READS("fesetexceptflag():arg1", b, 2, 2, fesetexceptflag(AT(fexcept_t), FE_INEXACT));
}

static void
randoms(char *b)
{
	unsigned short x[7] = {1, 2, 3, 4, 5, 6, 7};
	struct drand48_data *d = AT(struct drand48_data);
	struct random_data *rd = (struct random_data *)(void *)(b + 200);

	OBJECT(struct drand48_data, srand48_r(1, d));
	OBJECT(struct drand48_data, seed48_r(x, d));
	OBJECT(struct drand48_data, lcong48_r(x, d));
	lcong48_r(x, d);
	WRITES(b + 100, 8, 20, drand48_r(d, (double *)(void *)(b + 100)));
	WRITES(b + 100, 8, 20, lrand48_r(d, (long *)(void *)(b + 100)));
	WRITES(b + 100, 8, 20, mrand48_r(d, (long *)(void *)(b + 100)));
	WRITES(b + 100, 8, 20, erand48_r(x, d, (double *)(void *)(b + 100)));
	WRITES(b + 100, 8, 20, nrand48_r(x, d, (long *)(void *)(b + 100)));
	WRITES(b + 100, 8, 20, jrand48_r(x, d, (long *)(void *)(b + 100)));
	READS("erand48():arg1", x, 6, 14, result = (long)erand48(x));
	READS("nrand48():arg1", x, 6, 14, result = nrand48(x));
	READS("jrand48():arg1", x, 6, 14, result = jrand48(x));
	READS("seed48():arg1", x, 6, 14, result = *seed48(x));
	READS("lcong48():arg1", x, 14, 14, lcong48(x));
	WRITES(b, 64, 100, result = (long)initstate(1, b, 64));
	memset(rd, 0, sizeof(*rd));
	TRUE(initstate_r(1, b, 64, rd) == 0);
	REPORTS("srandom_r():arg2", 0, (UNINIT(rd, 1), srandom_r(2, rd)));
	INITED(rd, sizeof(*rd));
	TRUE(initstate_r(1, b + 64, 64, rd) == 0);
	SILENT(TRUE(setstate_r(b, rd) == 0));
	WRITES(b + 300, 16, 40, TRUE(getrandom(b + 300, 16, 0) == 16));
	initstate(1, b + 400, 64);
}

static void
calls(char *b)
{
	char *argv[] = {"a", "bc", NULL};
	int fd[2], status;
	pid_t child;

	OBJECT(struct timex, TRUE(adjtimex((memset(b, 0, 4), AT(struct timex))) >= 0));
	OBJECT(struct timex, TRUE(ntp_adjtime((memset(b, 0, 4), AT(struct timex))) >= 0));
	OBJECT(struct timex, TRUE(clock_adjtime(0, (memset(b, 0, 4), AT(struct timex))) >= 0));
	OBJECT(struct ntptimeval, TRUE(ntp_gettimex(AT(struct ntptimeval)) >= 0));
	OBJECT(struct ntptimeval, TRUE(ntp_gettime(AT(struct ntptimeval)) >= 0));
	OBJECT(clockid_t, TRUE(clock_getcpuclockid(0, AT(clockid_t)) == 0));
	OBJECT(struct timespec, TRUE(timespec_getres(AT(struct timespec), TIME_UTC) != 0));
	OBJECT(struct timespec, TRUE(sched_rr_get_interval(0, AT(struct timespec)) == 0));
	OBJECT(struct sched_param, TRUE(sched_getparam(0, AT(struct sched_param)) == 0));
	OBJECT(struct rlimit, TRUE(prlimit(0, RLIMIT_CORE, NULL, AT(struct rlimit)) == 0));
	OBJECT(unsigned, TRUE(getcpu(AT(unsigned), NULL) == 0));
	OBJECT(struct statfs, TRUE(fstatfs(0, AT(struct statfs)) == 0));
	OBJECT(struct statvfs, TRUE(fstatvfs(0, AT(struct statvfs)) == 0));
	OBJECT(uid_t, TRUE(getresuid(AT(uid_t), &(uid_t){0}, &(uid_t){0}) == 0));
	OBJECT(gid_t, TRUE(getresgid(&(gid_t){0}, AT(gid_t), &(gid_t){0}) == 0));
	OBJECT(struct mallinfo, TRUE(((*AT(struct mallinfo) = mallinfo()).arena >= 0)));
	WRITES(b, 8, 40, TRUE(getloadavg(AT(double), 1) == 1));
	WRITES(b, 8, 40, TRUE(pipe2(AT(int), 0) == 0));
	WRITES(b, 8 * (size_t)backtrace((void **)(void *)(b + 400), 3), 400,
	    result = backtrace(AT(void *), 3));
	TRUE(prctl(PR_SET_NAME, "kname") == 0);
	WRITES(b, 6, 40, TRUE(prctl(PR_GET_NAME, b) == 0));
	WRITES(b, 4, 40, TRUE(prctl(PR_GET_PDEATHSIG, b) == 0));
	WRITES(b, 8, 40, TRUE(syscall(SYS_getrandom, b, 8, 0) == 8));
	WRITES(b, 16, 40, TRUE(syscall(SYS_clock_gettime, 1, b) == 0));
	TRUE(pipe(fd) == 0 && write(fd[1], "abc", 3) == 3);
	WRITES(b, 3, 40, TRUE(syscall(SYS_read, fd[0], b, 40) == 3));
	close(fd[0]);
	close(fd[1]);
	fd[0] = eventfd(5, 0);
	OBJECT(eventfd_t, TRUE(eventfd_read(fd[0], AT(eventfd_t)) == 0));
	close(fd[0]);
	fd[0] = timerfd_create(CLOCK_MONOTONIC, 0);
	OBJECT(struct itimerspec, TRUE(timerfd_gettime(fd[0], AT(struct itimerspec)) == 0));
	OBJECT(struct itimerspec,
	    TRUE(timerfd_settime(fd[0], 0, &(struct itimerspec){0}, AT(struct itimerspec)) == 0));
	close(fd[0]);
	fflush(NULL);
	if ((child = fork()) == 0)
		_exit(1);
	OBJECT(siginfo_t, TRUE(waitid(P_PID, (id_t)child, AT(siginfo_t), WEXITED | WNOWAIT) == 0));
	OBJECT(struct rusage, TRUE(wait4(child, &status, 0, AT(struct rusage)) == child));
	TRUE(WEXITSTATUS(status) == 1);
	if ((child = fork()) == 0)
		_exit(2);
	OBJECT(int, TRUE(wait3(AT(int), 0, NULL) == child));
	{
		char text[] = "bc=1,a", *options = text, *value;

		UNINIT(&value, sizeof(value));
		SILENT(TRUE(getsubopt(&options, argv, &value) == 1));
		CLEAN(&value, sizeof(value));
		TRUE(*value == '1' && strcmp(options, "a") == 0);
		UNINIT(text + 5, 1);
		REPORTS("getsubopt():arg1", 0, getsubopt(&options, argv, &value));
	}
}

static void
vectors(char *b)
{
	char *argv[] = {"a", "bc", NULL}, *argz;
	size_t n;

	OBJECT(char *, TRUE(argz_create(argv, AT(char *), &n) == 0 && n == 5));
	OBJECT(size_t, TRUE(argz_create_sep("a:bc", ':', &argz, AT(size_t)) == 0));
	SILENT(TRUE(argz_add(&argz, &n, "def") == 0 && n == 9));
	SILENT(TRUE(argz_add_sep(&argz, &n, "g h", ' ') == 0 && n == 13));
	SILENT(TRUE(argz_append(&argz, &n, "i", 2) == 0 && argz_count(argz, n) == 6));
	SILENT(TRUE(argz_insert(&argz, &n, argz, "first") == 0 && strcmp(argz, "first") == 0));
	SILENT(TRUE(argz_replace(&argz, &n, "first", "x", NULL) == 0));
	WRITES(b, 8 * 8, 100, argz_extract(argz, n, AT(char *)));
	SILENT(argz_delete(&argz, &n, argz));
	CLEAN(argz, n);
	READS("argz_count():arg1", argz, n, n, result = (long)argz_count(argz, n));
	SILENT(argz_stringify(argz, n, ','));
	TRUE(strcmp(argz, "a,bc,def,g,h,i") == 0);
	free(argz);
	argz = NULL;
	n = 0;
	SILENT(TRUE(envz_add(&argz, &n, "k", "v") == 0));
	SILENT(TRUE(strcmp(envz_get(argz, n, "k"), "v") == 0 && envz_entry(argz, n, "q") == NULL));
	SILENT(TRUE(envz_merge(&argz, &n, "k=w", 4, 1) == 0));
	TRUE(strcmp(envz_get(argz, n, "k"), "w") == 0);
	free(argz);
}

static void
entries(char *b)
{
	struct hostent *host;
	struct passwd *user;
	struct group *group;
	char buf[2000];
	int error;

	/* What is found depends on the system; the pointer to it is always written. */
	OBJECT(void *, getservent_r(&(struct servent){0}, buf, 2000, AT(struct servent *)));
	OBJECT(void *, getprotoent_r(&(struct protoent){0}, buf, 2000, AT(struct protoent *)));
	OBJECT(void *, gethostent_r(&(struct hostent){0}, buf, 2000, AT(struct hostent *), &error));
	OBJECT(void *, getnetent_r(&(struct netent){0}, buf, 2000, AT(struct netent *), &error));
	OBJECT(void *, getaliasent_r(&(struct aliasent){0}, buf, 2000, AT(struct aliasent *)));
	OBJECT(void *, getpwent_r(&(struct passwd){0}, buf, 2000, AT(struct passwd *)));
	OBJECT(void *, getgrent_r(&(struct group){0}, buf, 2000, AT(struct group *)));
	OBJECT(
	    void *, getprotobynumber_r(6, &(struct protoent){0}, buf, 2000, AT(struct protoent *)));
	OBJECT(void *, gethostbyname_r("127.0.0.1", &(struct hostent){0}, buf, 2000,
			   AT(struct hostent *), &error));
	OBJECT(int, gethostbyname2_r(
			"127.0.0.1", AF_INET, &(struct hostent){0}, buf, 2000, &host, AT(int)));
	OBJECT(int, gethostbyaddr_r(
			"\177\0\0\1", 4, AF_INET, &(struct hostent){0}, buf, 2000, &host, AT(int)));
	setpwent();
	SILENT(user = getpwent());
	TRUE(user != NULL);
	CLEAN(user, sizeof(*user));
	setgrent();
	SILENT(group = getgrent());
	TRUE(group != NULL);
	CLEAN(group, sizeof(*group));
	SILENT(group = getgrgid(0));
	SILENT(host = gethostbyname("127.0.0.1"));
	CLEAN(host, sizeof(*host));
	SILENT(host = gethostbyname2("127.0.0.1", AF_INET));
	READS("gethostbyaddr():arg1", strcpy(b, "\177"), 4, 8,
	    result = gethostbyaddr(b, 4, AF_INET) != NULL);
	OBJECT(void *, TRUE(getifaddrs(AT(struct ifaddrs *)) == 0));
	WRITES(b, 18, 40,
	    TRUE(ether_ntoa_r(&(struct ether_addr){{0xab, 0xcd, 0xef, 0xab, 0xcd, 0xef}}, b) == b));
	READS("ether_ntoa():arg1", memset(b, 1, 6), 6, 10,
	    result = *ether_ntoa(AT(struct ether_addr)));
	{
		gid_t list[64];
		int n = 64;

		UNINIT(list, sizeof(list));
		SILENT(TRUE(getgrouplist("root", 0, list, &n) > 0));
		CLEAN(list, 4 * (size_t)n);
		DIRTY(list + n, 4);
		n = getgroups(0, NULL);
		WRITES(b, 4 * (size_t)n, 4 * (size_t)n + 8, TRUE(getgroups(n, AT(gid_t)) == n));
	}
}

int
main(void)
{
	char *b = hide(space);

	numbers(b);
	randoms(b);
	calls(b);
	vectors(b);
	entries(b);
	return passed();
}
