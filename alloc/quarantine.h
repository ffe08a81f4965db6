/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_QUARANTINE_H
#define ALLOC_QUARANTINE_H

/*
 * Option quarantine=BYTES: what was freed is not given out again before so many bytes more were
 * freed. The whole object holds the pattern of freelist.h meanwhile, and is looked at when it
 * leaves.
 */

#include "alloc/pool.h"

/* The object is freed and marked. It goes into the quarantine; the oldest leave it. */
void quarantine_object(struct pool *pp, void *object, struct item *item);
void quarantine_large(struct span *span);

/* Let all go, and those of one pool. */
void quarantine_flush(void);

/* Bytes in it. */
size_t quarantine_bytes(void);

#endif
