/* SPDX-License-Identifier: BSD-2-Clause */
/* string.h: the bytes that a result depends on, all of them and no others; copies with marks. */
#include "check.h"
#include <locale.h>
#include <strings.h>

static char a_space[256], b_space[256];
static volatile size_t result;
#define USE(x) (result = (size_t)(x))

static void
set(char *p, const char *s)
{
	memset(p, 'z', 64);
	strcpy(p, s);
}

/* "s": the other string, of n bytes that matter. */
#define READS_BOTH(name, x, y, len, call)                                                          \
	do {                                                                                       \
		READS(name "():arg1", x, len, 40, USE(call));                                      \
		READS(name "():arg2", y, len, 40, USE(call));                                      \
	} while (0)

static void
lengths(char *a, char *b, size_t n)
{
	memset(a, 'x', n);
	a[n] = '\0';
	memset(a + n + 1, 'z', 8);
	memcpy(b, a, n + 9);
	READS_EDGES("strlen():arg1", a, n + 1, n + 9, USE(strlen(a)));
	READS_EDGES("strnlen():arg1", a, n, n + 9, USE(strnlen(a, n)));
	READS_EDGES("strnlen():arg1", a, n + 1, n + 9, USE(strnlen(a, n + 5)));
	READS_EDGES("strcmp():arg1", a, n + 1, n + 9, USE(strcmp(a, b)));
	READS_EDGES("strcmp():arg2", b, n + 1, n + 9, USE(strcmp(a, b)));
	READS_EDGES("strncmp():arg1", a, n, n + 9, USE(strncmp(a, b, n)));
	READS_EDGES("memcmp():arg1", a, n + 3, n + 9, USE(memcmp(a, b, n + 3) > 0));
	READS_EDGES("memcmp():arg2", b, n + 3, n + 9, USE(bcmp(a, b, n + 3)));
	READS_EDGES("memchr():arg1", a, n + 1, n + 9, USE(memchr(a, '\0', n + 7)));
	READS_EDGES("memchr():arg1", a, n + 7, n + 9, USE(memchr(a, '!', n + 7)));
	READS_EDGES("strchr():arg1", a, n + 1, n + 9, USE(strchr(a, 'y')));
	READS_EDGES("strrchr():arg1", a, n + 1, n + 9, USE(strrchr(a, 'x')));
	READS_EDGES("strcpy():arg2", a, n + 1, n + 9, USE(strcpy(b, a)));
	READS_EDGES("strncpy():arg2", a, n + 1, n + 9, USE(strncpy(b, a, n + 2)));
}

static void
all_lengths(void)
{
	for (size_t at = 0; at < 8; at++)
		for (size_t n = 0; n <= 64; n += n < 20 ? 1 : 11)
			lengths(a_space + at, b_space + (at * 3) % 8, n);
}

static void
comparisons(char *a, char *b)
{
	set(a, "abcdef");
	set(b, "abcxef");
	READS_BOTH("strcmp", a, b, 4, strcmp(a, b));
	READS_BOTH("strncmp", a, b, 4, strncmp(a, b, 6));
	READS_BOTH("strncmp", a, b, 3, strncmp(a, b, 3));
	READS_BOTH("memcmp", a, b, 4, memcmp(a, b, 7) < 0);
	READS_BOTH("memcmp", a, b, 4, bcmp(a, b, 7));
	READS_BOTH("strcoll", a, b, 7, strcoll(a, b));
	READS_BOTH("strverscmp", a, b, 7, strverscmp(a, b));
	set(a, "ABcdef");
	READS_BOTH("strcasecmp", a, b, 4, strcasecmp(a, b));
	READS_BOTH("strncasecmp", a, b, 4, strncasecmp(a, b, 5));
	READS_BOTH("strncasecmp", a, b, 2, strncasecmp(a, b, 2));
	set(a, "abc");
	READS_BOTH("strcmp", a, b, 4, strcmp(a, b));
}

