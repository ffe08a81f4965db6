/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_CC_H
#define KMSAN_CC_H

/*
 * kmsan-cc runs clang with the flags that a program under kMSan needs: it reads the command line
 * (command.c), refuses what cannot work (refuse.c, marks.c), finds the compiler (compiler.c),
 * adds flags (flags.c) and becomes clang. The process lives that long only, so memory is never
 * given back.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/tool.h"

/* Lists of strings; v[n] is always NULL once something was added. */
struct strings {
	char **v;
	size_t n, room;
};
void strings_add(struct strings *list, const char *s);
void strings_add_all(struct strings *list, const struct strings *more);

bool has_prefix(const char *s, const char *prefix);

/* The command line. */
struct command {
	struct strings args;   /* as given, without kmsan-cc's own options */
	struct strings flat;   /* the same with every @file replaced by what is in it */
	struct strings inputs; /* files that would reach the linker, -lNAME among them */
	struct strings libdirs;
	bool cxx;		   /* called as kmsan-c++, or some input is C++ */
	bool called_cxx;	   /* as kmsan-c++ */
	bool any_input;		   /* something to do for the compiler or the linker */
	bool links;		   /* no option stops it before linking */
	bool preprocesses;	   /* and no more: -E, -M, -MM */
	bool shared;		   /* -shared */
	bool partial;		   /* -r */
	bool no_undefined;	   /* -z defs or --no-undefined, in whatever spelling */
	const char *static_option; /* -static or -static-pie, or NULL */
	bool no_libs;		   /* -nostdlib or -nodefaultlibs */
	bool libc;		   /* -lc is written out */
	bool has_runtime;	   /* libkmsan.a is among the inputs */
	bool eager;		   /* -mllvm -msan-eager-checks=1 is written out */
	const char *print_flags;   /* "compile", "link" or NULL */
	bool fast;		   /* --kmsan-fast */
	bool help;
};
void command_read(struct command *command, int argc, char **argv);

/* Is this the kind of link that the runtime is a part of (program) or meets later (shared)? */
bool command_is_hosted_link(const struct command *command);

/* Stop, naming the option, if one cannot be combined with kMSan. */
void refuse_options(const struct command *command);

/* Stop, naming the object, if one was instrumented without the mark of kmsan-cc's flags. */
void check_marks(const struct command *command);

/* What kmsan:args= says in every object that kmsan-cc made: the argument mode. */
#define ARGS_MARK "kmsan:args=eager"

/* The compiler: where it is and its major version, 14 or later. */
struct compiler {
	const char *path;
	int version;
};
void compiler_find(struct compiler *compiler, const struct command *command);

/* A program of this name in PATH, or this file if there is a slash in it; NULL: there is none. */
char *find_in_path(const char *name);

/* Where the runtime is: found from the place of this program. */
struct layout {
	const char *include, *archive, *wrap, *exports, *fast, *preserve, *shared_hooks;
};
void layout_find(struct layout *layout);

void flags_compile(struct strings *flags, const struct layout *layout,
    const struct compiler *compiler, const struct command *command);
void flags_link(struct strings *flags, const struct layout *layout, const struct command *command);

/*
 * --kmsan-fast. The further flags to compile and to link; the latter name a temporary file, which
 * is returned. fast_link runs the link, removes the file, and returns clang's exit status.
 */
void fast_compile_flags(struct strings *flags, const struct command *command);
char *fast_link_flags(struct strings *flags, const struct command *command,
    const struct compiler *compiler, const struct layout *layout);
int fast_link(
    char **argv, const struct command *command, const struct compiler *compiler, const char *hooks);

/* Warn, naming functions, if hooks are called in this program or shared object. */
void verify_inlined(const char *output);

#endif
