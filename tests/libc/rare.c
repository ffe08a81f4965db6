/* SPDX-License-Identifier: BSD-2-Clause */
/* FLAGS: -pthread */
/* What headers declare and programs seldom call. */
#include "check.h"
#include <aio.h>
#include <aliases.h>
#include <arpa/inet.h>
#include <envz.h>
#include <errno.h>
#include <fcntl.h>
#include <fenv.h>
#include <fmtmsg.h>
#include <fstab.h>
#include <glob.h>
#include <gshadow.h>
#include <link.h>
#include <locale.h>
#include <math.h>
#include <mqueue.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/ip6.h>
#include <printf.h>
#include <pthread.h>
#include <pwd.h>
#include <regex.h>
#include <sched.h>
#include <shadow.h>
#include <signal.h>
#include <spawn.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/quota.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <ttyent.h>
#include <unistd.h>
#include <utmp.h>
#include <utmpx.h>
#include <wchar.h>
#include <wctype.h>
#include <kmsan/uaccess.h>

static char a_space[512], b_space[8192];
static volatile long result;
#define USE(x)		   (result = (long)(x))
#define AT(type)	   ((type *)(void *)b)
#define OBJECT(type, call) WRITES(b, sizeof(type), sizeof(type) + 20, call)

/* a is "/nonexistent": 13 bytes with its NUL. */
#define NAME(fn, arg, call) READS(fn "():arg" #arg, a, 13, 16, USE(call))

static void
names(char *a, char *b)
{
	char *v[2] = {a, NULL};
	locale_t l = newlocale(LC_ALL_MASK, "C", 0);
	FILE *f = fopen("/dev/null", "r+");
	char *vector;
	size_t size;

	strcpy(a, "/nonexistent");
	NAME("lchmod", 1, lchmod(a, 0));
	NAME("ftok", 1, ftok(a, 1));
	NAME("glob_pattern_p", 1, glob_pattern_p(a, 0));
	NAME("wctype_l", 1, wctype_l(a, l));
	NAME("wctrans_l", 1, wctrans_l(a, l));
	NAME("execveat", 2, execveat(AT_FDCWD, a, &v[1], &v[1], 0));
	NAME("execveat", 3, execveat(AT_FDCWD, "/nonexistent", v, &v[1], 0));
	NAME("revoke", 1, revoke(a));
	NAME("setlogin", 1, setlogin(a));
	NAME("addseverity", 2, addseverity(7, a));
	NAME("fsopen", 1, fsopen(a, 0));
	NAME("fspick", 2, fspick(-1, a, 0));
	NAME("open_tree", 2, open_tree(-1, a, 0));
	NAME("move_mount", 2, move_mount(-1, a, -1, a, 0));
	NAME("mount_setattr", 2, mount_setattr(-1, a, 0, NULL, 0));
	READS("mount_setattr():arg4", b, 32, 40,
	    USE(mount_setattr(-1, "/nonexistent", 0, (struct mount_attr *)(void *)b, 32)));
	NAME("fsconfig", 3, fsconfig(-1, FSCONFIG_SET_FLAG, a, NULL, 0));
	NAME("fsconfig", 4, fsconfig(-1, FSCONFIG_SET_STRING, "x", a, 0));
	READS("fsconfig():arg4", b, 3, 8, USE(fsconfig(-1, FSCONFIG_SET_BINARY, "x", b, 3)));
	NAME("quotactl", 2, quotactl(QCMD(Q_SYNC, USRQUOTA), a, 0, NULL));
	NAME("quotactl", 4, quotactl(QCMD(Q_QUOTAON, USRQUOTA), "/nonexistent", 0, a));
	READS("quotactl():arg4", b, sizeof(struct dqblk), 100,
	    USE(quotactl(QCMD(Q_SETQUOTA, USRQUOTA), "/nonexistent", 0, b)));
	SILENT(USE(quotactl(QCMD(Q_GETQUOTA, USRQUOTA), "/nonexistent", 0, b)));

	NAME("getsgnam", 1, getsgnam(a));
	NAME("sgetsgent", 1, sgetsgent(a));
	NAME("sgetspent", 1, sgetspent(a));
	NAME("getaliasbyname", 1, getaliasbyname(a));
	NAME("getfsfile", 1, getfsfile(a));
	NAME("getfsspec", 1, getfsspec(a));
	NAME("getttynam", 1, getttynam(a));
	NAME("getrpcbyname", 1, getrpcbyname(a));
	NAME("getrpcbyname_r", 1,
	    getrpcbyname_r(a, &(struct rpcent){0}, b, 100, &(struct rpcent *){NULL}));
	OBJECT(void *,
	    USE(getrpcbyname_r("x", &(struct rpcent){0}, b + 100, 100, AT(struct rpcent *))));
	OBJECT(void *,
	    USE(getrpcbynumber_r(1, &(struct rpcent){0}, b + 100, 999, AT(struct rpcent *))));
	OBJECT(void *, USE(getrpcent_r(&(struct rpcent){0}, b + 100, 999, AT(struct rpcent *))));
	NAME("putspent", 1, putspent(&(struct spwd){.sp_namp = a, .sp_pwdp = a}, f));
	NAME("putsgent", 1, putsgent(&(struct sgrp){.sg_namp = a, .sg_passwd = a}, f));
	TRUE(argz_create_sep("x=1,y", ',', &vector, &size) == 0);
	NAME("envz_remove", 3, (envz_remove(&vector, &size, a), 0));
	envz_strip(&vector, &size);
	READS("envz_strip():arg1", vector, size, size, envz_strip(&vector, &size));
	READS("aio_init():arg1", b, 8, 20, aio_init((struct aioinit *)(void *)b));
	NAME("ruserok", 3, ruserok("localhost", 0, a, "x"));
	NAME("ruserok_af", 3, ruserok_af("localhost", 0, a, "x", AF_INET));
	NAME("iruserok", 3, iruserok(0, 0, a, "x"));
	NAME("iruserok_af", 4, iruserok_af("127.0", 0, "x", a, AF_INET));
	freelocale(l);
	fclose(f);
}

