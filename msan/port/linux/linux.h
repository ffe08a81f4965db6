/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_H
#define KMSAN_LINUX_H

/* What the files of the linux port call of each other. */

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The program ends with this status: prints the counts and returns the status to use. For every
 * way out that does not run exit handlers (_exit).
 */
int kmsan_linux_exit_status(int status);

/* dlopen or dlclose was done. */
void kmsan_linux_images_changed(void);

/*
 * SIGSEGV and SIGBUS belong to the runtime, which needs them for copies that may fault; the
 * program's actions for them are kept here and called for faults that are not the runtime's.
 * As sigaction(2) for these two signals; 0 or an errno.
 */
int kmsan_linux_fault_sigaction(int sig, const struct sigaction *act, struct sigaction *old);
bool kmsan_linux_fault_signal(int sig);
void kmsan_linux_fault_start(void);

/* Map the shadow. Returns 0, or -1 after saying why not; may re-execute the program. */
int kmsan_linux_shadow_start(char **argv, char **envp);

/* It is mapped. False only while the loader starts the program, which allocates already. */
extern bool kmsan_linux_shadow_ready;

/* Is this memory of kmsan_user_alloc()? */
bool kmsan_linux_is_user(uintptr_t addr, size_t size);

/*
 * Interrupts, intr/. A handler for a signal of the program's asks defer first: true means that this
 * lwp has interrupts masked, and the signal will come again when it has not; handler is what
 * sigaction() was given. signal: the interrupts' own, 0 as long as there are none. thread_end: of
 * this thread.
 */
typedef void kmsan_linux_handler(int sig, siginfo_t *info, void *context);
bool kmsan_linux_intr_defer(
    int sig, siginfo_t *info, void *context, kmsan_linux_handler *handler);
int kmsan_linux_intr_signal(void);
/* Unblock what the caller blocked, with interrupts masked all the time. */
void kmsan_linux_intr_unblock(uint64_t set);
void kmsan_linux_intr_thread_end(void);
void kmsan_linux_intr_start(void);

/* A fault in a range that the program manages: it did, and the access can be made again. */
bool kmsan_linux_fault_managed(const siginfo_t *info, const void *context);

/* The TLS key by which a lwp's end is noticed. */
void kmsan_linux_lwp_start(void);

/* After reports: name the libraries whose writes nobody saw. Takes the loader's lock. */
void kmsan_linux_uninstrumented(void);

/* verbosity=2: walk the shadow and say whether each poisoned byte has an origin. */
void kmsan_linux_selfcheck(void);

/* How the hooks of preserve.S save vector registers: at start, before they are called. */
void kmsan_linux_preserve_start(void);

/* Before the program can open or close a file; and the child of a fork. */
void kmsan_linux_console_start(void);
void kmsan_linux_console_forked(void);

/* For color=auto. A file is none: it is not opened for the question. */
bool kmsan_linux_console_is_terminal(void);

/*
 * The program is about to die: its core file shall have the shadow of its memory. always: also
 * when it would leave none (for debuggers). Any context.
 */
void kmsan_linux_core_shadow(bool always);

#endif
