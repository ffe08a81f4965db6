/* SPDX-License-Identifier: BSD-2-Clause */
/* printf and scanf: what their formats make them read and write. */
#include "check.h"
#include <err.h>
#include <stdarg.h>
#include <stdint.h>
#include <wchar.h>

static char a_space[128], out_space[128];

static int
call_vsnprintf(char *out, size_t size, const char *fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = vsnprintf(out, size, fmt, ap);
	va_end(ap);
	return r;
}

static int
call_vsscanf(const char *s, const char *fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = vsscanf(s, fmt, ap);
	va_end(ap);
	return r;
}

static void
printed_strings(char *a, char *out)
{
	wchar_t *w = (wchar_t *)(void *)a;
	FILE *null = fopen("/dev/null", "w");

	strcpy(a, "abcdef");
	READS("snprintf():arg4", a, 7, 20, snprintf(out, 100, "%s", a));
	READS("snprintf():arg5", a, 7, 20, snprintf(out, 100, "%d%s", 7, a));
	READS("snprintf():arg4", a, 3, 20, snprintf(out, 100, "%.3s", a));
	READS("snprintf():arg5", a, 2, 20, snprintf(out, 100, "%.*s", 2, a));
	READS("snprintf():arg6", a, 2, 20, snprintf(out, 100, "%*.*s", 9, 2, a));
	READS("snprintf():arg5", a, 7, 20, snprintf(out, 100, "%.*s", -1, a));
	READS("snprintf():arg5", a, 7, 20, snprintf(out, 100, "%2$s %1$d", 3, a));
	READS("snprintf():arg6", a, 7, 20, snprintf(out, 100, "%f %Lf %s", 1.5, 2.5L, a));
	READS("snprintf():arg11", a, 7, 20,
	    snprintf(
		out, 100, "%d%ld%hhd%f%zu%p%c%s", 1, 2L, 3, 4.0, (size_t)5, (void *)a, 'c', a));
	READS("sprintf():arg3", a, 7, 20, sprintf(out, "%s", a));
	READS("sprintf():arg2", a, 7, 20, sprintf(out, a));
	READS("vsnprintf():arg4", a, 7, 20, call_vsnprintf(out, 100, "%d %s", 1, a));
	READS("fprintf():arg3", a, 7, 20, fprintf(null, "%s", a));
	READS("dprintf():arg3", a, 7, 20, dprintf(fileno(null), "%s", a));
	fclose(null);
	SILENT(snprintf(out, 100, "%%s %p", a));
	SILENT(snprintf(out, 100, "%s", (char *)NULL));
	wcscpy(w, L"wide");
	READS("snprintf():arg4", w, 20, 40, snprintf(out, 100, "%ls", w));
	READS("snprintf():arg4", w, 8, 40, snprintf(out, 100, "%.2ls", w));
}

static void
printed_bytes(char *out)
{
	char *text;
	int n, i;
	short h;
	signed char c;
	long l;

	WRITES(out, 7, 40, snprintf(out, 40, "%d", 123456));
	WRITES(out, 4, 40, snprintf(out, 4, "%d", 123456));
	WRITES(out, 0, 40, snprintf(out, 0, "%d", 123456));
	WRITES(out, 4, 40, sprintf(out, "%s", "abc"));
	WRITES(out, 6, 40, call_vsnprintf(out, 40, "%d", 12345));
	UNINIT(&i, sizeof(i));
	UNINIT(&l, sizeof(l));
	UNINIT(&h, sizeof(h));
	UNINIT(&c, sizeof(c));
	SILENT(n = snprintf(out, 40, "ab%nc%hn%ld%ln%hhn", &i, &h, 5L, &l, &c));
	CLEAN(&i, sizeof(i));
	CLEAN(&h, sizeof(h));
	CLEAN(&l, sizeof(l));
	CLEAN(&c, sizeof(c));
	TRUE(n == 4 && i == 2 && h == 3 && l == 4 && c == 4);
	UNINIT(&text, sizeof(text));
	SILENT(n = asprintf(&text, "%s", "abcd"));
	CLEAN(&text, sizeof(text));
	CLEAN(text, 5);
	TRUE(n == 4);
	free(text);
}

