/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a type and the bits of an object to lines. A set of bits goes down the type: what covers a
 * member is told of the member; what covers part of one is told of its parts; elements of an
 * array that look alike are told once.
 */
#include "layout.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 24
#define PATH_SIZE 512

struct set {
	struct layout_bits *bits;
	size_t count;
};

struct printer {
	const struct layout_type *root;
	bool probably;
	FILE *out;
	size_t lines;
	bool more; /* than LAYOUT_LINES_MAX */
	/* inside a run of elements that look alike */
	const char *each; /* " in each of the 16 elements" */
	/* inside a union: what is said is collected here instead */
	char *collect;
	size_t collect_size;
};

/* Where we are: the member path, and the bit that it starts at. */
struct at {
	char path[PATH_SIZE];
	uint64_t lo;
	unsigned depth;
	bool unnamed; /* the path is the one of what this is a part of */
};

static void describe(
    struct printer *p, const struct layout_type *type, const struct at *at, const struct set *set);

/* The first range that ends behind a bit; by halving, for arrays of a million elements. */
static size_t
set_find(const struct set *set, uint64_t bit)
{
	size_t first = 0, last = set->count, i;

	while (first < last) {
		i = (first + last) / 2;
		if (set->bits[i].hi <= bit)
			first = i + 1;
		else
			last = i;
	}
	return first;
}

/* The part of a set in [lo, hi), relative to lo. False: it is empty, or there is no memory. */
static bool
set_cut(const struct set *set, uint64_t lo, uint64_t hi, struct set *part)
{
	size_t i, first = set_find(set, lo);

	part->count = 0;
	part->bits = NULL;
	for (i = first; i < set->count && set->bits[i].lo < hi; i++)
		continue;
	if (i == first || lo >= hi)
		return false;
	part->bits = malloc((i - first) * sizeof(*part->bits));
	if (part->bits == NULL)
		return false;
	for (; first < i; first++) {
		struct layout_bits b = set->bits[first];

		b.lo = b.lo > lo ? b.lo - lo : 0;
		b.hi = (b.hi < hi ? b.hi : hi) - lo;
		part->bits[part->count++] = b;
	}
	return true;
}

static bool
set_same(const struct set *a, const struct set *b)
{
	return a->count == b->count && memcmp(a->bits, b->bits, a->count * sizeof(*a->bits)) == 0;
}

static bool
set_covers(const struct set *set, uint64_t size)
{
	return set->count == 1 && set->bits[0].lo == 0 && set->bits[0].hi >= size;
}

/* "offset 4, 4 bytes", "offset 3, bits 0xf0", "offset 2, bits 4-11". */
static void
print_extent(FILE *out, uint64_t lo, uint64_t hi)
{
	uint64_t byte = lo / 8, first = lo % 8, size = hi - lo;

	if (first == 0 && size % 8 == 0)
		fprintf(out, "offset %" PRIu64 ", %" PRIu64 " byte%s", byte, size / 8,
		    size == 8 ? "" : "s");
	else if (first + size <= 8)
		fprintf(out, "offset %" PRIu64 ", bits 0x%02x", byte, ((1u << size) - 1) << first);
	else
		fprintf(out, "offset %" PRIu64 ", bits %" PRIu64 "-%" PRIu64, byte, first,
		    first + size - 1);
}

/* One finding: bits [lo, hi) from at are what text says. */
static void
say(struct printer *p, const struct at *at, uint64_t lo, uint64_t hi, const char *text)
{
	size_t used;

	if (p->collect != NULL) {
		used = strlen(p->collect);
		if (strstr(p->collect, text) == NULL)
			snprintf(p->collect + used, p->collect_size - used, "%s%s",
			    used > 0 ? ", " : "", text);
		return;
	}
	if (p->lines >= LAYOUT_LINES_MAX) {
		p->more = true;
		return;
	}
	p->lines++;
	fprintf(p->out, "%s%s: ", p->probably ? "probably " : "", p->root->name);
	print_extent(p->out, at->lo + lo, at->lo + hi);
	fprintf(p->out, ": %s%s\n", text, p->each != NULL ? p->each : "");
}

