/* SPDX-License-Identifier: BSD-2-Clause */
/* One line of a report, as the program would have written it had it had the symbols. */
#include "filter.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "modules.h"

#define INLINED 16

static struct kmsan_frame frames[INLINED];

static void
copy(struct rewrite *r, const struct line *line)
{
	fwrite(line->text, 1, line->length, r->out);
	putc('\n', r->out);
}

/* What stands before it: a time stamp, blanks. */
static void
print_prefix(struct rewrite *r, const struct line *line)
{
	fwrite(line->text, 1, line->at, r->out);
}

static void
print_position(FILE *out, const struct kmsan_frame *frame)
{
	fputs(frame->file, out);
	if (frame->line != 0)
		fprintf(out, ":%u", frame->line);
	if (frame->line != 0 && frame->column != 0)
		fprintf(out, ":%u", frame->column);
}

/* False: the file is not there. */
static bool
place_of(const char *name, uint64_t offset, struct space_place *place)
{
	memset(place, 0, sizeof(*place));
	place->path = name != NULL ? modules_find(name) : NULL;
	place->offset = offset;
	return place->path != NULL;
}

static void
rewrite_frame(struct rewrite *r, const struct line *line)
{
	const char *text = line->text + line->at;
	unsigned long number = strtoul(text + 1, NULL, 10);
	int pc_length = (int)strcspn(strchr(text, ' ') + 1, " ");
	const char *pc = strchr(text, ' ') + 1;
	struct space_place place;
	size_t i, n = 0;

	if (number == 0)
		r->more = 0;
	if (line->module && place_of(line->name, line->offset, &place))
		n = symbolize_place(&place, r->interrupted, frames, INLINED);
	r->interrupted = false;
	if (n == 0 || frames[0].function[0] == '\0') {
		print_prefix(r, line);
		fprintf(r->out, "#%lu%s\n", number + r->more, text + strcspn(text, " "));
		return;
	}
	for (i = 0; i < n; i++) {
		print_prefix(r, line);
		fprintf(
		    r->out, "#%lu %.*s in %s", number + r->more, pc_length, pc, frames[i].function);
		if (frames[i].file[0] != '\0') {
			putc(' ', r->out);
			print_position(r->out, &frames[i]);
		} else if (frames[i].offset != 0) {
			fprintf(r->out, "+0x%" PRIxPTR, frames[i].offset);
		}
		fprintf(r->out, " (%s+0x%" PRIx64 ")\n", line->name, line->offset);
		r->more += i + 1 < n;
	}
}

/* The text between two words; false if they do not stand there. */
static bool
between(const char *text, const char *before, const char *after, char *out, size_t size)
{
	const char *start = strstr(text, before), *end;

	if (start == NULL)
		return false;
	start += strlen(before);
	end = strstr(start, after);
	if (end == NULL || (size_t)(end - start) >= size)
		return false;
	memcpy(out, start, (size_t)(end - start));
	out[end - start] = '\0';
	return true;
}

/* The place of the hook, and the name as the compiler says it, give the variable. */
static void
resolve_variable(struct rewrite *r, const struct line *line)
{
	struct origin_info info = {.type = KMSAN_TYPE_STACK, .placed = true};
	const char *text = line->text + line->at;
	char function[192] = "";

	if (!line->module || !place_of(line->name, line->offset, &info.place))
		return;
	if (between(text, ", described as '", "',", r->described, sizeof(r->described))) {
		between(text, " of ", ", described", function, sizeof(function));
	} else {
		between(text, "Variable '", "' of ", r->described, sizeof(r->described));
		between(text, " of ", " created at", function, sizeof(function));
	}
	info.variable = r->described;
	info.function = function;
	r->variable_known =
	    symbolize_variable(&info, &r->variable) && r->variable.frame.function[0] != '\0';
}

void
rewrite_prepare(struct rewrite *r, const struct line *lines, size_t count)
{
	struct space_place place;
	bool created = false;
	size_t i;

	for (i = 0; i < count; i++) {
		if (lines[i].kind == LINE_VARIABLE && !r->variable_known)
			resolve_variable(r, &lines[i]);
		if (lines[i].kind == LINE_FRAME && created && lines[i].module && !r->origin_known &&
		    place_of(lines[i].name, lines[i].offset, &place))
			r->origin_known = symbolize_name(&place, &r->origin);
		if (lines[i].kind != LINE_OTHER)
			created = lines[i].kind == LINE_CREATED;
	}
}

