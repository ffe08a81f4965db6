/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_SINK_USER_H
#define MSAN_SINK_USER_H

#include <kmsan/types.h>

/*
 * What the functions of several headers do. None looks at its caller's arguments in the context, where
 * those of whatever an instrumented function called last may be.
 */

/*
 * Copy to a process, in the sink of that name: checked first, also if the copy faults then. What
 * arrives counts as initialised there, since it was reported once: what the process does with it is
 * not another mistake. Returns the number of bytes that were not copied.
 */
size_t user_put(const void *kaddr, void *uaddr, size_t len, const char *name, uintptr_t pc);

/* The same; 0 or KMSAN_EFAULT. */
int user_give(const void *kaddr, void *uaddr, size_t len, const char *name, uintptr_t pc);

/* From a process: kaddr is initialised as far as it was copied. The same. */
int user_take(const void *uaddr, void *kaddr, size_t len);

/* Within the kernel, where the caller may be the kernel itself: shad and orig go along. The same. */
int user_within(const void *from, void *to, size_t len, uintptr_t pc);

#endif
