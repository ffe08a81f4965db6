/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_LIBC_MEMSTREAM_H
#define KMSAN_LINUX_LIBC_MEMSTREAM_H

/*
 * Streams over memory. libc writes the program's variables at fflush and fclose, long after the
 * call that named them, so they are kept until then. Each call costs one load while the program
 * has no such stream.
 */

#include <stdio.h>

struct memstream;

/* After fflush; NULL is all streams. */
void memstream_flushed(FILE *f);
/* Before the position changes: what was written so far is written to memory by that. */
void memstream_moving(FILE *f);
/* Before fclose: forget the stream; NULL if it is none. And after it. */
struct memstream *memstream_closing(FILE *f);
void memstream_closed(struct memstream *m);

#endif
