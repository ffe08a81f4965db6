/* SPDX-License-Identifier: BSD-2-Clause */
/* FLAGS: -pthread */
/* What the other programs leave over: forms with a locale, wide streams, entries, raw calls. */
#include "check.h"
#include <arpa/nameser.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <getopt.h>
#include <grp.h>
#include <gshadow.h>
#include <langinfo.h>
#include <libgen.h>
#include <link.h>
#include <locale.h>
#include <mntent.h>
#include <monetary.h>
#include <netdb.h>
#include <nl_types.h>
#include <obstack.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <pwd.h>
#include <regex.h>
#include <resolv.h>
#include <sched.h>
#include <search.h>
#include <shadow.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <strings.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timeb.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <threads.h>
#include <time.h>
#include <uchar.h>
#include <unistd.h>
#include <utmp.h>
#include <utmpx.h>
#include <wchar.h>

#define obstack_chunk_alloc malloc
#define obstack_chunk_free  free

static char a_space[512], b_space[4096];
static volatile long result;
#define AT(type)	   ((type *)(void *)b)
#define OBJECT(type, call) WRITES(b, sizeof(type), sizeof(type) + 20, call)
#define W		   sizeof(wchar_t)
#define USE(x)		   (result = (long)(x))

static void
with_locale(char *a, char *b)
{
	locale_t l = newlocale(LC_ALL_MASK, "C", 0);
	struct tm tm;

	strcpy(a, "12ab");
	strcpy(b, "12aB");
	READS("strcasecmp_l():arg1", a, 5, 10, USE(strcasecmp_l(a, b, l)));
	READS("strncasecmp_l():arg2", b, 3, 10, USE(strncasecmp_l(a, b, 3, l)));
	READS("strcoll_l():arg1", a, 5, 10, USE(strcoll_l(a, b, l)));
	READS("strxfrm_l():arg2", a, 5, 10, USE(strxfrm_l(b, a, 100, l)));
	READS("strtol_l():arg1", a, 3, 10, USE(strtol_l(a, NULL, 10, l)));
	READS("strtoul_l():arg1", a, 3, 10, USE(strtoul_l(a, NULL, 10, l)));
	READS("strtoul():arg1", a, 3, 10, USE(strtoul(a, NULL, 10)));
	READS("atol():arg1", a, 3, 10, USE(atol(a)));
	READS("strtod_l():arg1", a, 3, 10, USE(strtod_l(a, NULL, l)));
	READS("strtof_l():arg1", a, 3, 10, USE(strtof_l(a, NULL, l)));
	READS("strtold_l():arg1", a, 3, 10, USE(strtold_l(a, NULL, l)));
	READS("strtold():arg1", a, 3, 10, USE(strtold(a, NULL)));
	memset(&tm, 0, sizeof(tm));
	WRITES(b, 3, 20, USE(strftime_l(b, 20, "%M", &tm, l)));
	UNINIT(&tm, sizeof(tm));
	SILENT(USE(strptime_l("07", "%M", &tm, l)));
	CLEAN(&tm.tm_min, 4);
	DIRTY(&tm.tm_hour, 4);
	SILENT(USE(strerror_l(2, l)));
	SILENT(USE(nl_langinfo(CODESET)));
	SILENT(USE(nl_langinfo_l(CODESET, l)));
	SILENT(USE(catgets((nl_catd)-1, 1, 1, "x")));
	WRITES(b, 5, 20, TRUE(strfmon(b, 20, "%n", 1.5) == 4));
	WRITES(b, 5, 20, TRUE(strfmon_l(b, 20, l, "%n", 1.5) == 4));
	WRITES(b, 26, 60, USE(asctime_r(&(struct tm){.tm_mday = 1}, b)));
	memset(&tm, 0, sizeof(tm));
	UNINIT(&tm.tm_wday, 4);
	REPORTS("asctime():arg1", 0, USE(asctime(&tm)));
	SILENT(USE(ctime(&(time_t){0})) + USE(localtime(&(time_t){0})->tm_mday));
	strcpy(a, "x1");
	READS("a64l():arg1", a, 3, 10, USE(a64l(a)));
	freelocale(l);
}

