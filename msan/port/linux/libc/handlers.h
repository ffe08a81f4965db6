/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_LIBC_HANDLERS_H
#define KMSAN_LINUX_LIBC_HANDLERS_H

#include <signal.h>
#include <stdint.h>
#include <ucontext.h>

/* A longjmp to a frame with this stack pointer is about to happen: leave the handlers in between. */
void libc_signal_unwind(uintptr_t sp);

/* A signal's handler with its frame here: what the kernel and libc put on its stack is initialised. */
void libc_signal_frame_out(const char *here, const siginfo_t *info, const ucontext_t *context);

/*
 * The mask without SIGSEGV and SIGBUS, in *copy, which is returned; NULL if there is no mask. The
 * runtime needs these two wherever instrumented code runs.
 */
const sigset_t *libc_open_mask(const sigset_t *set, sigset_t *copy);

/* What the kernel calls a set of signals has 8 bytes, what libc does 128. */
#define KERNEL_SET sizeof(uint64_t)

#endif
