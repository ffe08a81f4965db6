/* SPDX-License-Identifier: BSD-2-Clause */
/* A kernel's printf into a message buffer that is a ring. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "work.h"

#define RING 8192u

struct ring {
	char text[RING];
	uint32_t at;
	uint32_t sum;
};

static void
put(struct ring *ring, char c)
{
	ring->text[ring->at++ % RING] = c;
	ring->sum = ring->sum * 31 + (uint8_t)c;
}

static void
put_text(struct ring *ring, const char *s, size_t n, int width, char fill)
{
	for (; (size_t)width > n && width > 0; width--)
		put(ring, fill);
	while (n-- > 0)
		put(ring, *s++);
}

static void
put_number(struct ring *ring, uint64_t v, unsigned base, bool negative, int width, char fill)
{
	char digits[24];
	size_t n = sizeof(digits);

	do {
		digits[--n] = "0123456789abcdef"[v % base];
		v /= base;
	} while (v != 0);
	if (negative)
		digits[--n] = '-';
	put_text(ring, digits + n, sizeof(digits) - n, width, fill);
}

static void
one(struct ring *ring, const char **format, va_list *args)
{
	const char *f = *format;
	bool wide = false;
	char fill = ' ';
	int width = 0;

	if (*f == '0')
		fill = *f++;
	while (*f >= '0' && *f <= '9')
		width = width * 10 + (*f++ - '0');
	for (; *f == 'l'; f++)
		wide = true;
	if (*f == 'd') {
		int64_t v = wide ? va_arg(*args, long) : va_arg(*args, int);

		put_number(ring, v < 0 ? -(uint64_t)v : (uint64_t)v, 10, v < 0, width, fill);
	} else if (*f == 'u' || *f == 'x') {
		uint64_t v = wide ? va_arg(*args, unsigned long) : va_arg(*args, unsigned);

		put_number(ring, v, *f == 'u' ? 10 : 16, false, width, fill);
	} else if (*f == 's') {
		const char *s = va_arg(*args, const char *);

		put_text(ring, s, strlen(s), width, ' ');
	} else if (*f == 'c') {
		put(ring, (char)va_arg(*args, int));
	} else {
		put(ring, *f);
	}
	*format = f + 1;
}

static void
print(struct ring *ring, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	while (*format != '\0') {
		if (*format != '%') {
			put(ring, *format++);
			continue;
		}
		format++;
		one(ring, &format, &args);
	}
	va_end(args);
}

uint32_t
work(unsigned rounds)
{
	static const char *const names[] = {"wd0", "ehci1", "uvm", "tcp_input", "ffs"};
	struct ring *ring = work_alloc(sizeof(*ring));
	uint32_t seed = 17, sum;

	ring->at = 0;
	ring->sum = 0;
	for (unsigned i = 0; i < rounds; i++) {
		for (unsigned j = 0; j < 1000; j++) {
			uint32_t r = work_random(&seed);

			print(ring, "[%5lu.%06u] %s at pci%d dev %d: irq %u, base %08x\n",
			    (unsigned long)i, r % 1000000, names[r % 5], r % 3, r % 32, r % 256, r);
			print(ring, "%10s: %ld%c, %lx%%\n", names[j % 5], (long)(int32_t)r, 'k',
			    (unsigned long)r << 20);
		}
	}
	sum = ring->sum;
	free(ring);
	return sum;
}