/* at, and one component more: ".name", or "[3]". */
static void
step(struct at *to, const struct at *from, const char *name, uint64_t lo)
{
	size_t length = strlen(from->path);

	*to = *from;
	to->lo = from->lo + lo;
	to->depth = from->depth + 1;
	to->unnamed = name[0] == '\0';
	if (name[0] == '\0')
		return;
	snprintf(to->path + length, sizeof(to->path) - length, "%s%s",
	    length > 0 && name[0] != '[' ? "." : "", name);
}

static void
say_gap(struct printer *p, const struct at *at, const struct layout_type *type,
    const struct layout_bits *gap, const char *after, bool tail)
{
	char text[2 * PATH_SIZE];

	if (type->inexact)
		snprintf(text, sizeof(text), "not a known member");
	else if (tail && at->depth == 0)
		snprintf(text, sizeof(text), "tail padding");
	else if (after == NULL)
		snprintf(text, sizeof(text), "padding before the first member");
	else
		snprintf(text, sizeof(text), "padding after '%s%s%s'", at->path,
		    at->path[0] != '\0' && after[0] != '[' ? "." : "", after);
	say(p, at, gap->lo, gap->hi, text);
}

static void
gaps(struct printer *p, const struct layout_type *type, const struct at *at, const struct set *set,
    uint64_t lo, uint64_t hi, const char *after, bool tail)
{
	struct set part;
	size_t i;

	if (!set_cut(set, lo, hi, &part))
		return;
	for (i = 0; i < part.count; i++) {
		struct layout_bits gap = {part.bits[i].lo + lo, part.bits[i].hi + lo};

		say_gap(p, at, type, &gap, after, tail);
	}
	free(part.bits);
}

/* All of a member, or of a leaf some bits. */
static void
say_member(struct printer *p, const struct at *at, uint64_t size, const struct set *set, bool base)
{
	char text[2 * PATH_SIZE], part[64];
	size_t i;

	if (at->path[0] == '\0')
		return;
	for (i = 0; i < set->count; i++) {
		const struct layout_bits *b = &set->bits[i];
		bool whole = b->lo == 0 && b->hi >= size;

		if (whole || b->lo % 8 != 0 || b->hi % 8 != 0)
			snprintf(part, sizeof(part), "%s", whole ? "" : ", in part");
		else if (b->hi - b->lo == 8)
			snprintf(part, sizeof(part), ", its byte %" PRIu64, b->lo / 8);
		else
			snprintf(part, sizeof(part), ", its bytes %" PRIu64 "-%" PRIu64, b->lo / 8,
			    b->hi / 8 - 1);
		/* Elements of what is itself an array have no name in front. */
		if (at->path[0] == '[')
			snprintf(text, sizeof(text), "%s %s%s",
			    strstr(at->path, "..") != NULL ? "elements" : "element", at->path,
			    part);
		else
			snprintf(text, sizeof(text), "%s '%s'%s", base ? "base class" : "member",
			    at->path, part);
		say(p, at, b->lo, b->hi, text);
	}
}

static void
member(struct printer *p, const struct layout_member *m, uint64_t end, const struct at *at,
    const struct set *set)
{
	struct set part;
	struct at inner;
	uint64_t size = end - m->lo;

	if (!set_cut(set, m->lo, m->lo + size, &part))
		return;
	step(&inner, at, m->base ? "" : m->name, m->lo);
	if (set_covers(&part, size) && m->name[0] != '\0') {
		if (m->base)
			step(&inner, at, m->name, m->lo);
		say_member(p, &inner, size, &part, m->base);
	} else if (m->type->kind == LAYOUT_LEAF || inner.depth >= DEPTH_MAX) {
		say_member(p, &inner, size, &part, false);
	} else {
		describe(p, m->type, &inner, &part);
	}
	free(part.bits);
}

