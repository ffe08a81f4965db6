/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_LIBC_FORMAT_H
#define KMSAN_LINUX_LIBC_FORMAT_H

/* What a format string of printf or scanf makes libc read and write. */

#include "libc.h"

/* A format, of bytes or of wide characters: one of the two is NULL. */
struct format {
	const char *narrow;
	const wchar_t *wide;
};

/* Who is being called, for reports. */
struct format_caller {
	const char *fn;
	unsigned arg; /* number of the first argument of "...", or of the va_list */
	bool list;    /* it is a va_list */
	uintptr_t pc;
};

/*
 * printf: reports uninitialised strings, marks what %n will write. Scalars were checked by the
 * compiler, at the call. Before the call; ap is used up.
 */
void libc_format_in(const struct format_caller *caller, struct format f, va_list ap);

/* scanf: marks what was stored, when it returned r. After the call; ap is used up. */
void libc_format_out(struct format f, va_list ap, int r);

#define FORMAT_CALLER(arg_, list_)                                                                 \
	&(const struct format_caller)                                                              \
	{                                                                                          \
		.fn = LIBC_NAME, .arg = (arg_), .list = (list_), .pc = KMSAN_RET_ADDR              \
	}

/* The format is argument n, and its arguments follow from m on. */
#define IN_FORMAT(n, fmt, m, ap)                                                                   \
	do {                                                                                       \
		va_list ap_;                                                                       \
                                                                                                   \
		IN_STR(n, fmt);                                                                    \
		va_copy(ap_, ap);                                                                  \
		libc_format_in(FORMAT_CALLER(m, false), (struct format){fmt, NULL}, ap_);          \
		va_end(ap_);                                                                       \
	} while (0)
#define IN_VFORMAT(n, fmt, m, ap)                                                                  \
	do {                                                                                       \
		va_list ap_;                                                                       \
                                                                                                   \
		IN_STR(n, fmt);                                                                    \
		va_copy(ap_, ap);                                                                  \
		libc_format_in(FORMAT_CALLER(m, true), (struct format){fmt, NULL}, ap_);           \
		va_end(ap_);                                                                       \
	} while (0)
#define IN_WFORMAT(n, fmt, m, list_, ap)                                                           \
	do {                                                                                       \
		va_list ap_;                                                                       \
                                                                                                   \
		IN_WCS(n, fmt);                                                                    \
		va_copy(ap_, ap);                                                                  \
		libc_format_in(FORMAT_CALLER(m, list_), (struct format){NULL, fmt}, ap_);          \
		va_end(ap_);                                                                       \
	} while (0)

#endif
