/* SPDX-License-Identifier: BSD-2-Clause */
#include "kmsan-cc.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const char tool_name[] = "kmsan-cc";
const int tool_failure = 1;

static const char help[] =
    "kmsan-cc: clang for programs under kMSan\n"
    "\n"
    "  kmsan-cc [option] <anything clang takes>   (kmsan-c++ for C++)\n"
    "\n"
    "  --kmsan-fast                 link through LTO with the hooks inlined; needs lld. To "
    "compile\n"
    "                               and to link; with -flto=thin through ThinLTO\n"
    "  --kmsan-print-flags=compile  print the flags that are added to compile, and stop\n"
    "  --kmsan-print-flags=link     ... to link a program, or with -shared a shared object\n"
    "\n"
    "  KMSAN_CC=clang-19            the compiler; without it clang-14, else the newest\n"
    "                               clang-N in PATH, else clang; for C++ the newest\n"
    "                               first, as clang 14 crashes on exceptions\n"
    "\n"
    "clang's own help follows.\n"
    "\n";

/* Print words so that a shell reads them back. */
static void
print_flags(const struct strings *flags)
{
	for (size_t i = 0; i < flags->n; i++) {
		const char *s = flags->v[i];

		if (i > 0)
			putchar(' ');
		if (s[strcspn(s, " \t\n'\"\\$`*?[]#~&|;<>(){}")] == '\0') {
			fputs(s, stdout);
			continue;
		}
		putchar('\'');
		for (; *s != '\0'; s++)
			if (*s == '\'')
				fputs("'\\''", stdout);
			else
				putchar(*s);
		putchar('\'');
	}
	putchar('\n');
}

static _Noreturn void
become(const char *path, char **argv)
{
	execv(path, argv);
	die("cannot run %s: %s", path, strerror(errno));
}

/*
 * clang 14's pass crashes on an invoke (a call in reach of a cleanup or a handler) whose result may
 * be undefined: that of an extern "C" function, or a small structure. That cannot be seen before,
 * and no flag avoids it that leaves the program's meaning alone: so say it after.
 */
static _Noreturn void
run_clang_14_cxx(const char *path, char **argv)
{
	int status;
	pid_t child;

	child = fork();
	if (child == -1)
		die("cannot start %s: %s", path, strerror(errno));
	if (child == 0)
		become(path, argv);
	while (waitpid(child, &status, 0) == -1)
		if (errno != EINTR)
			die("cannot wait for %s: %s", path, strerror(errno));
	if (WIFSIGNALED(status) || WEXITSTATUS(status) > 128)
		fprintf(stderr, "kmsan-cc: clang 14 can crash on C++ exceptions under "
				"-fsanitize=kernel-memory; install clang 16 or later, or use "
				"-fno-exceptions\n");
	if (WIFSIGNALED(status))
		exit(128 + WTERMSIG(status));
	exit(WEXITSTATUS(status));
}

/*
 * Words that come after the user's, but not after "--": what follows that are names of files.
 */
static void
arguments_last(struct strings *argv, const struct command *command, const struct strings *last)
{
	size_t n = last->n, i;

	for (i = 0; i < command->args.n; i++) {
		if (strcmp(command->args.v[i], "--") == 0)
			break;
		strings_add(argv, command->args.v[i]);
	}
	for (size_t k = 0; k < n; k++)
		strings_add(argv, last->v[k]);
	for (; i < command->args.n; i++)
		strings_add(argv, command->args.v[i]);
}

/* Returns the temporary file that a fast link needs, or NULL. */
static char *
arguments(struct strings *argv, const struct command *command, const struct compiler *compiler,
    const struct layout *layout)
{
	struct strings last = {0};
	char *hooks = NULL;

	strings_add(argv, compiler->path);
	if (command->called_cxx)
		strings_add(argv, "--driver-mode=g++");
	/*
	 * First, so that a later option of the user's counts: -fno-sanitize=kernel-memory for one
	 * file, -x for what follows. And unused flags are none of the user's concern.
	 */
	strings_add(argv, "--start-no-unused-arguments");
	flags_compile(argv, layout, compiler, command);
	if (command_is_hosted_link(command))
		flags_link(argv, layout, command);
	if (command_is_hosted_link(command) && command->fast)
		hooks = fast_link_flags(argv, command, compiler, layout);
	strings_add(argv, "--end-no-unused-arguments");
	/*
	 * After the user's, for of several clang takes the first for one that may be precompiled. And not
	 * into text: builds look for what they know in it, and take the rest for the user's.
	 */
	if (!command->preprocesses) {
		strings_add(&last, "--start-no-unused-arguments");
		strings_add(&last, format_string("--include=%s", layout->preserve));
		strings_add(&last, "--end-no-unused-arguments");
	}
	/* A shared object's hooks are in the program: whoever asks for no undefined ones cannot mean them. */
	if (command->shared && command->no_undefined && command_is_hosted_link(command))
		strings_add(&last, "-Wl,-z,undefs");
	arguments_last(argv, command, &last);
	return hooks;
}

int
main(int argc, char **argv)
{
	struct command command;
	struct compiler compiler;
	struct layout layout;
	struct strings words = {0};
	char *hooks;

	command_read(&command, argc, argv);
	compiler_find(&compiler, &command);
	layout_find(&layout);
	if (command.print_flags != NULL) {
		if (strcmp(command.print_flags, "compile") == 0) {
			flags_compile(&words, &layout, &compiler, &command);
			strings_add(&words, format_string("--include=%s", layout.preserve));
		} else if (command.fast)
			die("--kmsan-fast is a link of kmsan-cc's own: no flags do the same");
		else
			flags_link(&words, &layout, &command);
		print_flags(&words);
		return 0;
	}
	if (command.help) {
		fputs(help, stdout);
		fflush(stdout);
	}
	refuse_options(&command);
	if (command_is_hosted_link(&command)) {
		if (access(layout.archive, R_OK) != 0)
			die("there is no runtime at %s", layout.archive);
		check_marks(&command);
	}
	hooks = arguments(&words, &command, &compiler, &layout);
	if (hooks != NULL)
		return fast_link(words.v, &command, &compiler, hooks);
	if (compiler.version == 14 && command.cxx)
		run_clang_14_cxx(compiler.path, words.v);
	become(compiler.path, words.v);
}
