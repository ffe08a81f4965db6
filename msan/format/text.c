/* SPDX-License-Identifier: BSD-2-Clause */

/* The text form: docs/REPORTS.md. Other people's tools read it. */

#include "msan/format/format.h"

#include <string.h>

#include <kmsan/port.h>

#include "origin/str.h"
#include "origin/symbolize.h"

#define INLINED 16

static const char RULER[] = "=================================================================\n";

/* Large, and only ever used under the report lock. */
static struct kmsan_frame frames[INLINED];
static struct symbolized_variable variable;

static void
print_position(struct text *out, const struct kmsan_frame *frame)
{
	text_print(out, "%s:%u", frame->file, frame->line);
	if (frame->column != 0)
		text_print(out, ":%u", frame->column);
}

static void
print_module(struct text *out, const struct space_place *place)
{
	if (place->path != NULL)
		text_print(out, " (%s+0x%lx)", str_base(place->path), place->offset);
}

/* All frames of one address: inlined ones have a number of their own. */
static void
print_place(struct text *out, const struct space_place *place, bool interrupted, unsigned *number)
{
	size_t n = symbolize_place(place, interrupted, frames, INLINED);

	for (size_t i = 0; i < n; i++) {
		text_print(out, "    #%u %p", *number, (void *)place->pc);
		if (frames[i].function[0] != '\0')
			text_print(out, " in %s", frames[i].function);
		if (frames[i].file[0] != '\0') {
			text_print(out, " ");
			print_position(out, &frames[i]);
		} else if (frames[i].offset != 0) {
			text_print(out, "+0x%lx", frames[i].offset);
		}
		print_module(out, place);
		text_print(out, "\n");
		++*number;
	}
}

void
format_stack(const uintptr_t *pcs, const uint8_t *flags, size_t count, struct text *out)
{
	unsigned number = 0;

	for (size_t i = 0; i < count; i++) {
		struct space_place place;

		space_place_live(pcs[i], &place);
		print_place(out, &place, (flags[i] & KMSAN_PC_INTERRUPTED) != 0, &number);
	}
}

static void
print_links(struct text *out, const struct origin_info *origin)
{
	if (origin->links > 0 && origin->chain_full)
		text_print(out, "  Later stores were not recorded\n");
	for (unsigned i = 0; i < origin->links; i++) {
		unsigned number = 0;

		text_print(out, "  Stored to memory at:\n");
		for (unsigned j = 0; j < origin->link[i].count; j++) {
			struct space_place place;

			if (space_place(origin->link[i].frames[j], &place))
				print_place(out, &place, false, &number);
		}
	}
}

/* "From f+0x12": the function of the symbol table, as a kernel prints it. */
static void
print_from(struct text *out, const struct origin_info *origin)
{
	if (!origin->placed)
		return;
	if (symbolize_name(&origin->place, &frames[0]))
		text_print(out, "From %s+0x%lx", frames[0].function, frames[0].offset);
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
	bool named = symbolize_variable(origin, &variable) && variable.name[0] != '\0';
	char type[32];

	report_type_word(origin, type, sizeof(type));
	if (report->sink == NULL && named) {
		text_print(out, "MSan: Uninitialized Variable '%s' From %s()\n", variable.name,
		    variable.frame.function);
		return;
	}
	text_print(out, "MSan: Uninitialized %s Memory", type);
	if (report->sink != NULL)
		text_print(out, " In %s", report->sink);
	if (report->addr != 0)
		text_print(out, " At Offset %zu/%zu", report->range[0].first, report->total);
	if (named) {
		text_print(out, ", Variable '%s' From %s()\n", variable.name,
		    variable.frame.function);
		return;
	}
	if (origin->placed)
		text_print(out, report->addr != 0 ? ", " : " ");
	print_from(out, origin);
	text_print(out, "\n");
}

static const char *
alloc_word(const struct report *report, bool freed)
{
	static const char *const alloc[] = {
	    "", "kmem_alloc", "malloc", "pool_get", "uvm_km_alloc", "kmsan_mark", ""};
	static const char *const release[] = {
	    "", "kmem_free", "free", "pool_put", "uvm_km_free", "kmsan_mark", ""};
	const char *told = freed ? report->object.free_name : report->object.alloc_name;

	if (report->object_known && told != NULL)
		return told;
	return (freed ? release : alloc)[report->origin.type];
}

