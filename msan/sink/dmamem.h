/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_SINK_DMAMEM_H
#define MSAN_SINK_DMAMEM_H

/* What bus_dmamem_alloc gave and bus_dmamem_free took: marks, and what reports say of an address. */

#include <kmsan/types.h>

/* Whole pages, of which so many bytes were asked for. Where there is no memory to remember it in,
 * reports know the place of the call, and not the size. */
void dmamem_given(void *pages, size_t size, uintptr_t pc);
void dmamem_taken(void *pages, size_t size, uintptr_t pc);

#endif
