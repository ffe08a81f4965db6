/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The form of NetBSD's kernel, with its own strings, for tools that know those: a head line, as a
 * panic when the program is going to stop, and frames as its debugger prints them. The tools look
 * for the last frame of the sanitizer and take the one after it for the culprit.
 */

#include "msan/format/frames.h"

#include <kmsan/options.h>

#include "origin/str.h"

static void
print_frame(struct text *out, unsigned number, const struct space_place *place,
    const struct kmsan_frame *frame)
{
	struct kmsan_frame symbol;

	(void)number;
	(void)frame;
	if (symbolize_name(place, &symbol))
		text_print(out, "%s() at netbsd:%s+0x%lx\n", symbol.function, symbol.function,
		    symbol.offset);
	else if (place->path != NULL)
		text_print(out, "?() at %s+0x%lx\n", str_base(place->path), place->offset);
	else
		text_print(out, "?() at %p\n", (void *)place->pc);
}

/* A kernel knows no inlined functions: one line an address. */
static void
print_stack(struct text *out, const struct report *report)
{
	text_print(out, "%s() at netbsd:%s+0x0\n",
	    report->sink != NULL ? "kmsan_shadow_check" : "__msan_warning",
	    report->sink != NULL ? "kmsan_shadow_check" : "__msan_warning");
	for (size_t i = 0; i < report->nframes; i++) {
		struct space_place place;

		space_place_live(report->pc[i], &place);
		print_frame(out, 0, &place, NULL);
	}
}

static void
print_head(struct text *out, const struct report *report)
{
	const struct origin_info *origin = &report->origin;
	const struct symbolized_variable *variable = frames_variable(origin);
	struct origin_info plain = *origin;
	struct kmsan_frame from = {.function = ""};
	char word[32];
	const char *type;

	/* It has no word for freed memory, and none for marked. */
	plain.freed = false;
	if (plain.type == KMSAN_TYPE_MARKED)
		plain.type = KMSAN_TYPE_UNKNOWN;
	type = report_type_word(&plain, word, sizeof(word));
	if (origin->placed)
		symbolize_name(&origin->place, &from);
	if (report->sink == NULL) {
		if (variable != NULL)
			text_print(out, "MSan: Uninitialized Variable '%s' From %s()\n",
			    variable->name, variable->frame.function);
		else if (from.function[0] != '\0')
			text_print(
			    out, "MSan: Uninitialized %s Memory From %s()\n", type, from.function);
		else
			text_print(
			    out, "MSan: Uninitialized %s Memory, Origin %x\n", type, origin->root);
		return;
	}
	if (variable == NULL && from.function[0] == '\0') {
		text_print(out, "MSan: Uninitialized Memory In %s At Offset %zu\n", report->sink,
		    report->range[0].first);
		return;
	}
	text_print(out, "MSan: Uninitialized %s Memory In %s At Offset %zu", type, report->sink,
	    report->range[0].first);
	if (variable != NULL)
		text_print(out, ", Variable '%s' From %s()\n", variable->name,
		    variable->frame.function);
	else
		text_print(out, "/%zu, From %s()\n", report->total, from.function);
}

void
format_netbsd(const struct report *report, struct text *out)
{
	if (kmsan_options.halt_on_error)
		text_print(out, "panic: ");
	print_head(out, report);
	print_stack(out, report);
}
