/* SPDX-License-Identifier: BSD-2-Clause */
#include "origin/symbolize.h"

#include <string.h>

#include <kmsan/options.h>

#include "origin/str.h"

/* A return address may be the first of the next function, or of the next line: step back. */
static struct kmsan_symbol_query
query(const struct space_place *place, enum kmsan_symbol_what what, unsigned back)
{
	return (struct kmsan_symbol_query){
	    .what = what,
	    .path = place->path,
	    .offset = place->offset - back,
	    .pc = place->pc != 0 ? place->pc - back : 0,
	};
}

bool
symbolize_name(const struct space_place *place, struct kmsan_frame *frame)
{
	struct kmsan_symbol_query q = query(place, KMSAN_SYMBOL_NAME, 1);

	memset(frame, 0, sizeof(*frame));
	if (place->path == NULL || kmsan_port_symbol(&q, frame, 1) == 0)
		return false;
	frame->offset++;
	return true;
}

size_t
symbolize_place(
    const struct space_place *place, bool interrupted, struct kmsan_frame *frames, size_t max)
{
	struct kmsan_symbol_query q = query(place, KMSAN_SYMBOL_FRAMES, interrupted ? 0 : 1);
	size_t n = 0;

	if (place->path != NULL && kmsan_options.symbolize)
		n = kmsan_port_symbol(&q, frames, max);
	if (n > 0 && frames[0].function[0] != '\0') {
		if (frames[n - 1].file[0] == '\0' && frames[n - 1].offset != 0)
			frames[n - 1].offset += interrupted ? 0 : 1;
		return n;
	}
	symbolize_name(place, &frames[0]);
	return 1;
}

/* Is it a name that the compiler gives, perhaps with a number behind it? */
static bool
own_name(const char *name)
{
	static const char *const own[] = {"retval", "tmp", "ref.tmp", "agg.tmp", "byval-temp",
	    "saved_stack", "cleanup.dest.slot", "coerce", "undef.agg.tmp", "_msret", "vla",
	    "__vla_expr", ".compoundliteral"};

	for (unsigned i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		size_t n = str_length(own[i]);

		if (!str_starts(name, own[i]))
			continue;
		while (name[n] >= '0' && name[n] <= '9')
			n++;
		if (name[n] == '\0' || name[n] == '.')
			return true;
	}
	return false;
}

/* Of one name in one function, more than that are not told apart. */
#define DECLARATIONS 4

/* How many variables of this name the debug information has there, and their declarations. */
static size_t
declared(const struct origin_info *info, const char *name, struct kmsan_frame *frames)
{
	struct kmsan_symbol_query q;

	if (!info->placed || info->place.path == NULL || !kmsan_options.symbolize ||
	    name[0] == '\0')
		return 0;
	q = query(&info->place, KMSAN_SYMBOL_VARIABLE, 1);
	q.variable = name;
	return kmsan_port_symbol(&q, frames, DECLARATIONS);
}

static bool
on_line(const struct kmsan_frame *declaration, const struct kmsan_frame *code)
{
	return declaration->line == code->line && str_same(declaration->file, code->file);
}

/*
 * Which of the variables of one name is the one that the compiler gave a number? One on the line of
 * the code; of two the second, for the first has no number. NULL: that is not known.
 */
static const struct kmsan_frame *
numbered(const struct kmsan_frame *frames, size_t n, const struct kmsan_frame *code)
{
	if (on_line(&frames[0], code))
		return &frames[0];
	return n <= 2 ? &frames[n - 1] : NULL;
}

/*
 * The name in the source, and where that is declared; NULL: not known. "x.addr" is the parameter x;
 * "x1" may be a second x, which the debug information tells; "tmp" and the like are variables only
 * if it has them; the memory of an array whose length is a variable has a name of the compiler's.
 */
static const struct kmsan_frame *
source_name(const struct origin_info *info, const struct kmsan_frame *code, char *name, size_t size)
{
	static struct kmsan_frame frames[DECLARATIONS];
	size_t n = 0, found;
	char *end;

	for (; info->variable[n] != '\0' && info->variable[n] != '.' && n + 1 < size; n++)
		name[n] = info->variable[n];
	name[n] = '\0';
	if (declared(info, name, frames) > 0)
		return &frames[0];
	for (end = name + n; end > name && end[-1] >= '0' && end[-1] <= '9';)
		end--;
	if (*end != '\0') {
		char digit = *end;

		*end = '\0';
		found = declared(info, name, frames);
		if (found > 0)
			return numbered(frames, found, code);
		*end = digit;
	}
	if (!own_name(info->variable))
		return NULL;
	name[0] = '\0';
	if (!str_starts(info->variable, "vla"))
		return NULL;
	found = declared(info, "[]", frames);
	if (found == 0 || (found > 1 && !on_line(&frames[0], code)))
		return NULL;
	str_copy(name, frames[0].function, size);
	return &frames[0];
}

bool
symbolize_variable(const struct origin_info *info, struct symbolized_variable *variable)
{
	struct kmsan_frame *frame = &variable->frame;
	const struct kmsan_frame *declaration;

	memset(variable, 0, sizeof(*variable));
	if (info->type != KMSAN_TYPE_STACK)
		return false;
	if (info->placed)
		symbolize_place(&info->place, false, frame, 1);
	if (frame->function[0] == '\0')
		str_copy(frame->function, info->function, sizeof(frame->function));
	declaration = source_name(info, frame, variable->name, sizeof(variable->name));
	/*
	 * The code's column depends on the compiler, and at -O0 its line is the function's first: the
	 * declaration is exact.
	 */
	frame->column = 0;
	if (declaration != NULL) {
		str_copy(frame->file, declaration->file, sizeof(frame->file));
		frame->line = declaration->line;
		frame->column = declaration->column;
	}
	return true;
}
