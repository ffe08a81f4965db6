/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_PAGES_H
#define ALLOC_PAGES_H

/*
 * Runs of pages, cut from chunks of 1 MiB that come from the port; a run that does not fit in a
 * chunk is a chunk of its own. Freed runs are used again, and go back to the port, with their
 * shadow, oldest first, when more than an eighth of what is in use (and 2 MiB) is free.
 *
 * Any context. No function marks anything.
 */

#include <kmsan/types.h>

struct chunk;

/*
 * npages > 0 pages at a multiple of align pages (a power of 2). NULL: there are none. *chunk is
 * to be given to pages_free().
 */
void *pages_alloc(size_t npages, size_t align, struct chunk **chunk);
void pages_free(void *pages, size_t npages, struct chunk *chunk);

/* True if no byte of the run was used since it came from the port: then it is zero. */
bool pages_fresh(const void *pages, size_t npages, const struct chunk *chunk);

/* Give everything that is free back to the port; returns the number of pages. */
size_t pages_reclaim(void);

/*
 * To sleep until there is memory: pages_want(true), then try and pages_wait(the epoch from before
 * that try) in turns, then pages_want(false). While pages_wanted is not 0, whoever frees an object
 * lets it past the lwp's cache and calls pages_wake().
 */
extern unsigned pages_wanted;
void pages_want(bool begin);
unsigned pages_epoch(void);
void pages_wait(unsigned epoch);
void pages_wake(void);

struct pages_stats {
	size_t used, free; /* pages */
};
void pages_stats(struct pages_stats *stats);

#endif