/* In a folder of its own as its root, and without the right to change the system's where that fails. */
static void
logins(char *a, char *b)
{
	static struct utmp in;
	struct utmp *out = AT(struct utmp);
	struct utmpx *outx = AT(struct utmpx);
	char folder[] = "/tmp/kmsan-login-XXXXXX";
	pid_t pid;
	int status;

	strcpy(a, "/nonexistent");
	NAME("utmpname", 1, utmpname(a));
	NAME("updwtmp", 1, (updwtmp(a, &in), 0));
	READS("updwtmp():arg2", &in, sizeof(in), sizeof(in), updwtmp(a, &in));
	UNINIT(&in.ut_type, 1);
	REPORTS("getutxid():arg1", 0, USE(getutxid((struct utmpx *)(void *)&in)));
	UNINIT(in.ut_line, 1);
	REPORTS("getutxline():arg1", 0, USE(getutxline((struct utmpx *)(void *)&in)));
	UNINIT(out, sizeof(*out));
	SILENT(getutmp((struct utmpx *)(void *)&in, out));
	TRUE(kmsan_test(&out->ut_type, 2) == 0 && kmsan_test(out->ut_line, 2) == 0);
	CLEAN(out->ut_id, (char *)(out->ut_addr_v6 + 4) - out->ut_id);
	INITED(&in, sizeof(in));
	UNINIT(outx, sizeof(*outx));
	SILENT(getutmpx(&in, outx));
	CLEAN(outx->ut_line, (char *)(outx->ut_addr_v6 + 4) - outx->ut_line);
	INITED(outx, sizeof(*outx));

	TRUE(mkdtemp(folder) != NULL);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		if (geteuid() == 0 && (chroot(folder) != 0 || chdir("/") != 0))
			_exit(1);
		UNINIT(in.ut_host, 1);
		REPORTS("login():arg1", (size_t)(in.ut_host - in.ut_id), login(&in));
		NAME("logout", 1, logout(a));
		/* Without a terminal the password is read from standard input. */
		if (setsid() == -1 || freopen("/dev/null", "r", stdin) == NULL)
			fclose(stdin);
		NAME("getpass", 1, getpass(a));
		NAME("logwtmp", 1, (logwtmp(a, "x", "y"), 0));
		NAME("logwtmp", 2, (logwtmp("x", a, "y"), 0));
		NAME("logwtmp", 3, (logwtmp("x", "y", a), 0));
		_exit(0);
	}
	TRUE(waitpid(pid, &status, 0) == pid && status == 0);
	rmdir(folder);
}

