/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Format strings. A format may number its arguments (%2$s), so it is read twice: once for the
 * class of every argument, since "..." can be read only in order, and once to act.
 */
#include "format.h"
#include <limits.h>

#define MAX_ARGS 64 /* of one format; those behind are not looked at */

enum class { CLASS_NONE, CLASS_INTEGER, CLASS_DOUBLE, CLASS_LONG_DOUBLE };

struct directive {
	int conv;			   /* the conversion's letter */
	int size;			   /* of an integer that it names: 1, 2, 4 or 8 */
	bool l, big;			   /* l given; L, ll or q given */
	bool suppressed, allocated;	   /* scanf's * and m */
	int width, precision;		   /* -1: none */
	int width_arg, precision_arg, arg; /* number of an argument, from 0; -1: none */
};

struct cursor {
	struct format f;
	size_t at;
	int next; /* argument, when they are not numbered */
};

static int
peek(const struct cursor *c)
{
	if (c->f.narrow != NULL)
		return (unsigned char)c->f.narrow[c->at];
	return (int)c->f.wide[c->at];
}

static bool
accept(struct cursor *c, int ch)
{
	if (peek(c) != ch)
		return false;
	c->at++;
	return true;
}

static bool
is_digit(int ch)
{
	return ch >= '0' && ch <= '9';
}

/* Digits, -1 if there are none. */
static int
number(struct cursor *c)
{
	int n = -1;

	for (; is_digit(peek(c)); c->at++)
		if (n < 1000000)
			n = (n < 0 ? 0 : n * 10) + (peek(c) - '0');
	return n;
}

/* "3$": argument 2; -1 and nothing read if it is not there. */
static int
position(struct cursor *c)
{
	size_t start = c->at;
	int n = number(c);

	if (n > 0 && accept(c, '$'))
		return n - 1;
	c->at = start;
	return -1;
}

/* A width or precision: "*", "*2$" or digits. */
static void
field(struct cursor *c, int *value, int *arg)
{
	if (accept(c, '*')) {
		*arg = position(c);
		if (*arg < 0)
			*arg = c->next++;
	} else {
		*value = number(c);
	}
}

static void
length(struct cursor *c, struct directive *d)
{
	for (;; c->at++) {
		switch (peek(c)) {
		case 'h':
			d->size = d->size == 2 ? 1 : 2;
			break;
		case 'l':
			d->big = d->l;
			d->l = true;
			d->size = 8;
			break;
		case 'L':
		case 'q':
			d->big = true;
			d->size = 8;
			break;
		case 'j':
		case 'z':
		case 'Z':
		case 't':
			d->size = 8;
			break;
		default:
			return;
		}
	}
}

/* Move behind the "]" of a set; one that comes first belongs to it. */
static void
set(struct cursor *c)
{
	(void)accept(c, '^');
	(void)accept(c, ']');
	while (peek(c) != '\0' && peek(c) != ']')
		c->at++;
	(void)accept(c, ']');
}

/* Move behind the next "%"; false at the end. */
static bool
seek(struct cursor *c)
{
	for (; peek(c) != '\0'; c->at++) {
		if (peek(c) == '%') {
			c->at++;
			return true;
		}
	}
	return false;
}

static enum class class_of(const struct directive *d) {
	if (d->conv < 0x80 && strchr("aAeEfFgG", d->conv) != NULL) return d->big ? CLASS_LONG_DOUBLE
										 : CLASS_DOUBLE;
	if (d->conv < 0x80 && strchr("diouxXbBcCsSpn", d->conv) != NULL) return CLASS_INTEGER;
	return CLASS_NONE; /* %m, %%, and what libc does not know either */
}

static void
conversion(struct cursor *c, struct directive *d)
{
	d->conv = peek(c);
	if (d->conv != '\0')
		c->at++;
	if (d->conv == 'C' || d->conv == 'S') {
		d->l = true;
		d->conv = d->conv == 'C' ? 'c' : 's';
	}
}

static bool
printf_directive(struct cursor *c, struct directive *d)
{
	*d = (struct directive){.size = 4,
	    .width = -1,
	    .precision = -1,
	    .width_arg = -1,
	    .precision_arg = -1,
	    .arg = -1};

	if (!seek(c))
		return false;
	d->arg = position(c);
	while (peek(c) != '\0' && peek(c) < 0x80 && strchr("-+ #0'I", peek(c)) != NULL)
		c->at++;
	field(c, &d->width, &d->width_arg);
	if (accept(c, '.')) {
		field(c, &d->precision, &d->precision_arg);
		if (d->precision < 0)
			d->precision = 0; /* "." alone */
	}
	length(c, d);
	conversion(c, d);
	if (d->conv == '\0')
		return false;
	if (d->arg < 0 && class_of(d) != CLASS_NONE)
		d->arg = c->next++;
	return true;
}

static bool
scanf_directive(struct cursor *c, struct directive *d)
{
	*d = (struct directive){.size = 4,
	    .width = -1,
	    .precision = -1,
	    .width_arg = -1,
	    .precision_arg = -1,
	    .arg = -1};

	if (!seek(c))
		return false;
	d->arg = position(c);
	for (;; c->at++) {
		if (peek(c) == '*')
			d->suppressed = true;
		else if (peek(c) != '\'' && peek(c) != 'I')
			break;
	}
	d->width = number(c);
	d->allocated = accept(c, 'm');
	length(c, d);
	conversion(c, d);
	if (d->conv == '[')
		set(c);
	if (d->conv == '\0')
		return false;
	if (d->conv == '%')
		d->suppressed = true;
	if (d->arg < 0 && !d->suppressed)
		d->arg = c->next++;
	return true;
}

