/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/layout.h"

#include <string.h>

#include <kmsan/options.h>

#include "origin/symbolize.h"

static struct symbolized_variable variable;

static struct layout_question *
question(const struct report *report, struct layout_question *q, unsigned *n,
    enum kmsan_layout_what what, size_t size)
{
	q = &q[(*n)++];
	memset(q, 0, sizeof(*q));
	q->query.what = what;
	q->query.size = size;
	q->query.range = report->range;
	q->query.ranges = report->nranges;
	q->place = report->origin.place;
	return q;
}

/*
 * The variable: the whole of it was given to the sink, or a copy of the whole, when the sizes
 * are the same. Else it is where its cell is, unless it was copied away from there.
 */
static void
stack_questions(
    const struct report *report, const char *name, struct layout_question *questions, unsigned *n)
{
	struct layout_question *q;

	if (report->base == 0) {
		q = question(report, questions, n, KMSAN_LAYOUT_VARIABLE, report->total);
		q->query.name = name;
	}
	if (report->origin.links == 0 && report->extent_size > 0) {
		q = question(report, questions, n, KMSAN_LAYOUT_VARIABLE, report->extent_size);
		q->query.name = name;
		q->query.rounded = true;
		q->query.shift = (intptr_t)(report->addr - report->extent_start - report->base);
	}
}

/*
 * What the origin's place allocates, and what the object at hand is: first what the source says of
 * either, then what can be guessed.
 */
static void
heap_questions(const struct report *report, const struct origin_info *origin,
    const struct origin_info *object, struct layout_question *questions, unsigned *n)
{
	const struct kmsan_addr_info *info = &report->object;
	const char *type[2] = {
	    origin != NULL ? origin->object_type : NULL, object != NULL ? info->object_type : NULL};

	for (unsigned i = 0; i < 4; i++) {
		const struct origin_info *from = i % 2 == 0 ? origin : object;
		bool guess = i >= 2;
		struct layout_question *q;

		if (from == NULL || (!guess && type[i % 2] == NULL))
			continue;
		q = question(report, questions, n, guess ? KMSAN_LAYOUT_HEAP : KMSAN_LAYOUT_TYPE,
		    from == origin ? report->total : info->size);
		q->query.name = type[i % 2];
		q->place = from->place;
		if (from == object)
			q->query.shift = (intptr_t)(report->addr - info->start - report->base);
	}
}

static bool
is_bytes(const struct kmsan_addr_info *info)
{
	return info->object_type != NULL && info->object_type[0] == '\0';
}

/* Of libc's allocator nothing is known but who called it; of a copied object neither. */
static bool
is_heap(enum kmsan_type type)
{
	return type >= KMSAN_TYPE_KMEM && type <= KMSAN_TYPE_UVM;
}

/* Without debug information the compiler's name, which says what to look for afterwards. */
static const char *
variable_name(const struct origin_info *origin)
{
	const char *name = variable.name;

	if (!symbolize_variable(origin, &variable))
		return NULL;
	if (!kmsan_options.symbolize)
		name = origin->variable;
	return name[0] != '\0' ? name : NULL;
}

unsigned
layout_questions(const struct report *report, struct layout_question *questions)
{
	const struct origin_info *origin = &report->origin, *whole = NULL;
	struct origin_info object;
	struct layout_question *q;
	bool object_placed = false;
	const char *name;
	unsigned n = 0;

	if (report->addr == 0 || report->nranges == 0)
		return 0;
	if (report->object_known) {
		origin_decode(report->object.alloc_orig, &object);
		object_placed = object.placed && !is_bytes(&report->object);
	}
	if (origin->placed && (name = variable_name(origin)) != NULL)
		stack_questions(report, name, questions, &n);
	else if (origin->placed && report->base == 0 && is_heap(origin->type) &&
		 (!report->object_known || origin->links > 0))
		whole = origin;
	heap_questions(report, whole, object_placed ? &object : NULL, questions, &n);
	if (!report->object_known) {
		q = question(report, questions, &n, KMSAN_LAYOUT_GLOBAL, 0);
		q->place = (struct space_place){.pc = report->addr, .path = ""};
		q->query.shift = -(intptr_t)report->base;
	}
	return n;
}

const char *
layout_lines(const struct report *report)
{
	static struct layout_question questions[LAYOUT_QUESTIONS];
	static char lines[8192];
	unsigned n = layout_questions(report, questions);

	for (unsigned i = 0; i < n; i++) {
		struct layout_question *q = &questions[i];
		struct kmsan_symbol_query query = {
		    .what = KMSAN_SYMBOL_LAYOUT,
		    .path = q->place.path,
		    /* Of the call, not of what follows it. */
		    .offset = q->place.offset - 1,
		    .pc = q->place.pc,
		    .layout = &q->query,
		};

		q->query.text = lines;
		q->query.text_size = sizeof(lines);
		if (query.path != NULL && kmsan_port_symbol(&query, NULL, 0) > 0)
			return lines;
	}
	return "";
}
