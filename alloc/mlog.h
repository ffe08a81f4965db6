/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ALLOC_MLOG_H
#define ALLOC_MLOG_H

#include <kmsan/options.h>
#include <kmsan/types.h>

/* The log of malloc(9)'s last operations: hitmlog() of <kmsan/malloc.h> reads it. */
void mlog_add(const void *addr, size_t size, unsigned mtype, bool allocated, uintptr_t pc);

static inline void
mlog(const void *addr, size_t size, unsigned mtype, bool allocated, uintptr_t pc)
{
	if (__builtin_expect(kmsan_options.malloclog != 0, 0))
		mlog_add(addr, size, mtype, allocated, pc);
}

#endif
