/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_SINK_PIECE_H
#define MSAN_SINK_PIECE_H

/*
 * A sink that is given data in pieces (mbufs, iovecs, segments) reports offsets of the whole, and in
 * a line of its own which piece that is.
 */

#include <kmsan/hooks.h>

struct piece {
	const char *noun;	/* "mbuf" */
	unsigned number, count; /* from 1; count 1: no line */
	size_t first;		/* bytes of the piece before what is checked */
	size_t size;		/* of the whole piece */
};

/* args->base and args->total as for kmsan_check_range, whose result this is. */
size_t piece_check(
    const void *addr, size_t size, const struct kmsan_sink_args *args, const struct piece *piece);

#endif
