/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_SUPPRESS_H
#define MSAN_SUPPRESS_H

/*
 * Suppressions: "fun:NAME" and "src:PATH" match any frame of the report's stack, "origin:NAME" any
 * function where the memory was created, "var:NAME" the variable. * stands for anything.
 */

#include "msan/diagnose.h"
#include "msan/print.h"

/*
 * Read the lines of a suppression file; text must stay. Lines that make no sense are said on the
 * console, with their number, and left out. Returns how many lines count.
 */
unsigned suppress_parse(char *text);

/* Under the report lock. */
bool suppress_match(const struct report *report);

/* One line for each suppression that never matched. */
void suppress_unused(struct text *out);

#endif
