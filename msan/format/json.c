/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * One report, one object, one line: docs/REPORTS.md has the schema. Without symbols (symbolize=0) the
 * object has what kmsan-symbolize needs to complete it.
 */

#include "msan/format/frames.h"
#include "msan/format/raw.h"

#include <string.h>

#include <kmsan/options.h>

#include "msan/layout.h"

#include "origin/str.h"

#define SCHEMA 1

static void
print_string(struct text *out, const char *s)
{
	text_print(out, "\"");
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			text_print(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			text_print(out, "\\u%04x", (unsigned)c);
		else
			text_print(out, "%c", c);
	}
	text_print(out, "\"");
}

static void
print_member(struct text *out, const char *name, const char *value)
{
	text_print(out, ",\"%s\":", name);
	print_string(out, value);
}

/* What interrupted the frame that comes next; NULL: nothing did. */
static const char *interrupted_by;
static bool at_this_pc;

static void
note_mark(struct text *out, const char *what, bool by_signal)
{
	(void)out;
	interrupted_by = what;
	at_this_pc = by_signal;
}

static void
print_interrupted(struct text *out)
{
	if (interrupted_by == NULL)
		return;
	print_member(out, "interrupted_by", interrupted_by);
	/* Such a pc is no return address. */
	if (at_this_pc)
		text_print(out, ",\"exact\":true");
	interrupted_by = NULL;
}

static void
print_frame(struct text *out, unsigned number, const struct space_place *place,
    const struct kmsan_frame *frame)
{
	text_print(out, "%s{\"pc\":\"%p\"", number > 0 ? "," : "", (void *)place->pc);
	print_interrupted(out);
	if (frame->function[0] != '\0')
		print_member(out, "function", frame->function);
	if (frame->file[0] != '\0') {
		print_member(out, "file", frame->file);
		text_print(out, ",\"line\":%u", frame->line);
	}
	if (frame->file[0] != '\0' && frame->column != 0)
		text_print(out, ",\"column\":%u", frame->column);
	if (place->path != NULL) {
		print_member(out, "module", place->path);
		text_print(out, ",\"offset\":\"0x%lx\"", place->offset);
		raw_image_used(place->path);
	}
	text_print(out, "}");
}

static void
print_ranges(struct text *out, const struct report *report)
{
	text_print(out, ",\"size\":%zu,\"ranges\":[", report->total);
	for (unsigned i = 0; i < report->nranges; i++)
		text_print(out, "%s{\"first\":%zu,\"size\":%zu,\"bits\":\"0x%02x\"}",
		    i > 0 ? "," : "", report->range[i].first, report->range[i].size,
		    (unsigned)report->range[i].bits);
	text_print(out, "],\"bytes_left\":%zu", report->ranges_left);
	if (report->where != NULL)
		print_member(out, "where", report->where);
}

static void
print_variable(struct text *out, const struct origin_info *origin)
{
	const struct symbolized_variable *variable = frames_variable(origin);

	if (!kmsan_options.symbolize && origin->variable != NULL)
		print_member(out, "described", origin->variable);
	if (variable == NULL)
		return;
	print_member(out, "variable", variable->name);
	print_member(out, "function", variable->frame.function);
	if (variable->frame.file[0] == '\0')
		return;
	print_member(out, "file", variable->frame.file);
	text_print(out, ",\"line\":%u", variable->frame.line);
	if (variable->frame.column != 0)
		text_print(out, ",\"column\":%u", variable->frame.column);
}

static void
print_origin(struct text *out, const struct report *report)
{
	const struct origin_info *origin = &report->origin;
	struct origin_info plain = *origin;
	char type[32];

	plain.freed = false;
	print_member(out, "type", report_type_word(&plain, type, sizeof(type)));
	text_print(out, ",\"freed\":%s", origin->freed ? "true" : "false");
	print_variable(out, origin);
	text_print(out, ",\"created\":[");
	frames_cell(out, origin->root, print_frame);
	if (origin->alloc_cell != 0) {
		text_print(out, "],\"allocated\":[");
		frames_cell(out, origin->alloc_cell, print_frame);
	}
	text_print(out, "],\"stored\":[");
	for (unsigned i = 0; i < origin->links; i++) {
		text_print(out, i > 0 ? ",[" : "[");
		frames_link(out, &origin->link[i], print_frame);
		text_print(out, "]");
	}
	text_print(out, "],\"stored_complete\":%s", origin->chain_full ? "false" : "true");
}

static void
print_object(struct text *out, const struct report *report)
{
	const struct kmsan_addr_info *o = &report->object;

	text_print(out, ",\"object\":{\"start\":\"%p\",\"size\":%zu,\"live\":%s", (void *)o->start,
	    o->size, o->live ? "true" : "false");
	if (o->allocator != NULL)
		print_member(out, "allocator", o->allocator);
	text_print(out, "}");
}