/* The name that padding behind a member is told by: of an unnamed one, its last member's. */
static const char *
last_name(const struct layout_member *m)
{
	unsigned depth;

	for (depth = 0; m->name[0] == '\0' && depth < DEPTH_MAX; depth++) {
		if ((m->type->kind != LAYOUT_STRUCT && m->type->kind != LAYOUT_UNION) ||
		    m->type->count == 0)
			break;
		m = &m->type->members[m->type->count - 1];
	}
	return m->name[0] != '\0' ? m->name : "(unnamed)";
}

static void
describe_struct(
    struct printer *p, const struct layout_type *type, const struct at *at, const struct set *set)
{
	const struct layout_member *m;
	const char *after = NULL;
	uint64_t done = 0, end;
	size_t i;

	for (i = 0; i < type->count; i++) {
		m = &type->members[i];
		end = m->lo + m->size;
		/* A member that begins inside this one has taken its tail padding (C++). */
		if (i + 1 < type->count && m[1].lo > m->lo && m[1].lo < end)
			end = m[1].lo;
		if (m->lo > done)
			gaps(p, type, at, set, done, m->lo, after, false);
		member(p, m, end, at, set);
		if (m->size > 0)
			after = last_name(m);
		if (end > done)
			done = end;
	}
	if (type->size * 8 > done)
		gaps(p, type, at, set, done, type->size * 8, after, true);
}

/* What one member of a union has there: "member 'u.b.y'", "padding after 'u.a.x'". */
static void
alternative(struct printer *p, const struct layout_member *m, const struct at *at,
    const struct layout_bits *bits, char *said, size_t size)
{
	struct printer inner = *p;
	struct set one = {(struct layout_bits *)bits, 1};

	inner.collect = said;
	inner.collect_size = size;
	inner.each = NULL;
	if (bits->lo < m->lo + m->size)
		member(&inner, m, m->lo + m->size, at, &one);
}

static void
describe_union(
    struct printer *p, const struct layout_type *type, const struct at *at, const struct set *set)
{
	char said[2048], text[2304];
	size_t i, j;

	for (i = 0; i < set->count; i++) {
		said[0] = '\0';
		for (j = 0; j < type->count; j++)
			alternative(p, &type->members[j], at, &set->bits[i], said, sizeof(said));
		if (said[0] == '\0')
			snprintf(said, sizeof(said), "tail padding");
		if (at->depth == 0)
			snprintf(text, sizeof(text), "%s", said);
		else if (at->unnamed)
			snprintf(text, sizeof(text), "in an unnamed union: %s", said);
		else
			snprintf(text, sizeof(text), "in union '%s': %s", at->path, said);
		say(p, at, set->bits[i].lo, set->bits[i].hi, text);
	}
}

static void
index_name(char *name, size_t size, uint64_t first, uint64_t last)
{
	if (first == last)
		snprintf(name, size, "[%" PRIu64 "]", first);
	else
		snprintf(name, size, "[%" PRIu64 "..%" PRIu64 "]", first, last);
}

/* Elements first to last look alike; part is the set of one of them. */
static void
element_run(struct printer *p, const struct layout_type *array, const struct at *at, uint64_t first,
    uint64_t last, const struct set *part)
{
	uint64_t size = array->element->size * 8, n = last - first + 1;
	struct layout_bits all = {0, n * size};
	struct set whole = {&all, 1};
	const char *outer = p->each;
	char name[64], each[96];
	struct at inner;

	index_name(name, sizeof(name), first, last);
	step(&inner, at, name, first * size);
	if (set_covers(part, size)) {
		say_member(p, &inner, n * size, &whole, false);
		return;
	}
	if (n > 1 && outer == NULL) {
		/* The elements' place is told in words; of the path only the array's name is left. */
		step(&inner, at, at->path[0] != '\0' ? "[]" : "", first * size);
		inner.unnamed = at->path[0] == '\0';
		if (n == array->count)
			snprintf(each, sizeof(each), " in each of the %" PRIu64 " elements", n);
		else
			snprintf(each, sizeof(each),
			    " in each of the elements %" PRIu64 " to %" PRIu64, first, last);
		p->each = each;
	}
	if (array->element->kind == LAYOUT_LEAF || inner.depth >= DEPTH_MAX)
		say_member(p, &inner, size, part, false);
	else
		describe(p, array->element, &inner, part);
	p->each = outer;
}

