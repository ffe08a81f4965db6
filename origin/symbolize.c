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

/* Whether the debug information has a variable of this name there; then its declaration. */
static bool
declared(const struct space_place *place, const char *name, struct kmsan_frame *frame)
{
	struct kmsan_symbol_query q = query(place, KMSAN_SYMBOL_VARIABLE, 1);

	q.variable = name;
	if (place->path != NULL && kmsan_options.symbolize && name[0] != '\0' &&
	    kmsan_port_symbol(&q, frame, 1) > 0)
		return true;
	frame->file[0] = '\0';
	return false;
}

/*
 * The name in the source, and where that is declared (frame, file "" if it is not known). "x.addr" is
 * the parameter x; "x1" may be a second x, which the debug information tells; "tmp" and the like are
 * variables only if it has them.
 */
static void
source_name(const struct origin_info *info, char *name, size_t size, struct kmsan_frame *frame)
{
	size_t n = 0;
	char *end;

	for (; info->variable[n] != '\0' && info->variable[n] != '.' && n + 1 < size; n++)
		name[n] = info->variable[n];
	name[n] = '\0';
	frame->file[0] = '\0';
	if (info->placed && declared(&info->place, name, frame))
		return;
	for (end = name + n; end > name && end[-1] >= '0' && end[-1] <= '9';)
		end--;
	if (*end != '\0') {
		char digit = *end;

		*end = '\0';
		if (info->placed && declared(&info->place, name, frame)) {
			/* Which of several of this name it is, is not known. */
			frame->file[0] = '\0';
			return;
		}
		*end = digit;
	}
	if (own_name(info->variable))
		name[0] = '\0';
}

bool
symbolize_variable(const struct origin_info *info, struct symbolized_variable *variable)
{
	struct kmsan_frame frame;

	memset(variable, 0, sizeof(*variable));
	if (info->type != KMSAN_TYPE_STACK)
		return false;
	if (info->placed)
		symbolize_place(&info->place, false, &variable->frame, 1);
	if (variable->frame.function[0] == '\0')
		str_copy(
		    variable->frame.function, info->function, sizeof(variable->frame.function));
	source_name(info, variable->name, sizeof(variable->name), &frame);
	if (frame.file[0] == '\0')
		return true;
	/* At -O0 the hook's line is the function's first; the declaration is exact. */
	if (frame.line != variable->frame.line || !str_same(frame.file, variable->frame.file)) {
		str_copy(variable->frame.file, frame.file, sizeof(variable->frame.file));
		variable->frame.line = frame.line;
		variable->frame.column = frame.column;
	}
	return true;
}
