/* SPDX-License-Identifier: BSD-2-Clause */
/* The type of an object: of a local variable, of a global one, of what an allocation returned. */
#include "layout_dwarf.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 64

/*
 * Variables that it may be. "It" must be one type: of several the answer is none, for a wrong
 * member name is worse than no name.
 */
struct candidates {
	const struct layout_query *query;

	int line; /* of the address */
	const char *file;
	/* the best so far, and how good */
	Dwarf_Die type;
	unsigned rank;
	bool ambiguous;
};

static bool
same_type(Dwarf_Die *a, Dwarf_Die *b)
{
	Dwarf_Word size_a, size_b;
	Dwarf_Die peeled_a, peeled_b;
	const char *alias_a = NULL, *alias_b = NULL, *name_a, *name_b;

	if (!layout_type_peel(a, &peeled_a, &alias_a) || !layout_type_peel(b, &peeled_b, &alias_b))
		return false;
	if (dwarf_dieoffset(&peeled_a) == dwarf_dieoffset(&peeled_b))
		return true;
	name_a = dwarf_diename(&peeled_a) != NULL ? dwarf_diename(&peeled_a) : alias_a;
	name_b = dwarf_diename(&peeled_b) != NULL ? dwarf_diename(&peeled_b) : alias_b;
	return dwarf_tag(&peeled_a) == dwarf_tag(&peeled_b) && name_a != NULL && name_b != NULL &&
	       strcmp(name_a, name_b) == 0 && dwarf_aggregate_size(&peeled_a, &size_a) == 0 &&
	       dwarf_aggregate_size(&peeled_b, &size_b) == 0 && size_a == size_b;
}

static void
candidate(struct candidates *c, Dwarf_Die *type, unsigned rank)
{
	if (rank == 0 || rank < c->rank)
		return;
	if (rank == c->rank) {
		c->ambiguous = c->ambiguous || !same_type(type, &c->type);
		return;
	}
	c->type = *type;
	c->rank = rank;
	c->ambiguous = false;
}

static bool
fits(const struct layout_query *query, uint64_t size)
{
	return query->size == 0 || size == query->size ||
	       (query->rounded && (size + 3) / 4 == query->size / 4);
}

static bool
has_size(Dwarf_Die *type, const struct layout_query *query)
{
	Dwarf_Word found;
	Dwarf_Die peeled, full;

	if (query->size == 0)
		return true;
	if (!layout_type_peel(type, &peeled, NULL))
		return false;
	if (dwarf_aggregate_size(&peeled, &found) == 0)
		return fits(query, found);
	/* Declared only: the definition is in another unit. Arrays without a length fit any size. */
	if (dwarf_tag(&peeled) == DW_TAG_array_type)
		return true;
	return dwarf_diename(&peeled) != NULL &&
	       layout_find_type(dwarf_cu_getdwarf(peeled.cu), dwarf_diename(&peeled),
		   (unsigned)dwarf_tag(&peeled), 0, &full) &&
	       dwarf_aggregate_size(&full, &found) == 0 && fits(query, found);
}

static bool
on_line(const struct candidates *c, Dwarf_Die *variable)
{
	int line;
	const char *file = dwarf_decl_file(variable);

	return c->line > 0 && dwarf_decl_line(variable, &line) == 0 && line == c->line &&
	       (file == NULL || c->file == NULL || strcmp(file, c->file) == 0);
}

/* What a pointer points to; false if it is none. */
static bool
pointee(Dwarf_Die *type, Dwarf_Die *to)
{
	Dwarf_Die peeled;

	return layout_type_peel(type, &peeled, NULL) && dwarf_tag(&peeled) == DW_TAG_pointer_type &&
	       layout_type_ref(&peeled, DW_AT_type, to);
}

/* Pointers to structures alone: every allocation of one byte would be somebody's char. */
static bool
pointee_fits(Dwarf_Die *type, const struct layout_query *query, Dwarf_Die *to)
{
	Dwarf_Die peeled;
	int tag;

	if (query->size == 0 || !pointee(type, to) || !layout_type_peel(to, &peeled, NULL))
		return false;
	tag = dwarf_tag(&peeled);
	return (tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
		   tag == DW_TAG_union_type || tag == DW_TAG_array_type) &&
	       has_size(to, query);
}

