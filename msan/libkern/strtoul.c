/* SPDX-License-Identifier: BSD-2-Clause */

/* Numbers in strings. */

#include <kmsan/kmsan.h>

#include "msan/libkern/read.h"

/*
 * A string to be read, in which one byte may be taken for another: that is how the dependence of the
 * result on a byte is found out, by parsing again.
 */
struct source {
	const char *s;
	size_t limit; /* bytes behind this were not read; beyond: now one was wanted */
	bool beyond;
	size_t instead_at;
	uint8_t instead;
	size_t read;
};

struct number {
	uint64_t magnitude;
	bool negative, overflow;
	size_t end; /* offset of what follows the number; 0: there is none */
};

static uint8_t
get(struct source *src, size_t at)
{
	if (at >= src->limit) {
		src->beyond = true;
		return 0;
	}
	if (at + 1 > src->read)
		src->read = at + 1;
	return at == src->instead_at ? src->instead : (uint8_t)src->s[at];
}

static bool
is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The value of a digit, or 99. */
static unsigned
digit_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'z' ? c - 'a' + 10u : 99;
}

static struct number
parse(struct source *src, unsigned base)
{
	struct number n = {0};
	size_t at = 0;

	while (is_space(get(src, at)))
		at++;
	n.negative = get(src, at) == '-';
	if (get(src, at) == '-' || get(src, at) == '+')
		at++;
	/* "0x" counts only if a digit follows it. */
	if ((base == 0 || base == 16) && get(src, at) == '0' && (get(src, at + 1) | 0x20) == 'x' &&
	    digit_of(get(src, at + 2)) < 16) {
		base = 16;
		at += 2;
	}
	if (base == 0)
		base = get(src, at) == '0' ? 8 : 10;
	for (;; at++) {
		unsigned digit = digit_of(get(src, at));

		if (digit >= base)
			return n;
		n.overflow = n.overflow ||
			     __builtin_mul_overflow(n.magnitude, base, &n.magnitude) ||
			     __builtin_add_overflow(n.magnitude, digit, &n.magnitude);
		n.end = at + 1;
	}
}

/* What the caller gets: max is the largest value of his type, and -(max + 1) the least if signed. */
static uint64_t
result_of(const struct number *n, uint64_t max, bool is_signed)
{
	uint64_t limit = is_signed && n->negative ? max + 1 : max;

	if (n->overflow || n->magnitude > limit)
		return is_signed && n->negative ? -limit : limit;
	return n->negative ? -n->magnitude : n->magnitude;
}

struct query {
	unsigned base;
	uint64_t max;
	bool is_signed;
};

static bool
depends_on(const struct source *known, size_t at, const struct number *n, const struct query *q)
{
	uint8_t shad = read_shad(known->s + at), free_bits = shad;

	for (;; free_bits = (uint8_t)(free_bits - 1) & shad) {
		struct source again = {.s = known->s, .limit = known->read, .instead_at = at};
		struct number other;

		again.instead = (uint8_t)((known->s[at] & ~shad) | free_bits);
		other = parse(&again, q->base);
		if (again.beyond || other.end != n->end ||
		    result_of(&other, q->max, q->is_signed) != result_of(n, q->max, q->is_signed))
			return true;
		if (free_bits == 0)
			return false;
	}
}

static inline uint64_t
convert(const char *name, const char *s, char **end, int base, uint64_t max, bool is_signed,
    uintptr_t pc)
{
	struct query q = {(unsigned)base, max, is_signed};
	struct source src = {.s = s, .limit = SIZE_MAX, .instead_at = SIZE_MAX};
	struct number n = {0};

	if (base == 0 || (base >= 2 && base <= 36))
		n = parse(&src, q.base);
	if (!read_clean(s, src.read)) {
		for (size_t i = 0; i < src.read; i++) {
			if (read_shad(s + i) == 0 || !depends_on(&src, i, &n, &q))
				continue;
			read_all(name, s, src.read, pc);
			break;
		}
	}
	if (end != NULL) {
		*end = (char *)(uintptr_t)(s + n.end);
		kmsan_mark(end, sizeof(*end), KMSAN_STATE_INITED);
	}
	return result_of(&n, max, is_signed);
}

unsigned long
kmsan_strtoul(const char *s, char **end, int base)
{
	READ_ARGS("884");
	return convert("strtoul():arg1", s, end, base, (unsigned long)-1, false, KMSAN_RET_ADDR);
}

long
kmsan_strtol(const char *s, char **end, int base)
{
	READ_ARGS("884");
	return (long)convert(
	    "strtol():arg1", s, end, base, (unsigned long)-1 >> 1, true, KMSAN_RET_ADDR);
}

unsigned long long
kmsan_strtoull(const char *s, char **end, int base)
{
	READ_ARGS("884");
	return convert("strtoull():arg1", s, end, base, UINT64_MAX, false, KMSAN_RET_ADDR);
}

long long
kmsan_strtoll(const char *s, char **end, int base)
{
	READ_ARGS("884");
	return (long long)convert("strtoll():arg1", s, end, base, INT64_MAX, true, KMSAN_RET_ADDR);
}
