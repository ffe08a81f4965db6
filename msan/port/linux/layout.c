/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE
#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/options.h>

#include "image.h"
#include "layout.h"
#include "rawsys.h"
#include "tool.h"

/* Where the build put the tool, and where an installation does: directories, ':' between them. */
#ifndef KMSAN_TOOL_DIRS
#define KMSAN_TOOL_DIRS ""
#endif
#define TOOL_NAME "kmsan-symbolize"

const char *kmsan_linux_layout_tool = "";

/* The asking thread's, as in symbol.c. */
static struct kmsan_linux_tool tool;
static char tool_path[1024];
static char request[32 * 1024];
static bool said;

static void
say_once(const char *what)
{
	if (!said && kmsan_options.verbosity > 0)
		kmsan_note("%s %s: reports do not name members and padding", TOOL_NAME, what);
	said = true;
}

static bool
find_tool(void)
{
	size_t length = strlen(kmsan_linux_layout_tool);

	if (length > 0 && length < sizeof(tool_path)) {
		memcpy(tool_path, kmsan_linux_layout_tool, length + 1);
		return true;
	}
	if (kmsan_linux_find_in(KMSAN_TOOL_DIRS, TOOL_NAME, tool_path, sizeof(tool_path)) ||
	    kmsan_linux_find_program(TOOL_NAME, tool_path, sizeof(tool_path)))
		return true;
	say_once("not found");
	tool.dead = true;
	return false;
}

static size_t
print_ranges(size_t used, const struct kmsan_layout_query *layout)
{
	size_t i, room = sizeof(request) - 128;
	const char *comma = "";

	for (i = 0; i < layout->ranges && used < room; i++) {
		const struct kmsan_layout_range *r = &layout->range[i];
		intptr_t first = (intptr_t)r->first + layout->shift;

		if (first < 0)
			continue;
		if (r->bits == 0xff)
			used += (size_t)kmsan_snprintf(request + used, sizeof(request) - used,
			    "%s%zu+%zu", comma, (size_t)first, r->size);
		else
			used += (size_t)kmsan_snprintf(request + used, sizeof(request) - used,
			    "%s%zu:%02x", comma, (size_t)first, (unsigned)r->bits);
		comma = ",";
	}
	return used;
}

/* False: that cannot be asked. */
static bool
print_request(const struct kmsan_layout_query *layout, const char *path, uintptr_t offset)
{
	static const char *const words[] = {
	    [KMSAN_LAYOUT_VARIABLE] = "variable",
	    [KMSAN_LAYOUT_HEAP] = "heap",
	    [KMSAN_LAYOUT_GLOBAL] = "global",
	    [KMSAN_LAYOUT_TYPE] = "type",
	};
	const char *name = layout->name != NULL ? layout->name : "";
	size_t used, end;

	if (strpbrk(path, "\t\n") != NULL || strpbrk(name, "\t\n") != NULL ||
	    strlen(path) + strlen(name) > sizeof(request) / 2)
		return false;
	used = (size_t)kmsan_snprintf(request, sizeof(request), "%s\t%s\t0x%zx\t%s\t%zu%s\t",
	    words[layout->what], path, offset, name, layout->size, layout->rounded ? "~" : "");
	end = print_ranges(used, layout);
	request[end] = '\n';
	request[end + 1] = '\0';
	return end > used;
}

size_t
kmsan_linux_layout(const struct kmsan_symbol_query *query)
{
	const struct kmsan_layout_query *layout = query->layout;
	const char *path = query->path, *p;
	uintptr_t offset = query->offset;
	enum kmsan_tool_error error;
	size_t lines = 0;

	layout->text[0] = '\0';
	if (!kmsan_options.symbolize || tool.dead || (tool.argv[0] == NULL && !find_tool()))
		return 0;
	/* A log has the file already. */
	if (layout->what == KMSAN_LAYOUT_GLOBAL && query->pc != 0)
		path = kmsan_linux_data_image(query->pc, &offset);
	if (path == NULL || !print_request(layout, path, offset))
		return 0;
	tool.argv[0] = tool_path;
	tool.argv[1] = "--serve";
	error = kmsan_linux_tool_ask(&tool, request, layout->text, layout->text_size);
	if (error != KMSAN_TOOL_OK) {
		say_once("gave no answer");
		return 0;
	}
	for (p = layout->text; *p != '\0'; p++)
		lines += *p == '\n';
	return lines;
}
