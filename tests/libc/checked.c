/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fortified functions, called by their own names: compilers and headers differ in which of them
 * they make calls of. Reports have the source's names and arguments.
 */
#include "check.h"
#include <fcntl.h>
#include <mqueue.h>
#include <obstack.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>
#include <wchar.h>

#define obstack_chunk_alloc malloc
#define obstack_chunk_free  free

void *__memcpy_chk(void *, const void *, size_t, size_t);
void *__memmove_chk(void *, const void *, size_t, size_t);
void *__mempcpy_chk(void *, const void *, size_t, size_t);
void *__memset_chk(void *, int, size_t, size_t);
void __explicit_bzero_chk(void *, size_t, size_t);
char *__strcpy_chk(char *, const char *, size_t);
char *__stpcpy_chk(char *, const char *, size_t);
char *__strcat_chk(char *, const char *, size_t);
char *__strncpy_chk(char *, const char *, size_t, size_t);
char *__stpncpy_chk(char *, const char *, size_t, size_t);
char *__strncat_chk(char *, const char *, size_t, size_t);
int __sprintf_chk(char *, int, size_t, const char *, ...);
int __snprintf_chk(char *, size_t, int, size_t, const char *, ...);
int __vsprintf_chk(char *, int, size_t, const char *, va_list);
int __vsnprintf_chk(char *, size_t, int, size_t, const char *, va_list);
int __printf_chk(int, const char *, ...);
int __vprintf_chk(int, const char *, va_list);
int __fprintf_chk(FILE *, int, const char *, ...);
int __vfprintf_chk(FILE *, int, const char *, va_list);
int __dprintf_chk(int, int, const char *, ...);
int __vdprintf_chk(int, int, const char *, va_list);
int __asprintf_chk(char **, int, const char *, ...);
int __vasprintf_chk(char **, int, const char *, va_list);
void __syslog_chk(int, int, const char *, ...);
void __vsyslog_chk(int, int, const char *, va_list);
int __obstack_printf_chk(struct obstack *, int, const char *, ...);
int __obstack_vprintf_chk(struct obstack *, int, const char *, va_list);
int __swprintf_chk(wchar_t *, size_t, int, size_t, const wchar_t *, ...);
int __vswprintf_chk(wchar_t *, size_t, int, size_t, const wchar_t *, va_list);
int __wprintf_chk(int, const wchar_t *, ...);
int __vwprintf_chk(int, const wchar_t *, va_list);
int __fwprintf_chk(FILE *, int, const wchar_t *, ...);
int __vfwprintf_chk(FILE *, int, const wchar_t *, va_list);
char *__fgets_chk(char *, size_t, int, FILE *);
char *__fgets_unlocked_chk(char *, size_t, int, FILE *);
wchar_t *__fgetws_chk(wchar_t *, size_t, int, FILE *);
wchar_t *__fgetws_unlocked_chk(wchar_t *, size_t, int, FILE *);
size_t __fread_chk(void *, size_t, size_t, size_t, FILE *);
size_t __fread_unlocked_chk(void *, size_t, size_t, size_t, FILE *);
ssize_t __read_chk(int, void *, size_t, size_t);
ssize_t __pread_chk(int, void *, size_t, off_t, size_t);
ssize_t __recv_chk(int, void *, size_t, size_t, int);
ssize_t __recvfrom_chk(int, void *, size_t, size_t, int, struct sockaddr *, socklen_t *);
ssize_t __readlink_chk(const char *, char *, size_t, size_t);
ssize_t __readlinkat_chk(int, const char *, char *, size_t, size_t);
char *__realpath_chk(const char *, char *, size_t);
char *__getcwd_chk(char *, size_t, size_t);
char *__getwd_chk(char *, size_t);
size_t __confstr_chk(int, char *, size_t, size_t);
int __getgroups_chk(int, gid_t *, size_t);
int __gethostname_chk(char *, size_t, size_t);
int __getdomainname_chk(char *, size_t, size_t);
int __getlogin_r_chk(char *, size_t, size_t);
int __ttyname_r_chk(int, char *, size_t, size_t);
int __ptsname_r_chk(int, char *, size_t, size_t);
int __poll_chk(struct pollfd *, nfds_t, int, size_t);
int __ppoll_chk(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *, size_t);
int __open_2(const char *, int);
int __openat_2(int, const char *, int);
int __mq_open_2(const char *, int);
wchar_t *__wmemcpy_chk(wchar_t *, const wchar_t *, size_t, size_t);
wchar_t *__wmemmove_chk(wchar_t *, const wchar_t *, size_t, size_t);
wchar_t *__wmempcpy_chk(wchar_t *, const wchar_t *, size_t, size_t);
wchar_t *__wmemset_chk(wchar_t *, wchar_t, size_t, size_t);
wchar_t *__wcscpy_chk(wchar_t *, const wchar_t *, size_t);
wchar_t *__wcpcpy_chk(wchar_t *, const wchar_t *, size_t);
wchar_t *__wcscat_chk(wchar_t *, const wchar_t *, size_t);
wchar_t *__wcsncpy_chk(wchar_t *, const wchar_t *, size_t, size_t);
wchar_t *__wcpncpy_chk(wchar_t *, const wchar_t *, size_t, size_t);
wchar_t *__wcsncat_chk(wchar_t *, const wchar_t *, size_t, size_t);
size_t __mbstowcs_chk(wchar_t *, const char *, size_t, size_t);
size_t __wcstombs_chk(char *, const wchar_t *, size_t, size_t);
size_t __mbsrtowcs_chk(wchar_t *, const char **, size_t, mbstate_t *, size_t);
size_t __mbsnrtowcs_chk(wchar_t *, const char **, size_t, size_t, mbstate_t *, size_t);
size_t __wcsrtombs_chk(char *, const wchar_t **, size_t, mbstate_t *, size_t);
size_t __wcsnrtombs_chk(char *, const wchar_t **, size_t, size_t, mbstate_t *, size_t);
int __wctomb_chk(char *, wchar_t, size_t);
size_t __wcrtomb_chk(char *, wchar_t, mbstate_t *, size_t);
void __longjmp_chk(struct __jmp_buf_tag *, int) __attribute__((noreturn));