static void
text(char *a, char *b)
{
	struct printf_info info;

	strcpy(a, "%d %s %f");
	READS("parse_printf_format():arg1", a, 9, 12,
	    USE(parse_printf_format(a, 5, (int *)(void *)b)));
	WRITES(b, 12, 30, TRUE(parse_printf_format(a, 5, AT(int)) == 3));
	WRITES(b, 8, 30, TRUE(parse_printf_format(a, 2, AT(int)) == 3));
	memset(&info, 0, sizeof(info));
	WRITES(b, 4, 30, TRUE(printf_size_info(&info, 1, AT(int)) == 1));
	SILENT(TRUE(register_printf_modifier(L"kmsan") > 0));
	wcscpy((wchar_t *)(void *)b, L"kmsan");
	UNINIT(b, 2);
	REPORTS("register_printf_modifier():arg1", 0,
	    USE(register_printf_modifier((wchar_t *)(void *)b)));
	strcpy(a, "/nonexistent");
	NAME("fmtmsg", 2, fmtmsg(0, a, MM_INFO, "x", "y", "z"));
	NAME("fmtmsg", 4, fmtmsg(0, "x:y", MM_INFO, a, "y", "z"));
	NAME("fmtmsg", 6, fmtmsg(0, "x:y", MM_INFO, "x", "y", a));
	UNINIT(b, 1000);
	SILENT(TRUE(getpw(0, b) == 0 && strncmp(b, "root:", 5) == 0));
	UNINIT(b, L_cuserid + 20);
	SILENT(USE(*cuserid(b)));
	CLEAN(b, strlen(b) + 1);
	INITED(b, 1000);
}

static void
expressions(char *a, char *b)
{
	static struct re_pattern_buffer re;
	struct re_registers *registers = AT(struct re_registers);
	char *map = b + 1000;

	re.fastmap = map;
	re.translate = NULL;
	SILENT(TRUE(re_compile_pattern("[b-c]d", 6, &re) == NULL));
	WRITES(map, 256, 300, TRUE(re_compile_fastmap(&re) == 0));
	memcpy(a, "abcd", 4);
	READS("re_search_2():arg2", a, 4, 6, USE(re_search_2(&re, a, 4, "xy", 2, 0, 6, NULL, 6)));
	READS("re_search_2():arg4", a, 4, 6, USE(re_search_2(&re, "xy", 2, a, 4, 0, 6, NULL, 6)));
	READS("re_match_2():arg2", a, 4, 6, USE(re_match_2(&re, a, 4, "xy", 2, 2, NULL, 6)));
	OBJECT(struct re_registers,
	    TRUE(re_search_2(&re, a, 4, "xy", 2, 0, 6, AT(struct re_registers), 6) == 2));
	OBJECT(struct re_registers, re_set_registers(&re, registers, 0, NULL, NULL));
	re.fastmap = NULL;
}

