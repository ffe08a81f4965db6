/* SPDX-License-Identifier: BSD-2-Clause */

/* The form of Linux KMSAN, for tools that read crashes of that kernel. */

#include "msan/format/frames.h"

#include "origin/str.h"

static const char RULER[] = "=====================================================\n";

static void
print_symbol(struct text *out, const struct space_place *place)
{
	struct kmsan_frame symbol;

	if (symbolize_name(place, &symbol))
		text_print(out, "%s+0x%lx/0x%lx", symbol.function, symbol.offset, symbol.size);
	else
		text_print(out, "0x%lx", place->pc);
	if (place->path != NULL)
		text_print(out, " [%s]", str_base(place->path));
}

static void
print_frame(struct text *out, unsigned number, const struct space_place *place,
    const struct kmsan_frame *frame)
{
	(void)number;
	text_print(out, " ");
	/* Functions that were inlined have a position, but no symbol of their own. */
	if (frame->file[0] != '\0') {
		struct kmsan_frame symbol;
		bool own = symbolize_name(place, &symbol) && str_same(symbol.function, frame->function);

		if (!own)
			text_print(out, "%s ", frame->function);
		else
			text_print(out, "%s+0x%lx/0x%lx ", symbol.function, symbol.offset, symbol.size);
		text_print(out, "%s:%u\n", frame->file, frame->line);
		return;
	}
	print_symbol(out, place);
	text_print(out, "\n");
}

static void
print_created(struct text *out, const struct report *report)
{
	const struct origin_info *origin = &report->origin;
	const struct symbolized_variable *variable = frames_variable(origin);

	if (variable != NULL)
		text_print(out, "Local variable %s created at:\n", variable->name);
	else
		text_print(out, "Uninit was created at:\n");
	if (origin->placed)
		frames_cell(out, origin->root, print_frame);
	else
		text_print(out, "(stack is not available)\n");
	text_print(out, "\n");
}

static void
print_ranges(struct text *out, const struct report *report)
{
	for (unsigned i = 0; i < report->nranges; i++) {
		const struct kmsan_layout_range *r = &report->range[i];

		if (r->size == 1)
			text_print(out, "Byte %zu of %zu is uninitialized\n", r->first, report->total);
		else
			text_print(out, "Bytes %zu-%zu of %zu are uninitialized\n", r->first,
			    r->first + r->size - 1, report->total);
	}
	text_print(
	    out, "Memory access of size %zu starts at %016lx\n\n", report->total, report->addr);
}

void
format_linux(const struct report *report, struct text *out)
{
	struct space_place place;
	char word[96];

	text_print(out, "%s", RULER);
	text_print(out, "BUG: KMSAN: %s in ", report_kind_word(report, word, sizeof(word)));
	space_place_live(report->pc[0], &place);
	print_symbol(out, &place);
	text_print(out, "\n");
	frames_live(out, &report->levels, report->pc, report->pc_flags, report->nframes,
	    print_frame, NULL);
	text_print(out, "\n");
	if (report->origin.links > 0 && report->origin.chain_full)
		text_print(out, "<Zero or more stacks not recorded to save memory>\n\n");
	for (unsigned i = 0; i < report->origin.links; i++) {
		text_print(out, "Uninit was stored to memory at:\n");
		frames_link(out, &report->origin.link[i], print_frame);
		text_print(out, "\n");
	}
	print_created(out, report);
	if (report->addr != 0)
		print_ranges(out, report);
	space_place_live(report->pc[report->nframes - 1], &place);
	text_print(out, "CPU: 0 PID: %u Comm: %s\n", report->lwp,
	    place.path != NULL ? str_base(place.path) : "?");
	text_print(out, "%s", RULER);
}
