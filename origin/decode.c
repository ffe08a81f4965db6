/* SPDX-License-Identifier: BSD-2-Clause */
#include "origin/decode.h"

#include <string.h>

#include <kmsan/options.h>

#include "origin/encode.h"
#include "origin/record.h"
#include "origin/str.h"
#include "origin/type.h"

static const struct record *
chain_record(uint32_t cell)
{
	const struct record *r;

	if (!cell_is_chained(cell))
		return NULL;
	r = record_get(cell_pointer(cell));
	return r != NULL && r->kind == RECORD_CHAIN ? r : NULL;
}

uint32_t
origin_root(uint32_t cell)
{
	const struct record *r;

	while ((r = chain_record(cell)) != NULL)
		cell = r->link;
	return cell;
}

bool
origin_descends(uint32_t cell, uint32_t ancestor)
{
	const struct record *r;

	while (cell != ancestor && (r = chain_record(cell)) != NULL)
		cell = r->link;
	return cell == ancestor;
}

static void
decode_stack(uint32_t pointer, struct origin_info *info)
{
	const struct record *r = record_get(pointer);

	if (r == NULL || r->kind != RECORD_VARIABLE) {
		info->type = KMSAN_TYPE_UNKNOWN;
		return;
	}
	info->variable = r->name;
	info->function = r->name + str_length(r->name) + 1;
	info->placed = space_place(r->link, &info->place);
}

/* Where memory was made: a code address, or a record of the whole stack; or of both its ends. */
static void
decode_code(uint32_t pointer, struct origin_info *info)
{
	const struct record *r = record_get(pointer);

	if (r != NULL && r->kind == RECORD_FREED) {
		info->alloc_cell = r->link;
		pointer = (uint32_t)r->pc;
		r = record_get(pointer);
	}
	if (r != NULL && r->kind == RECORD_STACK && r->stack[0] > 0) {
		info->created.frames = r->stack + 1;
		info->created.count = r->stack[0];
		pointer = r->stack[1];
	}
	info->placed = space_place(pointer, &info->place);
	info->object_type = type_at(pointer);
}

void
origin_decode(uint32_t cell, struct origin_info *info)
{
	const struct record *r;
	unsigned type;

	memset(info, 0, sizeof(*info));
	while ((r = chain_record(cell)) != NULL && info->links < CHAIN_DEPTH) {
		info->link[info->links].frames = r->stack + 1;
		info->link[info->links].count = r->stack[0];
		info->links++;
		cell = r->link;
	}
	info->chain_full = info->links > 0 && info->links >= kmsan_options.origin_history_size;
	info->root = cell;
	type = cell_type(cell);
	if (type == KMSAN_TYPE_STACK) {
		decode_stack(cell_pointer(cell), info);
		return;
	}
	info->freed = (type & KMSAN_TYPE_FREED) != 0;
	info->type = (enum kmsan_type)(type & ~(unsigned)KMSAN_TYPE_FREED);
	if (info->type == KMSAN_TYPE_STACK || info->type > KMSAN_TYPE_UNKNOWN) {
		info->type = KMSAN_TYPE_UNKNOWN;
		info->freed = false;
	} else {
		decode_code(cell_pointer(cell), info);
	}
	/* Every cell that was made has a place: this is a number of somebody else's. */
	if (!info->placed) {
		info->type = KMSAN_TYPE_UNKNOWN;
		info->freed = false;
	}
}