static void
wide(wchar_t *a, wchar_t *b)
{
	locale_t l = newlocale(LC_ALL_MASK, "C", 0);
	struct tm tm = {0};

	wmemset(a, L'z', 20);
	wcscpy(a, L"12aB");
	wcscpy(b, L"12Ab");
	READS("wcscasecmp():arg1", a, 5 * W, 40, USE(wcscasecmp(a, b)));
	READS("wcsncasecmp():arg2", b, 2 * W, 40, USE(wcsncasecmp(a, b, 2)));
	READS("wcscasecmp_l():arg1", a, 5 * W, 40, USE(wcscasecmp_l(a, b, l)));
	READS("wcsncasecmp_l():arg1", a, 2 * W, 40, USE(wcsncasecmp_l(a, b, 2, l)));
	READS("wcscoll():arg1", a, 5 * W, 40, USE(wcscoll(a, b)));
	READS("wcscoll_l():arg2", b, 5 * W, 20, USE(wcscoll_l(a, b, l)));
	READS("wcschrnul():arg1", a, 3 * W, 40, USE(wcschrnul(a, L'a')));
	READS("wcscspn():arg1", a, 3 * W, 40, USE(wcscspn(a, L"a")));
	READS("wcspbrk():arg1", a, 3 * W, 40, USE(wcspbrk(a, L"a")));
	READS("wcswidth():arg1", a, 2 * W, 40, USE(wcswidth(a, 2)));
	READS("wcstoul():arg1", a, 3 * W, 40, USE(wcstoul(a, NULL, 10)));
	READS("wcstol_l():arg1", a, 3 * W, 40, USE(wcstol_l(a, NULL, 10, l)));
	READS("wcstoul_l():arg1", a, 3 * W, 40, USE(wcstoul_l(a, NULL, 10, l)));
	READS("wcstod():arg1", a, 3 * W, 40, USE(wcstod(a, NULL)));
	READS("wcstof():arg1", a, 3 * W, 40, USE(wcstof(a, NULL)));
	READS("wcstold():arg1", a, 3 * W, 40, USE(wcstold(a, NULL)));
	READS("wcstod_l():arg1", a, 3 * W, 40, USE(wcstod_l(a, NULL, l)));
	READS("wcstof_l():arg1", a, 3 * W, 40, USE(wcstof_l(a, NULL, l)));
	READS("wcstold_l():arg1", a, 3 * W, 40, USE(wcstold_l(a, NULL, l)));
	WRITES(b, 5 * W, 40, USE(wcpcpy(b, a)));
	WRITES(b, 7 * W, 40, USE(wcpncpy(b, a, 7)));
	WRITES(b, 3 * W, 40, USE(wmemmove(b, a, 3)));
	WRITES(b, 3 * W, 40, USE(wmempcpy(b, a, 3)));
	WRITES(b, 5 * W, 40, USE(wcsxfrm(b, a, 10)));
	WRITES(b, 5 * W, 40, USE(wcsxfrm_l(b, a, 10, l)));
	READS("wcscat():arg2", a, 5 * W, 40, (b[0] = 0, USE(wcscat(b, a))));
	READS("wcsncat():arg2", a, 2 * W, 40, (b[0] = 0, USE(wcsncat(b, a, 2))));
	WRITES(b, 3 * W, 40, USE(wcsftime(b, 10, L"%M", &tm)));
	WRITES(b, 3 * W, 40, USE(wcsftime_l(b, 10, L"%M", &tm, l)));
	freelocale(l);
}

#if __GLIBC_PREREQ(2, 36)
size_t mbrtoc8(unsigned char *, const char *, size_t, mbstate_t *);
size_t c8rtomb(char *, unsigned char, mbstate_t *);
#endif

