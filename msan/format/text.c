/* SPDX-License-Identifier: BSD-2-Clause */

/* The text form. */

#include "msan/format/frames.h"
#include "msan/format/raw.h"

#include <string.h>

#include <kmsan/options.h>

#include "msan/context.h"
#include "origin/str.h"

static const char RULER[] = "=================================================================\n";

/* The colours that other sanitizers use: errors red, places of memory green, lines of code blue. */
static const char RED[] = "\033[1;31m", GREEN[] = "\033[1;32m", BLUE[] = "\033[1;34m",
		  PLAIN[] = "\033[0m";

static const char *
color(const char *code)
{
	return kmsan_options.color == KMSAN_COLOR_ALWAYS ? code : "";
}

static void
print_frame(struct text *out, unsigned number, const struct space_place *place,
    const struct kmsan_frame *frame)
{
	text_print(out, "    #%u %p", number, (void *)place->pc);
	if (frame->function[0] != '\0')
		text_print(out, " in %s", frame->function);
	if (frame->file[0] != '\0') {
		text_print(out, " ");
		frames_position(out, frame);
	} else if (frame->function[0] != '\0' && frame->offset != 0) {
		text_print(out, "+0x%lx", frame->offset);
	}
	raw_module(out, place);
	text_print(out, "\n");
}

/* kmsan-symbolize needs to know which sort of address comes next; a signal tells by its name. */
static void
print_mark(struct text *out, const char *what, bool by_signal)
{
	bool tell = by_signal && !kmsan_options.symbolize && !str_same(what, "signal");

	text_print(out, "    --- %s%s ---\n", what, tell ? " (by a signal)" : "");
}

void
format_stack(const struct report_levels *levels, const uintptr_t *pcs, const uint8_t *flags,
    size_t count, struct text *out)
{
	frames_live(out, levels, pcs, flags, count, print_frame, print_mark);
	raw_images(out);
}

/* Where it happened, if that was not in a thread of its own. */
static void
print_level(struct text *out, const struct report *report)
{
	if (report->levels.count == 0)
		return;
	text_print(out, "  In %s, level %zu", report->levels.what[0], report->levels.count);
	if (report->cpu != KMSAN_NO_CPU)
		text_print(out, ", CPU %u", report->cpu);
	text_print(out, ", lwp %u\n", report->lwp);
}

static void
print_links(struct text *out, const struct origin_info *origin)
{
	if (origin->links > 0 && origin->chain_full)
		text_print(out, "  Later stores were not recorded\n");
	for (unsigned i = 0; i < origin->links; i++) {
		text_print(out, "  %sStored to memory at:%s\n", color(GREEN), color(PLAIN));
		frames_link(out, &origin->link[i], print_frame);
	}
}

/* "From f+0x12": the function of the symbol table, as a kernel prints it. */
static void
print_from(struct text *out, const struct origin_info *origin)
{
	struct kmsan_frame frame;

	if (symbolize_name(&origin->place, &frame))
		text_print(out, "From %s+0x%lx", frame.function, frame.offset);
	else if (origin->place.path != NULL)
		text_print(
		    out, "From %s+0x%lx", str_base(origin->place.path), origin->place.offset);
	else
		text_print(out, "From %p", (void *)origin->place.pc);
}

static void
print_head(struct text *out, const struct report *report)
{
	const struct origin_info *origin = &report->origin;
	const struct symbolized_variable *variable = frames_variable(origin);
	char type[32];

	if (report->sink == NULL && variable != NULL) {
		text_print(out, "MSan: Uninitialized Variable '%s' From %s()", variable->name,
		    variable->frame.function);
		return;
	}
	text_print(
	    out, "MSan: Uninitialized %s Memory", report_type_word(origin, type, sizeof(type)));
	if (report->sink != NULL)
		text_print(out, " In %s", report->sink);
	if (report->addr != 0)
		text_print(out, " At Offset %zu/%zu", report->range[0].first, report->total);
	if (variable != NULL) {
		text_print(
		    out, ", Variable '%s' From %s()", variable->name, variable->frame.function);
	} else if (origin->placed) {
		text_print(out, report->addr != 0 ? ", " : " ");
		print_from(out, origin);
	}
}

