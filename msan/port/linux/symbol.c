/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kmsan_port_symbol(): llvm-symbolizer where there is one, else the symbol table of the file. No
 * DWARF reader is linked into the program under test: libdw would bring zlib and others along,
 * whose names that program may define itself.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/options.h>
#include <kmsan/port.h>

#include "image.h"
#include "layout.h"
#include "rawsys.h"
#include "symbol.h"
#include "tool.h"

/* Newest first; the unnumbered one is the user's or the distribution's choice. */
#define NEWEST 40
#define OLDEST 14

unsigned kmsan_linux_symbolizer_timeout_ms;

/* All of this belongs to whoever is between kmsan_linux_tool_enter and leave. */
static struct kmsan_linux_tool symbolizer;
static char symbolizer_path[1024];
static char request[4200];
static char reply[256 * 1024];
static char cwd[4096];
static bool said;

static void
say_once(const char *what)
{
	if (!said)
		kmsan_note("llvm-symbolizer %s %s: reports name functions from symbol tables, "
			   "without lines",
		    symbolizer_path, what);
	said = true;
}

static bool
find_symbolizer(void)
{
	const char *path = kmsan_options.external_symbolizer_path;
	char name[] = "llvm-symbolizer-NN";
	int version;

	if (path != NULL && path[0] != '\0') {
		if (strlen(path) >= sizeof(symbolizer_path))
			return false;
		memcpy(symbolizer_path, path, strlen(path) + 1);
		return true;
	}
	if (kmsan_linux_find_program("llvm-symbolizer", symbolizer_path, sizeof(symbolizer_path)))
		return true;
	for (version = NEWEST; version >= OLDEST; version--) {
		name[sizeof(name) - 3] = (char)('0' + version / 10);
		name[sizeof(name) - 2] = (char)('0' + version % 10);
		if (kmsan_linux_find_program(name, symbolizer_path, sizeof(symbolizer_path)))
			return true;
	}
	memcpy(symbolizer_path, "(in PATH)", sizeof("(in PATH)"));
	return false;
}

static bool
symbolizer_ready(void)
{
	if (symbolizer.dead)
		return false;
	if (symbolizer.argv[0] == NULL) {
		if (!find_symbolizer()) {
			say_once("not found");
			symbolizer.dead = true;
			return false;
		}
		symbolizer.argv[0] = symbolizer_path;
		symbolizer.argv[1] = "--inlines";
		symbolizer.argv[2] = "--demangle";
	}
	symbolizer.timeout_ms = kmsan_linux_symbolizer_timeout_ms;
	return true;
}

/* COMMAND "path" 0xoffset; false if the path cannot be written in that language. */
static bool
make_request(const char *command, const char *path, uintptr_t offset)
{
	const char *quote = strchr(path, '"') == NULL ? "\"" : "'";

	if (strchr(path, quote[0]) != NULL || strchr(path, '\n') != NULL ||
	    strlen(path) > sizeof(request) - 64)
		return false;
	kmsan_snprintf(
	    request, sizeof(request), "%s %s%s%s 0x%zx\n", command, quote, path, quote, offset);
	return true;
}

/*
 * Answers of before: most frames of a report stood in the one before it, and each question costs two
 * switches of processes. A place is overwritten by the next that has its hash.
 */
#define KEPT 256
static struct {
	char request[256];
	char reply[1024];
} kept[KEPT];