static void
multibyte(char *a, char *b)
{
	mbstate_t state = {0};
	const wchar_t *from = L"abc";
	const char *narrow = "abc";

	strcpy(a, "xy");
	READS("mblen():arg1", a, 1, 4, USE(mblen(a, 2)));
	READS("mbrlen():arg1", a, 1, 4, USE(mbrlen(a, 2, &state)));
	WRITES(b, 2, 20, USE(mbrtoc16((char16_t *)(void *)b, a, 2, &state)));
	WRITES(b, 4, 20, USE(mbrtoc32((char32_t *)(void *)b, a, 2, &state)));
	WRITES(b, 1, 20, USE(c16rtomb(b, u'x', &state)));
	WRITES(b, 1, 20, USE(c32rtomb(b, U'x', &state)));
#if __GLIBC_PREREQ(2, 36)
	WRITES(b, 1, 20, USE(mbrtoc8((unsigned char *)b, a, 2, &state)));
	WRITES(b, 1, 20, USE(c8rtomb(b, 'x', &state)));
#endif
	WRITES(b, 1, 20, USE(wctomb(b, L'x')));
	WRITES(b, 4 * W, 40, USE(mbsnrtowcs((wchar_t *)(void *)b, &narrow, 9, 9, &state)));
	WRITES(b, 4, 20, USE(wcsrtombs(b, &from, 9, &state)));
	from = L"abc";
	WRITES(b, 4, 20, USE(wcsnrtombs(b, &from, 9, 9, &state)));
	UNINIT(&state, 1);
	REPORTS("mbsinit():arg1", 0, USE(mbsinit(&state)));
}

static int
scan_v(int which, FILE *f, const void *text, const void *fmt, ...)
{
	va_list ap;
	int r = -1;

	va_start(ap, fmt);
	if (which == 0)
		r = vfscanf(f, fmt, ap);
	if (which == 1)
		r = vscanf(fmt, ap);
	if (which == 2)
		r = vfwscanf(f, fmt, ap);
	if (which == 3)
		r = vwscanf(fmt, ap);
	if (which == 4)
		r = vswscanf(text, fmt, ap);
	va_end(ap);
	return r;
}

static int
print_v(int which, void *out, FILE *f, const void *fmt, ...)
{
	va_list ap;
	int r = -1;

	va_start(ap, fmt);
	if (which == 0)
		r = vasprintf(out, fmt, ap);
	if (which == 1)
		r = vsprintf(out, fmt, ap);
	if (which == 2)
		r = vswprintf(out, 20, fmt, ap);
	if (which == 3)
		r = vfwprintf(f, fmt, ap);
	if (which == 4)
		r = vwprintf(fmt, ap);
	va_end(ap);
	return r;
}

static FILE *
numbers(const char *path)
{
	FILE *f = fopen(path, "w+");

	fputs("1 2 3 4 5\n", f);
	fclose(f);
	return fopen(path, "r");
}

