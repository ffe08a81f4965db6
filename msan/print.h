/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_PRINT_H
#define MSAN_PRINT_H

/* Text in a buffer of fixed size, without libc. What does not fit is cut, never overrun. */

#include <stdarg.h>
#include <stddef.h>

struct text {
	char *buf;
	size_t size, used; /* used < size; buf[used] is a NUL */
};

void text_init(struct text *t, char *buf, size_t size);

/* %s %c %d %u %x with l, ll and z, %p (0x and digits), %%; field widths and 0 for numbers and s. */
void text_print(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vprint(struct text *t, const char *format, va_list ap);

#endif
