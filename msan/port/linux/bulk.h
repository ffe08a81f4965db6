/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_BULK_H
#define KMSAN_LINUX_BULK_H

/*
 * What kmsan_linux_bulk may be: for any processor, and for one with AVX2. start chooses; until then
 * it is the first.
 */
#include "port_inline.h"

extern const struct kmsan_linux_bulk kmsan_linux_bulk_plain, kmsan_linux_bulk_avx2;
void kmsan_linux_bulk_start(void);

/* Bytes of shad that are given back to the system rather than written, when they become 0. */
#define KMSAN_LINUX_CLEAR_GIVES_BACK ((size_t)64 << 20)

#endif
