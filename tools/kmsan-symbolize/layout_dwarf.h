/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_SYMBOLIZE_LAYOUT_DWARF_H
#define KMSAN_SYMBOLIZE_LAYOUT_DWARF_H

/* What the files of layout that read debug information share. */

#include <dwarf.h>
#include <elfutils/libdw.h>

#include "layout.h"

/*
 * The graph of a type; NULL if the debug information does not tell it, or is not to be believed.
 * size: of the object in bytes, for an array that does not know its length; 0 = not known.
 */
const struct layout_type *layout_type_build(
    struct layout_arena *arena, Dwarf_Die *type, uint64_t size);

/* Through typedefs and qualifiers to what it is; the last typedef's name in *name, if not NULL. */
bool layout_type_peel(Dwarf_Die *die, Dwarf_Die *peeled, const char **name);

/* The DIE that an attribute (DW_AT_type, ...) refers to, abstract origins included. */
bool layout_type_ref(Dwarf_Die *die, unsigned attribute, Dwarf_Die *result);

bool layout_flag(Dwarf_Die *die, unsigned attribute);

/* A constant; false if there is none, or it is an expression. */
bool layout_constant(Dwarf_Die *die, unsigned attribute, uint64_t *value);

/*
 * A complete type of this tag, or any if 0, and this name, among the top-level types of all units
 * (and in namespaces). wanted: of that size in bytes, 0 = of any.
 */
bool layout_find_type(
    Dwarf *dwarf, const char *name, unsigned tag, uint64_t wanted, Dwarf_Die *result);

/* The debug information of a file, kept open; NULL: none. */
Dwarf *layout_open(const char *path);

/* The next unit, its DIE in *unit (of a split unit the whole one). Start with *cu NULL. */
bool layout_next_unit(Dwarf *dwarf, Dwarf_CU **cu, Dwarf_Die *unit);

/* The unit that has this address. */
bool layout_unit_of(Dwarf *dwarf, uint64_t address, Dwarf_Die *unit);

#endif
