/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/format/frames.h"

#define INLINED 16

static struct kmsan_frame frames[INLINED];
static struct symbolized_variable variable;

void
frames_position(struct text *out, const struct kmsan_frame *frame)
{
	/* Line 0: in the file, but of no line in it; code that the compiler added. */
	text_print(out, "%s", frame->file);
	if (frame->line != 0)
		text_print(out, ":%u", frame->line);
	if (frame->column != 0)
		text_print(out, ":%u", frame->column);
}

void
frames_place(struct text *out, const struct space_place *place, bool interrupted,
    unsigned *number, frame_printer *print)
{
	size_t n = symbolize_place(place, interrupted, frames, INLINED);

	for (size_t i = 0; i < n; i++)
		print(out, (*number)++, place, &frames[i]);
}

void
frames_live(struct text *out, const struct report_levels *levels, const uintptr_t *pcs,
    const uint8_t *flags, size_t count, frame_printer *print, mark_printer *mark)
{
	unsigned number = 0, level = 0;

	for (size_t i = 0; i < count; i++) {
		bool interrupted = (flags[i] & KMSAN_PC_INTERRUPTED) != 0;
		bool entered = (flags[i] & KMSAN_PC_LEVEL) != 0;
		struct space_place place;

		/* A signal that no level was entered for is one of libc's or of a library. */
		if ((interrupted || entered) && mark != NULL && i > 0)
			mark(out, entered && level < levels->count ? levels->what[level++] : "signal",
			    interrupted);
		space_place_live(pcs[i], &place);
		frames_place(out, &place, interrupted, &number, print);
	}
}

void
frames_link(struct text *out, const struct origin_stack *stack, frame_printer *print)
{
	unsigned number = 0;

	for (unsigned j = 0; j < stack->count; j++) {
		struct space_place place;

		if (space_place(stack->frames[j], &place))
			frames_place(out, &place, false, &number, print);
	}
}

void
frames_cell(struct text *out, uint32_t cell, frame_printer *print)
{
	struct origin_info info;
	unsigned number = 0;

	origin_decode(cell, &info);
	if (info.created.count > 0)
		frames_link(out, &info.created, print);
	else if (info.placed)
		frames_place(out, &info.place, false, &number, print);
}

const struct kmsan_frame *
frames_top(const struct report *report, struct space_place *place)
{
	space_place_live(report->pc[0], place);
	symbolize_place(
	    place, (report->pc_flags[0] & KMSAN_PC_INTERRUPTED) != 0, frames, INLINED);
	return &frames[0];
}

const struct symbolized_variable *
frames_variable(const struct origin_info *origin)
{
	if (!symbolize_variable(origin, &variable) || variable.name[0] == '\0')
		return NULL;
	return &variable;
}

bool
frames_same_object(const struct report *report)
{
	const struct kmsan_addr_info *object = &report->object;

	if (!report->object_known || report->origin.links > 0)
		return false;
	/* A free fills all of the object, and nobody copies into it afterwards. */
	return report->origin.freed ? !object->live : object->alloc_orig == report->origin.root;
}

const char *
frames_allocator(const struct report *report, bool freed)
{
	static const char *const alloc[] = {
	    "", "kmem_alloc", "malloc", "pool_get", "uvm_km_alloc", "kmsan_mark", ""};
	static const char *const release[] = {
	    "", "kmem_free", "free", "pool_put", "uvm_km_free", "kmsan_mark", ""};
	const char *told = freed ? report->object.free_name : report->object.alloc_name;

	if (told != NULL && frames_same_object(report))
		return told;
	return (freed ? release : alloc)[report->origin.type];
}