static void
print_cell_place(struct text *out, uint32_t cell)
{
	struct origin_info info;
	unsigned number = 0;

	origin_decode(cell, &info);
	if (info.placed)
		print_place(out, &info.place, false, &number);
}

static void
print_heap_origin(struct text *out, const struct report *report)
{
	const struct kmsan_addr_info *object = &report->object;
	const struct origin_info *origin = &report->origin;
	/* The memory may have been copied: then the object at hand is not where it was created. */
	bool same = report->object_known && origin->links == 0 &&
	    (object->live ? object->alloc_orig : object->free_orig) == origin->root;

	if (origin->freed)
		text_print(out, "  Freed by %s at:\n", alloc_word(report, true));
	else if (origin->type == KMSAN_TYPE_MARKED)
		text_print(out, "  Marked by kmsan_mark at:\n");
	else if (same)
		text_print(out, "  Created by %s(%zu) at:\n", alloc_word(report, false), object->size);
	else
		text_print(out, "  Created by %s at:\n", alloc_word(report, false));
	print_cell_place(out, origin->root);
	if (origin->freed && same && object->alloc_orig != 0) {
		text_print(out, "  Created by %s(%zu) at:\n", alloc_word(report, false), object->size);
		print_cell_place(out, object->alloc_orig);
	}
}

static void
print_origin(struct text *out, const struct report *report)
{
	const struct origin_info *origin = &report->origin;

	if (origin->type == KMSAN_TYPE_STACK) {
		if (variable.frame.file[0] == '\0' && variable.name[0] == '\0')
			return;
		text_print(out, "  ");
		if (variable.name[0] != '\0')
			text_print(out, "Variable '%s' of %s", variable.name, variable.frame.function);
		else
			text_print(out, "A temporary of %s", variable.frame.function);
		if (variable.frame.file[0] != '\0') {
			text_print(out, " created at ");
			print_position(out, &variable.frame);
		}
		text_print(out, "\n");
	} else if (origin->placed) {
		print_heap_origin(out, report);
	} else {
		text_print(out, "  Origin not known\n");
	}
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
		const struct report_range *r = &report->range[i];

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
		text_print(out, "  and %zu bytes more, in further ranges\n", report->ranges_left);
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
		text_print(out, "  and %zu rows more\n", report->rows_left);
}

static void
print_object(struct text *out, const struct report *report)
{
	const struct kmsan_addr_info *o = &report->object;
	struct origin_info info;
	char type[32];
	size_t in;

	if (!report->object_known)
		return;
	in = report->first_addr - o->start;
	memset(&info, 0, sizeof(info));
	info.type = o->type;
	text_print(out, "  Address is %zu bytes inside a %zu-byte %s object", in, o->size,
	    report_type_word(&info, type, sizeof(type)));
	origin_decode(o->alloc_orig, &info);
	if (info.placed && symbolize_place(&info.place, false, frames, 1) > 0 &&
	    frames[0].function[0] != '\0') {
		text_print(out, " allocated by %s", frames[0].function);
		if (frames[0].file[0] != '\0') {
			text_print(out, " ");
			print_position(out, &frames[0]);
		}
	}
	text_print(out, "%s\n", o->live ? "" : ", now freed");
}

static void
print_summary(struct text *out, const struct report *report)
{
	struct space_place place;
	char word[96];

	space_place_live(report->pc[0], &place);
	symbolize_place(
	    &place, (report->pc_flags[0] & KMSAN_PC_INTERRUPTED) != 0, frames, INLINED);
	text_print(out, "SUMMARY: kMSan: %s ", report_kind_word(report, word, sizeof(word)));
	if (frames[0].file[0] != '\0')
		print_position(out, &frames[0]);
	else if (place.path != NULL)
		text_print(out, "%s+0x%lx", str_base(place.path), place.offset);
	else
		text_print(out, "%p", (void *)place.pc);
	if (frames[0].function[0] != '\0')
		text_print(out, " in %s", frames[0].function);
	text_print(out, "\n");
}

void
format_text(const struct report *report, struct text *out)
{
	text_print(out, "%s", RULER);
	print_head(out, report);
	format_stack(report->pc, report->pc_flags, report->nframes, out);
	print_links(out, &report->origin);
	print_origin(out, report);
	if (report->addr != 0) {
		print_ranges(out, report);
		if (report->where != NULL)
			text_print(out, "  %s\n", report->where);
		print_rows(out, report);
		print_object(out, report);
	}
	print_summary(out, report);
	text_print(out, "%s", RULER);
}