/* "sc->sc_buf = kmem_alloc(...)": pointers among the members of what a variable points to. */
static void
heap_members(struct candidates *c, Dwarf_Die *variable_type)
{
	Dwarf_Die type, peeled, member, member_type, to;

	if (!pointee(variable_type, &type))
		type = *variable_type;
	if (!layout_type_peel(&type, &peeled, NULL) ||
	    dwarf_tag(&peeled) != DW_TAG_structure_type || dwarf_child(&peeled, &member) != 0)
		return;
	do {
		if (dwarf_tag(&member) == DW_TAG_member &&
		    layout_type_ref(&member, DW_AT_type, &member_type) &&
		    pointee_fits(&member_type, c->query, &to))
			candidate(c, &to, 1);
	} while (dwarf_siblingof(&member, &member) == 0);
}

static void
consider(struct candidates *c, Dwarf_Die *variable, bool in_scope)
{
	const char *name;
	Dwarf_Die type, to;

	if (!layout_type_ref(variable, DW_AT_type, &type))
		return;
	if (c->query->what == LAYOUT_HEAP) {
		if (pointee_fits(&type, c->query, &to))
			candidate(c, &to, on_line(c, variable) ? 3 : in_scope ? 2 : 0);
		else if (in_scope)
			heap_members(c, &type);
		return;
	}
	name = dwarf_diename(variable);
	if (name == NULL || strcmp(name, c->query->name) != 0 || !has_size(&type, c->query))
		return;
	candidate(c, &type, (on_line(c, variable) ? 2u : 0u) + (in_scope ? 1u : 0u) + 1u);
}

/* "return kmem_alloc(sizeof(struct foo));" */
static void
returned(struct candidates *c, Dwarf_Die *function)
{
	Dwarf_Die type, to;

	if (c->query->what == LAYOUT_HEAP && layout_type_ref(function, DW_AT_type, &type) &&
	    pointee_fits(&type, c->query, &to))
		candidate(c, &to, 2);
}

/* All variables of a function, with its blocks and what was inlined into it. */
static void
walk(struct candidates *c, Dwarf_Die *parent, bool in_scope, unsigned depth)
{
	Dwarf_Die die, origin;
	int tag;

	if (depth > DEPTH_MAX || dwarf_child(parent, &die) != 0)
		return;
	do {
		tag = dwarf_tag(&die);
		if (tag == DW_TAG_variable || tag == DW_TAG_formal_parameter)
			consider(c, &die, in_scope);
		if (tag != DW_TAG_lexical_block && tag != DW_TAG_inlined_subroutine)
			continue;
		bool inside = in_scope && dwarf_haspc(&die, c->query->address) == 1;

		walk(c, &die, inside, depth + 1);
		if (tag == DW_TAG_inlined_subroutine && inside)
			returned(c, &die);
		/* Of an inlined function the optimiser may have dropped what the source has. */
		if (tag == DW_TAG_inlined_subroutine && inside &&
		    layout_type_ref(&die, DW_AT_abstract_origin, &origin))
			walk(c, &origin, false, depth + 1);
	} while (dwarf_siblingof(&die, &die) == 0);
}

/* Not dwarf_getscopes(), which does not look into namespaces. */
static bool
find_function(Dwarf_Die *parent, uint64_t address, unsigned depth, Dwarf_Die *function)
{
	Dwarf_Die die;
	int tag;

	if (depth > DEPTH_MAX || dwarf_child(parent, &die) != 0)
		return false;
	do {
		tag = dwarf_tag(&die);
		if (tag == DW_TAG_subprogram && dwarf_haspc(&die, address) == 1) {
			*function = die;
			return true;
		}
		if ((tag == DW_TAG_namespace || tag == DW_TAG_structure_type ||
			tag == DW_TAG_class_type) &&
		    find_function(&die, address, depth + 1, function))
			return true;
	} while (dwarf_siblingof(&die, &die) == 0);
	return false;
}

static void
walk_function(struct candidates *c, Dwarf_Die *unit)
{
	Dwarf_Line *line;
	Dwarf_Die function;

	line = dwarf_getsrc_die(unit, c->query->address);
	if (line != NULL && dwarf_lineno(line, &c->line) == 0)
		c->file = dwarf_linesrc(line, NULL, NULL);
	if (!find_function(unit, c->query->address, 0, &function))
		return;
	returned(c, &function);
	walk(c, &function, true, 0);
}

static bool
find_in_function(const struct layout_query *query, Dwarf *dwarf, Dwarf_Die *type)
{
	struct candidates c = {.query = query};
	Dwarf_Die unit;

	if (!layout_unit_of(dwarf, query->address, &unit))
		return false;
	walk_function(&c, &unit);
	*type = c.type;
	return c.rank > 0 && !c.ambiguous;
}

