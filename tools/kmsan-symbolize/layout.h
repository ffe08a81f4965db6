/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_SYMBOLIZE_LAYOUT_H
#define KMSAN_SYMBOLIZE_LAYOUT_H

/*
 * Which members, and which padding between them, are these bytes of an object?
 *
 *	layout_find.c	debug information -> the type of the object
 *	layout_type.c	debug information -> a graph of struct layout_type
 *	layout_text.c	graph and byte ranges -> lines; pure
 *
 * Debug information is bad input: it may be cut, wrong or circular. The graph never is.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Types. Offsets and sizes of members are in bits, from the lowest bit of byte 0, as a little-endian
 * machine numbers them.
 */
enum layout_kind { LAYOUT_LEAF, LAYOUT_STRUCT, LAYOUT_UNION, LAYOUT_ARRAY };

struct layout_member {
	const char *name; /* "" = unnamed: its members count as this type's own */
	uint64_t lo, size;
	const struct layout_type *type;
	bool base; /* a C++ base class */
};

struct layout_type {
	enum layout_kind kind;
	const char *name; /* "struct foo", as the source says it */
	uint64_t size;	  /* bytes */
	bool inexact;	  /* some member's place is not known: what is between may be it */
	/* STRUCT, UNION: by lo */
	struct layout_member *members;
	size_t count; /* of members, or of an ARRAY's elements */
	/* ARRAY */
	const struct layout_type *element;
};

/* Memory of a graph: freed all at once. */
struct layout_arena {
	struct layout_block *blocks;
	size_t used;
};
/* Zeroed; NULL when there is none, or when this graph has become too large to be true. */
void *layout_alloc(struct layout_arena *arena, size_t size);
const char *layout_string(struct layout_arena *arena, const char *text);
void layout_free(struct layout_arena *arena);

/* Bits [lo, hi) of the object that are uninitialised; sorted, apart from each other. */
struct layout_bits {
	uint64_t lo, hi;
};

/*
 * Print a line for every member and every padding that the bits touch, without indentation:
 * "struct stat_out: offset 4, 4 bytes: padding after 'mode'". probably: put that word in
 * front. Returns the number of lines. Nothing is printed for a type that has no parts.
 */
#define LAYOUT_LINES_MAX 64
size_t layout_print(const struct layout_type *type, bool probably, const struct layout_bits *bits,
    size_t count, FILE *out);

/* The question. */
enum layout_what {
	LAYOUT_VARIABLE, /* the local variable name of the function that has address */
	LAYOUT_HEAP,	 /* what the call at address returned */
	LAYOUT_GLOBAL,	 /* the variable at address */
	LAYOUT_TYPE	 /* the type of that name */
};
struct layout_query {
	enum layout_what what;
	const char *path;
	uint64_t address; /* the file's */
	const char *name; /* VARIABLE, TYPE */
	uint64_t size;	  /* of the object, bytes; 0 = not known */
	bool rounded;	  /* up to a multiple of 4 */
	const struct layout_bits *bits;
	size_t count;
};

/*
 * The lines of the answer. Returns how many; 0 also when there is no debug information, no such
 * variable, or more than one type that it may be. Keeps the file open for the next question.
 */
size_t layout_answer(const struct layout_query *query, FILE *out);

/* Forget all files. */
void layout_close(void);

/*
 * One line of the protocol, docs/SYMBOLIZE.md, without its newline; it is written to. False: that
 * is none. bits are the caller's, max of them.
 */
bool layout_parse_query(
    char *line, struct layout_query *query, struct layout_bits *bits, size_t max);

#endif
