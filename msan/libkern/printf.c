/* SPDX-License-Identifier: BSD-2-Clause */

/* kprintf(9) and the functions that print into memory. */

#include <stdarg.h>
#include <string.h>

#include <kmsan/kmsan.h>
#include <kmsan/port.h>

#include "msan/libkern/read.h"

/* Where the text goes: into memory of the caller's, or through a buffer to the console. */
struct out {
	char *buf;
	size_t size, total;
	bool console;
	char line[256];
	size_t held;
};

static void
put(struct out *out, char c)
{
	if (out->console) {
		out->line[out->held++] = c;
		if (out->held == sizeof(out->line)) {
			kmsan_port_console(out->line, out->held);
			out->held = 0;
		}
	} else if (out->total + 1 < out->size) {
		out->buf[out->total] = c;
	}
	out->total++;
}

static void
pad(struct out *out, char c, size_t n)
{
	while (n-- > 0)
		put(out, c);
}

/*
 * A conversion, and which argument of the call comes next. names: the sink's name for each argument
 * number; they are made once and stay, since reports keep the pointer.
 */
#define ARGS 24
struct names {
	const char *function;
	char text[ARGS][32];
};

struct format {
	struct out *out;
	struct names *names;
	unsigned arg; /* of the next value, from 1 */
	const char *string;
	uintptr_t pc;
	size_t width, precision;
	bool has_precision, left, zero, alt;
	char sign;     /* '+', ' ' or 0 */
	unsigned size; /* of an integer */
};

/* Threads that make the same name at the same time write the same bytes. */
static const char *
arg_name(struct names *names, unsigned arg)
{
	char *text = names->text[arg < ARGS ? arg : ARGS - 1];

	if (text[0] == '\0')
		kmsan_snprintf(text, sizeof(names->text[0]), "%s():arg%u", names->function, arg);
	return text;
}

static _Noreturn void
unknown(const struct format *f, const char *from, const char *to)
{
	char what[16];
	size_t n = (size_t)(to - from) + (*to != '\0');

	n = n < sizeof(what) ? n : sizeof(what) - 1;
	memcpy(what, from, n);
	what[n] = '\0';
	kmsan_fatal(f->pc, "%s: unknown conversion '%s' in the format \"%s\"", f->names->function,
	    what, f->string);
}

/* The text of a number between padding: sign or prefix, zeros of the precision, digits. */
static void
put_digits(struct format *f, const char *prefix, const char *digits, size_t n)
{
	size_t zeros = f->has_precision && f->precision > n ? f->precision - n : 0;
	size_t length = 0, space;

	while (prefix[length] != '\0')
		length++;
	space = f->width > length + zeros + n ? f->width - length - zeros - n : 0;
	if (f->zero && !f->left && !f->has_precision) {
		zeros += space;
		space = 0;
	}
	if (!f->left)
		pad(f->out, ' ', space);
	for (size_t i = 0; i < length; i++)
		put(f->out, prefix[i]);
	pad(f->out, '0', zeros);
	while (n > 0)
		put(f->out, digits[--n]);
	if (f->left)
		pad(f->out, ' ', space);
}

static void
put_number(struct format *f, uint64_t v, unsigned base, bool upper, const char *prefix)
{
	const char *alphabet = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char digits[32];
	size_t n = 0;

	/* No digit at all for 0 with precision 0, as in C. */
	for (; v != 0 || (n == 0 && (!f->has_precision || f->precision > 0)); v /= base)
		digits[n++] = alphabet[v % base];
	/* '#' of an octal number: a 0 in front, if there is none. */
	if (base == 8 && f->alt && (n == 0 || digits[n - 1] != '0'))
		digits[n++] = '0';
	put_digits(f, prefix, digits, n);
}

static void
put_string(struct format *f, const char *s)
{
	size_t n = 0, max = f->has_precision ? f->precision : SIZE_MAX, space;

	if (s == NULL) {
		s = "(null)";
		while (n < max && s[n] != '\0')
			n++;
	} else {
		while (n < max && s[n] != '\0')
			n++;
		read_all(arg_name(f->names, f->arg - 1), s, n < max ? n + 1 : n, f->pc);
	}
	space = f->width > n ? f->width - n : 0;
	if (!f->left)
		pad(f->out, ' ', space);
	for (size_t i = 0; i < n; i++)
		put(f->out, s[i]);
	if (f->left)
		pad(f->out, ' ', space);
}

/*
 * va_list is an array type on some machines and decays as a parameter: it travels in a struct.
 */
struct args {
	va_list ap;
};

static uint64_t
integer(struct format *f, struct args *args, bool is_signed)
{
	uint64_t v;

	f->arg++;
	if (f->size == 8)
		return va_arg(args->ap, uint64_t);
	v = va_arg(args->ap, unsigned);
	switch (f->size) {
	case 1:
		return is_signed ? (uint64_t)(int8_t)v : (uint8_t)v;
	case 2:
		return is_signed ? (uint64_t)(int16_t)v : (uint16_t)v;
	default:
		return is_signed ? (uint64_t)(int32_t)v : v;
	}
}

static const char *
parse_flags(struct format *f, const char *p)
{
	f->left = f->zero = f->alt = false;
	f->sign = 0;
	for (;; p++) {
		switch (*p) {
		case '#':
			f->alt = true;
			break;
		case '0':
			f->zero = true;
			break;
		case '-':
			f->left = true;
			break;
		case ' ':
			f->sign = f->sign == '+' ? '+' : ' ';
			break;
		case '+':
			f->sign = '+';
			break;
		case '\'':
			break; /* thousands: the kernel has no locale */
		default:
			return p;
		}
	}
}