static void
need(uint8_t *classes, int arg, enum class class)
{
	if (arg >= 0 && arg < MAX_ARGS)
		classes[arg] = (uint8_t) class;
}

/* The integer and pointer arguments of a printf; the others are only passed over. */
static void
printf_args(struct format f, va_list ap, uint64_t values[MAX_ARGS])
{
	struct cursor c = {.f = f};
	struct directive d;
	uint8_t classes[MAX_ARGS] = {CLASS_NONE};

	while (printf_directive(&c, &d)) {
		need(classes, d.width_arg, CLASS_INTEGER);
		need(classes, d.precision_arg, CLASS_INTEGER);
		need(classes, d.arg, class_of(&d));
	}
	for (int i = 0; i < MAX_ARGS && classes[i] != CLASS_NONE; i++) {
		values[i] = 0;
		if (classes[i] == CLASS_INTEGER)
			values[i] = va_arg(ap, uint64_t);
		else if (classes[i] == CLASS_DOUBLE)
			(void)va_arg(ap, double);
		else
			(void)va_arg(ap, long double);
	}
}

/* How many wide characters are looked at when at most max bytes come of them. */
static size_t
wide_used(const wchar_t *s, int max)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = {0};
	size_t i, n, total = 0;

	if (max < 0)
		return wcslen(s) + 1;
	for (i = 0; total < (size_t)max; i++) {
		n = wcrtomb(bytes, s[i], &state);
		if (s[i] == L'\0' || n == (size_t)-1 || n > (size_t)max - total)
			return i + 1;
		total += n;
	}
	return i;
}

/* How many bytes are looked at when at most max wide characters come of them. */
static size_t
narrow_used(const char *s, int max)
{
	mbstate_t state = {0};
	size_t n, at = 0;

	if (max < 0)
		return strlen(s) + 1;
	for (int i = 0; i < max; i++) {
		n = mbrlen(s + at, MB_LEN_MAX, &state);
		if (n == 0 || n > MB_LEN_MAX)
			return at + 1;
		at += n;
	}
	return at;
}

static void
string_in(const struct format_caller *caller, const struct directive *d, bool wide, const void *s,
    int precision)
{
	unsigned arg = caller->list ? caller->arg : caller->arg + (unsigned)d->arg;
	size_t n;

	if (s == NULL)
		return; /* printed as (null) */
	if (d->l)
		n = sizeof(wchar_t) * (wide && precision >= 0 ? wcsnlen(s, (size_t)precision)
							      : wide_used(s, precision));
	else if (wide)
		n = narrow_used(s, precision);
	else
		n = libc_strn(s, precision < 0 ? SIZE_MAX : (size_t)precision);
	libc_in(caller->fn, arg, s, n, KMSAN_KIND_VALUE, caller->pc);
}

void
libc_format_in(const struct format_caller *caller, struct format f, va_list ap)
{
	struct cursor c = {.f = f};
	struct directive d;
	uint64_t values[MAX_ARGS];
	int precision;

	if (f.narrow == NULL && f.wide == NULL)
		return;
	printf_args(f, ap, values);
	while (printf_directive(&c, &d)) {
		if (d.arg < 0 || d.arg >= MAX_ARGS || (d.conv != 's' && d.conv != 'n'))
			continue;
		if (d.conv == 'n') {
			libc_out((const void *)values[d.arg], (size_t)d.size);
			continue;
		}
		precision = d.precision;
		if (d.precision_arg >= 0 && d.precision_arg < MAX_ARGS)
			precision = (int)values[d.precision_arg]; /* negative: none */
		string_in(caller, &d, f.wide != NULL, (const void *)values[d.arg], precision);
	}
}

static void
scanned(const struct directive *d, const void *p)
{
	size_t n = d->width > 0 ? (size_t)d->width : 1;

	if (d->allocated) {
		libc_out(p, sizeof(char *));
		return;
	}
	switch (d->conv) {
	case 'c':
		libc_out(p, d->l ? n * sizeof(wchar_t) : n);
		break;
	case 's':
	case '[':
		if (d->l)
			libc_out(p, (wcslen(p) + 1) * sizeof(wchar_t));
		else
			libc_out_str(p);
		break;
	case 'p':
		libc_out(p, sizeof(void *));
		break;
	default:
		if (class_of(d) == CLASS_INTEGER)
			libc_out(p, (size_t)d->size);
		else
			/* A long double is stored as its 10 bytes. */
			libc_out(p, d->big ? 10 : d->l ? sizeof(double) : sizeof(float));
	}
}

void
libc_format_out(struct format f, va_list ap, int r)
{
	struct cursor c = {.f = f}, numbered = {.f = f};
	struct directive d;
	const void *args[MAX_ARGS];
	int count = 0, left = r;

	if (r < 0 || (f.narrow == NULL && f.wide == NULL))
		return;
	while (scanf_directive(&numbered, &d))
		if (d.arg >= count)
			count = d.arg + 1;
	for (int i = 0; i < count && i < MAX_ARGS; i++)
		args[i] = va_arg(ap, const void *);
	while (scanf_directive(&c, &d)) {
		if (d.suppressed)
			continue;
		/* %n is not counted, and reached if everything before it was stored. */
		if (d.conv != 'n' && left-- == 0)
			return;
		if (d.arg < MAX_ARGS)
			scanned(&d, args[d.arg]);
	}
}
