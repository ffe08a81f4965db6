/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_FORMAT_FRAMES_H
#define MSAN_FORMAT_FRAMES_H

/*
 * What the formats have in common: going through stacks, and the words of the head line. Under the
 * report lock: the buffers are shared.
 */

#include "msan/format/format.h"
#include "origin/symbolize.h"

/* One line of a stack. number counts inlined functions too, from 0. */
typedef void frame_printer(struct text *out, unsigned number, const struct space_place *place,
    const struct kmsan_frame *frame);

/*
 * What was interrupted comes next; what is "interrupt at IPL_VM". by_signal: at the very address
 * of the next frame, which is no return address. May be NULL.
 */
typedef void mark_printer(struct text *out, const char *what, bool by_signal);

void frames_place(struct text *out, const struct space_place *place, bool interrupted,
    unsigned *number, frame_printer *print);
void frames_live(struct text *out, const struct report_levels *levels, const uintptr_t *pcs,
    const uint8_t *flags, size_t count, frame_printer *print, mark_printer *mark);
void frames_link(struct text *out, const struct origin_stack *stack, frame_printer *print);
void frames_cell(struct text *out, uint32_t cell, frame_printer *print);

/* "samples/stat_leak.c:41:9" */
void frames_position(struct text *out, const struct kmsan_frame *frame);

/* The innermost position of the report's top frame. */
const struct kmsan_frame *frames_top(const struct report *report, struct space_place *place);

/* The variable of the origin, or NULL: not on the stack, or without a name in the source. */
const struct symbolized_variable *frames_variable(const struct origin_info *origin);

/*
 * Was what is uninitialised created in the object at hand? Memory may have been copied into it: then
 * there are links, or, where none are kept, another root.
 */
bool frames_same_object(const struct report *report);

/* The functions that allocated, or freed, memory of this origin. */
const char *frames_allocator(const struct report *report, bool freed);

#endif
