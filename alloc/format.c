/* SPDX-License-Identifier: BSD-2-Clause */
#include "alloc/format.h"

#define DIGITS 24 /* of 64 bits in octal, a sign and a prefix */

struct spec {
	bool left, plus, space, alternate, zero, upper, negative;
	int width, precision; /* precision -1: none */
	char size;	      /* 0 h l and those of one letter; H: hh, q: ll */
};

static void
repeat(struct format_out *out, char c, int n)
{
	for (; n > 0; n--)
		out->put(out, &c, 1, NULL);
}

static uint64_t
unsigned_arg(const struct spec *s, va_list *ap)
{
	switch (s->size) {
	case 'l':
		return va_arg(*ap, unsigned long);
	case 'q':
		return va_arg(*ap, unsigned long long);
	case 'j':
		return va_arg(*ap, uintmax_t);
	case 'z':
		return va_arg(*ap, size_t);
	case 't':
		return (uint64_t)va_arg(*ap, ptrdiff_t);
	case 'h':
		return (unsigned short)va_arg(*ap, unsigned);
	case 'H':
		return (unsigned char)va_arg(*ap, unsigned);
	default:
		return va_arg(*ap, unsigned);
	}
}

static int64_t
signed_arg(const struct spec *s, va_list *ap)
{
	switch (s->size) {
	case 'l':
		return va_arg(*ap, long);
	case 'q':
		return va_arg(*ap, long long);
	case 'j':
		return va_arg(*ap, intmax_t);
	case 'z':
	case 't':
		return va_arg(*ap, ptrdiff_t);
	case 'h':
		return (short)va_arg(*ap, int);
	case 'H':
		return (signed char)va_arg(*ap, int);
	default:
		return va_arg(*ap, int);
	}
}

static void
put_number(struct format_out *out, struct spec *s, uint64_t value, unsigned base)
{
	const char *digit = s->upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char text[DIGITS], prefix[3];
	int n = 0, zeros, np = 0;

	if (s->negative)
		prefix[np++] = '-';
	else if (s->plus || s->space)
		prefix[np++] = s->plus ? '+' : ' ';
	if (base == 16 && s->alternate && value != 0) {
		prefix[np++] = '0';
		prefix[np++] = s->upper ? 'X' : 'x';
	}
	for (; value != 0; value /= base)
		text[DIGITS - ++n] = digit[value % base];
	zeros = (s->precision < 0 ? 1 : s->precision) - n;
	if (base == 8 && s->alternate && zeros <= 0)
		zeros = 1;
	if (zeros < 0)
		zeros = 0;
	if (s->zero && !s->left && s->precision < 0 && s->width > np + n + zeros)
		zeros = s->width - np - n;
	if (!s->left)
		repeat(out, ' ', s->width - np - zeros - n);
	out->put(out, prefix, (size_t)np, NULL);
	repeat(out, '0', zeros);
	out->put(out, text + DIGITS - n, (size_t)n, NULL);
	if (s->left)
		repeat(out, ' ', s->width - np - zeros - n);
}

static void
put_string(struct format_out *out, const struct spec *s, const char *text, bool marked)
{
	int n = 0;

	if (text == NULL) {
		text = "(null)";
		marked = false;
	}
	while ((s->precision < 0 || n < s->precision) && text[n] != '\0')
		n++;
	if (!s->left)
		repeat(out, ' ', s->width - n);
	out->put(out, text, (size_t)n, marked ? text : NULL);
	if (s->left)
		repeat(out, ' ', s->width - n);
}

static void
put_char(struct format_out *out, const struct spec *s, char c)
{
	if (!s->left)
		repeat(out, ' ', s->width - 1);
	out->put(out, &c, 1, NULL);
	if (s->left)
		repeat(out, ' ', s->width - 1);
}

static int
read_number(const char **p, va_list *ap)
{
	int n = 0;

	if (**p == '*') {
		++*p;
		return va_arg(*ap, int);
	}
	for (; **p >= '0' && **p <= '9'; ++*p)
		n = n < 100000 ? n * 10 + (**p - '0') : n;
	return n;
}

static const char *
read_flags(const char *p, struct spec *s)
{
	for (;; p++) {
		if (*p == '-')
			s->left = true;
		else if (*p == '+')
			s->plus = true;
		else if (*p == ' ')
			s->space = true;
		else if (*p == '#')
			s->alternate = true;
		else if (*p == '0')
			s->zero = true;
		else
			return p;
	}
}

static const char *
read_spec(const char *p, struct spec *s, va_list *ap)
{
	*s = (struct spec){.precision = -1};
	p = read_flags(p, s);
	s->width = read_number(&p, ap);
	if (s->width < 0) {
		s->left = true;
		s->width = -s->width;
	}
	if (*p == '.') {
		p++;
		s->precision = read_number(&p, ap);
	}
	if (*p == 'h' || *p == 'l') {
		s->size = *p++;
		if (*p == p[-1]) {
			s->size = *p == 'h' ? 'H' : 'q';
			p++;
		}
	} else if (*p == 'j' || *p == 'z' || *p == 't') {
		s->size = *p++;
	}
	return p;
}

static bool
put_conversion(struct format_out *out, struct spec *s, char conversion, va_list *ap)
{
	int64_t value;

	switch (conversion) {
	case 'd':
	case 'i':
		value = signed_arg(s, ap);
		s->negative = value < 0;
		put_number(out, s, value < 0 ? -(uint64_t)value : (uint64_t)value, 10);
		return true;
	case 'X':
		s->upper = true;
		/* FALLTHROUGH */
	case 'u':
	case 'o':
	case 'x':
		s->plus = s->space = false;
		put_number(out, s, unsigned_arg(s, ap),
		    conversion == 'u'	? 10
		    : conversion == 'o' ? 8
					: 16);
		return true;
	case 'p':
		s->alternate = true;
		put_number(out, s, (uintptr_t)va_arg(*ap, void *), 16);
		return true;
	case 'c':
		put_char(out, s, (char)va_arg(*ap, int));
		return true;
	case 's':
		put_string(out, s, va_arg(*ap, const char *), true);
		return true;
	case '%':
		out->put(out, "%", 1, NULL);
		return true;
	default:
		return false;
	}
}

const char *
format_args(struct format_out *out, const char *format, va_list args)
{
	const char *p = format, *unknown = NULL;
	va_list ap;

	va_copy(ap, args);
	while (*p != '\0' && unknown == NULL) {
		const char *start = p;
		struct spec s;

		while (*p != '\0' && *p != '%')
			p++;
		out->put(out, start, (size_t)(p - start), start);
		if (*p == '\0')
			break;
		start = p;
		p = read_spec(p + 1, &s, &ap);
		if (*p == '\0' || !put_conversion(out, &s, *p++, &ap))
			unknown = start;
	}
	va_end(ap);
	return unknown;
}
