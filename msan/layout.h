/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_LAYOUT_H
#define MSAN_LAYOUT_H

/*
 * A report's memory as an object with members: what there is to ask of the debug information, the
 * likeliest first.
 */

#include <kmsan/port.h>

#include "msan/diagnose.h"

struct layout_question {
	struct kmsan_layout_query query; /* text is not set */
	struct space_place place;	 /* the hook's or the allocation's return address */
};
#define LAYOUT_QUESTIONS 6

/* Returns how many. Strings are shared: under the report lock. */
unsigned layout_questions(const struct report *report, struct layout_question *questions);

/* Ask them until there is an answer: its lines, or "". Valid until the next call. */
const char *layout_lines(const struct report *report);

#endif