static void
streams(char *a, char *b)
{
	char path[] = "/tmp/rest.XXXXXX";
	FILE *f, *in = stdin, *out = stdout, *null = fopen("/dev/null", "w");
	wchar_t *w = (wchar_t *)(void *)a;
	size_t size;
	fpos_t pos;

	close(mkstemp(path));
	f = stdin = numbers(path);
	OBJECT(int, TRUE(fscanf(f, "%d", AT(int)) == 1));
	OBJECT(int, TRUE(scanf("%d", AT(int)) == 1));
	OBJECT(int, TRUE(scan_v(0, f, NULL, "%d", AT(int)) == 1));
	OBJECT(int, TRUE(scan_v(1, f, NULL, "%d", AT(int)) == 1));
	OBJECT(fpos_t, TRUE(fgetpos(f, AT(fpos_t)) == 0));
	TRUE(fgetpos(f, &pos) == 0);
	UNINIT(&pos, 1);
	REPORTS("fsetpos():arg2", 0, fsetpos(f, &pos));
	TRUE(fseek(f, 0, SEEK_SET) == 0 && fseeko(f, 0, SEEK_SET) == 0);
	WRITES(b, 11, 40, USE(fgets_unlocked(b, 40, f)));
	rewind(f);
	WRITES(b, 6, 40, TRUE(fread_unlocked(b, 2, 3, f) == 3));
	fclose(f);
	f = stdin = numbers(path);
	OBJECT(int, TRUE(fwscanf(f, L"%d", AT(int)) == 1));
	OBJECT(int, TRUE(wscanf(L"%d", AT(int)) == 1));
	OBJECT(int, TRUE(scan_v(2, f, NULL, L"%d", AT(int)) == 1));
	OBJECT(int, TRUE(scan_v(3, f, NULL, L"%d", AT(int)) == 1));
	OBJECT(int, TRUE(scan_v(4, f, L"7", L"%d", AT(int)) == 1));
	WRITES(b, 4 * W, 40, USE(fgetws((wchar_t *)(void *)b, 10, f)));
	rewind(f);
	WRITES(b, 4 * W, 40, USE(fgetws_unlocked((wchar_t *)(void *)b, 4, f)));
	fclose(f);
	stdin = in;
	wcscpy(w, L"abc");
	READS("fputws():arg1", w, 16, 20, USE(fputws(w, null)));
	READS("fputws_unlocked():arg1", w, 16, 20, USE(fputws_unlocked(w, null)));
	READS("fwprintf():arg3", w, 16, 20, USE(fwprintf(null, L"%ls", w)));
	stdout = null;
	READS("wprintf():arg2", w, 16, 20, USE(wprintf(L"%ls", w)));
	READS("vwprintf():arg2", w, 16, 20, USE(print_v(4, NULL, null, L"%ls", w)));
	stdout = out;
	READS("vfwprintf():arg3", w, 16, 20, USE(print_v(3, NULL, null, L"%ls", w)));
	WRITES(b, 16, 60, TRUE(print_v(2, b, null, L"%ls", w) == 3));
	fclose(null);
	null = fopen("/dev/null", "w");
	strcpy(a, "abc");
	READS("fputs_unlocked():arg1", a, 4, 8, USE(fputs_unlocked(a, null)));
	READS("fwrite_unlocked():arg1", a, 4, 8, USE(fwrite_unlocked(a, 2, 2, null)));
	WRITES(b, 4, 60, TRUE(print_v(1, b, null, "%s", a) == 3));
	OBJECT(char *, TRUE(print_v(0, b, null, "%s", a) == 3));
	setbuf(null, NULL);
	UNINIT(b, 100);
	SILENT(setbuffer(null, b, 64));
	CLEAN(b, 64);
	DIRTY(b + 64, 30);
	fclose(null);
	UNINIT(&size, sizeof(size));
	SILENT(f = open_wmemstream((wchar_t **)(void *)b, &size));
	SILENT(TRUE(fflush_unlocked(f) == 0));
	CLEAN(&size, sizeof(size));
	CLEAN(b, 8);
	fclose(f);
	READS("popen():arg1", strcpy(a, ":"), 2, 4, pclose(popen(a, "r")));
	READS("system():arg1", a, 2, 4, USE(system(a)));
	unlink(path);
}

