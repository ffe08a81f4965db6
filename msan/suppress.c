/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/suppress.h"

#include <kmsan/hooks.h>

#include "origin/str.h"
#include "origin/symbolize.h"

#define SUPPRESSIONS 256
#define INLINED 16

enum suppress_what { SUPPRESS_FUN, SUPPRESS_SRC, SUPPRESS_ORIGIN, SUPPRESS_VAR, SUPPRESS_COUNT };
static const char *const what_word[SUPPRESS_COUNT] = {"fun:", "src:", "origin:", "var:"};

static struct {
	enum suppress_what what;
	const char *pattern;
	unsigned used;
} suppression[SUPPRESSIONS];
static unsigned suppressions;
static struct kmsan_frame frames[INLINED];

static bool
match(const char *pattern, const char *s)
{
	const char *star = NULL, *resume = NULL;

	while (*s != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			resume = s;
		} else if (*pattern == *s) {
			pattern++;
			s++;
		} else if (star != NULL) {
			pattern = star;
			s = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

static bool
suppress_line(char *line)
{
	for (unsigned what = 0; what < SUPPRESS_COUNT; what++) {
		const char *pattern = line + str_length(what_word[what]);

		if (!str_starts(line, what_word[what]) || *pattern == '\0')
			continue;
		if (suppressions == SUPPRESSIONS) {
			kmsan_note("more than %u suppressions", (unsigned)SUPPRESSIONS);
			return true;
		}
		suppression[suppressions].what = (enum suppress_what)what;
		suppression[suppressions++].pattern = pattern;
		return true;
	}
	return false;
}

unsigned
suppress_parse(char *text)
{
	for (unsigned number = 1; *text != '\0'; number++) {
		char *end = text, *last;
		bool more;

		while (*end != '\0' && *end != '\n')
			end++;
		more = *end == '\n';
		*end = '\0';
		while (*text == ' ' || *text == '\t')
			text++;
		for (last = end; last > text && (last[-1] == ' ' || last[-1] == '\t' || last[-1] == '\r');)
			*--last = '\0';
		if (*text != '\0' && *text != '#' && !suppress_line(text))
			kmsan_note("suppressions line %u: '%s' is not fun:NAME, src:PATH, "
			           "origin:NAME or var:NAME; left out",
			    number, text);
		text = more ? end + 1 : end;
	}
	return suppressions;
}

static bool
match_frames(const struct space_place *place, bool interrupted, unsigned i)
{
	size_t n = symbolize_place(place, interrupted, frames, INLINED);

	for (size_t j = 0; j < n; j++)
		if (match(suppression[i].pattern,
		        suppression[i].what == SUPPRESS_SRC ? frames[j].file : frames[j].function))
			return true;
	return false;
}

static bool
match_stack(const struct report *report, unsigned i)
{
	for (size_t j = 0; j < report->nframes; j++) {
		struct space_place place;

		space_place_live(report->pc[j], &place);
		if (match_frames(&place, report->pc_flags[j] != 0, i))
			return true;
	}
	return false;
}

static bool
match_one(const struct report *report, const struct symbolized_variable *variable, unsigned i)
{
	switch (suppression[i].what) {
	case SUPPRESS_FUN:
	case SUPPRESS_SRC:
		return match_stack(report, i);
	case SUPPRESS_ORIGIN:
		return report->origin.placed && match_frames(&report->origin.place, false, i);
	case SUPPRESS_VAR:
		return variable->name[0] != '\0' && match(suppression[i].pattern, variable->name);
	case SUPPRESS_COUNT:
		break;
	}
	return false;
}

bool
suppress_match(const struct report *report)
{
	static struct symbolized_variable variable;

	if (suppressions == 0)
		return false;
	symbolize_variable(&report->origin, &variable);
	for (unsigned i = 0; i < suppressions; i++) {
		if (match_one(report, &variable, i)) {
			suppression[i].used++;
			return true;
		}
	}
	return false;
}

void
suppress_unused(struct text *out)
{
	for (unsigned i = 0; i < suppressions; i++)
		if (suppression[i].used == 0)
			text_print(out, "kMSan: unused suppression %s%s\n",
			    what_word[suppression[i].what], suppression[i].pattern);
}