static char a_space[256], b_space[1024], big[4096];
static volatile long result;
#define ROOM 1000

/* Marks and all: of a, whose byte 2 is not initialised. */
#define COPIES(call)                                                                               \
	do {                                                                                       \
		UNINIT(a + 2, 1);                                                                  \
		UNINIT(b, 20);                                                                     \
		SILENT(call);                                                                      \
		CLEAN(b, 2);                                                                       \
		DIRTY(b + 2, 1);                                                                   \
		CLEAN(b + 3, 3);                                                                   \
		DIRTY(b + 6, 14);                                                                  \
		INITED(a, 20);                                                                     \
	} while (0)

static void
copies(char *a, char *b)
{
	strcpy(a, "abcdef");
	COPIES(__memcpy_chk(b, a, 6, ROOM));
	COPIES(__memmove_chk(b, a, 6, ROOM));
	COPIES(__mempcpy_chk(b, a, 6, ROOM));
	WRITES(b, 6, 20, __memset_chk(b, 0, 6, ROOM));
	WRITES(b, 6, 20, __explicit_bzero_chk(b, 6, ROOM));
	READS("strcpy():arg2", a, 7, 20, __strcpy_chk(b, a, ROOM));
	WRITES(b, 7, 20, __strcpy_chk(b, a, ROOM));
	READS("stpcpy():arg2", a, 7, 20, __stpcpy_chk(b, a, ROOM));
	READS("strncpy():arg2", a, 3, 20, __strncpy_chk(b, a, 3, ROOM));
	WRITES(b, 12, 20, __strncpy_chk(b, a, 12, ROOM));
	WRITES(b, 12, 20, __stpncpy_chk(b, a, 12, ROOM));
	READS("strcat():arg2", a, 7, 20, (b[0] = '\0', __strcat_chk(b, a, ROOM)));
	READS("strncat():arg2", a, 3, 20, (b[0] = '\0', __strncat_chk(b, a, 3, ROOM)));
}

