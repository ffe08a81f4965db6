/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ORIGIN_DECODE_H
#define ORIGIN_DECODE_H

/* What a cell says, read back. Pure: any number may be given, also one that was never a cell. */

#include <kmsan/types.h>

#include "origin/chain.h"
#include "origin/space.h"

struct origin_stack {
	const uint32_t *frames; /* space addresses of return addresses */
	unsigned count;
};

struct origin_info {
	uint32_t root;          /* the cell at the end of the chain */
	enum kmsan_type type;   /* of the root, without KMSAN_TYPE_FREED */
	bool freed;
	bool placed;            /* place is known: where it was created, freed or marked */
	struct space_place place;
	struct origin_stack created; /* under alloc_stack=1: place and the frames above it */
	uint32_t alloc_cell;    /* freed: what it was allocated with; 0: not known */
	const char *object_type; /* of what is allocated at place, "struct foo"; NULL: not known */
	const char *variable;   /* STACK: as the compiler says it, "" if it has none; else NULL */
	const char *function;   /* STACK: what the compiler says, "" if it does not */
	unsigned links;         /* newest first */
	bool chain_full;        /* later stores were not recorded */
	struct origin_stack link[CHAIN_DEPTH];
};

void origin_decode(uint32_t cell, struct origin_info *info);

/* Only the end of the chain. */
uint32_t origin_root(uint32_t cell);

/* Is one cell the other, or a later link of a chain through it? */
bool origin_descends(uint32_t cell, uint32_t ancestor);

#endif
