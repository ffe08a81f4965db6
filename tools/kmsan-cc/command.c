/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What will clang do with this command line? Only as much of it is understood as decides which
 * flags to add and which files to look into.
 */
#include "kmsan-cc.h"

#include <ctype.h>
#include <string.h>

/* Options whose value is the next argument, so that it is not taken for an input. */
static const char *const separate[] = {"-o", "-I", "-D", "-U", "-include", "-imacros", "-isystem",
    "-iquote", "-idirafter", "-iprefix", "-iwithprefix", "-iwithprefixbefore", "-isysroot",
    "-cxx-isystem", "-MF", "-MT", "-MQ", "-MJ", "-Xassembler", "-Xpreprocessor", "-Xanalyzer",
    "-target", "-arch", "-T", "-u", "-e", "-A", "-G", "-F", "-b", "-B", "-V", "-framework",
    "-rpath", "-aux-info", "--param", "--sysroot", "-dumpdir", "-working-directory",
    "--serialize-diagnostics", "-serialize-diagnostics", "-ivfsoverlay", "-main-file-name",
    "-Xopenmp-target", "-Ttext", "-Tdata", "-Tbss", "--include", "--define-macro",
    "--include-directory", "--output", "--entry", "--undefined"};

/* Options that stop before linking, or that only ask clang something. */
static const char *const no_link[] = {"-c", "-S", "-fsyntax-only", "--analyze", "-emit-ast",
    "--precompile", "-emit-interface-stubs", "--version", "-dumpversion", "-dumpmachine", "--help",
    "-help", "-print-search-dirs", "--compile", "--assemble", "-extract-api"};

/* Whatever else is asked, clang then writes preprocessed text, or what a file depends on. */
static const char *const preprocess[] = {
    "-E", "--preprocess", "-M", "--dependencies", "-MM", "--user-dependencies"};

static const char *const cxx_suffixes[] = {".cc", ".cp", ".cpp", ".cxx", ".c++", ".C", ".CC",
    ".CPP", ".CXX", ".C++", ".ii", ".cppm", ".ixx"};
static const char *const source_suffixes[] = {
    ".c", ".i", ".m", ".mm", ".s", ".S", ".sx", ".ll", ".bc", ".cl", ".cu", ".ast", ".pcm"};

/* clang compiles these, and does not link. */
static const char *const header_suffixes[] = {
    ".h", ".hh", ".hpp", ".hxx", ".H", ".h++", ".hp", ".tcc", ".ipp"};

static bool
in_list(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(s, list[i]) == 0)
			return true;
	return false;
}
#define IN(s, list) in_list(s, list, sizeof(list) / sizeof((list)[0]))

/* The next word of a response file, as clang splits it on this system; NULL at the end. */
static char *
next_word(const char **at)
{
	const char *p = *at;
	size_t n = 0;
	char *word, quote = '\0';

	while (isspace((unsigned char)*p))
		p++;
	if (*p == '\0')
		return NULL;
	word = allocate(strlen(p) + 1);
	for (; *p != '\0' && (quote != '\0' || !isspace((unsigned char)*p)); p++) {
		if (*p == '\\' && p[1] != '\0')
			word[n++] = *++p;
		else if (quote != '\0' && *p == quote)
			quote = '\0';
		else if (quote == '\0' && (*p == '"' || *p == '\''))
			quote = *p;
		else
			word[n++] = *p;
	}
	*at = p;
	return word;
}

static void
flatten(struct strings *flat, const char *arg, int depth)
{
	const char *at;
	char *word, *data;
	size_t size;

	/* As clang has it: an @file that cannot be read is an ordinary argument. */
	if (arg[0] != '@' || depth > 32 || (data = read_file(arg + 1, &size)) == NULL) {
		strings_add(flat, arg);
		return;
	}
	at = data;
	while ((word = next_word(&at)) != NULL)
		flatten(flat, word, depth + 1);
}

static void
input(struct command *command, const char *file)
{
	const char *slash = strrchr(file, '/'), *base = slash != NULL ? slash + 1 : file;

	command->any_input = true;
	strings_add(&command->inputs, file);
	if (strcmp(base, "libkmsan.a") == 0)
		command->has_runtime = true;
	if (strcmp(base, "-lc") == 0)
		command->libc = true;
}

static void
source_or_input(struct command *command, const char *file, const char *language)
{
	const char *dot = strrchr(file, '.');

	command->any_input = true;
	if (language != NULL ? strstr(language, "-header") != NULL
			     : dot != NULL && IN(dot, header_suffixes))
		command->links = false;
	if (language != NULL) {
		if (has_prefix(language, "c++") || has_prefix(language, "objective-c++"))
			command->cxx = true;
	} else if (dot != NULL && IN(dot, cxx_suffixes)) {
		command->cxx = true;
	} else if (strcmp(file, "-") != 0 &&
		   (dot == NULL || !(IN(dot, source_suffixes) || IN(dot, header_suffixes)))) {
		input(command, file);
	}
}

