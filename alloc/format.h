/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_FORMAT_H
#define ALLOC_FORMAT_H

/*
 * printf's language for the kernel's strings: flags, width, precision, the sizes hh h l ll j z t,
 * and d i u o x X c s p %. Floating point is not in it.
 */

#include <stdarg.h>

#include <kmsan/types.h>

/*
 * Where the characters go. put is called with n of them; from is where they came from, if they
 * are a string's (then their marks belong to it), else NULL.
 */
struct format_out {
	void (*put)(struct format_out *out, const char *text, size_t n, const char *from);
	char *buf; /* this and the rest are for put's use */
	size_t used, room;
	uintptr_t pc;
};

/* NULL, or the conversion that is unknown. */
const char *format_args(struct format_out *out, const char *format, va_list ap);

#endif