/* One value of each conversion: stored, all of it, and nothing else. */
static void
scanned_values(void)
{
	char *s = hide(a_space);
	union {
		char bytes[64];
		long double ld;
	} v;

#define SCAN(text, fmt, n)                                                                         \
	do {                                                                                       \
		strcpy(s, text);                                                                   \
		WRITES(v.bytes, n, 64, TRUE(sscanf(s, fmt, v.bytes) == 1));                        \
	} while (0)
	SCAN("12", "%d", 4);
	SCAN("12", "%hhd", 1);
	SCAN("12", "%hd", 2);
	SCAN("12", "%ld", 8);
	SCAN("12", "%lld", 8);
	SCAN("12", "%zu", 8);
	SCAN("12", "%jd", 8);
	SCAN("0x12", "%i", 4);
	SCAN("ff", "%x", 4);
	SCAN("1.5", "%f", 4);
	SCAN("1.5", "%lf", 8);
	SCAN("1.5", "%Lf", 10);
	SCAN("0x1234", "%p", 8);
	SCAN("word more", "%s", 5);
	SCAN("word more", "%2s", 3);
	SCAN("word", "%c", 1);
	SCAN("word", "%3c", 3);
	SCAN("aab]c", "%[]ab]", 5);
	SCAN("aabc", "%[^c]", 4);
	SCAN("word", "%ls", 20);
	SCAN("5 7", "%*d %d", 4);
#undef SCAN
}

static void
scanned_many(void)
{
	char *s = hide(a_space), *word;
	int a, b, n;

	strcpy(s, "12 x");
	UNINIT(&a, sizeof(a));
	UNINIT(&b, sizeof(b));
	SILENT(n = sscanf(s, "%d %d", &a, &b));
	TRUE(n == 1);
	CLEAN(&a, sizeof(a));
	DIRTY(&b, sizeof(b));
	UNINIT(&a, sizeof(a));
	SILENT(n = sscanf(s, "%d%n %d", &b, &a, &n));
	CLEAN(&a, sizeof(a));
	TRUE(a == 2);
	UNINIT(&a, sizeof(a));
	UNINIT(&b, sizeof(b));
	strcpy(s, "3 4");
	SILENT(n = call_vsscanf(s, "%2$d %1$d", &a, &b));
	CLEAN(&a, sizeof(a));
	CLEAN(&b, sizeof(b));
	TRUE(n == 2 && a == 4 && b == 3);
	strcpy(s, "hello you");
	UNINIT(&word, sizeof(word));
	SILENT(n = sscanf(s, "%ms", &word));
	CLEAN(&word, sizeof(word));
	CLEAN(word, 6);
	TRUE(strcmp(word, "hello") == 0);
	free(word);
	UNINIT(&a, sizeof(a));
	SILENT(n = sscanf(s, "%d", &a));
	DIRTY(&a, sizeof(a));
	INITED(&a, sizeof(a));
}

/* Of the string what was looked at. */
static void
scanned_source(void)
{
	char *s = hide(a_space);
	int a;

	strcpy(s, "123 rest");
	READS("sscanf():arg1", s, 4, 20, sscanf(s, "%d", &a));
	/* libc fetches one character more than the width and puts it back. */
	READS("sscanf():arg1", s, 3, 20, sscanf(s, "%2d", &a));
	strcpy(s, "12");
	READS("sscanf():arg1", s, 3, 20, sscanf(s, "%d", &a));
	strcpy(s + 20, "%d");
	READS("sscanf():arg2", s + 20, 3, 20, sscanf("7", s + 20, &a));
}

static void
wide(void)
{
	wchar_t *s = hide(a_space), *out = hide(out_space);
	int a;

	wcscpy(s, L"abc");
	READS("swprintf():arg4", s, 16, 32, swprintf(out, 20, L"%ls", s));
	READS("swprintf():arg4", s, 8, 32, swprintf(out, 20, L"%.2ls", s));
	WRITES(out, 12, 60, swprintf(out, 20, L"%d", 42));
	wcscpy(s, L"42");
	UNINIT(&a, sizeof(a));
	SILENT(swscanf(s, L"%d", &a));
	CLEAN(&a, sizeof(a));
	TRUE(a == 42);
}

int
main(void)
{
	char *a = hide(a_space), *out = hide(out_space);

	printed_strings(a, out);
	printed_bytes(out);
	scanned_values();
	scanned_many();
	scanned_source();
	wide();
	return passed();
}
