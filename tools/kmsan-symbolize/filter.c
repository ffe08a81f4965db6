/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter.h"

#include <stdlib.h>
#include <string.h>

#include "modules.h"

/* A report ends with its SUMMARY. Of one that was cut, that many lines are waited for. */
#define REPORT_LINES 4096
/* Behind a stack that is not a report's, its Image lines are waited for that long. */
#define LOOSE_LINES 8
#define SUMMARY	    "SUMMARY: kMSan: "

struct block {
	struct line lines[REPORT_LINES];
	size_t count;
	bool open, report;
	size_t others; /* lines in a row that are not ours */
};

/* The last "+0x" in [text, end); NULL: none. */
static const char *
last_plus(const char *text, const char *end)
{
	while (end > text)
		if (strncmp(--end, "+0x", 3) == 0)
			return end;
	return NULL;
}

/* "... (a.out+0x1234) ...": names have anything in them, blanks and parentheses too. */
static void
parse_module(struct line *line)
{
	const char *start = strstr(line->text + line->at, " (");
	const char *end = strrchr(line->text + line->at, ')'), *plus;
	char *rest;

	if (start == NULL || end == NULL || end < start)
		return;
	plus = last_plus(start + 2, end);
	if (plus == NULL || plus == start + 2)
		return;
	line->offset = strtoull(plus + 1, &rest, 16);
	if (rest != end || rest == plus + 3)
		return;
	line->name = strndup(start + 2, (size_t)(plus - start - 2));
	line->module = line->name != NULL;
	line->module_at = (size_t)(start - line->text);
}

/* "SUMMARY: kMSan: kernel-infoleak a.out+0x1234 in f" */
static void
parse_summary(struct line *line)
{
	const char *kind = line->text + line->at + strlen(SUMMARY);
	const char *start = strchr(kind, ' '), *end = NULL, *p, *plus;
	char *rest;

	for (p = start; p != NULL && (p = strstr(p, " in ")) != NULL; p++)
		end = p;
	if (start == NULL)
		return;
	if (end == NULL)
		end = line->text + line->length;
	plus = last_plus(start + 1, end);
	if (plus == NULL)
		return;
	line->offset = strtoull(plus + 1, &rest, 16);
	if (rest != end || rest == plus + 3)
		return;
	line->name = strndup(start + 1, (size_t)(plus - start - 1));
	line->module = line->name != NULL;
	line->module_at = (size_t)(start - line->text);
}

/* "#12 0x7f00 ..." */
static bool
is_frame(const char *p)
{
	size_t digits = strspn(p + 1, "0123456789");

	return p[0] == '#' && digits > 0 && digits < 5 && strncmp(p + 1 + digits, " 0x", 3) == 0 &&
	       strspn(p + digits + 4, "0123456789abcdef") > 0;
}

static void
classify(struct line *line)
{
	static const struct {
		const char *text;
		enum line_kind kind;
	} words[] = {
	    {"MSan: Uninitialized ", LINE_HEAD},
	    {SUMMARY, LINE_SUMMARY},
	    {"    --- ", LINE_MARK},
	    {"Created by ", LINE_CREATED},
	    {"Created at:", LINE_CREATED},
	    {"Freed by ", LINE_CREATED},
	    {"Marked by ", LINE_CREATED},
	    {"Stored to memory at:", LINE_STORED},
	    {"Variable '", LINE_VARIABLE},
	    {"A temporary of ", LINE_VARIABLE},
	    {"Address is ", LINE_OBJECT},
	    {"Layout: ", LINE_LAYOUT},
	    {"Image ", LINE_IMAGE},
	};
	const char *p;
	size_t i;

	for (p = line->text; (p = strchr(p, '#')) != NULL; p++)
		if (is_frame(p)) {
			line->kind = LINE_FRAME;
			line->at = (size_t)(p - line->text);
			return;
		}
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		p = strstr(line->text, words[i].text);
		if (p == NULL)
			continue;
		/* "--- interrupt at IPL_VM ---" */
		if (words[i].kind == LINE_MARK && strstr(p + 8, " ---") == NULL)
			continue;
		line->kind = words[i].kind;
		line->at = (size_t)(p - line->text);
		return;
	}
}

void
line_parse(struct line *line, char *text, size_t length)
{
	memset(line, 0, sizeof(*line));
	line->text = text;
	line->length = length;
	/* No line of ours has a NUL in it. */
	if (strlen(text) != length)
		return;
	classify(line);
	if (line->kind == LINE_FRAME || line->kind == LINE_VARIABLE || line->kind == LINE_OBJECT ||
	    line->kind == LINE_LAYOUT)
		parse_module(line);
	else if (line->kind == LINE_SUMMARY)
		parse_summary(line);
}

void
line_free(struct line *line)
{
	free(line->text);
	free(line->name);
}

/* "Image a.out: /tmp/a.out, build id 1234" */
static void
learn_image(const struct line *line)
{
	char *text = strdup(line->text + line->at + strlen("Image "));
	char *path = text != NULL ? strstr(text, ": /") : NULL, *build_id;

	if (path == NULL) {
		free(text);
		return;
	}
	*path = '\0';
	path += 2;
	build_id = strstr(path, ", build id ");
	if (build_id != NULL) {
		*build_id = '\0';
		build_id += strlen(", build id ");
		build_id[strspn(build_id, "0123456789abcdef")] = '\0';
	}
	modules_add_image(text, path, build_id != NULL ? build_id : "");
	free(text);
}

static void
flush(struct block *block, FILE *out)
{
	static struct rewrite rewrite;
	size_t i;

	for (i = 0; i < block->count; i++)
		if (block->lines[i].kind == LINE_IMAGE)
			learn_image(&block->lines[i]);
	memset(&rewrite, 0, sizeof(rewrite));
	rewrite.out = out;
	rewrite_prepare(&rewrite, block->lines, block->count);
	for (i = 0; i < block->count; i++) {
		rewrite_line(&rewrite, &block->lines[i]);
		line_free(&block->lines[i]);
	}
	block->count = 0;
	block->others = 0;
	block->open = false;
	fflush(out);
}

static bool
is_complete(const struct block *block, const struct line *last)
{
	if (block->count == REPORT_LINES)
		return true;
	if (block->report)
		return last->kind == LINE_SUMMARY;
	return block->others >= LOOSE_LINES;
}

static void
add_line(struct block *block, char *text, size_t length, FILE *out)
{
	struct line line;

	if (!block->open && strlen(text) == length && rewrite_json(text, out)) {
		free(text);
		return;
	}
	line_parse(&line, text, length);
	if (line.kind == LINE_HEAD && block->open)
		flush(block, out);
	if (!block->open && line.kind != LINE_HEAD && line.kind != LINE_FRAME) {
		fwrite(text, 1, length, out);
		putc('\n', out);
		fflush(out);
		line_free(&line);
		return;
	}
	if (!block->open) {
		block->open = true;
		block->report = line.kind == LINE_HEAD;
	}
	block->others = line.kind == LINE_OTHER ? block->others + 1 : 0;
	block->lines[block->count++] = line;
	if (is_complete(block, &line))
		flush(block, out);
}

bool
filter(FILE *in, FILE *out)
{
	static struct block block;
	char *text = NULL;
	size_t size = 0;
	ssize_t n;

	block.count = 0;
	block.open = false;
	while ((n = getline(&text, &size, in)) > 0) {
		if (text[n - 1] == '\n')
			text[--n] = '\0';
		add_line(&block, text, (size_t)n, out);
		text = NULL;
		size = 0;
	}
	free(text);
	flush(&block, out);
	return !ferror(in) && !ferror(out);
}