static void
files(char *a, char *b)
{
	struct timeval t[2] = {{0, 0}, {0, 0}};
	char name[40];
	char *r;
	int fd;

	strcpy(name, "/tmp/rest.XXXXXX");
	SILENT(close(mkostemp(name, 0)) + unlink(name));
	strcpy(name, "/tmp/rest.XXXXXX.c");
	SILENT(close(mkstemps(name, 2)) + unlink(name));
	strcpy(name, "/tmp/rest.XXXXXX.c");
	SILENT(close(mkostemps(name, 2, 0)) + unlink(name));
	strcpy(name, "/tmp/rest.XXXXXX");
	SILENT(USE(mktemp(name)));
	WRITES(b, strlen(tmpnam(a)) + 1, 60, USE(tmpnam_r(b)));
	WRITES(b, 9, 60, USE(ctermid(b)));
	WRITES(b, strlen(getcwd(a, 400)) + 1, 500, USE(getwd(b)));
	strcpy(a, "/a/b");
	READS("dirname():arg1", a, 5, 5, (USE(dirname(a)), a[2] = '/'));
	strcpy(a, "/a/b");
	SILENT(r = dirname(a));
	CLEAN(r, 3);
	fd = open("/tmp", O_RDONLY | O_DIRECTORY);
	UNINIT(b, 1000);
	SILENT(USE(getdents64(fd, b, 1000)));
	TRUE(result > 0);
	CLEAN(b, (size_t)result);
	DIRTY(b + result, 1000 - (size_t)result);
	lseek(fd, 0, SEEK_SET);
	WRITES(a, 8, 20, USE(getdirentries(fd, b, 1000, (off_t *)(void *)a)));
	OBJECT(void *, TRUE(scandirat(AT_FDCWD, "/proc/self/task", AT(struct dirent **), NULL,
				alphasort) > 0));
	UNINIT(t, 1);
	REPORTS("futimes():arg2", 0, futimes(-1, t));
	{
		struct timespec ts[2] = {{0, 0}, {0, 0}};

		UNINIT(ts, 1);
		REPORTS("futimens():arg2", 0, futimens(-1, ts));
	}
	SILENT(USE(flistxattr(fd, b, 100)));
	close(fd);
	WRITES(
	    b, 1, 20, TRUE(mincore((void *)((uintptr_t)b & -4096ul), 1, (unsigned char *)b) == 0));
	SILENT(USE(brk(sbrk(0))));
	REPORTS("open_by_handle_at():arg2", 0,
	    (UNINIT(b, 1), open_by_handle_at(-1, AT(struct file_handle), 0)));
	INITED(b, 2000);
	strcpy(a, "abcd");
	UNINIT(a + 1, 1);
	UNINIT(b, 10);
	SILENT(swab(a, b, 4));
	DIRTY(b, 1);
	CLEAN(b + 1, 3);
	SILENT(memfrob(a, 4));
	DIRTY(a + 1, 1);
	INITED(a, 10);
	WRITES(b, 5, 20, arc4random_buf(b, 5));
}

static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int ready;

static void *
wakes(void *arg)
{
	pthread_mutex_lock(&mutex);
	ready = 1;
	pthread_cond_signal(&cond);
	pthread_mutex_unlock(&mutex);
	return arg;
}

static void
nothing(int sig)
{
	result = sig;
}

static void
walk_r(const void *a, VISIT which, void *arg)
{
	result += a != NULL && which >= 0 && arg == NULL;
}

