/* SPDX-License-Identifier: BSD-2-Clause */
/* Units, and types by name in them. */
#include "layout_dwarf.h"

#include <stdlib.h>
#include <string.h>

#define NAMESPACES_MAX 16

bool
layout_next_unit(Dwarf *dwarf, Dwarf_CU **cu, Dwarf_Die *unit)
{
	Dwarf_Die die, split;

	memset(&split, 0, sizeof(split));
	if (dwarf_get_units(dwarf, *cu, cu, NULL, NULL, &die, &split) != 0)
		return false;
	*unit = split.addr != NULL ? split : die;
	return true;
}

bool
layout_unit_of(Dwarf *dwarf, uint64_t address, Dwarf_Die *unit)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die die, split;

	/* Not dwarf_addrdie(), which wants .debug_aranges: clang does not write that. */
	memset(&split, 0, sizeof(split));
	while (dwarf_get_units(dwarf, cu, &cu, NULL, NULL, &die, &split) == 0) {
		/* The address ranges stand in the skeleton. */
		if (dwarf_haspc(&die, address) == 1) {
			*unit = split.addr != NULL ? split : die;
			return true;
		}
		memset(&split, 0, sizeof(split));
	}
	return false;
}

static bool
is_wanted(Dwarf_Die *die, const char *name, unsigned tag, uint64_t wanted)
{
	const char *die_name;
	int die_tag = dwarf_tag(die);
	Dwarf_Die peeled;
	Dwarf_Word size;

	if (tag != 0 ? die_tag != (int)tag
		     : die_tag != DW_TAG_structure_type && die_tag != DW_TAG_class_type &&
			   die_tag != DW_TAG_union_type && die_tag != DW_TAG_typedef)
		return false;
	die_name = dwarf_diename(die);
	if (die_name == NULL || strcmp(die_name, name) != 0 || layout_flag(die, DW_AT_declaration))
		return false;
	return wanted == 0 || (layout_type_peel(die, &peeled, NULL) &&
				  dwarf_aggregate_size(&peeled, &size) == 0 && size == wanted);
}

static bool
find_below(Dwarf_Die *parent, const char *name, unsigned tag, uint64_t wanted, unsigned depth,
    Dwarf_Die *result)
{
	Dwarf_Die die;

	if (depth > NAMESPACES_MAX || dwarf_child(parent, &die) != 0)
		return false;
	do {
		if (is_wanted(&die, name, tag, wanted)) {
			*result = die;
			return true;
		}
		if (dwarf_tag(&die) == DW_TAG_namespace &&
		    find_below(&die, name, tag, wanted, depth + 1, result))
			return true;
	} while (dwarf_siblingof(&die, &die) == 0);
	return false;
}

bool
layout_find_type(Dwarf *dwarf, const char *name, unsigned tag, uint64_t wanted, Dwarf_Die *result)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit;

	while (layout_next_unit(dwarf, &cu, &unit))
		if (find_below(&unit, name, tag, wanted, 0, result))
			return true;
	return false;
}