#define PAYLOAD(type, room, get, set, set_signaling, order, order_magnitude)                       \
	do {                                                                                       \
		*AT(type) = (type)2.5;                                                             \
		READS(#get "():arg1", b, room, 20, USE(get(AT(type)) > 0));                        \
		WRITES(b, room, 20, TRUE(set(AT(type), 1) == 0));                                  \
		WRITES(b, room, 20, TRUE(set_signaling(AT(type), 1) == 0));                        \
		*AT(type) = (type)2.5;                                                             \
		READS(#order "():arg1", b, room, 20, USE(order(AT(type), &(type){1})));            \
		READS(#order_magnitude "():arg2", b, room, 20,                                     \
		    USE(order_magnitude(&(type){1}, AT(type))));                                   \
	} while (0)

static void
numbers(char *b)
{
	PAYLOAD(double, 8, getpayload, setpayload, setpayloadsig, totalorder, totalordermag);
	PAYLOAD(float, 4, getpayloadf, setpayloadf, setpayloadsigf, totalorderf, totalordermagf);
	PAYLOAD(
	    long double, 10, getpayloadl, setpayloadl, setpayloadsigl, totalorderl, totalordermagl);
	WRITES(b, 4, 20, TRUE(setpayloadf32(AT(_Float32), 1) == 0)); /* an alias */
	TRUE(fegetmode(AT(femode_t)) == 0);
	READS("fesetmode():arg1", b, sizeof(femode_t), sizeof(femode_t) + 4,
	    USE(fesetmode(AT(femode_t))));
	SILENT(USE(fesetmode(FE_DFL_MODE)));
	TRUE(fegetexceptflag(AT(fexcept_t), FE_ALL_EXCEPT) == 0);
	READS("fetestexceptflag():arg1", b, sizeof(fexcept_t), 4,
	    USE(fetestexceptflag(AT(fexcept_t), FE_ALL_EXCEPT)));
}

static void
options(char *a, char *b)
{
	uint8_t type;
	socklen_t n;
	void *value;
	struct cmsghdr *message;
	uint8_t *at;

	/* Type and two bytes of padding before an option that is aligned to four. */
	UNINIT(b, 100);
	SILENT(TRUE(inet6_opt_init(b, 16) == 2));
	DIRTY(b, 1);
	CLEAN(b + 1, 1);
	SILENT(TRUE(inet6_opt_append(b, 16, 2, 9, 4, 4, &value) == 8));
	CLEAN(b + 2, 2);
	TRUE(value == b + 4);
	DIRTY(b + 4, 4);
	memcpy(a, "abcd", 4);
	UNINIT(a + 2, 1);
	SILENT(TRUE(inet6_opt_set_val(value, 0, a, 4) == 4));
	CLEAN(b + 4, 2);
	DIRTY(b + 6, 1);
	INITED(a, 4);
	SILENT(TRUE(inet6_opt_set_val(value, 0, a, 4) == 4));
	SILENT(TRUE(inet6_opt_finish(b, 16, 8) == 8 || inet6_opt_finish(b, 16, 8) == 16));
	b[0] = 0;
	UNINIT(&type, sizeof(type));
	UNINIT(&n, sizeof(n));
	SILENT(TRUE(inet6_opt_next(b, 16, 0, &type, &n, &value) == 8 && type == 9 && n == 4));
	UNINIT(&n, sizeof(n));
	SILENT(TRUE(inet6_opt_find(b, 16, 0, 9, &n, &value) == 8 && n == 4));
	WRITES(a, 4, 8, TRUE(inet6_opt_get_val(value, 0, a, 4) == 4));

	UNINIT(b, 100);
	SILENT(TRUE(inet6_rth_init(b, 40, IPV6_RTHDR_TYPE_0, 2) == b));
	CLEAN(b, 40);
	DIRTY(b + 40, 10);
	memset(a, 1, 16);
	UNINIT(a + 3, 1);
	SILENT(TRUE(inet6_rth_add(b, (struct in6_addr *)(void *)a) == 0));
	DIRTY(b + 8 + 3, 1);
	CLEAN(b + 12, 12);
	INITED(a, 16);
	SILENT(TRUE(inet6_rth_add(b, (struct in6_addr *)(void *)a) == 0));
	UNINIT(b + 3, 1);
	REPORTS("inet6_rth_segments():arg1", 3, USE(inet6_rth_segments(b)));
	REPORTS("inet6_rth_getaddr():arg1", 3, USE(inet6_rth_getaddr(b, 0)));
	INITED(b, 40);
	UNINIT(b + 100, 60);
	SILENT(TRUE(inet6_rth_reverse(b, b + 100) == 0));
	CLEAN(b + 100, 40);
	DIRTY(b + 140, 20);
	UNINIT(b + 30, 1);
	REPORTS("inet6_rth_reverse():arg1", 30, USE(inet6_rth_reverse(b, b + 100)));
	INITED(b, 200);

	UNINIT(b, 100);
	SILENT(TRUE(inet6_option_init(b, &message, IPV6_HOPOPTS) == 0 && message == (void *)b));
	CLEAN(b, sizeof(*message));
	SILENT(USE(inet6_option_alloc(message, 4, 1, 0)));
	SILENT(USE(inet6_option_append(message, (const uint8_t *)"\1\2xx", 1, 0)));
	at = NULL;
	SILENT(TRUE(inet6_option_next(message, &at) <= 0));
	at = NULL;
	SILENT(USE(inet6_option_find(message, &at, 1)));
	UNINIT(b, 1);
	REPORTS("inet6_option_next():arg1", 0, USE(inet6_option_next(message, &at)));
	REPORTS("inet6_option_find():arg1", 0, USE(inet6_option_find(message, &at, 1)));
	INITED(b, 100);
}

static void
sockets(char *a, char *b)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0), port = 1023;
	struct in_addr any = {0}, group = {.s_addr = inet_addr("224.0.0.99")};
	struct sockaddr_in sa = {.sin_family = AF_INET, .sin_addr = {.s_addr = group.s_addr}};
	struct ip_mreq join = {.imr_multiaddr = group};
	bool member = setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &join, sizeof(join)) == 0;
	uint32_t mode, n = 2;

	memset(a, 1, 16);
	READS("setipv4sourcefilter():arg6", a, 8, 12,
	    USE(setipv4sourcefilter(
		fd, any, group, MCAST_EXCLUDE, 2, (struct in_addr *)(void *)a)));
	UNINIT(&mode, sizeof(mode));
	UNINIT(b, 100);
	SILENT(
	    result = getipv4sourcefilter(fd, any, group, &mode, &n, (struct in_addr *)(void *)b));
	TRUE(!member || (result == 0 && mode == MCAST_EXCLUDE && n <= 2));
	if (result == 0)
		CLEAN(b, n * sizeof(struct in_addr));
	DIRTY(b + 2 * sizeof(struct in_addr), 20);
	INITED(b, 100);
	UNINIT(&n, sizeof(n));
	REPORTS("getipv4sourcefilter():arg5", 0,
	    USE(getipv4sourcefilter(fd, any, group, &mode, &n, (struct in_addr *)(void *)b)));
	n = 1;
	UNINIT(&sa.sin_addr, 4);
	REPORTS("getsourcefilter():arg3", 4,
	    USE(getsourcefilter(fd, 0, (struct sockaddr *)&sa, sizeof(sa), &mode, &n,
		(struct sockaddr_storage *)(void *)b)));
	REPORTS("setsourcefilter():arg3", 4,
	    USE(setsourcefilter(fd, 0, (struct sockaddr *)&sa, sizeof(sa), MCAST_INCLUDE, 0,
		(struct sockaddr_storage *)(void *)b)));
	close(fd);

	fd = socket(AF_INET, SOCK_STREAM, 0);
	memset(&sa, 0, sizeof(sa));
	sa.sin_family = AF_INET;
	UNINIT(&sa.sin_port, 2);
	SILENT(result = bindresvport(fd, &sa));
	if (result == 0)
		CLEAN(&sa.sin_port, 2);
	UNINIT(&sa.sin_family, 1);
	REPORTS("bindresvport():arg2", 0, USE(bindresvport(fd, &sa)));
	close(fd);
	SILENT(fd = rresvport(&port));
	close(fd);
	UNINIT(&port, 1);
	REPORTS("rresvport():arg1", 0, fd = rresvport(&port));
	close(fd);
	port = 1023;
	SILENT(fd = rresvport_af(&port, AF_INET));
	close(fd);
}

