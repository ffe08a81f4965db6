/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which compiler, and which version is it? KMSAN_CC names it; without that it is clang-14, else
 * the newest clang-N in PATH, else clang. For C++ clang-14 comes after the newer ones, because it
 * crashes on exceptions (main.c); objects of several versions can be in one program.
 */
#include "kmsan-cc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define OLDEST 14
#define NEWEST 99 /* how far to look for clang-N */

char *
find_in_path(const char *name)
{
	const char *path = getenv("PATH");

	if (strchr(name, '/') != NULL)
		return access(name, X_OK) == 0 ? format_string("%s", name) : NULL;
	for (path = path != NULL ? path : "/usr/bin:/bin"; *path != '\0';) {
		int n = (int)strcspn(path, ":");
		char *file = format_string("%.*s%s%s", n, path, n > 0 ? "/" : "", name);

		if (access(file, X_OK) == 0)
			return file;
		free(file);
		path += n;
		path += *path == ':';
	}
	return NULL;
}

static char *
default_compiler(bool cxx)
{
	char *found = cxx ? NULL : find_in_path("clang-14"), name[16];

	for (int n = NEWEST; found == NULL && n > OLDEST; n--) {
		snprintf(name, sizeof(name), "clang-%d", n);
		found = find_in_path(name);
	}
	if (found == NULL && cxx)
		found = find_in_path("clang-14");
	if (found == NULL)
		found = find_in_path("clang");
	if (found == NULL)
		die("no clang in PATH; install clang 14 or later, or name one in KMSAN_CC");
	return found;
}

/* LLVM's packages put every version into a folder of its own: no need to run it. */
static int
version_from_place(const char *path)
{
	static const char place[] = "/usr/lib/llvm-";
	char *real = realpath(path, NULL), *end;
	long version = 0;

	if (real != NULL && has_prefix(real, place)) {
		version = strtol(real + strlen(place), &end, 10);
		if (!has_prefix(end, "/bin/clang") ||
		    (strcmp(end, "/bin/clang") != 0 && end[10] != '-' && end[10] != '+'))
			version = 0;
	}
	free(real);
	return (int)version;
}

/* The first line that "compiler --version" prints, or "". */
static void
version_line(const char *path, char *line, size_t size)
{
	int out[2], status;
	pid_t child;
	FILE *f;

	line[0] = '\0';
	if (pipe(out) != 0 || (child = fork()) == -1)
		die("cannot run %s", path);
	if (child == 0) {
		dup2(out[1], STDOUT_FILENO);
		close(out[0]);
		close(out[1]);
		execl(path, path, "--version", (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	f = fdopen(out[0], "r");
	if (f != NULL && fgets(line, (int)size, f) != NULL)
		line[strcspn(line, "\n")] = '\0';
	if (f != NULL) {
		while (fgetc(f) != EOF)
			; /* or it might die of SIGPIPE */
		fclose(f);
	}
	waitpid(child, &status, 0);
}

static int
version_from_words(const char *path)
{
	static const char word[] = "clang version ";
	char line[256];
	const char *at;

	version_line(path, line, sizeof(line));
	at = strstr(line, word);
	if (at == NULL || !isdigit((unsigned char)at[strlen(word)]))
		die("%s is not clang (it says: %s), and only clang instruments for kMSan; "
		    "name clang %d or later in KMSAN_CC",
		    path, line[0] != '\0' ? line : "nothing", OLDEST);
	return (int)strtol(at + strlen(word), NULL, 10);
}

void
compiler_find(struct compiler *compiler, const struct command *command)
{
	const char *name = getenv("KMSAN_CC");

	if (name == NULL || name[0] == '\0')
		compiler->path = default_compiler(command->cxx);
	else if ((compiler->path = find_in_path(name)) == NULL)
		die("KMSAN_CC=%s: there is no such program", name);
	compiler->version = version_from_place(compiler->path);
	if (compiler->version == 0)
		compiler->version = version_from_words(compiler->path);
	if (compiler->version < OLDEST)
		die("%s is clang %d; kMSan needs clang %d or later: name one in KMSAN_CC",
		    compiler->path, compiler->version, OLDEST);
}
