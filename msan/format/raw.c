/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/format/raw.h"

#include <kmsan/options.h>
#include <kmsan/port.h>

#include "msan/layout.h"
#include "origin/str.h"

#define IMAGES 32

/* Of the places printed since raw_images(). Paths are interned, but for a global's. */
static const char *image[IMAGES];
static unsigned images;

void
raw_image_used(const char *path)
{
	unsigned i = 0;

	while (i < images && !str_same(image[i], path))
		i++;
	if (i == images && images < IMAGES)
		image[images++] = path;
}

void
raw_module(struct text *out, const struct space_place *place)
{
	if (place->path == NULL)
		return;
	text_print(out, " (%s+0x%lx)", str_base(place->path), place->offset);
	raw_image_used(place->path);
}

void
raw_described(struct text *out, const struct origin_info *origin, const char *name)
{
	if (!kmsan_options.symbolize && !str_same(origin->variable, name))
		text_print(out, ", described as '%s',", origin->variable);
}

void
raw_images_each(struct text *out, raw_image_printer *print)
{
	static struct kmsan_frame frame;

	for (unsigned i = 0; i < images && !kmsan_options.symbolize; i++) {
		struct kmsan_symbol_query query = {.what = KMSAN_SYMBOL_BUILD_ID, .path = image[i]};

		print(out, i, image[i],
		    kmsan_port_symbol(&query, &frame, 1) > 0 ? frame.function : "");
	}
	images = 0;
}

static void
print_image(struct text *out, unsigned number, const char *path, const char *build_id)
{
	(void)number;
	text_print(out, "  Image %s: %s%s%s\n", str_base(path), path,
	    build_id[0] != '\0' ? ", build id " : "", build_id);
}

void
raw_images(struct text *out)
{
	raw_images_each(out, print_image);
}

void
raw_ranges(struct text *out, const struct kmsan_layout_query *query)
{
	const char *separator = "";

	for (size_t i = 0; i < query->ranges; i++) {
		const struct kmsan_layout_range *r = &query->range[i];
		intptr_t first = (intptr_t)r->first + query->shift;

		if (first < 0)
			continue;
		text_print(out, "%s%zu", separator, (size_t)first);
		if (r->bits == 0xff)
			text_print(out, "+%zu", r->size);
		else
			text_print(out, ":%02x", (unsigned)r->bits);
		separator = ",";
	}
}

/* The port knows the files of data; the origin space only those of code. */
static bool
find_global(struct space_place *place)
{
	static struct kmsan_frame frame;
	struct kmsan_symbol_query query = {.what = KMSAN_SYMBOL_DATA, .path = "", .pc = place->pc};

	if (kmsan_port_symbol(&query, &frame, 1) == 0)
		return false;
	place->path = frame.file;
	place->offset = frame.offset;
	return true;
}

static void
print_question(struct text *out, const struct layout_question *q)
{
	if (q->query.what == KMSAN_LAYOUT_VARIABLE)
		text_print(out, "  Layout: variable '%s' of", q->query.name);
	else if (q->query.what == KMSAN_LAYOUT_TYPE)
		text_print(out, "  Layout: type '%s' of", q->query.name);
	else
		text_print(out,
		    q->query.what == KMSAN_LAYOUT_HEAP ? "  Layout: heap" : "  Layout: global");
	raw_module(out, &q->place);
	text_print(out, ", %zu%s byte%s: ", q->query.size, q->query.rounded ? "~" : "",
	    KMSAN_PLURAL(q->query.size));
	raw_ranges(out, &q->query);
	text_print(out, "\n");
}

unsigned
raw_questions(const struct report *report, struct layout_question *questions)
{
	unsigned n = layout_questions(report, questions), kept = 0;

	for (unsigned i = 0; i < n; i++)
		if (questions[i].query.what != KMSAN_LAYOUT_GLOBAL ||
		    find_global(&questions[i].place))
			questions[kept++] = questions[i];
	return kept;
}

void
raw_layout(struct text *out, const struct report *report)
{
	static struct layout_question questions[LAYOUT_QUESTIONS];
	unsigned n;

	if (kmsan_options.symbolize) {
		bool start = true;

		for (const char *p = layout_lines(report); *p != '\0'; p++) {
			text_print(out, start ? "  %c" : "%c", *p);
			start = *p == '\n';
		}
		return;
	}
	n = raw_questions(report, questions);
	for (unsigned i = 0; i < n; i++)
		print_question(out, &questions[i]);
}
