/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_SYMBOLIZE_FILTER_H
#define KMSAN_SYMBOLIZE_FILTER_H

/*
 * A log in which reports of a program with symbolize=0 stand among other lines -> the same log with
 * the reports as the program would have written them. Whatever it does not recognise, or
 * cannot resolve, it copies.
 *
 *	filter.c	lines and reports
 *	rewrite.c	one line of a report
 *	rewrite_json.c	a report that is a line of JSON
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "origin/space.h"
#include "origin/symbolize.h"

/* Copy in to out. False: reading or writing failed. */
bool filter(FILE *in, FILE *out);

/* What a line is. */
enum line_kind {
	LINE_OTHER,
	LINE_HEAD,     /* MSan: Uninitialized ... */
	LINE_FRAME,    /* #1 0x12 in f+0x3 (a.out+0x12) */
	LINE_MARK,     /* --- signal ---: an interrupted frame comes next */
	LINE_CREATED,  /* Created by, Created at, Freed by, Marked by: the frame after it is the origin's */
	LINE_STORED,   /* Stored to memory at: */
	LINE_VARIABLE, /* Variable 'x' of f created at (a.out+0x12) */
	LINE_OBJECT,   /* ... allocated by f (a.out+0x12) */
	LINE_LAYOUT,   /* Layout: a question */
	LINE_IMAGE,    /* Image a.out: /tmp/a.out, build id 12 */
	LINE_SUMMARY   /* SUMMARY: kMSan: ... */
};

struct line {
	enum line_kind kind;
	char *text; /* without its newline; may have NULs in it */
	size_t length;
	size_t at;   /* where what was recognised begins; before that, a time stamp or so */
	bool module; /* name and offset are set */
	char *name;  /* of "(name+0xoffset)" */
	uint64_t offset;
	size_t module_at; /* where " (name" begins */
};

/* text is taken over. */
void line_parse(struct line *line, char *text, size_t length);
void line_free(struct line *line);

/* What the lines of a report know of each other. */
struct rewrite {
	FILE *out;
	bool interrupted;     /* the next frame was */
	unsigned more;	      /* frames more than the log's numbers say */
	bool layout_answered; /* one of the questions was */
	bool variable_known;  /* the origin's, resolved */
	char described[192];  /* as the compiler says it */
	struct symbolized_variable variable;
	bool origin_known; /* where the memory was created */
	struct kmsan_frame origin;
};

/* Look at all lines of a report before the first is written: the head line needs later ones. */
void rewrite_prepare(struct rewrite *rewrite, const struct line *lines, size_t count);
void rewrite_line(struct rewrite *rewrite, const struct line *line);

/* A line that is, or ends with, a report in JSON without symbols: print it completed. False: it is none. */
bool rewrite_json(const char *line, FILE *out);

/* "4+4,12:f0". Returns how many of max. */
size_t rewrite_ranges(const char *text, struct kmsan_layout_range *ranges, size_t max);

#endif
