/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_SINK_MBUF_H
#define MSAN_SINK_MBUF_H

#include <kmsan/hooks.h>
#include <kmsan/mbuf.h>
#include <kmsan/types.h>

/*
 * How many mbufs a chain has, empty ones too. A chain that cannot be walked stops the program in the
 * name of who: one with a cycle, or with an mbuf whose data is not in its storage.
 */
unsigned mbuf_count(const struct mbuf *m, const char *who, uintptr_t pc);

/*
 * Report what is not initialised of len bytes from off on, an mbuf at a time, in the packet's terms.
 * count is mbuf_count's. Returns the number of such bytes.
 */
size_t mbuf_check(const struct mbuf *m, size_t off, size_t len, unsigned count,
    const struct kmsan_sink_args *args);

#endif
