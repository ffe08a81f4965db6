/* SPDX-License-Identifier: BSD-2-Clause */
/* Types of the debug information -> struct layout_type. DWARF 4 and 5, C and C++, as clang writes it. */
#include "layout_dwarf.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX  24
#define PEEL_MAX   64
#define MEMBER_MAX 65536
#define OBJECT_MAX ((uint64_t)1 << 40)
#define ARENA_MAX  ((size_t)32 << 20)

struct layout_block {
	struct layout_block *next;
	_Alignas(16) char bytes[];
};

void *
layout_alloc(struct layout_arena *arena, size_t size)
{
	struct layout_block *block;

	if (size > ARENA_MAX || arena->used > ARENA_MAX - size)
		return NULL;
	block = calloc(1, sizeof(*block) + size);
	if (block == NULL)
		return NULL;
	arena->used += size + sizeof(*block);
	block->next = arena->blocks;
	arena->blocks = block;
	return block->bytes;
}

const char *
layout_string(struct layout_arena *arena, const char *text)
{
	size_t size = strlen(text) + 1, i;
	char *copy = layout_alloc(arena, size);

	if (copy == NULL)
		return NULL;
	/* A newline in a name would be a line of the answer. */
	for (i = 0; i < size; i++)
		copy[i] = text[i] != '\0' && (unsigned char)text[i] < ' ' ? '?' : text[i];
	return copy;
}

void
layout_free(struct layout_arena *arena)
{
	struct layout_block *block, *next;

	for (block = arena->blocks; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	arena->blocks = NULL;
	arena->used = 0;
}

bool
layout_type_ref(Dwarf_Die *die, unsigned attribute, Dwarf_Die *result)
{
	Dwarf_Attribute attr;

	return dwarf_attr_integrate(die, attribute, &attr) != NULL &&
	       dwarf_formref_die(&attr, result) != NULL;
}

bool
layout_flag(Dwarf_Die *die, unsigned attribute)
{
	Dwarf_Attribute attr;
	bool flag;

	return dwarf_attr(die, attribute, &attr) != NULL && dwarf_formflag(&attr, &flag) == 0 &&
	       flag;
}

bool
layout_constant(Dwarf_Die *die, unsigned attribute, uint64_t *value)
{
	Dwarf_Attribute attr;
	Dwarf_Word word;
	Dwarf_Sword signed_word;

	if (dwarf_attr_integrate(die, attribute, &attr) == NULL)
		return false;
	/* Of a small constant the form does not say whether it has a sign. */
	if (dwarf_whatform(&attr) == DW_FORM_sdata && dwarf_formsdata(&attr, &signed_word) == 0) {
		*value = (uint64_t)signed_word;
		return true;
	}
	if (dwarf_formudata(&attr, &word) != 0)
		return false;
	*value = word;
	return true;
}

bool
layout_type_peel(Dwarf_Die *die, Dwarf_Die *peeled, const char **name)
{
	Dwarf_Die at = *die, next;
	unsigned i;

	for (i = 0; i < PEEL_MAX; i++) {
		switch (dwarf_tag(&at)) {
		case DW_TAG_typedef:
			if (name != NULL)
				*name = dwarf_diename(&at);
			break;
		case DW_TAG_const_type:
		case DW_TAG_volatile_type:
		case DW_TAG_restrict_type:
		case DW_TAG_atomic_type:
			break;
		case DW_TAG_invalid:
			return false;
		default:
			*peeled = at;
			return true;
		}
		if (!layout_type_ref(&at, DW_AT_type, &next))
			return false;
		at = next;
	}
	return false;
}

static bool
is_aggregate(int tag)
{
	return tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type;
}

/* "struct ", and of a C++ type the namespaces and classes that it is in. */
static const char *
aggregate_name(struct layout_arena *arena, Dwarf_Die *die, const char *alias)
{
	const char *name = dwarf_diename(die), *part;
	char text[1024], path[512] = "";
	Dwarf_Die *scopes = NULL;
	int i, n;

	if (name == NULL && alias != NULL)
		return layout_string(arena, alias);
	n = name != NULL ? dwarf_getscopes_die(die, &scopes) : 0;
	/* Innermost first; the last is the unit. */
	for (i = n - 2; i >= 1; i--) {
		int tag = dwarf_tag(&scopes[i]);
		size_t used = strlen(path);

		if (tag != DW_TAG_namespace && !is_aggregate(tag))
			continue;
		part = dwarf_diename(&scopes[i]);
		snprintf(path + used, sizeof(path) - used,
		    "%s::", part != NULL ? part : "(anonymous namespace)");
	}
	free(scopes);
	snprintf(text, sizeof(text), "%s %s%s",
	    dwarf_tag(die) == DW_TAG_union_type	  ? "union"
	    : dwarf_tag(die) == DW_TAG_class_type ? "class"
						  : "struct",
	    path, name != NULL ? name : "(unnamed)");
	return layout_string(arena, text);
}

static const struct layout_type *build(
    struct layout_arena *arena, Dwarf_Die *die, uint64_t size, unsigned depth);

/* The byte of the type that a member starts at. */
static bool
member_offset(Dwarf_Die *die, uint64_t *offset)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t n;

	if (dwarf_attr_integrate(die, DW_AT_data_member_location, &attr) == NULL) {
		*offset = 0;
		return true;
	}
	if (layout_constant(die, DW_AT_data_member_location, offset))
		return true;
	if (dwarf_getlocation(&attr, &ops, &n) != 0 || n != 1 || ops[0].atom != DW_OP_plus_uconst)
		return false;
	*offset = ops[0].number;
	return true;
}

