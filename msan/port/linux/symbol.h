/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_LINUX_SYMBOL_H
#define KMSAN_LINUX_SYMBOL_H

/*
 * The parts of kmsan_port_symbol(): pure functions over a tool's answers, and the symbol table of
 * an ELF file.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kmsan/port.h>

/*
 * llvm-symbolizer's answer to CODE: pairs of lines, the function and file:line:column, innermost
 * first. Returns how many of max; -1: that is no such answer. Frames of which nothing is
 * known are left out. File names below cwd (absolute, or "") become relative to it.
 */
int kmsan_symbol_parse_code(
    const char *reply, const char *cwd, struct kmsan_frame *frames, size_t max);

/*
 * Its answer to FRAME: groups of four lines, function, variable, file:line, and numbers. The
 * variables of that name, which is in .function; as above. "[]": arrays of variable length.
 */
int kmsan_symbol_parse_locals(const char *reply, const char *variable, const char *cwd,
    struct kmsan_frame *frames, size_t max);

/*
 * The column at which a line of a source declares that variable: the first of its name that is not
 * a structure's or part of a longer one. From 1, tabs count as 1; 0: it is not there.
 */
unsigned kmsan_symbol_column(const char *line, const char *variable);

/* "int ns::foo<int>(char) const" becomes "ns::foo<int>", in place. */
void kmsan_symbol_bare_name(char *function);

/*
 * The function of the file's symbol table that has this address (the file's), the offset in it and
 * its size; static functions too unless the file is stripped of them. False: none. Any context.
 */
bool kmsan_symbol_table_find(const char *path, uintptr_t address, struct kmsan_frame *frame);

/* The build id of the file, in hexadecimal digits, cut at size - 1. False: none. Any context. */
bool kmsan_symbol_build_id(const char *path, char *text, size_t size);

/* Forget the symbolizer's answers. No other thread asks meanwhile. */
void kmsan_linux_symbol_forget(void);

/* How long a symbolizer may take to answer, in milliseconds. For tests. */
extern unsigned kmsan_linux_symbolizer_timeout_ms;

#endif
