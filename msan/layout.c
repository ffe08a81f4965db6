/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/layout.h"

#include <string.h>

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
stack_questions(const struct report *report, struct layout_question *questions, unsigned *n)
{
	struct layout_question *q;

	if (report->base == 0) {
		q = question(report, questions, n, KMSAN_LAYOUT_VARIABLE, report->total);
		q->query.name = variable.name;
	}
	if (report->origin.links == 0 && report->extent_size > 0) {
		q = question(report, questions, n, KMSAN_LAYOUT_VARIABLE, report->extent_size);
		q->query.name = variable.name;
		q->query.rounded = true;
		q->query.shift = (intptr_t)(report->addr - report->extent_start - report->base);
	}
}

/* Of libc's allocator nothing is known but who called it; of a copied object neither. */
static bool
is_heap(enum kmsan_type type)
{
	return type >= KMSAN_TYPE_KMEM && type <= KMSAN_TYPE_UVM;
}

unsigned
layout_questions(const struct report *report, struct layout_question *questions)
{
	const struct kmsan_addr_info *object = &report->object;
	struct layout_question *q;
	struct origin_info info;
	unsigned n = 0;

	if (report->addr == 0 || report->nranges == 0)
		return 0;
	if (report->origin.placed && symbolize_variable(&report->origin, &variable) &&
	    variable.name[0] != '\0')
		stack_questions(report, questions, &n);
	else if (report->origin.placed && report->base == 0 && is_heap(report->origin.type) &&
	    (!report->object_known || report->origin.links > 0))
		question(report, questions, &n, KMSAN_LAYOUT_HEAP, report->total);
	if (report->object_known) {
		q = question(report, questions, &n, KMSAN_LAYOUT_HEAP, object->size);
		origin_decode(object->alloc_orig, &info);
		q->place = info.place;
		q->query.shift = (intptr_t)(report->addr - object->start - report->base);
		if (!info.placed)
			n--;
	} else {
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