static int
child(void *arg)
{
	return arg == NULL ? 1 : 7;
}

static void
system_calls(char *b)
{
	char *stack = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct dl_find_object *found = AT(struct dl_find_object);
	struct sigevent event;
	struct iovec v = {b, 1};
	struct sched_param p = {0};
	posix_spawnattr_t attr;
	pthread_attr_t thread;
	int status, pid;

	OBJECT(int, pid = clone(child, stack + 65536, CLONE_PARENT_SETTID | SIGCHLD, b, AT(int)));
	TRUE(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 7);
	OBJECT(struct dl_find_object, TRUE(_dl_find_object((void *)(uintptr_t)child, found) == 0));
	pthread_attr_init(&thread);
	SILENT(pthread_attr_setstack(&thread, stack, 65536));
	OBJECT(void *, TRUE(pthread_attr_getstackaddr(&thread, AT(void *)) == 0));
	UNINIT(&event, sizeof(event));
	event.sigev_notify = SIGEV_NONE;
	SILENT(USE(mq_notify(-1, &event)));
	event.sigev_notify = SIGEV_SIGNAL;
	REPORTS("mq_notify():arg2", 0, USE(mq_notify(-1, &event)));
	READS("process_madvise():arg2", &v, 16, 16, USE(process_madvise(-1, &v, 1, 0, 0)));
	READS("pidfd_send_signal():arg3", b, sizeof(siginfo_t), sizeof(siginfo_t) + 4,
	    USE(pidfd_send_signal(-1, 0, (siginfo_t *)(void *)b, 0)));
	TRUE(posix_spawnattr_init(&attr) == 0);
	READS("posix_spawnattr_setschedparam():arg2", &p, 4, 4,
	    USE(posix_spawnattr_setschedparam(&attr, &p)));
}

