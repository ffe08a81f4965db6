/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * --kmsan-fast: objects are bitcode, and the program is linked by lld through LTO (full; thin if
 * the user says -flto=thin), with the hooks of fast/hooks.c, which it inlines. The result is looked
 * into: whoever asked for speed is told where it was not to be had.
 *
 * Bitcode is one LLVM's own: the linker and the hooks' bitcode are those of the compiler in use.
 */
#include "kmsan-cc.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The user's last word on LTO: "full", "thin", or NULL for -fno-lto and without a word. */
static const char *
lto_kind(const struct command *command, bool *said)
{
	const char *kind = NULL;

	*said = false;
	for (size_t i = 0; i < command->flat.n; i++) {
		const char *arg = command->flat.v[i];

		if (strcmp(arg, "-flto") == 0 || strcmp(arg, "-flto=full") == 0)
			kind = "full";
		else if (strcmp(arg, "-flto=thin") == 0)
			kind = "thin";
		else if (strcmp(arg, "-fno-lto") == 0)
			kind = NULL;
		else
			continue;
		*said = true;
	}
	return kind;
}

void
fast_compile_flags(struct strings *flags, const struct command *command)
{
	bool said;

	lto_kind(command, &said);
	if (!said)
		strings_add(flags, "-flto=full");
}

/* Run a command; its exit status, 128 and more for a signal. */
static int
run(char **argv)
{
	int status;
	pid_t child = fork();

	if (child == -1)
		die("cannot start %s: %s", argv[0], strerror(errno));
	if (child == 0) {
		execv(argv[0], argv);
		fprintf(stderr, "kmsan-cc: cannot run %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	while (waitpid(child, &status, 0) == -1)
		if (errno != EINTR)
			die("cannot wait for %s: %s", argv[0], strerror(errno));
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* The lld beside the compiler, else ld.lld-N in PATH. */
static char *
find_linker(const struct compiler *compiler)
{
	char *real = realpath(compiler->path, NULL), *file, name[32];

	if (real != NULL) {
		*strrchr(real, '/') = '\0';
		file = format_string("%s/ld.lld", real);
		if (access(file, X_OK) == 0)
			return file;
	}
	snprintf(name, sizeof(name), "ld.lld-%d", compiler->version);
	file = find_in_path(name);
	if (file == NULL)
		die("--kmsan-fast links with lld %d, and there is neither an ld.lld beside %s nor "
		    "%s in PATH (on Debian: apt-get install lld-%d)",
		    compiler->version, compiler->path, name, compiler->version);
	return file;
}

static char *
temporary(const char *what)
{
	const char *dir = getenv("TMPDIR");
	char *name = format_string("%s/kmsan-%s-XXXXXX.o", dir != NULL ? dir : "/tmp", what);
	int fd = mkstemps(name, 2);

	if (fd == -1)
		die("cannot make %s: %s", name, strerror(errno));
	close(fd);
	return name;
}

/* Options that change the bitcode of every object of a program, so that they must agree. */
static bool
is_common_option(const char *arg)
{
	return has_prefix(arg, "-mcmodel=") || has_prefix(arg, "-march=") ||
	       has_prefix(arg, "-mcpu=") || has_prefix(arg, "--target=") ||
	       strcmp(arg, "-fsplit-lto-unit") == 0 || strcmp(arg, "-funified-lto") == 0;
}

static char *
build_hooks(const struct command *command, const struct compiler *compiler,
    const struct layout *layout, const char *kind)
{
	struct strings argv = {0};
	char *object = temporary("hooks");

	strings_add(&argv, compiler->path);
	strings_add(&argv, "-c");
	strings_add(&argv, format_string("-flto=%s", kind));
	strings_add(&argv, "-O2");
	strings_add(&argv, "-std=gnu11");
	strings_add(&argv, "-ffreestanding");
	strings_add(&argv, "-fPIC");
	if (command->shared)
		strings_add(&argv, "-DKMSAN_SHARED");
	for (size_t i = 0; i < command->flat.n; i++)
		if (is_common_option(command->flat.v[i]))
			strings_add(&argv, command->flat.v[i]);
	strings_add(&argv, "-o");
	strings_add(&argv, object);
	strings_add(&argv, format_string("%s/hooks.c", layout->fast));
	if (run(argv.v) != 0) {
		unlink(object);
		die("--kmsan-fast: %s cannot compile the hooks in %s", compiler->path,
		    layout->fast);
	}
	return object;
}

static bool
optimises_much(const struct command *command)
{
	const char *level = "-O2"; /* what lld does by itself */

	for (size_t i = 0; i < command->flat.n; i++)
		if (has_prefix(command->flat.v[i], "-O"))
			level = command->flat.v[i];
	return strchr("23sz4f", level[2]) != NULL && level[2] != '\0';
}

static const char *
output_name(const struct command *command)
{
	const char *output = "a.out";

	for (size_t i = 0; i < command->flat.n; i++) {
		const char *arg = command->flat.v[i];

		if (strcmp(arg, "-o") == 0 && i + 1 < command->flat.n)
			output = command->flat.v[i + 1];
		else if (has_prefix(arg, "-o") && arg[2] != '\0')
			output = arg + 2;
		else if (has_prefix(arg, "--output="))
			output = arg + strlen("--output=");
	}
	return output;
}

char *
fast_link_flags(struct strings *flags, const struct command *command,
    const struct compiler *compiler, const struct layout *layout)
{
	bool said;
	const char *kind = lto_kind(command, &said);
	char *hooks;

	if (said && kind == NULL)
		die("--kmsan-fast links through LTO, and -fno-lto forbids it: leave one away");
	for (size_t i = 0; i < command->flat.n; i++) {
		const char *arg = command->flat.v[i];

		if ((has_prefix(arg, "-fuse-ld=") && strcmp(arg, "-fuse-ld=lld") != 0) ||
		    has_prefix(arg, "--ld-path="))
			die("--kmsan-fast links with lld %d: leave %s away", compiler->version,
			    arg);
	}
	/* At -O1 the linker would inline nothing, not even what must be inlined. */
	if (!optimises_much(command))
		strings_add(flags, "-Wl,--lto-O2");
	strings_add(flags, "-fuse-ld=lld");
	/* As with the linker that is usual: from 17 on lld refuses a script with a name too many. */
	strings_add(flags, "-Wl,--undefined-version");
	strings_add(flags, format_string("--ld-path=%s", find_linker(compiler)));
	hooks = build_hooks(command, compiler, layout, kind != NULL ? kind : "full");
	strings_add(flags, hooks);
	return hooks;
}

int
fast_link(
    char **argv, const struct command *command, const struct compiler *compiler, const char *hooks)
{
	int status = run(argv);

	unlink(hooks);
	if (status == 0)
		verify_inlined(output_name(command));
	else
		fprintf(stderr,
		    "kmsan-cc: --kmsan-fast links bitcode of the compiler in use only, which is "
		    "clang %d: build the objects of another one again, or link without it\n",
		    compiler->version);
	return status;
}
