/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A part of every shared object: the hooks that keep their caller's registers, within reach of a
 * direct call. Through the procedure linkage table the first call would lose r10 and r11, which code
 * that was compiled for programs relies on (msan/port/linux/preserve.h).
 *
 * Weak, for --kmsan-fast brings its own. Also what a warning leads to in the program is weak: an instrumented
 * library can be loaded, if not used, by a program that is not.
 */
#define KMSAN_HOOK __attribute__((weak, visibility("hidden")))
#include "hooks.c"

#ifdef __x86_64__
__asm__(".text\n"
	".weak __msan_warning, __msan_warning_entry\n"
	".hidden __msan_warning\n"
	".type __msan_warning, @function\n"
	"__msan_warning: jmp *__msan_warning_entry@GOTPCREL(%rip)\n");
#endif
