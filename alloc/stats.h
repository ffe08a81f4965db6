/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_STATS_H
#define ALLOC_STATS_H

#include "alloc/pool.h"

/* Of one pool, the lwps' magazines included. */
struct stats_pool {
	uint64_t requests;
	size_t inuse, free; /* objects */
};
void stats_pool(struct pool *pp, struct stats_pool *stats);

/* From now on the tables are printed at the end, under print_stats=1. */
void stats_register(void);

#endif