static void
call_v(int which, char *b, const char *fmt, ...)
{
	char *text = NULL;
	struct obstack o;
	va_list ap;

	va_start(ap, fmt);
	if (which == 0)
		result = __vsprintf_chk(b, 1, ROOM, fmt, ap);
	if (which == 1)
		result = __vsnprintf_chk(b, 20, 1, ROOM, fmt, ap);
	if (which == 2)
		result = __vfprintf_chk((FILE *)(void *)b, 1, fmt, ap);
	if (which == 3)
		result = __vdprintf_chk(-1, 1, fmt, ap);
	if (which == 4)
		result = __vasprintf_chk(&text, 1, fmt, ap);
	if (which == 5)
		__vsyslog_chk(LOG_DEBUG, 1, fmt, ap);
	if (which == 6)
		result = __vprintf_chk(1, fmt, ap);
	if (which == 7) {
		obstack_init(&o);
		result = __obstack_vprintf_chk(&o, 1, fmt, ap);
		obstack_free(&o, NULL);
	}
	va_end(ap);
	free(text);
}

static void
prints(char *a, char *b)
{
	FILE *null = fopen("/dev/null", "w"), *out = stdout;
	struct obstack o;
	char *text;

	strcpy(a, "abcdef");
	READS("sprintf():arg3", a, 7, 20, __sprintf_chk(b, 1, ROOM, "%s", a));
	WRITES(b, 7, 20, __sprintf_chk(b, 1, ROOM, "%s", a));
	READS("snprintf():arg4", a, 7, 20, __snprintf_chk(b, 20, 1, ROOM, "%s", a));
	WRITES(b, 3, 20, __snprintf_chk(b, 3, 1, ROOM, "%s", a));
	READS("fprintf():arg3", a, 7, 20, __fprintf_chk(null, 1, "%s", a));
	READS("dprintf():arg3", a, 7, 20, __dprintf_chk(-1, 1, "%s", a));
	stdout = null;
	READS("printf():arg2", a, 7, 20, __printf_chk(1, "%.7s", a));
	READS("asprintf():arg3", a, 7, 20, (__asprintf_chk(&text, 1, "%s", a), free(text)));
	READS("syslog():arg3", a, 7, 20, __syslog_chk(LOG_DEBUG, 1, "%s", a));
	READS("vsprintf():arg3", a, 7, 20, call_v(0, b, "%s", a));
	READS("vsnprintf():arg4", a, 7, 20, call_v(1, b, "%s", a));
	READS("vfprintf():arg3", a, 7, 20, call_v(2, (char *)(void *)null, "%s", a));
	READS("vdprintf():arg3", a, 7, 20, call_v(3, b, "%s", a));
	READS("vasprintf():arg3", a, 7, 20, call_v(4, b, "%s", a));
	READS("vsyslog():arg3", a, 7, 20, call_v(5, b, "%s", a));
	READS("vprintf():arg2", a, 7, 20, call_v(6, b, "%s", a));
	stdout = out;
	READS("obstack_vprintf():arg3", a, 7, 20, call_v(7, b, "%s", a));
	obstack_init(&o);
	READS("obstack_printf():arg3", a, 7, 20, __obstack_printf_chk(&o, 1, "%s", a));
	obstack_free(&o, NULL);
	fclose(null);
}

