/* SPDX-License-Identifier: BSD-2-Clause */
#include "origin/symbolize.h"

#include <string.h>

#include <kmsan/options.h>

#include "origin/str.h"

/* A return address may be the first of the next function, or of the next line: step back. */
static struct kmsan_symbol_query
query(const struct space_place *place, enum kmsan_symbol_what what, unsigned back)
{
	return (struct kmsan_symbol_query) {
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

/*
 * The compiler's own names: "x.addr" is the parameter x at -O0; "retval" and the like are no
 * variables of the source. A name with a suffix that the optimiser added ("st.sroa.0", "x1" of an
 * inlined copy is told by the debug information alone).
 */
static void
source_name(const char *name, char *out, size_t size)
{
	static const char *const temporaries[] = {"retval", "tmp", "ref.tmp", "agg.tmp",
	    "byval-temp", "saved_stack", "cleanup.dest.slot", "coerce", "undef.agg.tmp", "_msret"};
	size_t n = 0;

	for (unsigned i = 0; i < sizeof(temporaries) / sizeof(temporaries[0]); i++) {
		size_t length = str_length(temporaries[i]);

		/* Also with a number behind it, which keeps two of them apart. */
		if (str_starts(name, temporaries[i]) &&
		    (name[length] == '\0' || (name[length] >= '0' && name[length] <= '9'))) {
			out[0] = '\0';
			return;
		}
	}
	for (; name[n] != '\0' && name[n] != '.' && n + 1 < size; n++)
		out[n] = name[n];
	out[n] = '\0';
	if (str_starts(name, "__vla_expr") || str_starts(name, ".compoundliteral"))
		out[0] = '\0';
}

/* Whether the debug information has a variable of this name there; then its declaration. */
static bool
declared(const struct space_place *place, const char *name, struct kmsan_frame *frame)
{
	struct kmsan_symbol_query q = query(place, KMSAN_SYMBOL_VARIABLE, 1);

	q.variable = name;
	return place->path != NULL && kmsan_options.symbolize && name[0] != '\0' &&
	    kmsan_port_symbol(&q, frame, 1) > 0;
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
		str_copy(variable->frame.function, info->function, sizeof(variable->frame.function));
	source_name(info->variable, variable->name, sizeof(variable->name));
	if (!info->placed || !declared(&info->place, variable->name, &frame))
		return true;
	/* At -O0 the hook's line is the function's first; the declaration is exact. */
	if (frame.line != variable->frame.line || !str_same(frame.file, variable->frame.file)) {
		str_copy(variable->frame.file, frame.file, sizeof(variable->frame.file));
		variable->frame.line = frame.line;
		variable->frame.column = frame.column;
	}
	return true;
}