static void
searches(char *a, char *b)
{
	set(a, "abcdef");
	READS("strchr():arg1", a, 3, 40, USE(strchr(a, 'c')));
	READS("strchr():arg1", a, 7, 40, USE(strchr(a, '\0')));
	READS("strchrnul():arg1", a, 3, 40, USE(strchrnul(a, 'c')));
	READS("strrchr():arg1", a, 7, 40, USE(strrchr(a, 'c')));
	READS("rawmemchr():arg1", a, 5, 40, USE(rawmemchr(a, 'e')));
	/* From the end: the bytes before the hit do not matter. */
	UNINIT(a, 3);
	SILENT(USE(memrchr(a, 'd', 6)));
	UNINIT(a + 3, 1);
	REPORTS("memrchr():arg1", 0, USE(memrchr(a, 'd', 6)));
	INITED(a, 40);

	set(b, "cd");
	READS("strstr():arg1", a, 4, 40, USE(strstr(a, b)));
	READS("strstr():arg2", b, 3, 40, USE(strstr(a, b)));
	READS("strcasestr():arg1", a, 4, 40, USE(strcasestr(a, b)));
	READS("memmem():arg1", a, 4, 40, USE(memmem(a, 6, b, 2)));
	READS("memmem():arg3", b, 2, 40, USE(memmem(a, 6, b, 2)));
	set(b, "x");
	READS("strstr():arg1", a, 7, 40, USE(strstr(a, b)));
	READS("memmem():arg1", a, 6, 40, USE(memmem(a, 6, b, 1)));

	set(b, "bac");
	READS("strspn():arg1", a, 4, 40, USE(strspn(a, b)));
	READS("strspn():arg2", b, 4, 40, USE(strspn(a, b)));
	set(b, "ed");
	READS("strcspn():arg1", a, 4, 40, USE(strcspn(a, b)));
	READS("strpbrk():arg1", a, 4, 40, USE(strpbrk(a, b)));
	READS("strpbrk():arg2", b, 3, 40, USE(strpbrk(a, b)));
}

/* What is copied keeps its bits, and what the copy only overwrites loses its own. */
static void
copies(char *a, char *b)
{
	void *(*volatile copy)(void *, const void *, size_t) = memcpy;
	void *(*volatile move)(void *, const void *, size_t) = memmove;
	void *(*volatile fill)(void *, int, size_t) = memset;

	for (size_t at = 0; at < 8; at++) {
		for (size_t n = 0; n <= 24; n++) {
			INITED(a, 40);
			UNINIT(b, 40);
			UNINIT(a + at, 3);
			kmsan_mark(a + at + 7, 1, 0x10);
			SILENT(copy(b + 1, a + at, n));
			DIRTY(b, 1);
			DIRTY(b + 1, n < 3 ? n : 3);
			if (n > 3)
				CLEAN(b + 4, (n < 7 ? n : 7) - 3);
			TRUE(n <= 7 || kmsan_test(b + 8, 1) == 0);
			if (n > 8)
				CLEAN(b + 9, n - 8);
			DIRTY(b + 1 + n, 3);
		}
	}
	INITED(a, 40);
	UNINIT(a, 4);
	SILENT(move(a + 2, a, 8));
	DIRTY(a, 6);
	CLEAN(a + 6, 20);
	SILENT(fill(a, 0, 6));
	CLEAN(a, 40);
	UNINIT(a, 4);
	SILENT(bcopy(a, b, 8));
	DIRTY(b, 4);
	CLEAN(b + 4, 4);
	SILENT(bzero(hide(b), 4));
	CLEAN(b, 4);
	INITED(a, 40);
	WRITES(b, 5, 16, explicit_bzero(b, 5));
	UNINIT(b, 16);
	SILENT(USE(mempcpy(hide(b), a, 5)));
	CLEAN(b, 5);
	DIRTY(b + 5, 11);
}