static void
inputs(char *a, char *b)
{
	char name[] = "/tmp/checked.XXXXXX";
	int fd = mkstemp(name), pair[2];
	struct pollfd p = {.fd = -1};
	struct timespec now = {0, 0};
	wchar_t *w = (wchar_t *)(void *)b;
	FILE *f;

	TRUE(write(fd, "line\nnext", 9) == 9);
	f = fopen(name, "r");
	WRITES(b, 6, 20, result = __fgets_chk(b, ROOM, 20, f) != NULL);
	rewind(f);
	WRITES(b, 6, 20, result = __fgets_unlocked_chk(b, ROOM, 20, f) != NULL);
	rewind(f);
	WRITES(b, 4, 20, TRUE(__fread_chk(b, ROOM, 2, 2, f) == 2));
	WRITES(b, 4, 20, TRUE(__fread_unlocked_chk(b, ROOM, 2, 2, f) == 2));
	fclose(f);
	f = fopen(name, "r");
	WRITES(b, 24, 60, result = __fgetws_chk(w, ROOM / 4, 15, f) != NULL);
	WRITES(b, 20, 60, result = __fgetws_unlocked_chk(w, ROOM / 4, 15, f) != NULL);
	fclose(f);
	lseek(fd, 0, SEEK_SET);
	WRITES(b, 4, 20, TRUE(__read_chk(fd, b, 4, ROOM) == 4));
	WRITES(b, 4, 20, TRUE(__pread_chk(fd, b, 4, 2, ROOM) == 4));
	TRUE(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0);
	TRUE(send(pair[0], "abc", 3, 0) == 3 && send(pair[0], "abc", 3, 0) == 3);
	WRITES(b, 3, 20, TRUE(__recv_chk(pair[1], b, 10, ROOM, 0) == 3));
	WRITES(b, 3, 20, TRUE(__recvfrom_chk(pair[1], b, 10, ROOM, 0, NULL, NULL) == 3));
	UNINIT(&p.revents, 2);
	SILENT(TRUE(__poll_chk(&p, 1, 0, sizeof(p)) == 0));
	CLEAN(&p, sizeof(p));
	UNINIT(&p.revents, 2);
	SILENT(TRUE(__ppoll_chk(&p, 1, &now, NULL, sizeof(p)) == 0));
	CLEAN(&p, sizeof(p));
	strcpy(a, "/nonexistent");
	READS("readlink():arg1", a, 13, 16, result = __readlink_chk(a, b, 9, ROOM));
	READS("readlinkat():arg2", a, 13, 16, result = __readlinkat_chk(AT_FDCWD, a, b, 9, ROOM));
	READS("realpath():arg1", a, 13, 16, result = __realpath_chk(a, big, 4096) != NULL);
	READS("__open_2():arg1", a, 13, 16, result = __open_2(a, O_RDONLY));
	READS("__openat_2():arg2", a, 13, 16, result = __openat_2(AT_FDCWD, a, O_RDONLY));
	READS("__mq_open_2():arg1", a, 13, 16, result = __mq_open_2(a, O_RDONLY));
	UNINIT(b, 600);
	SILENT(TRUE(__getcwd_chk(b, 500, ROOM) == b));
	CLEAN(b, strlen(b) + 1);
	UNINIT(b, 500);
	SILENT(TRUE(__getwd_chk(b, ROOM) == b));
	CLEAN(b, strlen(b) + 1);
	UNINIT(b, 600);
	SILENT(TRUE(__gethostname_chk(b, 500, ROOM) == 0));
	CLEAN(b, strlen(b) + 1);
	SILENT(TRUE(__getdomainname_chk(b, 500, ROOM) == 0));
	SILENT(result = __getlogin_r_chk(b, 500, ROOM));
	SILENT(result = __ttyname_r_chk(0, b, 500, ROOM));
	SILENT(result = __ptsname_r_chk(0, b, 500, ROOM));
	result = getgroups(0, NULL);
	WRITES(b, 4 * (size_t)result, 600, __getgroups_chk((int)result, (gid_t *)(void *)b, ROOM));
	result = (long)confstr(_CS_PATH, NULL, 0);
	WRITES(b, (size_t)result, 600, __confstr_chk(_CS_PATH, b, 500, ROOM));
	close(fd);
	unlink(name);
}

#define W     sizeof(wchar_t)
#define WROOM (ROOM / W)

static void
call_w(int which, wchar_t *w, FILE *f, const wchar_t *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (which == 0)
		result = __vswprintf_chk(w, 30, 1, WROOM, fmt, ap);
	if (which == 1)
		result = __vfwprintf_chk(f, 1, fmt, ap);
	if (which == 2)
		result = __vwprintf_chk(1, fmt, ap);
	va_end(ap);
}

