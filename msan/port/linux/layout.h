/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_LAYOUT_H
#define KMSAN_LINUX_LAYOUT_H

#include <stddef.h>

#include <kmsan/port.h>

/*
 * KMSAN_SYMBOL_LAYOUT of kmsan_port_symbol(), by asking kmsan-symbolize --serve: libdw lives
 * there, not in the program. Without that tool there is no answer, which verbosity=1 says.
 * Call it between kmsan_linux_tool_enter() and leave.
 */
size_t kmsan_linux_layout(const struct kmsan_symbol_query *query);

/* The tool to use, "" = the one that belongs to the runtime, or is in PATH. */
extern const char *kmsan_linux_layout_tool;

#endif