/* DWARF 4 and 5 count from the start; before, from the high end of a storage unit. */
static bool
bit_field(Dwarf_Die *die, struct layout_member *member)
{
	uint64_t offset, storage = member->type->size, bits;

	if (!layout_constant(die, DW_AT_bit_size, &member->size))
		return true;
	if (layout_constant(die, DW_AT_data_bit_offset, &member->lo))
		return true;
	if (!layout_constant(die, DW_AT_bit_offset, &bits))
		return true;
	layout_constant(die, DW_AT_byte_size, &storage);
	offset = storage * 8 - bits - member->size;
	member->lo += offset;
	return storage <= 64 && offset <= storage * 8;
}

static bool
build_member(struct layout_arena *arena, Dwarf_Die *die, uint64_t struct_size, bool base,
    struct layout_member *member, unsigned depth)
{
	Dwarf_Die type;
	uint64_t offset;
	const char *name = dwarf_diename(die);

	if (!layout_type_ref(die, DW_AT_type, &type) || !member_offset(die, &offset) ||
	    offset > struct_size)
		return false;
	member->base = base;
	/* What is left of the object is what a flexible array member can have. */
	member->type = build(arena, &type, struct_size - offset, depth + 1);
	if (member->type == NULL)
		return false;
	if (base)
		name = strchr(member->type->name, ' ') != NULL ? strchr(member->type->name, ' ') + 1
							       : member->type->name;
	member->name = layout_string(arena, name != NULL ? name : "");
	member->lo = offset * 8;
	member->size = member->type->size * 8;
	/* An empty base class lies at some member's place. */
	if (base && member->type->count == 0)
		member->size = 0;
	return member->name != NULL && bit_field(die, member) && member->lo <= struct_size * 8 &&
	       member->size <= struct_size * 8 - member->lo;
}

static int
by_place(const void *a, const void *b)
{
	const struct layout_member *x = a, *y = b;

	if (x->lo != y->lo)
		return x->lo < y->lo ? -1 : 1;
	/* Of two at one place the empty one first. */
	return x->size < y->size ? -1 : x->size > y->size;
}

static size_t
count_children(Dwarf_Die *die)
{
	Dwarf_Die child;
	size_t n = 0;

	if (dwarf_child(die, &child) != 0)
		return 0;
	do
		n++;
	while (n < MEMBER_MAX && dwarf_siblingof(&child, &child) == 0);
	return n;
}

static bool
build_members(struct layout_arena *arena, Dwarf_Die *die, struct layout_type *type, unsigned depth)
{
	size_t max = count_children(die);
	Dwarf_Die child;
	int tag;

	if (max == 0 || dwarf_child(die, &child) != 0)
		return true;
	type->members = layout_alloc(arena, max * sizeof(*type->members));
	if (type->members == NULL)
		return false;
	do {
		tag = dwarf_tag(&child);
		if (tag == DW_TAG_variant_part)
			type->inexact = true;
		if (tag != DW_TAG_member && tag != DW_TAG_inheritance)
			continue;
		/* Static members are no part of it. */
		if (layout_flag(&child, DW_AT_external) || layout_flag(&child, DW_AT_declaration))
			continue;
		/* Where a virtual base class lies depends on the object. */
		if (dwarf_hasattr(&child, DW_AT_virtuality) ||
		    !build_member(arena, &child, type->size, tag == DW_TAG_inheritance,
			&type->members[type->count], depth))
			type->inexact = true;
		else
			type->count++;
	} while (--max > 0 && dwarf_siblingof(&child, &child) == 0);
	if (type->kind == LAYOUT_STRUCT)
		qsort(type->members, type->count, sizeof(type->members[0]), by_place);
	return true;
}

/* With limited debug information a class is complete only in the unit that has its vtable. */
static Dwarf *
dwarf_of(Dwarf_Die *die)
{
	return dwarf_cu_getdwarf(die->cu);
}