/* The element of the first bit at or behind bit. False: no more. */
static bool
next_element(const struct set *set, uint64_t size, uint64_t from, uint64_t *index)
{
	size_t i = set_find(set, from * size);

	if (i == set->count)
		return false;
	*index = set->bits[i].lo > from * size ? set->bits[i].lo / size : from;
	return true;
}

/* Whole elements in one range are one run: found without a look at each. */
static uint64_t
full_run(const struct set *set, uint64_t size, uint64_t index)
{
	const struct layout_bits *b = &set->bits[set_find(set, index * size)];

	return b->lo <= index * size && b->hi >= (index + 1) * size ? b->hi / size - index : 1;
}

static void
describe_array(
    struct printer *p, const struct layout_type *type, const struct at *at, const struct set *set)
{
	uint64_t size = type->element->size * 8, first, i, next;
	struct set part, other;

	if (size == 0 || !next_element(set, size, 0, &first))
		return;
	while (first < type->count && !p->more) {
		if (!set_cut(set, first * size, (first + 1) * size, &part))
			return;
		i = first + full_run(set, size, first);
		if (i > type->count)
			i = type->count;
		/* Further ones that look like this one. */
		while (i < type->count && next_element(set, size, i, &next) && next == i) {
			bool same = set_cut(set, i * size, (i + 1) * size, &other) &&
				    set_same(&part, &other);

			free(other.bits);
			if (!same)
				break;
			i++;
		}
		element_run(p, type, at, first, i - 1, &part);
		free(part.bits);
		if (!next_element(set, size, i, &first))
			return;
	}
}

static void
describe(
    struct printer *p, const struct layout_type *type, const struct at *at, const struct set *set)
{
	switch (type->kind) {
	case LAYOUT_LEAF:
		say_member(p, at, type->size * 8, set, false);
		break;
	case LAYOUT_STRUCT:
		describe_struct(p, type, at, set);
		break;
	case LAYOUT_UNION:
		describe_union(p, type, at, set);
		break;
	case LAYOUT_ARRAY:
		describe_array(p, type, at, set);
		break;
	}
}

/* Of a buffer of bytes there is nothing to tell that their offsets do not. */
static bool
has_parts(const struct layout_type *type)
{
	while (type->kind == LAYOUT_ARRAY && type->element->kind == LAYOUT_ARRAY)
		type = type->element;
	return type->kind == LAYOUT_ARRAY
		   ? type->element->kind != LAYOUT_LEAF || type->element->size > 1
		   : type->kind != LAYOUT_LEAF;
}

size_t
layout_print(const struct layout_type *type, bool probably, const struct layout_bits *bits,
    size_t count, FILE *out)
{
	struct printer p = {.root = type, .probably = probably, .out = out};
	struct set set = {(struct layout_bits *)bits, count};
	struct at at = {.path = ""};
	struct set inside;

	if (!has_parts(type) || !set_cut(&set, 0, type->size * 8, &inside))
		return 0;
	if (set_covers(&inside, type->size * 8))
		say(&p, &at, 0, type->size * 8, "all of it");
	else
		describe(&p, type, &at, &inside);
	free(inside.bits);
	if (p.more) {
		fprintf(out, "%s%s: and more\n", probably ? "probably " : "", type->name);
		p.lines++;
	}
	return p.lines;
}