/*
 * The compiler's names for what has a name in the source are told from others only now: then the
 * head line has "From f+0x12" where it should have the variable.
 */
static void
head_variable(struct rewrite *r, const struct line *line, const char *end)
{
	static const char start[] = "MSan: Uninitialized ";
	const char *text = line->text + line->at;
	bool range = strstr(text, " Memory In ") != NULL && strstr(text, " Memory In ") < end;

	while (end > text && (end[-1] == ' ' || end[-1] == ','))
		end--;
	print_prefix(r, line);
	if (range)
		fprintf(r->out, "%.*s, ", (int)(end - text), text);
	else
		fputs(start, r->out);
	fprintf(r->out, "Variable '%s' From %s()\n", r->variable.name, r->variable.frame.function);
}

static void
rewrite_head(struct rewrite *r, const struct line *line)
{
	const char *variable = strstr(line->text + line->at, "Variable '");
	const char *from = strstr(line->text + line->at, "From ");

	if (variable != NULL)
		from = variable;
	if (from != NULL && r->variable_known && r->variable.name[0] != '\0') {
		head_variable(r, line, from);
	} else if (variable == NULL && from != NULL && r->origin_known) {
		fwrite(line->text, 1, (size_t)(from - line->text), r->out);
		fprintf(r->out, "From %s+0x%" PRIxPTR "\n", r->origin.function, r->origin.offset);
	} else {
		copy(r, line);
	}
}

static void
rewrite_variable(struct rewrite *r, const struct line *line)
{
	if (!line->module || !r->variable_known) {
		copy(r, line);
		return;
	}
	print_prefix(r, line);
	if (r->variable.name[0] != '\0')
		fprintf(r->out, "Variable '%s' of %s created at", r->variable.name,
		    r->variable.frame.function);
	else
		fprintf(r->out, "A temporary of %s created at", r->variable.frame.function);
	if (r->variable.frame.file[0] != '\0') {
		putc(' ', r->out);
		print_position(r->out, &r->variable.frame);
	} else {
		fprintf(r->out, " (%s+0x%" PRIx64 ")", line->name, line->offset);
	}
	putc('\n', r->out);
}

/* "... object allocated by f (a.out+0x12), now freed" */
static void
rewrite_object(struct rewrite *r, const struct line *line)
{
	static const char words[] = " allocated by ";
	const char *by = strstr(line->text, words), *rest = line->text + line->module_at;
	struct space_place place;

	if (by == NULL || !line->module || !place_of(line->name, line->offset, &place) ||
	    symbolize_place(&place, false, frames, 1) == 0 || frames[0].file[0] == '\0') {
		copy(r, line);
		return;
	}
	rest = strrchr(rest, ')') + 1;
	fwrite(line->text, 1, (size_t)(by - line->text) + strlen(words), r->out);
	fprintf(r->out, "%s ", frames[0].function);
	print_position(r->out, &frames[0]);
	fprintf(r->out, "%s\n", rest);
}

/* "4+4,12:f0" */
size_t
rewrite_ranges(const char *text, struct kmsan_layout_range *ranges, size_t max)
{
	size_t n = 0;
	char *end;

	for (; n < max; text = end + 1) {
		struct kmsan_layout_range *range = &ranges[n];

		range->first = strtoull(text, &end, 10);
		if (end == text || (*end != '+' && *end != ':'))
			break;
		range->bits = 0xff;
		range->size = 1;
		text = end + 1;
		if (*end == '+')
			range->size = strtoull(text, &end, 10);
		else
			range->bits = (uint8_t)strtoul(text, &end, 16);
		if (end == text)
			break;
		n++;
		if (*end != ',')
			break;
	}
	return n;
}

