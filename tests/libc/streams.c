/* SPDX-License-Identifier: BSD-2-Clause */
/* stdio: what streams bring and take. */
#include "check.h"
#include <unistd.h>

static char buf_space[256], *path;

static FILE *
file_with(const char *text, size_t n)
{
	FILE *f = fopen(path, "w+");

	TRUE(f != NULL && fwrite(text, 1, n, f) == n);
	rewind(f);
	return f;
}

static void
input(char *b)
{
	char *line = NULL, *r;
	size_t size = 0, n;
	FILE *f = file_with("one\ntwo\0x\nthree", 15);

	WRITES(b, 5, 60, r = fgets(b, 60, f));
	TRUE(r == b);
	WRITES(b, 7, 60, r = fgets(b, 60, f));
	TRUE(r == b && memcmp(b, "two\0x\n", 7) == 0);
	WRITES(b, 3, 60, r = fgets(b, 3, f));
	TRUE(strcmp(b, "th") == 0);
	rewind(f);
	WRITES(b, 6, 60, n = fread(b, 3, 2, f));
	TRUE(n == 2);
	WRITES(b, 9, 60, n = fread(b, 10, 5, f));
	TRUE(n == 0 && feof(f));
	WRITES(b, 0, 60, r = fgets(b, 60, f));
	TRUE(r == NULL);
	rewind(f);
	UNINIT(&line, sizeof(line));
	REPORTS("getline():arg1", 0, getline(&line, &size, f));
	free(line);
	line = NULL;
	rewind(f);
	UNINIT(&size, sizeof(size));
	SILENT(TRUE(getline(&line, &size, f) == 4)); /* no line yet: its size is not looked at */
	CLEAN(&size, sizeof(size));
	CLEAN(line, size);
	UNINIT(line, size);
	SILENT(TRUE(getdelim(&line, &size, '\0', f) == 4));
	CLEAN(line, 5);
	free(line);
	fclose(f);
}

static void
output(char *b)
{
	FILE *f = fopen("/dev/null", "w");
	size_t n;

	memcpy(b, "abcdef", 7);
	READS("fwrite():arg1", b, 6, 20, n = fwrite(b, 2, 3, f));
	READS("fputs():arg1", b, 7, 20, fputs(b, f));
	READS("fopen():arg1", b, 7, 20, fopen(b, "r"));
	READS("remove():arg1", b, 7, 20, remove(b));
	(void)n;
	/* libc's buffer gets no marks of its own, and a program's buffer loses them. */
	UNINIT(b, 64);
	SILENT(setvbuf(f, b, _IOFBF, 64));
	CLEAN(b, 64);
	fclose(f);
	INITED(b, 64);
}

static void
memory_streams(char *b)
{
	char *text;
	size_t size;
	FILE *f;

	UNINIT(&text, sizeof(text));
	UNINIT(&size, sizeof(size));
	SILENT(f = open_memstream(&text, &size));
	fputs("some text", f);
	DIRTY(&size, sizeof(size)); /* not there before the first flush */
	SILENT(fflush(f));
	CLEAN(&text, sizeof(text));
	CLEAN(&size, sizeof(size));
	TRUE(size == 9);
	CLEAN(text, 10);
	UNINIT(&size, sizeof(size));
	fputs(" more", f);
	SILENT(fclose(f));
	CLEAN(&size, sizeof(size));
	TRUE(size == 14);
	free(text);

	UNINIT(b, 60);
	SILENT(f = fmemopen(b, 60, "w"));
	CLEAN(b, 1);
	fputs("twelve bytes", f);
	SILENT(fclose(f));
	CLEAN(b, 13);
	DIRTY(b + 13, 47);
	INITED(b, 60);
}

static ssize_t
cookie_write(void *cookie, const char *p, size_t n)
{
	volatile char uninitialised[8];
	char *out = cookie;

	(void)uninitialised;
	memcpy(out, p, n);
	return (ssize_t)n;
}

static ssize_t
cookie_bad(void *cookie, char *p, size_t n)
{
	ssize_t r;

	(void)cookie;
	(void)p;
	(void)n;
	UNINIT(hide(&r), sizeof(r));
	return *(ssize_t *)hide(&r) & 0;
}

static void
cookies(char *b)
{
	FILE *f = fopencookie(b, "w", (cookie_io_functions_t){.write = cookie_write});
	int c;

	SILENT(fputs("text", f));
	SILENT(c = fclose(f));
	TRUE(memcmp(b, "text", 4) == 0 && c == 0);
	f = fopencookie(b, "r", (cookie_io_functions_t){.read = cookie_bad});
	SILENT(c = getc(f));
	SILENT(if (c != EOF) abort());
	fclose(f);
}

int
main(void)
{
	char *b = hide(buf_space), name[] = "/tmp/streams.XXXXXX";

	close(mkstemp(name));
	path = name;
	input(b);
	output(b);
	memory_streams(b);
	cookies(b);
	unlink(name);
	return passed();
}