static void
calls(char *b)
{
	struct timespec short_time = {0, 1};
	posix_spawnattr_t attr;
	posix_spawn_file_actions_t actions;
	sigset_t set, old;
	pthread_t thread;
	timer_t timer;
	void *root = NULL, *frames[4];
	char *r;

	OBJECT(posix_spawnattr_t, TRUE(posix_spawnattr_init(AT(posix_spawnattr_t)) == 0));
	posix_spawnattr_init(&attr);
	OBJECT(short, TRUE(posix_spawnattr_getflags(&attr, AT(short)) == 0));
	OBJECT(pid_t, TRUE(posix_spawnattr_getpgroup(&attr, AT(pid_t)) == 0));
	OBJECT(sigset_t, TRUE(posix_spawnattr_getsigmask(&attr, AT(sigset_t)) == 0));
	OBJECT(sigset_t, TRUE(posix_spawnattr_getsigdefault(&attr, AT(sigset_t)) == 0));
	OBJECT(int, TRUE(posix_spawnattr_getschedpolicy(&attr, AT(int)) == 0));
	OBJECT(struct sched_param,
	    TRUE(posix_spawnattr_getschedparam(&attr, AT(struct sched_param)) == 0));
	sigemptyset(&set);
	UNINIT(&set, 1);
	REPORTS("posix_spawnattr_setsigmask():arg2", 0, posix_spawnattr_setsigmask(&attr, &set));
	REPORTS(
	    "posix_spawnattr_setsigdefault():arg2", 0, posix_spawnattr_setsigdefault(&attr, &set));
	OBJECT(posix_spawn_file_actions_t,
	    posix_spawn_file_actions_init(AT(posix_spawn_file_actions_t)));
	posix_spawn_file_actions_init(&actions);
	strcpy(b, "/x");
	READS("posix_spawn_file_actions_addopen():arg3", b, 3, 8,
	    posix_spawn_file_actions_addopen(&actions, 5, b, 0, 0));
	READS("posix_spawn_file_actions_addchdir_np():arg2", b, 3, 8,
	    posix_spawn_file_actions_addchdir_np(&actions, b));

	TRUE(timer_create(
		 CLOCK_MONOTONIC, &(struct sigevent){.sigev_notify = SIGEV_NONE}, &timer) == 0);
	OBJECT(struct itimerspec, TRUE(timer_gettime(timer, AT(struct itimerspec)) == 0));
	SILENT(TRUE(thrd_sleep(&short_time, NULL) == 0));
	SILENT(TRUE(clock_nanosleep(CLOCK_MONOTONIC, 0, &short_time, NULL) == 0));
	UNINIT(&short_time, 1);
	REPORTS("clock_settime():arg2", 0, clock_settime(CLOCK_MONOTONIC, &short_time));
	REPORTS("settimeofday():arg1", 0,
	    settimeofday((struct timeval *)(void *)(memset(b, 0xff, 16), UNINIT(b, 1), b), NULL));
	OBJECT(struct timeval, TRUE(adjtime(NULL, AT(struct timeval)) == 0));
	OBJECT(struct timeb, TRUE(ftime(AT(struct timeb)) == 0));
	UNINIT(b, 8);
	REPORTS("setrlimit():arg2", 0, setrlimit((__rlimit_resource_t)99, AT(struct rlimit)));
	REPORTS("sched_setparam():arg2", 0, sched_setparam(-1, AT(struct sched_param)));
	REPORTS("sched_setscheduler():arg3", 0, sched_setscheduler(-1, 0, AT(struct sched_param)));
	REPORTS("sched_setaffinity():arg3", 0, sched_setaffinity(-1, 8, AT(cpu_set_t)));
	REPORTS("setgroups():arg2", 0,
	    setgroups(1, memset(b, 0, 4) == b ? (UNINIT(b, 1), AT(gid_t)) : NULL));
	REPORTS("sethostname():arg1", 0, sethostname((UNINIT(b, 1), b), 65));
	REPORTS("setdomainname():arg1", 0, setdomainname((UNINIT(b, 1), b), 65));
	INITED(b, 100);
	SILENT(USE(klogctl(10, NULL, 0)));

	signal(SIGUSR1, nothing);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &old);
	raise(SIGUSR1);
	SILENT(TRUE(sigsuspend(&old) == -1));
	TRUE(result == SIGUSR1);
	sigprocmask(SIG_SETMASK, &old, NULL);
	pthread_mutex_lock(&mutex);
	TRUE(pthread_create(&thread, NULL, wakes, NULL) == 0);
	while (!ready)
		SILENT(TRUE(pthread_cond_wait(&cond, &mutex) == 0));
	pthread_mutex_unlock(&mutex);
	pthread_join(thread, NULL);
	tsearch(b, &root, (int (*)(const void *, const void *))strcmp);
	SILENT(twalk_r(root, walk_r, NULL));
	SILENT(TRUE(backtrace(frames, 4) > 0 && (r = *backtrace_symbols(frames, 1)) != NULL));
	SILENT(backtrace_symbols_fd(frames, 1, -1));
	SILENT(TRUE(
	    dladdr1(frames[0], AT(Dl_info), (void **)(void *)(b + 100), RTLD_DL_LINKMAP) != 0));
	CLEAN(b, sizeof(Dl_info));
	OBJECT(void *, TRUE(dlinfo(dlopen(NULL, RTLD_NOW), RTLD_DI_LINKMAP, AT(void *)) == 0));
}