/* "Layout: variable 'st' of (a.out+0x12), 24~ bytes: 4+4,16+8"; false: cannot be asked now. */
static bool
ask_layout(
    const struct rewrite *r, const struct line *line, char *answer, size_t size, size_t *lines)
{
	static struct kmsan_layout_range ranges[4096];
	struct kmsan_layout_query layout = {.range = ranges, .text = answer, .text_size = size};
	struct kmsan_symbol_query query = {.what = KMSAN_SYMBOL_LAYOUT, .layout = &layout};
	const char *text = line->text + line->at, *rest;
	struct space_place place;
	char name[192] = "";
	char *end;

	if (!line->module || !place_of(line->name, line->offset, &place))
		return false;
	layout.what = strncmp(text, "Layout: heap", 12) == 0	 ? KMSAN_LAYOUT_HEAP
		      : strncmp(text, "Layout: type", 12) == 0	 ? KMSAN_LAYOUT_TYPE
		      : strncmp(text, "Layout: global", 14) == 0 ? KMSAN_LAYOUT_GLOBAL
								 : KMSAN_LAYOUT_VARIABLE;
	if ((layout.what == KMSAN_LAYOUT_VARIABLE || layout.what == KMSAN_LAYOUT_TYPE) &&
	    !between(text, " '", "' of ", name, sizeof(name)))
		return false;
	layout.name = name;
	/* The log has the compiler's name of the variable. */
	if (layout.what == KMSAN_LAYOUT_VARIABLE && r->variable_known &&
	    strcmp(name, r->described) == 0)
		layout.name = r->variable.name;
	rest = strstr(line->text + line->module_at, "), ");
	if (rest == NULL)
		return false;
	layout.size = strtoull(rest + 3, &end, 10);
	layout.rounded = *end == '~';
	rest = strstr(end, ": ");
	if (rest == NULL)
		return false;
	layout.ranges = rewrite_ranges(rest + strlen(": "), ranges, 4096);
	query.path = place.path;
	query.offset = place.offset - (layout.what == KMSAN_LAYOUT_GLOBAL ? 0 : 1);
	*lines = kmsan_port_symbol(&query, NULL, 0);
	return true;
}

static void
rewrite_layout(struct rewrite *r, const struct line *line)
{
	static char answer[65536];
	size_t lines = 0, length;
	const char *p;

	if (r->layout_answered)
		return;
	if (!ask_layout(r, line, answer, sizeof(answer), &lines)) {
		copy(r, line);
		return;
	}
	for (p = answer; lines > 0; lines--, p += length + 1) {
		length = strcspn(p, "\n");
		print_prefix(r, line);
		fprintf(r->out, "%.*s\n", (int)length, p);
		r->layout_answered = true;
	}
}

/* What kmsan-symbolize could use is used up; what it could not, another run may. */
static void
rewrite_image(struct rewrite *r, const struct line *line)
{
	char name[512];

	if (!between(line->text + line->at, "Image ", ": /", name, sizeof(name)) ||
	    modules_find(name) == NULL)
		copy(r, line);
}

static void
rewrite_summary(struct rewrite *r, const struct line *line)
{
	struct space_place place;

	if (!line->module || !place_of(line->name, line->offset, &place) ||
	    symbolize_place(&place, false, frames, INLINED) == 0 || frames[0].file[0] == '\0') {
		copy(r, line);
		return;
	}
	fwrite(line->text, 1, line->module_at + 1, r->out);
	print_position(r->out, &frames[0]);
	fprintf(r->out, " in %s\n", frames[0].function);
}

/* "--- interrupt at IPL_VM (by a signal) ---": the next address is not a return address. */
static void
rewrite_mark(struct rewrite *r, const struct line *line)
{
	static const char by[] = " (by a signal) ---";
	const char *end = strstr(line->text + line->at, by);

	r->interrupted = end != NULL || strstr(line->text + line->at, "--- signal ---") != NULL;
	if (end == NULL) {
		copy(r, line);
		return;
	}
	fwrite(line->text, 1, (size_t)(end - line->text), r->out);
	fprintf(r->out, " ---%s\n", end + strlen(by));
}

void
rewrite_line(struct rewrite *r, const struct line *line)
{
	switch (line->kind) {
	case LINE_HEAD:
		rewrite_head(r, line);
		break;
	case LINE_FRAME:
		rewrite_frame(r, line);
		break;
	case LINE_MARK:
		rewrite_mark(r, line);
		break;
	case LINE_VARIABLE:
		rewrite_variable(r, line);
		break;
	case LINE_OBJECT:
		rewrite_object(r, line);
		break;
	case LINE_LAYOUT:
		rewrite_layout(r, line);
		break;
	case LINE_IMAGE:
		rewrite_image(r, line);
		break;
	case LINE_SUMMARY:
		rewrite_summary(r, line);
		break;
	case LINE_OTHER:
	case LINE_CREATED:
	case LINE_STORED:
		copy(r, line);
		break;
	}
}
