/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_TOOL_H
#define KMSAN_TOOL_H

/* What the tools share. Their processes live for one question only, so nobody counts on memory back. */

#include <stdarg.h>
#include <stddef.h>

/* Each tool's own: how its messages begin, and with what it exits when it cannot go on. */
extern const char tool_name[];
extern const int tool_failure;

/* Print "<tool_name>: <text>" on standard error, behind what is on standard output; die exits. */
void say(const char *format, va_list ap) __attribute__((format(printf, 1, 0)));
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* malloc'ed, never NULL; allocate: zeroed. */
char *format_string(const char *format, ...) __attribute__((format(printf, 1, 2)));
void *allocate(size_t size);

/* A whole file in memory, or NULL with errno. *size in bytes; the data is followed by a NUL. */
char *read_file(const char *path, size_t *size);

#endif
