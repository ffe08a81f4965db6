/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ORIGIN_SYMBOLIZE_H
#define ORIGIN_SYMBOLIZE_H

/* Places -> names, through the port. Slow; only for reports. */

#include <kmsan/port.h>

#include "origin/decode.h"
#include "origin/space.h"

/*
 * The source positions of a return address (interrupted: of the address itself), inlined functions
 * first. At least one frame, max is at least 1; the last has offset and function of the symbol
 * table when there is nothing better, or an empty function.
 */
size_t symbolize_place(
    const struct space_place *place, bool interrupted, struct kmsan_frame *frames, size_t max);

/* The function of the symbol table and the offset of the return address in it. False: none. */
bool symbolize_name(const struct space_place *place, struct kmsan_frame *frame);

/*
 * The variable of a stack origin: its name in the source ("" if it has none), the function that
 * it is in, and where it was declared. False: not a variable.
 */
struct symbolized_variable {
	char name[192];
	struct kmsan_frame frame;
};
bool symbolize_variable(const struct origin_info *info, struct symbolized_variable *variable);

#endif
