/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/print.h"

#include <stdbool.h>
#include <stdint.h>

#include <kmsan/hooks.h>

#include "origin/str.h"

void
text_init(struct text *t, char *buf, size_t size)
{
	t->buf = buf;
	t->size = size;
	t->used = 0;
	if (size > 0)
		buf[0] = '\0';
}

static void
put(struct text *t, char c)
{
	if (t->used + 1 < t->size) {
		t->buf[t->used++] = c;
		t->buf[t->used] = '\0';
	}
}

struct spec {
	unsigned width;
	bool zero, left;
	unsigned longs; /* l, ll, z */
};

static void
put_string(struct text *t, const char *s, const struct spec *spec)
{
	size_t length;

	if (s == NULL)
		s = "(null)";
	length = str_length(s);
	for (size_t i = length; !spec->left && i < spec->width; i++)
		put(t, ' ');
	for (const char *p = s; *p != '\0'; p++)
		put(t, *p);
	for (size_t i = length; spec->left && i < spec->width; i++)
		put(t, ' ');
}

static void
put_number(struct text *t, uint64_t v, unsigned base, bool negative, const struct spec *spec)
{
	char digits[24];
	unsigned n = 0;

	do {
		digits[n++] = "0123456789abcdef"[v % base];
		v /= base;
	} while (v != 0);
	if (negative)
		digits[n++] = '-';
	for (unsigned i = n; i < spec->width; i++)
		put(t, spec->zero ? '0' : ' ');
	while (n > 0)
		put(t, digits[--n]);
}

/* The parts of a conversion before its letter. Returns where the letter is. */
static const char *
parse(const char *f, struct spec *spec)
{
	*spec = (struct spec) {0};
	for (; *f == '0' || *f == '-'; f++) {
		spec->zero = spec->zero || *f == '0';
		spec->left = spec->left || *f == '-';
	}
	for (; *f >= '0' && *f <= '9'; f++)
		spec->width = spec->width * 10 + (unsigned)(*f - '0');
	for (; *f == 'l' || *f == 'z'; f++)
		spec->longs++;
	return f;
}

void
text_vprint(struct text *t, const char *f, va_list ap)
{
	for (; *f != '\0'; f++) {
		struct spec spec;

		if (*f != '%') {
			put(t, *f);
			continue;
		}
		f = parse(f + 1, &spec);
		switch (*f) {
		case 's':
			put_string(t, va_arg(ap, const char *), &spec);
			break;
		case 'c':
			put(t, (char)va_arg(ap, int));
			break;
		case 'd': {
			int64_t v = spec.longs != 0 ? va_arg(ap, long) : va_arg(ap, int);

			put_number(t, v < 0 ? -(uint64_t)v : (uint64_t)v, 10, v < 0, &spec);
			break;
		}
		case 'u':
		case 'x': {
			uint64_t v = spec.longs != 0 ? va_arg(ap, unsigned long)
			                             : va_arg(ap, unsigned);

			put_number(t, v, *f == 'u' ? 10 : 16, false, &spec);
			break;
		}
		case 'p':
			put(t, '0');
			put(t, 'x');
			put_number(t, (uintptr_t)va_arg(ap, void *), 16, false, &spec);
			break;
		case '\0':
			return;
		default:
			put(t, *f);
		}
	}
}

void
text_print(struct text *t, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	text_vprint(t, format, ap);
	va_end(ap);
}

int
kmsan_snprintf(char *buf, size_t size, const char *format, ...)
{
	struct text t;
	va_list ap;

	text_init(&t, buf, size);
	va_start(ap, format);
	text_vprint(&t, format, ap);
	va_end(ap);
	return (int)t.used;
}
