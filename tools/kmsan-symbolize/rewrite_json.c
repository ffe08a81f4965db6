/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A report that is an object of JSON: docs/REPORTS.md has its schema. What only the runtime's raw form
 * has ("described", "layout_questions", "images") is replaced by what it stands for.
 */
#include "filter.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "modules.h"

#define INLINED 16
#define START	"{\"kmsan\":1,"

static struct kmsan_frame frames[INLINED];

static void
add_string(struct json *parent, const char *name, const char *text)
{
	json_append(parent, json_new(JSON_STRING, name, text));
}

static void
add_number(struct json *parent, const char *name, unsigned long number)
{
	char text[24];

	snprintf(text, sizeof(text), "%lu", number);
	json_append(parent, json_new(JSON_OTHER, name, text));
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* The place that an object's members module and offset tell; false: its file is not there. */
static bool
place_of(const struct json *object, struct space_place *place)
{
	const char *module = json_string(object, "module"), *offset = json_string(object, "offset");

	memset(place, 0, sizeof(*place));
	if (module == NULL || offset == NULL)
		return false;
	place->path = modules_find(base_name(module));
	place->offset = strtoull(offset, NULL, 16);
	return place->path != NULL;
}

static void
add_position(struct json *to, const struct kmsan_frame *frame)
{
	if (frame->file[0] == '\0')
		return;
	add_string(to, "file", frame->file);
	add_number(to, "line", frame->line);
	if (frame->column != 0)
		add_number(to, "column", frame->column);
}

static void
add_copy(struct json *to, const struct json *from, const char *name)
{
	const struct json *member = json_member(from, name);

	if (member != NULL && member->text != NULL)
		json_append(to, json_new(member->kind, name, member->text));
}

/* One address becomes as many frames as functions were inlined there. */
static void
add_frames(struct json *list, const struct json *raw)
{
	struct space_place place;
	size_t i, n = 0;

	/* One that has a position was completed by a run before. */
	if (json_member(raw, "file") == NULL && place_of(raw, &place))
		n = symbolize_place(&place, json_other(raw, "exact") != NULL, frames, INLINED);
	for (i = 0; i < n || i == 0; i++) {
		struct json *frame = json_append(list, json_new(JSON_OBJECT, NULL, NULL));

		add_copy(frame, raw, "pc");
		if (i == 0) {
			add_copy(frame, raw, "interrupted_by");
			add_copy(frame, raw, "exact");
		}
		if (n > 0 && frames[i].function[0] != '\0') {
			add_string(frame, "function", frames[i].function);
			add_position(frame, &frames[i]);
		} else {
			add_copy(frame, raw, "function");
			add_copy(frame, raw, "file");
			add_copy(frame, raw, "line");
			add_copy(frame, raw, "column");
		}
		add_copy(frame, raw, "module");
		add_copy(frame, raw, "offset");
	}
}

static void
complete_stack(struct json *stack)
{
	struct json *raw, *old;

	if (stack == NULL || stack->kind != JSON_ARRAY)
		return;
	old = stack->child;
	stack->child = NULL;
	for (raw = old; raw != NULL; raw = raw->next)
		add_frames(stack, raw);
	json_free(old);
}

/* Put a list of members in the place of one. */
static void
replace(struct json *report, struct json *member, struct json *list)
{
	struct json *last = list->child;

	while (last != NULL && last->next != NULL)
		last = last->next;
	if (last != NULL) {
		last->next = member->next;
		member->next = list->child;
		list->child = NULL;
	}
	json_free(list);
	json_remove(report, member);
}

/* name: what the layout questions are to ask for; "" if that is not known. */
static void
complete_variable(struct json *report, char *name, size_t size)
{
	struct json *described = json_member(report, "described"), *list;
	struct json *created = json_member(report, "created");
	const char *function = json_string(report, "function");
	struct origin_info info = {.type = KMSAN_TYPE_STACK, .placed = true};
	static struct symbolized_variable variable;
	static const char *const old[] = {"variable", "function"};
	size_t i;

	if (json_string(report, "variable") != NULL)
		snprintf(name, size, "%s", json_string(report, "variable"));
	if (described == NULL || described->kind != JSON_STRING || created == NULL ||
	    !place_of(created->child, &info.place))
		return;
	info.variable = described->text;
	info.function = function != NULL ? function : "";
	list = json_new(JSON_OBJECT, NULL, NULL);
	if (list == NULL)
		return;
	name[0] = '\0';
	if (symbolize_variable(&info, &variable) && variable.name[0] != '\0') {
		snprintf(name, size, "%s", variable.name);
		add_string(list, "variable", variable.name);
		add_string(list, "function", variable.frame.function);
		add_position(list, &variable.frame);
	}
	for (i = 0; i < sizeof(old) / sizeof(old[0]); i++)
		if (json_member(report, old[i]) != NULL)
			json_remove(report, json_member(report, old[i]));
	replace(report, described, list);
}

/* "probably struct foo: offset 4, 4 bytes: padding after 'mode'", which is written to. */
static void
add_layout_line(struct json *list, char *line)
{
	static const char guess[] = "probably ", first[] = ": offset ";
	struct json *object = json_append(list, json_new(JSON_OBJECT, NULL, NULL));
	bool probably = strncmp(line, guess, strlen(guess)) == 0;
	char *offset, *extent = NULL, *what = NULL;

	line += probably ? strlen(guess) : 0;
	json_append(object, json_new(JSON_OTHER, "probably", probably ? "true" : "false"));
	offset = strstr(line, first);
	if (offset != NULL)
		extent = strstr(offset, ", ");
	if (extent != NULL)
		what = strstr(extent, ": ");
	if (what == NULL) {
		add_string(object, "text", line);
		return;
	}
	*offset = *extent = *what = '\0';
	add_string(object, "type", line);
	json_append(object, json_new(JSON_OTHER, "offset", offset + strlen(first)));
	add_string(object, "extent", extent + 2);
	add_string(object, "what", what + 2);
}

static enum kmsan_layout_what
layout_word(const char *about)
{
	static const char *const words[] = {"variable", "heap", "global", "type"};
	static const enum kmsan_layout_what meant[] = {
	    KMSAN_LAYOUT_VARIABLE, KMSAN_LAYOUT_HEAP, KMSAN_LAYOUT_GLOBAL, KMSAN_LAYOUT_TYPE};
	size_t i = 0;

	while (i < 3 && strcmp(words[i], about) != 0)
		i++;
	return meant[i];
}

static size_t
ask(const struct json *question, const char *variable, char *answer, size_t size)
{
	static struct kmsan_layout_range ranges[4096];
	struct kmsan_layout_query layout = {.range = ranges, .text = answer, .text_size = size};
	struct kmsan_symbol_query query = {.what = KMSAN_SYMBOL_LAYOUT, .layout = &layout};
	const char *about = json_string(question, "about"), *name = json_string(question, "name");
	const char *bytes = json_other(question, "size"), *text = json_string(question, "ranges");
	const char *rounded = json_other(question, "rounded");
	struct space_place place;

	if (about == NULL || bytes == NULL || text == NULL || !place_of(question, &place))
		return 0;
	layout.what = layout_word(about);
	layout.name = layout.what == KMSAN_LAYOUT_VARIABLE ? variable : name != NULL ? name : "";
	layout.size = strtoull(bytes, NULL, 10);
	layout.rounded = rounded != NULL && strcmp(rounded, "true") == 0;
	layout.ranges = rewrite_ranges(text, ranges, 4096);
	query.path = place.path;
	query.offset = place.offset - (layout.what == KMSAN_LAYOUT_GLOBAL ? 0 : 1);
	return kmsan_port_symbol(&query, NULL, 0);
}

static void
complete_layout(struct json *report, const char *variable)
{
	static char answer[65536];
	struct json *questions = json_member(report, "layout_questions"), *list, *lines, *question;
	struct space_place place;
	size_t n = 0;
	char *line, *rest = answer;

	if (questions == NULL || (list = json_new(JSON_OBJECT, NULL, NULL)) == NULL)
		return;
	for (question = questions->child; question != NULL && n == 0; question = question->next) {
		if (!place_of(question, &place)) {
			json_free(list);
			return;
		}
		n = ask(question, variable, answer, sizeof(answer));
	}
	lines = n > 0 ? json_append(list, json_new(JSON_ARRAY, "layout", NULL)) : NULL;
	while (lines != NULL && n-- > 0 && (line = strsep(&rest, "\n")) != NULL)
		add_layout_line(lines, line);
	replace(report, questions, list);
}

/* True: all of them are there. */
static bool
learn_images(const struct json *images)
{
	const struct json *image;
	bool all = true;

	for (image = images->child; image != NULL; image = image->next) {
		const char *path = json_string(image, "path"), *id = json_string(image, "build_id");

		if (path == NULL)
			continue;
		modules_add_image(base_name(path), path, id != NULL ? id : "");
		all = modules_find(base_name(path)) != NULL && all;
	}
	return all;
}

static void
complete(struct json *report)
{
	struct json *images = json_member(report, "images"),
		    *stored = json_member(report, "stored");
	struct json *stack;
	char variable[192] = "";
	bool all;

	all = learn_images(images);
	complete_variable(report, variable, sizeof(variable));
	complete_layout(report, variable);
	/* Without all the files another run may do better. */
	if (all)
		json_remove(report, images);
	complete_stack(json_member(report, "created"));
	complete_stack(json_member(report, "allocated"));
	complete_stack(json_member(report, "stack"));
	for (stack = stored != NULL ? stored->child : NULL; stack != NULL; stack = stack->next)
		complete_stack(stack);
}

bool
rewrite_json(const char *line, FILE *out)
{
	const char *start = strstr(line, START), *end;
	struct json *report;

	/* A report that is complete has no images. */
	if (start == NULL || strstr(start, ",\"images\":[") == NULL)
		return false;
	report = json_parse(start, &end);
	if (report == NULL || json_member(report, "images") == NULL) {
		json_free(report);
		return false;
	}
	complete(report);
	fwrite(line, 1, (size_t)(start - line), out);
	json_print(report, out);
	fprintf(out, "%s\n", end);
	fflush(out);
	json_free(report);
	return true;
}
