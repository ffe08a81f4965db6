/* SPDX-License-Identifier: BSD-2-Clause */

/* One report, one object, one line: docs/REPORTS.md has the schema. */

#include "msan/format/frames.h"

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

static void
print_frame(struct text *out, unsigned number, const struct space_place *place,
    const struct kmsan_frame *frame)
{
	text_print(out, "%s{\"pc\":\"%p\"", number > 0 ? "," : "", (void *)place->pc);
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
print_origin(struct text *out, const struct report *report)
{
	const struct origin_info *origin = &report->origin;
	const struct symbolized_variable *variable = frames_variable(origin);
	struct origin_info plain = *origin;
	char type[32];

	plain.freed = false;
	print_member(out, "type", report_type_word(&plain, type, sizeof(type)));
	text_print(out, ",\"freed\":%s", origin->freed ? "true" : "false");
	if (variable != NULL) {
		print_member(out, "variable", variable->name);
		print_member(out, "function", variable->frame.function);
		if (variable->frame.file[0] != '\0') {
			print_member(out, "file", variable->frame.file);
			text_print(out, ",\"line\":%u", variable->frame.line);
		}
	}
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
	text_print(out, ",\"lwp\":%u,\"level\":%u,\"stack\":[", report->lwp, report->level);
	frames_live(out, &report->levels, report->pc, report->pc_flags, report->nframes,
	    print_frame, NULL);
	text_print(out, "]}\n");
}
