/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ORIGIN_TYPE_H
#define ORIGIN_TYPE_H

/*
 * Places that always allocate the same type, as the source says there. Kept by place and not with
 * each object: an allocation pays a comparison, an object nothing, and a copy of the object that
 * has only its origin left has the type still. At most TYPE_PLACES places; of more no type is known.
 */

#include <stdint.h>

#define TYPE_PLACES 4096u

/* What the call that returns to pc allocates is a name ("struct foo"). Any context. */
void type_note(uintptr_t pc, const char *name);

/* The name for this space address; NULL: not known. Valid for ever. */
const char *type_at(uint32_t pointer);

/* An image is gone: addresses in it may be another's next. What was noted stays. */
void type_forget(void);

#endif