static void
print_heap_origin(struct text *out, const struct report *report)
{
	const struct kmsan_addr_info *object = &report->object;
	const struct origin_info *origin = &report->origin;
	bool same = frames_same_object(report);

	text_print(out, "  %s", color(GREEN));
	if (origin->freed)
		text_print(out, "Freed by %s at:", frames_allocator(report, true));
	else if (origin->type == KMSAN_TYPE_MARKED)
		text_print(out, "Marked by kmsan_mark at:");
	else if (same)
		text_print(
		    out, "Created by %s(%zu) at:", frames_allocator(report, false), object->size);
	else
		text_print(out, "Created by %s at:", frames_allocator(report, false));
	text_print(out, "%s\n", color(PLAIN));
	frames_cell(out, origin->root, print_frame);
	if (origin->freed && origin->alloc_cell != 0) {
		text_print(out, "  %sCreated by %s", color(GREEN), frames_allocator(report, false));
		if (same)
			text_print(out, "(%zu)", object->size);
		text_print(out, " at:%s\n", color(PLAIN));
		frames_cell(out, origin->alloc_cell, print_frame);
	}
}

void
format_history(const struct kmsan_addr_info *object, struct text *out)
{
	if (object->alloc_orig != 0) {
		text_print(out, "  %sCreated by %s(%zu) at:%s\n", color(GREEN), object->alloc_name,
		    object->size, color(PLAIN));
		frames_cell(out, object->alloc_orig, print_frame);
	}
	if (object->free_orig != 0) {
		text_print(
		    out, "  %sFreed by %s at:%s\n", color(GREEN), object->free_name, color(PLAIN));
		frames_cell(out, object->free_orig, print_frame);
	}
}

static void
print_variable(struct text *out, const struct origin_info *origin)
{
	static struct symbolized_variable variable;

	if (!symbolize_variable(origin, &variable))
		return;
	text_print(out, "  %s", color(GREEN));
	if (variable.name[0] != '\0')
		text_print(out, "Variable '%s' of %s", variable.name, variable.frame.function);
	else
		text_print(out, "A temporary of %s", variable.frame.function);
	raw_described(out, origin, variable.name);
	text_print(out, "%s", color(PLAIN));
	if (variable.frame.file[0] != '\0') {
		text_print(out, " created at ");
		frames_position(out, &variable.frame);
	} else if (origin->placed && origin->place.path != NULL) {
		text_print(out, " created at");
		raw_module(out, &origin->place);
	}
	text_print(out, "\n");
}

/* Where it was made is known, and no more: there was no room for the rest. */
static void
print_place(struct text *out, const struct origin_info *origin)
{
	text_print(out, "  %sCreated at:%s\n", color(GREEN), color(PLAIN));
	frames_cell(out, origin->root, print_frame);
}

static void
print_origin(struct text *out, const struct report *report)
{
	const struct origin_info *origin = &report->origin;

	print_links(out, origin);
	if (origin->type == KMSAN_TYPE_STACK)
		print_variable(out, origin);
	else if (origin->placed && origin->type != KMSAN_TYPE_UNKNOWN)
		print_heap_origin(out, report);
	else if (origin->placed)
		print_place(out, origin);
	else
		text_print(out, "  Origin not known\n");
}

static void
print_ranges(struct text *out, const struct report *report)
{
	size_t bytes = 0;
	const char *separator = "";

	for (unsigned i = 0; i < report->nranges; i++)
		if (report->range[i].bits == 0xff)
			bytes += report->range[i].size;
	if (bytes > 0)
		text_print(out, "  %s ", bytes == 1 ? "Byte" : "Bytes");
	for (unsigned i = 0; i < report->nranges; i++) {
		const struct kmsan_layout_range *r = &report->range[i];

		if (r->bits != 0xff)
			continue;
		text_print(out, "%s%zu", separator, r->first);
		if (r->size > 1)
			text_print(out, "-%zu", r->first + r->size - 1);
		separator = ", ";
	}
	if (bytes > 0)
		text_print(
		    out, " of %zu %s uninitialized\n", report->total, bytes == 1 ? "is" : "are");
	for (unsigned i = 0; i < report->nranges; i++)
		if (report->range[i].bits != 0xff)
			text_print(out, "  Bits 0x%02x of byte %zu are uninitialized\n",
			    (unsigned)report->range[i].bits, report->range[i].first);
	if (report->ranges_left > 0)
		text_print(out, "  and %zu byte%s more, in further ranges\n", report->ranges_left,
		    KMSAN_PLURAL(report->ranges_left));
}

