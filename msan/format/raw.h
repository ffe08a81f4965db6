/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_FORMAT_RAW_H
#define MSAN_FORMAT_RAW_H

/*
 * What the text form says for the reader: the members of the memory. And what it says instead when
 * symbolize=0, for kmsan-symbolize: the questions about them, and which files its places are of.
 * docs/SYMBOLIZE.md describes those lines.
 */

#include "msan/format/format.h"
#include "origin/space.h"

/* "struct foo: offset 4, 4 bytes: padding after 'mode'", or "Layout: variable 'st' of (a.out+0x12), ..." */
void raw_layout(struct text *out, const struct report *report);

/* " (a.out+0x12)", or nothing; its file is remembered. */
void raw_module(struct text *out, const struct space_place *place);

/* The file is one of those to be named. */
void raw_image_used(const char *path);

/* The questions that kmsan-symbolize can be asked. Returns how many. */
struct layout_question;
unsigned raw_questions(const struct report *report, struct layout_question *questions);

/* "4+4,16+8,24:f0" */
void raw_ranges(struct text *out, const struct kmsan_layout_query *query);

/* Raw only: ", described as 'x.addr'," where the compiler's name of a variable is another. */
void raw_described(struct text *out, const struct origin_info *origin, const char *name);

/* Raw only: "Image a.out: /tmp/a.out, build id 1234" for the files remembered; forgets them. */
void raw_images(struct text *out);

/* The same in another form; build_id may be "". */
typedef void raw_image_printer(
    struct text *out, unsigned number, const char *path, const char *build_id);
void raw_images_each(struct text *out, raw_image_printer *print);

#endif