/* -Wl,a,b or one -Xlinker a: files and libraries are inputs here as well. */
static void
linker_word(struct command *command, const char *word)
{
	if (strcmp(word, "defs") == 0 || strcmp(word, "-zdefs") == 0 ||
	    strcmp(word, "--no-undefined") == 0 || strcmp(word, "-no-undefined") == 0)
		command->no_undefined = true;
	if (has_prefix(word, "-L") && word[2] != '\0')
		strings_add(&command->libdirs, word + 2);
	else if (has_prefix(word, "-l") || (word[0] != '-' && word[0] != '@'))
		input(command, word);
	else if (has_prefix(word, "@"))
		return;
	command->any_input = true;
}

static void
linker_words(struct command *command, const char *list)
{
	char *copy = format_string("%s", list), *at = copy, *comma;

	for (; (comma = strchr(at, ',')) != NULL; at = comma + 1) {
		*comma = '\0';
		linker_word(command, at);
	}
	linker_word(command, at);
}

static void
llvm_option(struct command *command, const char *option)
{
	if (has_prefix(option, "-msan-eager-checks"))
		command->eager = true;
}

/* Options that stand for themselves. */
static void
plain_option(struct command *command, const char *arg)
{
	if (IN(arg, preprocess))
		command->preprocesses = true, command->links = false;
	else if (IN(arg, no_link) || has_prefix(arg, "-print-") || has_prefix(arg, "--print-"))
		command->links = false;
	else if (strcmp(arg, "-shared") == 0 || strcmp(arg, "--shared") == 0)
		command->shared = true;
	else if (strcmp(arg, "-r") == 0)
		command->partial = true;
	else if (strcmp(arg, "-static") == 0 || strcmp(arg, "--static") == 0 ||
		 strcmp(arg, "-static-pie") == 0)
		command->static_option = arg;
	else if (strcmp(arg, "-nostdlib") == 0 || strcmp(arg, "--no-standard-libraries") == 0 ||
		 strcmp(arg, "-nodefaultlibs") == 0)
		command->no_libs = true;
	else if (has_prefix(arg, "-Wl,"))
		linker_words(command, arg + 4);
	else if (has_prefix(arg, "-mllvm="))
		llvm_option(command, arg + strlen("-mllvm="));
	else if (has_prefix(arg, "-l"))
		input(command, arg);
	else if (has_prefix(arg, "-L"))
		strings_add(&command->libdirs, arg + 2);
}

static void
understand(struct command *command)
{
	const struct strings *flat = &command->flat;
	const char *language = NULL;
	bool options = true;

	for (size_t i = 0; i < flat->n; i++) {
		const char *arg = flat->v[i];
		const char *value = i + 1 < flat->n ? flat->v[i + 1] : "";

		if (!options || arg[0] != '-' || arg[1] == '\0') {
			source_or_input(command, arg, language);
			continue;
		}
		if (strcmp(arg, "--") == 0) {
			options = false;
			continue;
		}
		if (strcmp(arg, "-x") == 0)
			language = value;
		else if (has_prefix(arg, "-x"))
			language = arg + 2;
		else if (strcmp(arg, "-Xlinker") == 0)
			linker_word(command, value);
		else if (strcmp(arg, "-z") == 0)
			command->no_undefined |= strcmp(value, "defs") == 0;
		else if (strcmp(arg, "-mllvm") == 0)
			llvm_option(command, value);
		else if (strcmp(arg, "-L") == 0)
			strings_add(&command->libdirs, value);
		else if (strcmp(arg, "-l") == 0)
			input(command, format_string("-l%s", value));
		else if (strcmp(arg, "-Xclang") != 0 && !IN(arg, separate)) {
			plain_option(command, arg);
			continue;
		}
		if (language != NULL && strcmp(language, "none") == 0)
			language = NULL;
		if (!has_prefix(arg, "-x") || arg[2] == '\0')
			i++;
	}
}

/* kmsan-cc's own options; true if this is one. */
static bool
own_option(struct command *command, const char *arg)
{
	static const char print[] = "--kmsan-print-flags=";

	if (strcmp(arg, "--help") == 0)
		command->help = true;
	if (!has_prefix(arg, "--kmsan"))
		return false;
	if (strcmp(arg, "--kmsan-fast") == 0) {
		command->fast = true;
		return true;
	}
	if (!has_prefix(arg, print))
		die("unknown option %s (known: --kmsan-fast, %scompile, %slink)", arg, print,
		    print);
	command->print_flags = arg + strlen(print);
	if (strcmp(command->print_flags, "compile") != 0 &&
	    strcmp(command->print_flags, "link") != 0)
		die("%s: the flags are those to compile or to link", arg);
	return true;
}

void
command_read(struct command *command, int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');

	*command = (struct command){.links = true};
	command->called_cxx = command->cxx = strstr(slash != NULL ? slash : argv[0], "c++") != NULL;
	for (int i = 1; i < argc; i++) {
		if (own_option(command, argv[i]))
			continue;
		strings_add(&command->args, argv[i]);
		flatten(&command->flat, argv[i], 0);
	}
	understand(command);
}

bool
command_is_hosted_link(const struct command *command)
{
	if (!command->links || !command->any_input || command->partial)
		return false;
	/*
	 * Without libc this is somebody's kernel: it brings a runtime of its own. libtool links
	 * C++ libraries with -nostdlib too, but then writes -lc out.
	 */
	return !command->no_libs || command->libc;
}
