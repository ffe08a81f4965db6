/* SPDX-License-Identifier: BSD-2-Clause */
/* The flags: cmake/KmsanUse.cmake says the same to CMake and cmake/kmsan.pc.in to pkg-config. */
#include "kmsan-cc.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

void
layout_find(struct layout *layout)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *lib;

	if (n <= 0)
		die("cannot read /proc/self/exe");
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	lib = format_string("%s/" KMSAN_CC_LIBDIR, self);
	layout->include = format_string("%s/" KMSAN_CC_INCLUDEDIR, self);
	layout->archive = format_string("%s/libkmsan.a", lib);
	layout->wrap = format_string("%s/kmsan/wrap", lib);
	layout->exports = format_string("%s/kmsan/exports", lib);
	layout->shared_hooks = format_string("%s/kmsan/shared.o", lib);
	layout->preserve = format_string("%s/kmsan/preserve.h", lib);
	layout->fast = format_string("%s/kmsan/fast", lib);
}

void
flags_compile(struct strings *flags, const struct layout *layout, const struct compiler *compiler,
    const struct command *command)
{
	strings_add(flags, "-fsanitize=kernel-memory");
	if (compiler->version >= 15) {
		strings_add(flags, "-fsanitize-memory-param-retval");
	} else if (!command->eager) { /* LLVM refuses to hear it twice */
		strings_add(flags, "-mllvm");
		strings_add(flags, "-msan-eager-checks=1");
	}
	/*
	 * The mark: a string in the object's section .GCC.command.line, which survives ld -r,
	 * strip and the way through assembly or bitcode. A user's own -frecord-command-line
	 * records the whole command, and with it these words.
	 */
	strings_add(flags, "-Xclang");
	strings_add(flags, "-record-command-line");
	strings_add(flags, "-Xclang");
	strings_add(flags, ARGS_MARK);
	strings_add(flags, "-DKMSAN=1");
	strings_add(flags, "-fno-omit-frame-pointer");
	strings_add(flags, "-fno-optimize-sibling-calls");
	strings_add(flags, "-isystem");
	strings_add(flags, layout->include);
	if (command->fast)
		fast_compile_flags(flags, command);
}

static void
linker(struct strings *flags, const char *word)
{
	strings_add(flags, "-Xlinker");
	strings_add(flags, word);
}

void
flags_link(struct strings *flags, const struct layout *layout, const struct command *command)
{
	static const char *const libraries[] = {KMSAN_CC_LIBRARIES};

	/*
	 * Callers of libc's functions call the wrappers; a shared object finds them in the program.
	 * Not -Xlinker @file: clang would open that file itself.
	 */
	strings_add(
	    flags, format_string("-Wl,@%s%s", layout->wrap, command->shared ? "-shared" : ""));
	if (command->shared)
		strings_add(flags, layout->shared_hooks);
	if (command->shared || command->has_runtime)
		return;
	linker(flags, format_string("--dynamic-list=%s", layout->exports));
	linker(flags, "--push-state");
	linker(flags, "--whole-archive");
	linker(flags, layout->archive);
	linker(flags, "--pop-state");
	for (size_t i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++)
		strings_add(flags, libraries[i]);
}