/* A width or precision; a negative one in an argument is for the caller to interpret. */
static const char *
parse_count(struct format *f, const char *p, struct args *args, long *count)
{
	*count = 0;
	if (*p == '*') {
		f->arg++;
		*count = va_arg(args->ap, int);
		return p + 1;
	}
	for (; *p >= '0' && *p <= '9'; p++)
		*count = *count < INT32_MAX / 10 ? *count * 10 + (*p - '0') : INT32_MAX;
	return p;
}

static const char *
parse_size(struct format *f, const char *p)
{
	f->size = sizeof(int);
	for (;; p++) {
		if (*p == 'h')
			f->size = f->size == sizeof(int) ? sizeof(short) : 1;
		else if (*p == 'l')
			f->size = f->size == sizeof(int) ? sizeof(long) : sizeof(long long);
		else if (*p == 'q' || *p == 'j')
			f->size = sizeof(int64_t);
		else if (*p == 'z' || *p == 't')
			f->size = sizeof(size_t);
		else
			return p;
	}
}

static void
put_signed(struct format *f, struct args *args)
{
	uint64_t v = integer(f, args, true);
	char prefix[2] = {(int64_t)v < 0 ? '-' : f->sign, '\0'};

	put_number(f, (int64_t)v < 0 ? -v : v, 10, false, prefix);
}

static void
put_hex(struct format *f, struct args *args, bool upper)
{
	uint64_t v = integer(f, args, false);

	put_number(f, v, 16, upper, !f->alt || v == 0 ? "" : upper ? "0X" : "0x");
}

static void
put_char(struct format *f, struct args *args)
{
	size_t space = f->width > 1 ? f->width - 1 : 0;

	if (!f->left)
		pad(f->out, ' ', space);
	f->arg++;
	put(f->out, (char)va_arg(args->ap, int));
	if (f->left)
		pad(f->out, ' ', space);
}

/* One conversion, from behind its '%'; returns its letter's place. */
static const char *
convert(struct format *f, const char *p, struct args *args)
{
	const char *start = p - 1;
	long count;

	p = parse_count(f, parse_flags(f, p), args, &count);
	f->left = f->left || count < 0;
	f->width = (size_t)(count < 0 ? -count : count);
	f->has_precision = *p == '.';
	if (f->has_precision) {
		p = parse_count(f, p + 1, args, &count);
		f->has_precision = count >= 0;
		f->precision = count >= 0 ? (size_t)count : 0;
	}
	p = parse_size(f, p);
	switch (*p) {
	case 'd':
	case 'i':
		put_signed(f, args);
		break;
	case 'u':
		put_number(f, integer(f, args, false), 10, false, "");
		break;
	case 'o':
		put_number(f, integer(f, args, false), 8, false, "");
		break;
	case 'x':
	case 'X':
		put_hex(f, args, *p == 'X');
		break;
	case 'p':
		f->arg++;
		put_number(f, (uintptr_t)va_arg(args->ap, void *), 16, false, "0x");
		break;
	case 'c':
		put_char(f, args);
		break;
	case 's':
		f->arg++;
		put_string(f, va_arg(args->ap, const char *));
		break;
	case '%':
		put(f->out, '%');
		break;
	default:
		unknown(f, start, p);
	}
	return p;
}

static void
print(struct format *f, const char *string, va_list ap)
{
	struct args args;
	size_t n = 0;

	while (string[n] != '\0')
		n++;
	read_all(arg_name(f->names, f->arg - 1), string, n + 1, f->pc);
	f->string = string;
	va_copy(args.ap, ap);
	for (const char *p = string; *p != '\0'; p++) {
		if (*p == '%')
			p = convert(f, p + 1, &args);
		else
			put(f->out, *p);
	}
	va_end(args.ap);
}

static int
print_memory(
    struct names *names, char *buf, size_t size, const char *string, va_list ap, uintptr_t pc)
{
	struct out out = {.buf = buf, .size = size};
	struct format f = {.out = &out, .names = names, .arg = 4, .pc = pc};

	print(&f, string, ap);
	if (size > 0) {
		size_t end = out.total < size ? out.total : size - 1;

		buf[end] = '\0';
		kmsan_mark(buf, end + 1, KMSAN_STATE_INITED);
	}
	return out.total > INT32_MAX ? INT32_MAX : (int)out.total;
}

static int
print_console(struct names *names, const char *string, va_list ap, uintptr_t pc)
{
	struct out out = {.console = true};
	struct format f = {.out = &out, .names = names, .arg = 2, .pc = pc};

	print(&f, string, ap);
	if (out.held > 0)
		kmsan_port_console(out.line, out.held);
	return out.total > INT32_MAX ? INT32_MAX : (int)out.total;
}

int
kmsan_ksnprintf(char *buf, size_t size, const char *format, ...)
{
	static struct names names = {.function = "snprintf"};
	va_list ap;
	int n;

	READ_ARGS("888");
	va_start(ap, format);
	n = print_memory(&names, buf, size, format, ap, KMSAN_RET_ADDR);
	va_end(ap);
	return n;
}

int
kmsan_kvsnprintf(char *buf, size_t size, const char *format, va_list ap)
{
	static struct names names = {.function = "vsnprintf"};

	READ_ARGS("888");
	return print_memory(&names, buf, size, format, ap, KMSAN_RET_ADDR);
}

int
kmsan_kprintf(const char *format, ...)
{
	static struct names names = {.function = "kprintf"};
	va_list ap;
	int n;

	READ_ARGS("8");
	va_start(ap, format);
	n = print_console(&names, format, ap, KMSAN_RET_ADDR);
	va_end(ap);
	return n;
}

int
kmsan_kvprintf(const char *format, va_list ap)
{
	static struct names names = {.function = "kvprintf"};

	READ_ARGS("8");
	return print_console(&names, format, ap, KMSAN_RET_ADDR);
}