static void
wide(char *a_bytes, char *b_bytes)
{
	wchar_t *a = (wchar_t *)(void *)a_bytes, *b = (wchar_t *)(void *)b_bytes;
	FILE *null = fopen("/dev/null", "w"), *out = stdout;
	mbstate_t state = {0};
	const char *narrow;

	wmemset(a, L'z', 20);
	wcscpy(a, L"abc");
	READS("wcscpy():arg2", a, 16, 40, __wcscpy_chk(b, a, WROOM));
	WRITES(b, 16, 40, __wcscpy_chk(b, a, WROOM));
	READS("wcpcpy():arg2", a, 16, 40, __wcpcpy_chk(b, a, WROOM));
	READS("wcsncpy():arg2", a, 8, 40, __wcsncpy_chk(b, a, 2, WROOM));
	WRITES(b, 24, 40, __wcsncpy_chk(b, a, 6, WROOM));
	WRITES(b, 24, 40, __wcpncpy_chk(b, a, 6, WROOM));
	READS("wcscat():arg2", a, 16, 40, (b[0] = 0, __wcscat_chk(b, a, WROOM)));
	READS("wcsncat():arg2", a, 8, 40, (b[0] = 0, __wcsncat_chk(b, a, 2, WROOM)));
	WRITES(b, 12, 40, __wmemset_chk(b, 0, 3, WROOM));
	WRITES(b, 12, 40, __wmemcpy_chk(b, a, 3, WROOM));
	WRITES(b, 12, 40, __wmemmove_chk(b, a, 3, WROOM));
	WRITES(b, 12, 40, __wmempcpy_chk(b, a, 3, WROOM));
	UNINIT(a + 1, W);
	SILENT(__wmemcpy_chk(b, a, 3, WROOM));
	DIRTY(b + 1, W);
	INITED(a + 1, W);
	READS("swprintf():arg4", a, 16, 40, __swprintf_chk(b, 30, 1, WROOM, L"%ls", a));
	READS("vswprintf():arg4", a, 16, 40, call_w(0, b, null, L"%ls", a));
	READS("fwprintf():arg3", a, 16, 40, __fwprintf_chk(null, 1, L"%ls", a));
	READS("vfwprintf():arg3", a, 16, 40, call_w(1, b, null, L"%ls", a));
	stdout = null;
	READS("wprintf():arg2", a, 16, 40, __wprintf_chk(1, L"%ls", a));
	READS("vwprintf():arg2", a, 16, 40, call_w(2, b, null, L"%ls", a));
	stdout = out;
	WRITES(b, 16, 40, TRUE(__mbstowcs_chk(b, "abc", 9, WROOM) == 3));
	WRITES(b, 4, 40, TRUE(__wcstombs_chk(b_bytes, a, 9, ROOM) == 3));
	WRITES(b, 16, 40,
	    (narrow = "abc", result = (long)__mbsrtowcs_chk(b, &narrow, 9, &state, WROOM)));
	fclose(null);
}

static void
more_wide(char *a_bytes, char *b_bytes)
{
	wchar_t *a = (wchar_t *)(void *)a_bytes, *b = (wchar_t *)(void *)b_bytes;
	mbstate_t state = {0};
	const wchar_t *from;
	const char *narrow;
	size_t r;

	wcscpy(a, L"abc");
	WRITES(b, 16, 40, (narrow = "abc", r = __mbsnrtowcs_chk(b, &narrow, 9, 9, &state, WROOM)));
	TRUE(r == 3);
	WRITES(b, 4, 40, (from = a, r = __wcsrtombs_chk(b_bytes, &from, 9, &state, ROOM)));
	TRUE(r == 3);
	WRITES(b, 4, 40, (from = a, r = __wcsnrtombs_chk(b_bytes, &from, 9, 9, &state, ROOM)));
	TRUE(r == 3);
	WRITES(b, 1, 40, r = (size_t)__wctomb_chk(b_bytes, L'x', ROOM));
	TRUE(r == 1);
	WRITES(b, 1, 40, r = __wcrtomb_chk(b_bytes, L'x', &state, ROOM));
	TRUE(r == 1);
}

static jmp_buf back;

int
main(void)
{
	char *a = hide(a_space), *b = hide(b_space);

	copies(a, b);
	prints(a, b);
	inputs(a, b);
	wide(a, b);
	more_wide(a, b);
	if (setjmp(back) == 0)
		__longjmp_chk(back, 1);
	return passed();
}