/* A variable with a fixed address around query->address. */
static bool
is_at(Dwarf_Die *die, uint64_t address, Dwarf_Die *type, uint64_t *start)
{
	Dwarf_Attribute attr, address_attr;
	Dwarf_Op *ops;
	Dwarf_Word size;
	Dwarf_Addr at;
	size_t n;

	if (dwarf_attr(die, DW_AT_location, &attr) == NULL ||
	    dwarf_getlocation(&attr, &ops, &n) != 0 || n != 1)
		return false;
	if (ops[0].atom == DW_OP_addr)
		at = ops[0].number;
	else if ((ops[0].atom != DW_OP_addrx && ops[0].atom != DW_OP_GNU_addr_index) ||
		 dwarf_getlocation_attr(&attr, &ops[0], &address_attr) != 0 ||
		 dwarf_formaddr(&address_attr, &at) != 0)
		return false;
	*start = at;
	return at <= address && layout_type_ref(die, DW_AT_type, type) &&
	       dwarf_aggregate_size(type, &size) == 0 && address - at < size;
}

static bool
find_global(Dwarf_Die *parent, uint64_t address, unsigned depth, Dwarf_Die *type, uint64_t *start)
{
	Dwarf_Die die;
	int tag;

	if (depth > DEPTH_MAX || dwarf_child(parent, &die) != 0)
		return false;
	do {
		tag = dwarf_tag(&die);
		if (tag == DW_TAG_variable && is_at(&die, address, type, start))
			return true;
		/* Static variables are in functions and their blocks. */
		if ((tag == DW_TAG_namespace || tag == DW_TAG_subprogram ||
			tag == DW_TAG_lexical_block) &&
		    find_global(&die, address, depth + 1, type, start))
			return true;
	} while (dwarf_siblingof(&die, &die) == 0);
	return false;
}

static bool
find_named_type(const struct layout_query *query, Dwarf *dwarf, Dwarf_Die *type)
{
	static const struct {
		const char *word;
		unsigned tag;
	} words[] = {{"struct ", DW_TAG_structure_type}, {"union ", DW_TAG_union_type},
	    {"class ", DW_TAG_class_type}};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(query->name, words[i].word, strlen(words[i].word)) == 0)
			return layout_find_type(dwarf, query->name + strlen(words[i].word),
			    words[i].tag, query->size, type);
	return layout_find_type(dwarf, query->name, 0, query->size, type);
}

/* start: the address of the object, if the question was for one. */
static bool
find(const struct layout_query *query, Dwarf *dwarf, Dwarf_Die *type, uint64_t *start)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit;

	*start = query->address;
	switch (query->what) {
	case LAYOUT_VARIABLE:
	case LAYOUT_HEAP:
		return find_in_function(query, dwarf, type);
	case LAYOUT_TYPE:
		return find_named_type(query, dwarf, type);
	case LAYOUT_GLOBAL:
		while (layout_next_unit(dwarf, &cu, &unit))
			if (find_global(&unit, query->address, 0, type, start))
				return true;
		return false;
	}
	return false;
}

/* The bits are counted from query->address; the object begins before it. */
static struct layout_bits *
moved(const struct layout_query *query, uint64_t by)
{
	struct layout_bits *bits = malloc((query->count + 1) * sizeof(*bits));
	size_t i;

	for (i = 0; bits != NULL && i < query->count; i++) {
		bits[i].lo = query->bits[i].lo + by * 8;
		bits[i].hi = query->bits[i].hi + by * 8;
	}
	return bits;
}

size_t
layout_answer(const struct layout_query *query, FILE *out)
{
	Dwarf *dwarf = layout_open(query->path);
	struct layout_arena arena = {0};
	const struct layout_type *type;
	struct layout_bits *bits;
	Dwarf_Die die;
	uint64_t start;
	size_t n = 0;

	if (dwarf == NULL || query->count == 0 || !find(query, dwarf, &die, &start))
		return 0;
	type = layout_type_build(&arena, &die, query->size);
	bits = moved(query, query->what == LAYOUT_GLOBAL ? query->address - start : 0);
	if (type != NULL && bits != NULL &&
	    (query->what == LAYOUT_GLOBAL || fits(query, type->size)))
		n = layout_print(type, query->what == LAYOUT_HEAP, bits, query->count, out);
	free(bits);
	layout_free(&arena);
	return n;
}