static const struct layout_type *
build_aggregate(struct layout_arena *arena, Dwarf_Die *die, const char *alias, unsigned depth)
{
	struct layout_type *type;
	Dwarf_Die full = *die;
	const char *name = dwarf_diename(die);
	uint64_t size;

	if (layout_flag(die, DW_AT_declaration) &&
	    (name == NULL ||
		!layout_find_type(dwarf_of(die), name, (unsigned)dwarf_tag(die), 0, &full)))
		return NULL;
	type = layout_alloc(arena, sizeof(*type));
	if (type == NULL || !layout_constant(&full, DW_AT_byte_size, &size) || size > OBJECT_MAX)
		return NULL;
	type->kind = dwarf_tag(&full) == DW_TAG_union_type ? LAYOUT_UNION : LAYOUT_STRUCT;
	type->size = size;
	type->name = aggregate_name(arena, &full, alias);
	if (type->name == NULL || !build_members(arena, &full, type, depth))
		return NULL;
	return type;
}

/* The lengths of an array's dimensions, outermost first; UINT64_MAX: not known. */
#define DIMENSIONS_MAX 16
static size_t
dimensions(Dwarf_Die *die, uint64_t *lengths)
{
	Dwarf_Die child;
	uint64_t bound;
	size_t n = 0;

	if (dwarf_child(die, &child) != 0)
		return 0;
	do {
		if (dwarf_tag(&child) != DW_TAG_subrange_type)
			continue;
		lengths[n] = UINT64_MAX;
		if (layout_constant(&child, DW_AT_count, &bound))
			lengths[n] = bound;
		else if (layout_constant(&child, DW_AT_upper_bound, &bound))
			lengths[n] = bound + 1;
		n++;
	} while (n < DIMENSIONS_MAX && dwarf_siblingof(&child, &child) == 0);
	return n;
}

static const struct layout_type *
build_array(struct layout_arena *arena, Dwarf_Die *die, uint64_t size, unsigned depth)
{
	uint64_t lengths[DIMENSIONS_MAX];
	const struct layout_type *element, *innermost;
	struct layout_type *type = NULL;
	Dwarf_Die element_die;
	char name[1024];
	size_t n = dimensions(die, lengths), i, used;

	if (n == 0 || !layout_type_ref(die, DW_AT_type, &element_die))
		return NULL;
	element = innermost = build(arena, &element_die, 0, depth + 1);
	for (i = n; i > 0; i--) {
		if (element == NULL || element->size == 0)
			return NULL;
		if (lengths[i - 1] == UINT64_MAX)
			lengths[i - 1] = i == 1 ? size / element->size : 0;
		if (lengths[i - 1] > OBJECT_MAX / element->size)
			return NULL;
		type = layout_alloc(arena, sizeof(*type));
		if (type == NULL)
			return NULL;
		type->kind = LAYOUT_ARRAY;
		type->element = element;
		type->count = lengths[i - 1];
		type->size = type->count * element->size;
		type->name = "";
		element = type;
	}
	/* C writes the dimensions behind the element's name. */
	used = (size_t)snprintf(name, sizeof(name), "%.600s", innermost->name);
	for (i = 0; i < n; i++)
		used +=
		    (size_t)snprintf(name + used, sizeof(name) - used, "[%" PRIu64 "]", lengths[i]);
	type->name = layout_string(arena, name);
	return type->name != NULL ? type : NULL;
}

static const struct layout_type *
build_leaf(struct layout_arena *arena, Dwarf_Die *die, const char *alias)
{
	struct layout_type *type = layout_alloc(arena, sizeof(*type));
	const char *name = alias != NULL ? alias : dwarf_diename(die);
	Dwarf_Word size;

	if (type == NULL || dwarf_aggregate_size(die, &size) != 0 || size > OBJECT_MAX)
		return NULL;
	type->kind = LAYOUT_LEAF;
	type->size = size;
	type->name = layout_string(arena, name != NULL ? name : "(unnamed)");
	return type->name != NULL ? type : NULL;
}

static const struct layout_type *
build(struct layout_arena *arena, Dwarf_Die *die, uint64_t size, unsigned depth)
{
	const char *alias = NULL;
	Dwarf_Die peeled;

	if (depth > DEPTH_MAX || !layout_type_peel(die, &peeled, &alias))
		return NULL;
	if (is_aggregate(dwarf_tag(&peeled)))
		return build_aggregate(arena, &peeled, alias, depth);
	if (dwarf_tag(&peeled) == DW_TAG_array_type && !layout_flag(&peeled, DW_AT_GNU_vector))
		return build_array(arena, &peeled, size, depth);
	return build_leaf(arena, &peeled, alias);
}

const struct layout_type *
layout_type_build(struct layout_arena *arena, Dwarf_Die *type, uint64_t size)
{
	return build(arena, type, size, 0);
}