static char
nibble(unsigned data, unsigned shad)
{
	return shad != 0 ? '?' : "0123456789abcdef"[data];
}

static void
print_rows(struct text *out, const struct report *report)
{
	for (unsigned i = 0; i < report->nrows; i++) {
		const struct report_row *row = &report->row[i];

		text_print(out, "  %p:", (void *)row->addr);
		for (unsigned j = 0; j < row->count; j++)
			text_print(out, " %c%c", nibble(row->data[j] >> 4, row->shad[j] >> 4),
			    nibble(row->data[j] & 15, row->shad[j] & 15));
		text_print(out, "\n");
	}
	if (report->rows_left > 0)
		text_print(out, "  and %zu row%s more\n", report->rows_left,
		    KMSAN_PLURAL(report->rows_left));
}

static void
print_object(struct text *out, const struct report *report)
{
	const struct kmsan_addr_info *o = &report->object;
	struct origin_info info = {.type = o->type};
	struct kmsan_frame frame;
	char type[32];
	size_t offset;
	bool behind;

	if (!report->object_known)
		return;
	/* Its padding is marked as the object is. */
	offset = report->first_addr - o->start;
	behind = offset >= o->size && o->size != 0;
	offset -= behind ? o->size : 0;
	text_print(out, "  Address is %zu byte%s %s a %zu-byte %s object", offset,
	    KMSAN_PLURAL(offset), behind ? "after" : "inside", o->size,
	    report_type_word(&info, type, sizeof(type)));
	origin_decode(o->alloc_orig, &info);
	if (info.placed && symbolize_place(&info.place, false, &frame, 1) > 0 &&
	    frame.function[0] != '\0') {
		text_print(out, " allocated by %s", frame.function);
		if (frame.file[0] != '\0') {
			text_print(out, " ");
			frames_position(out, &frame);
		} else {
			raw_module(out, &info.place);
		}
	}
	text_print(out, "%s\n", o->live ? "" : ", now freed");
}

/* The line of the top frame, if its file is there. */
static void
print_source(struct text *out, const struct report *report)
{
	struct kmsan_symbol_query query = {.what = KMSAN_SYMBOL_SOURCE};
	static struct kmsan_frame line;
	struct space_place place;
	const struct kmsan_frame *top = frames_top(report, &place);

	query.path = top->file;
	query.offset = top->line;
	if (top->file[0] == '\0' || kmsan_port_symbol(&query, &line, 1) == 0)
		return;
	text_print(out, "  %s%u | %s%s\n", color(BLUE), top->line, line.file, color(PLAIN));
}

static void
print_summary(struct text *out, const struct report *report)
{
	struct space_place place;
	const struct kmsan_frame *top = frames_top(report, &place);
	char word[96];

	text_print(out, "SUMMARY: kMSan: %s ", report_kind_word(report, word, sizeof(word)));
	if (top->file[0] != '\0')
		frames_position(out, top);
	else if (place.path != NULL)
		text_print(out, "%s+0x%lx", str_base(place.path), place.offset);
	else
		text_print(out, "%p", (void *)place.pc);
	if (top->function[0] != '\0')
		text_print(out, " in %s", top->function);
	text_print(out, "\n");
}

void
format_text(const struct report *report, struct text *out)
{
	text_print(out, "%s%s", RULER, color(RED));
	print_head(out, report);
	text_print(out, "%s\n", color(PLAIN));
	frames_live(out, &report->levels, report->pc, report->pc_flags, report->nframes,
	    print_frame, print_mark);
	print_level(out, report);
	if (kmsan_options.source)
		print_source(out, report);
	print_origin(out, report);
	if (report->addr != 0) {
		print_ranges(out, report);
		if (report->where != NULL)
			text_print(out, "  %s\n", report->where);
		print_rows(out, report);
		print_object(out, report);
		raw_layout(out, report);
	}
	raw_images(out);
	print_summary(out, report);
	text_print(out, "%s", RULER);
}