/* Whatever a program holds or ignores: faults still reach the runtime, and other signals obey. */
static void
old_signals(char *b)
{
	sigset_t now;
	struct sigstack st;
	struct sigaction sa;
	char *gone = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	TRUE(sigset(SIGSEGV, SIG_HOLD) == SIG_DFL && sigset(SIGSEGV, SIG_HOLD) == SIG_DFL);
	TRUE(sighold(SIGUSR1) == 0 && sighold(SIGSEGV) == 0 && sighold(0) == -1);
	sigprocmask(SIG_BLOCK, NULL, &now);
	TRUE(sigismember(&now, SIGUSR1) == 1 && sigismember(&now, SIGSEGV) == 0);
	TRUE(sigrelse(SIGUSR1) == 0);
	sigprocmask(SIG_BLOCK, NULL, &now);
	TRUE(sigismember(&now, SIGUSR1) == 0);
	SILENT(USE(sigblock(1 << (SIGUSR2 - 1) | 1 << (SIGBUS - 1))));
	sigprocmask(SIG_BLOCK, NULL, &now);
	TRUE(sigismember(&now, SIGUSR2) == 1 && sigismember(&now, SIGBUS) == 0);
	TRUE(sigsetmask(1 << (SIGUSR1 - 1) | 1 << (SIGSEGV - 1)) == 1 << (SIGUSR2 - 1));
	sigprocmask(SIG_BLOCK, NULL, &now);
	TRUE(sigismember(&now, SIGUSR1) == 1 && sigismember(&now, SIGSEGV) == 0);
	TRUE(sigsetmask(0) == 1 << (SIGUSR1 - 1));

	TRUE(sigignore(SIGUSR1) == 0 && sigignore(-1) == -1);
	TRUE(raise(SIGUSR1) == 0);
	TRUE(sigignore(SIGSEGV) == 0);
	TRUE(sigaction(SIGSEGV, NULL, &sa) == 0 && sa.sa_handler == SIG_IGN);
	/* The runtime's own look at an address that is not there. */
	TRUE(munmap(gone, 4096) == 0 && kcopy(gone, b, 4) != 0);
	TRUE(signal(SIGSEGV, SIG_DFL) == SIG_IGN);

	UNINIT(&st, sizeof(st));
	SILENT(USE(sigstack(NULL, &st)));
	UNINIT(&st.ss_onstack, 1);
	REPORTS("sigstack():arg1", offsetof(struct sigstack, ss_onstack), USE(sigstack(&st, NULL)));
}

int
main(void)
{
	char *a = hide(a_space), *b = hide(b_space);

	names(a, b);
	logins(a, b);
	text(a, b);
	expressions(a, b);
	numbers(b);
	options(a, b);
	sockets(a, b);
	system_calls(b);
	old_signals(b);
	return passed();
}