static void *
chunk(void *arg, long size)
{
	return arg != NULL ? malloc((size_t)size) : NULL;
}

static void
release(void *arg, void *p)
{
	if (arg != NULL)
		free(p);
}

int __xpg_strerror_r(int error, char *buf, size_t size);

static void
patterns(char *a)
{
	struct re_pattern_buffer re = {0};
	struct re_registers registers;
	struct obstack o;
	char *argv[] = {"x", "--one", NULL};

	strcpy(a, "b+");
	READS("re_compile_pattern():arg1", a, 2, 4, USE(re_compile_pattern(a, 2, &re)));
	strcpy(a, "abbc");
	UNINIT(&registers, sizeof(registers));
	SILENT(TRUE(re_search(&re, a, 4, 0, 4, &registers) == 1));
	CLEAN(&registers, sizeof(registers));
	CLEAN(registers.start, sizeof(regoff_t));
	READS("re_search():arg2", a, 4, 6, USE(re_search(&re, a, 4, 0, 4, NULL)));
	READS("re_match():arg2", a, 4, 6, USE(re_match(&re, a, 4, 1, NULL)));
	obstack_init(&o);
	READS("obstack_printf():arg3", a, 5, 6, USE(obstack_printf(&o, "%s", a)));
	CLEAN(obstack_base(&o), (size_t)obstack_object_size(&o));
	obstack_free(&o, NULL);
	UNINIT(&o, sizeof(o));
	SILENT(TRUE(_obstack_begin_1(&o, 0, 0, chunk, release, a) == 1));
	SILENT(obstack_grow(&o, "abc", 3));
	CLEAN(obstack_base(&o), 3);
	SILENT(obstack_free(&o, NULL));
	WRITES(a, strlen(strerror(2)) + 1, 60, TRUE(__xpg_strerror_r(2, a, 60) == 0));
	UNINIT(a, 20);
	{
		int index;
		const struct option longs[] = {{"one", 0, NULL, 'o'}, {0}};

		UNINIT(&index, sizeof(index));
		SILENT(TRUE(getopt_long_only(2, argv, "", longs, &index) == 'o'));
		CLEAN(&index, sizeof(index));
	}
	INITED(a, 20);
}

/* A child that is looked into, and a terminal of its own. */
static void
children(char *b)
{
	int status, master;
	pid_t child = fork();

	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	TRUE(waitpid(child, &status, 0) == child);
	if (WIFSTOPPED(status)) {
		OBJECT(struct user_regs_struct, TRUE(ptrace(PTRACE_GETREGS, child, NULL, b) == 0));
		OBJECT(siginfo_t, TRUE(ptrace(PTRACE_GETSIGINFO, child, NULL, b) == 0));
		ptrace(PTRACE_KILL, child, NULL, NULL);
		waitpid(child, &status, 0);
	}
	UNINIT(&master, sizeof(master));
	SILENT(child = forkpty(&master, NULL, NULL, NULL));
	if (child == 0)
		_exit(0);
	CLEAN(&master, sizeof(master));
	waitpid(child, &status, 0);
	close(master);
}

int
main(void)
{
	char *a = hide(a_space), *b = hide(b_space);

	with_locale(a, b);
	wide((wchar_t *)(void *)a, (wchar_t *)(void *)b);
	multibyte(a, b);
	streams(a, b);
	files(a, b);
	calls(b);
	patterns(a);
	children(b);
	return passed();
}