/* The end of the part of a line that is before mark; NULL: the line has no such mark. */
static const char *
part(const char *line, const char *end, const char *mark)
{
	for (; line < end; line++)
		if (str_starts(line, mark))
			return line;
	return NULL;
}

static void
print_part(struct text *out, const char *name, const char *start, const char *end)
{
	char buffer[1024];
	size_t n =
	    (size_t)(end - start) < sizeof(buffer) - 1 ? (size_t)(end - start) : sizeof(buffer) - 1;

	memcpy(buffer, start, n);
	buffer[n] = '\0';
	print_member(out, name, buffer);
}

/* "probably struct foo: offset 4, 4 bytes: padding after 'mode'" */
static void
print_layout_line(struct text *out, const char *line, const char *end)
{
	static const char guess[] = "probably ", first[] = ": offset ", separator[] = ": ";
	const char *offset = part(line, end, first), *extent, *what;
	bool probably = str_starts(line, guess);

	text_print(out, "{\"probably\":%s", probably ? "true" : "false");
	line += probably ? sizeof(guess) - 1 : 0;
	extent = offset != NULL ? part(offset, end, ", ") : NULL;
	what = extent != NULL ? part(extent, end, separator) : NULL;
	if (what == NULL) {
		print_part(out, "text", line, end);
	} else {
		print_part(out, "type", line, offset);
		offset += sizeof(first) - 1;
		text_print(out, ",\"offset\":");
		while (offset < extent)
			text_print(out, "%c", *offset++);
		print_part(out, "extent", extent + 2, what);
		print_part(out, "what", what + sizeof(separator) - 1, end);
	}
	text_print(out, "}");
}

static void
print_layout(struct text *out, const struct report *report)
{
	const char *line = layout_lines(report), *separator = ",\"layout\":[", *end;

	for (; *line != '\0'; line = *end != '\0' ? end + 1 : end) {
		for (end = line; *end != '\n' && *end != '\0';)
			end++;
		text_print(out, "%s", separator);
		print_layout_line(out, line, end);
		separator = ",";
	}
	if (separator[1] == '\0')
		text_print(out, "]");
}

static void
print_questions(struct text *out, const struct report *report)
{
	static const char *const words[] = {[KMSAN_LAYOUT_VARIABLE] = "variable",
	    [KMSAN_LAYOUT_HEAP] = "heap",
	    [KMSAN_LAYOUT_GLOBAL] = "global",
	    [KMSAN_LAYOUT_TYPE] = "type"};
	static struct layout_question questions[LAYOUT_QUESTIONS];
	unsigned n = raw_questions(report, questions);

	text_print(out, ",\"layout_questions\":[");
	for (unsigned i = 0; i < n; i++) {
		const struct layout_question *q = &questions[i];

		text_print(out, "%s{\"about\":\"%s\"", i > 0 ? "," : "", words[q->query.what]);
		if (q->query.name != NULL)
			print_member(out, "name", q->query.name);
		print_member(out, "module", q->place.path);
		raw_image_used(q->place.path);
		text_print(out, ",\"offset\":\"0x%lx\",\"size\":%zu,\"rounded\":%s,\"ranges\":\"",
		    q->place.offset, q->query.size, q->query.rounded ? "true" : "false");
		raw_ranges(out, &q->query);
		text_print(out, "\"}");
	}
	text_print(out, "]");
}

static void
print_image(struct text *out, unsigned number, const char *path, const char *build_id)
{
	text_print(out, "%s{\"path\":", number > 0 ? "," : "");
	print_string(out, path);
	if (build_id[0] != '\0')
		print_member(out, "build_id", build_id);
	text_print(out, "}");
}

void
format_json(const struct report *report, struct text *out)
{
	char word[96];

	text_print(out, "{\"kmsan\":%u", (unsigned)SCHEMA);
	print_member(out, "kind", report_kind_word(report, word, sizeof(word)));
	if (report->sink != NULL)
		print_member(out, "sink", report->sink);
	if (report->addr != 0) {
		text_print(out, ",\"address\":\"%p\"", (void *)report->addr);
		print_ranges(out, report);
	}
	print_origin(out, report);
	if (report->object_known)
		print_object(out, report);
	if (kmsan_options.symbolize)
		print_layout(out, report);
	else
		print_questions(out, report);
	text_print(out, ",\"lwp\":%u,\"level\":%u,\"stack\":[", report->lwp, report->level);
	frames_live(out, &report->levels, report->pc, report->pc_flags, report->nframes,
	    print_frame, note_mark);
	text_print(out, "]");
	if (!kmsan_options.symbolize)
		text_print(out, ",\"images\":[");
	raw_images_each(out, print_image);
	text_print(out, "%s}\n", kmsan_options.symbolize ? "" : "]");
}