static void
copied_strings(char *a, char *b)
{
	char *p;

	set(a, "abcdef");
	WRITES(b, 7, 40, strcpy(b, a));
	WRITES(b, 7, 40, stpcpy(b, a));
	WRITES(b, 3, 40, strncpy(b, a, 3));
	WRITES(b, 12, 40, strncpy(b, a, 12));
	WRITES(b, 12, 40, stpncpy(b, a, 12));
	WRITES(b, 3, 40, memccpy(b, a, 'c', 10));
	READS("memccpy():arg2", a, 3, 40, USE(memccpy(b, a, 'c', 10)));
	READS("strncpy():arg2", a, 3, 40, strncpy(b, a, 3));
	READS("stpcpy():arg2", a, 7, 40, stpcpy(b, a));

	/* Reported, and copied with its marks. */
	UNINIT(a + 2, 1);
	REPORTS("strcpy():arg2", 2, strcpy(b, a));
	DIRTY(b + 2, 1);
	CLEAN(b, 2);
	CLEAN(b + 3, 4);
	REPORTS("strdup():arg1", 2, p = strdup(a));
	DIRTY(p + 2, 1);
	CLEAN(p, 2);
	CLEAN(p + 3, 4);
	free(p);
	INITED(a, 40);

	strcpy(b, "xy");
	READS("strcat():arg1", b, 2, 2, (b[2] = '\0', strcat(b, a)));
	READS("strcat():arg2", a, 7, 40, (b[2] = '\0', strcat(b, a)));
	READS("strncat():arg2", a, 2, 40, (b[2] = '\0', strncat(b, a, 2)));
	b[2] = '\0';
	UNINIT(b + 3, 30);
	SILENT(strncat(b, a, 2));
	CLEAN(b, 5);
	DIRTY(b + 5, 20);
	INITED(b, 40);
	READS("strndup():arg1", a, 2, 40, free(strndup(a, 2)));
}

static void
tokens(char *a)
{
	char *rest, *r;

	set(a, ",,ab,cd");
	READS("strtok_r():arg1", a, 5, 40, (r = strtok_r(a, ",", &rest), a[4] = ','));
	TRUE(strcmp(r, "ab,cd") == 0);
	UNINIT(&rest, sizeof(rest));
	strcpy(a, ",,ab,cd");
	SILENT(r = strtok_r(a, ",", &rest));
	CLEAN(&rest, sizeof(rest));
	SILENT(r = strtok_r(NULL, ",", &rest));
	TRUE(strcmp(r, "cd") == 0);
	UNINIT(&rest, sizeof(rest));
	REPORTS("strtok_r():arg3", 0, r = strtok_r(NULL, ",", &rest));
	strcpy(a, ",,ab,cd");
	SILENT(r = strtok(a, ","));
	TRUE(strcmp(r, "ab") == 0);
	SILENT(r = strtok(NULL, ","));
	TRUE(strcmp(r, "cd") == 0);
	strcpy(a, "ab,cd");
	rest = a;
	READS("strsep():arg1", a, 3, 40, (rest = a, r = strsep(&rest, ","), a[2] = ','));
	TRUE(strcmp(r, "ab,cd") == 0 && strcmp(rest, "cd") == 0);
}

static void
messages(char *b)
{
	char *r;

	WRITES(b, strlen(strerror(2)) + 1, 60, r = strerror_r(2, b, 60); if (r != b) strcpy(b, r));
	SILENT(r = strerror(1));
	CLEAN(r, strlen(r) + 1);
	SILENT(r = strsignal(1));
	CLEAN(r, strlen(r) + 1);
	WRITES(b, 4, 40, USE(strxfrm(b, "abc", 40)));
}

int
main(void)
{
	char *a = hide(a_space), *b = hide(b_space);

	all_lengths();
	comparisons(a, b);
	searches(a, b);
	copies(a, b);
	copied_strings(a, b);
	tokens(a);
	messages(b);
	return passed();
}