static size_t
kept_slot(void)
{
	uint64_t hash = 0;
	const char *p;

	for (p = request; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * 0x100000001b3;
	return hash % KEPT;
}

static bool
was_answered(void)
{
	size_t slot = kept_slot();

	if (strcmp(kept[slot].request, request) != 0)
		return false;
	memcpy(reply, kept[slot].reply, sizeof(kept[slot].reply));
	return true;
}

static void
keep_answer(void)
{
	size_t slot = kept_slot();

	if (strlen(request) >= sizeof(kept[slot].request) ||
	    strlen(reply) >= sizeof(kept[slot].reply))
		return;
	memcpy(kept[slot].request, request, strlen(request) + 1);
	memcpy(kept[slot].reply, reply, strlen(reply) + 1);
}

void
kmsan_linux_symbol_forget(void)
{
	memset(kept, 0, sizeof(kept));
}

/* False: no answer, and the reason has been said. */
static bool
ask(const char *command, const char *path, uintptr_t offset)
{
	static const char *const words[] = {
	    [-KMSAN_TOOL_START] = "cannot be started",
	    [-KMSAN_TOOL_CRASH] = "ended without an answer",
	    [-KMSAN_TOOL_TIMEOUT] = "did not answer in time",
	    [-KMSAN_TOOL_ENDLESS] = "does not come to an end",
	};
	enum kmsan_tool_error error;

	if (!kmsan_options.symbolize || !make_request(command, path, offset))
		return false;
	if (was_answered())
		return true;
	if (!symbolizer_ready())
		return false;
	error = kmsan_linux_tool_ask(&symbolizer, request, reply, sizeof(reply));
	if (error != KMSAN_TOOL_OK && error != KMSAN_TOOL_NONE)
		say_once(words[-error]);
	if (error == KMSAN_TOOL_OK)
		keep_answer();
	return error == KMSAN_TOOL_OK;
}

static size_t
checked(int n)
{
	if (n >= 0)
		return (size_t)n;
	say_once("gave an answer that makes no sense");
	kmsan_linux_symbol_forget();
	kmsan_linux_tool_kill(&symbolizer);
	return 0;
}

static void
read_cwd(void)
{
	if (KMSAN_SYS(SYS_getcwd, cwd, sizeof(cwd), 0, 0) <= 0)
		cwd[0] = '\0';
}

/*
 * The symbol table's name, demangled by the symbolizer: where the function starts, its outermost
 * frame is the function itself.
 */
static size_t
find_name(const struct kmsan_symbol_query *query, struct kmsan_frame *frame)
{
	struct kmsan_frame frames[8];
	size_t n = 0;

	memset(frame, 0, sizeof(*frame));
	if (!kmsan_symbol_table_find(query->path, query->offset, frame))
		return 0;
	if (frame->function[0] == '_' && frame->function[1] == 'Z' &&
	    ask("CODE", query->path, query->offset - frame->offset))
		n = checked(kmsan_symbol_parse_code(reply, "", frames, 8));
	if (n > 0 && n < 8 && frames[n - 1].function[0] != '\0')
		memcpy(frame->function, frames[n - 1].function, sizeof(frame->function));
	return 1;
}

static size_t
find_frames(const struct kmsan_symbol_query *query, struct kmsan_frame *frames, size_t max)
{
	struct kmsan_frame named;
	size_t n = 0;

	if (ask("CODE", query->path, query->offset))
		n = checked(kmsan_symbol_parse_code(reply, cwd, frames, max));
	if (n == 0)
		return find_name(query, frames);
	/* Known by name only: then the offset tells more than the name alone. */
	if (n == 1 && frames[0].file[0] == '\0' && find_name(query, &named) == 1)
		frames[0].offset = named.offset;
	return n;
}

/* One line of a source file, without its newline. */
static bool
read_source(const char *path, uintptr_t wanted, char *text, size_t size)
{
	struct kmsan_line_reader reader = {.at = 0};
	uintptr_t line = 0;

	/* Not to hang on what has become a fifo. */
	reader.fd = (int)KMSAN_SYS(SYS_open, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0, 0);
	if (reader.fd < 0)
		return false;
	while (line < wanted && kmsan_linux_read_line(&reader, text, size))
		line++;
	KMSAN_SYS(SYS_close, reader.fd, 0, 0, 0);
	return wanted != 0 && line == wanted;
}

/* Debug information has no columns of variables, but the source has. */
static void
find_columns(struct kmsan_frame *frames, size_t n)
{
	static char text[1024];
	size_t i;

	for (i = 0; i < n; i++)
		if (read_source(frames[i].file, frames[i].line, text, sizeof(text)))
			frames[i].column = kmsan_symbol_column(text, frames[i].function);
}

/* Of several variables the one of the line that the code is from comes first. */
static void
sort_variables(const struct kmsan_symbol_query *query, struct kmsan_frame *frames, size_t n)
{
	struct kmsan_frame position[1], swap;
	size_t i;

	if (n < 2 || !ask("CODE", query->path, query->offset) ||
	    checked(kmsan_symbol_parse_code(reply, cwd, position, 1)) != 1)
		return;
	for (i = 1; i < n; i++)
		if (frames[i].line == position[0].line &&
		    strcmp(frames[i].file, position[0].file) == 0) {
			swap = frames[0];
			frames[0] = frames[i];
			frames[i] = swap;
			break;
		}
}

static size_t
find_variable(const struct kmsan_symbol_query *query, struct kmsan_frame *frames, size_t max)
{
	size_t n = 0;

	if (query->variable == NULL || query->variable[0] == '\0')
		return 0;
	if (ask("FRAME", query->path, query->offset))
		n = checked(kmsan_symbol_parse_locals(reply, query->variable, cwd, frames, max));
	sort_variables(query, frames, n);
	find_columns(frames, n);
	return n;
}

static size_t
find_source(const struct kmsan_symbol_query *query, struct kmsan_frame *frame)
{
	return read_source(query->path, query->offset, frame->file, sizeof(frame->file));
}

static size_t
find_data(const struct kmsan_symbol_query *query, struct kmsan_frame *frame)
{
	const char *path;

	memset(frame, 0, sizeof(*frame));
	path = kmsan_linux_data_image(query->pc, &frame->offset);
	if (path == NULL || strlen(path) >= sizeof(frame->file))
		return 0;
	memcpy(frame->file, path, strlen(path) + 1);
	return 1;
}

size_t
kmsan_port_symbol(const struct kmsan_symbol_query *query, struct kmsan_frame *frames, size_t max)
{
	uint64_t signals;
	size_t n = 0;

	if ((max == 0 && query->what != KMSAN_SYMBOL_LAYOUT) || query->path == NULL ||
	    !kmsan_linux_tool_enter(&signals))
		return 0;
	read_cwd();
	switch (query->what) {
	case KMSAN_SYMBOL_FRAMES:
		n = find_frames(query, frames, max);
		break;
	case KMSAN_SYMBOL_NAME:
		n = find_name(query, frames);
		break;
	case KMSAN_SYMBOL_VARIABLE:
		n = find_variable(query, frames, max);
		break;
	case KMSAN_SYMBOL_SOURCE:
		n = find_source(query, frames);
		break;
	case KMSAN_SYMBOL_BUILD_ID:
		n = kmsan_symbol_build_id(query->path, frames->function, sizeof(frames->function));
		break;
	case KMSAN_SYMBOL_DATA:
		n = find_data(query, frames);
		break;
	case KMSAN_SYMBOL_LAYOUT:
		n = kmsan_linux_layout(query);
		break;
	}
	kmsan_linux_tool_leave(signals);
	return n;
}
