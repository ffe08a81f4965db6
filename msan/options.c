/* SPDX-License-Identifier: BSD-2-Clause */
#include <kmsan/options.h>

#include <kmsan/hooks.h>
#include <kmsan/port.h>

#include "msan/print.h"
#include "origin/str.h"

struct kmsan_options kmsan_options = {
    .origins = KMSAN_ORIGINS_CHAIN,
    .origin_history_size = 7,
    .poison_on_free = true,
    .malloc_guard = "",
    .hz = 0,
    .symbolize = true,
    .external_symbolizer_path = "",
    .report_format = KMSAN_FORMAT_TEXT,
    .color = KMSAN_COLOR_AUTO,
    .log_path = "stderr",
    .suppressions = "",
    .dedup = true,
    .exitcode = 77,
};

enum option_sort { BOOL, NUMBER, SIZE, STRING, CHOICE };

struct option {
	const char *name;
	void *value;
	enum option_sort sort;
	unsigned long max;     /* NUMBER, SIZE */
	const char *choices[5]; /* CHOICE, in the order of the enum */
	const char *help;
};

/* The sort follows. */
#define O(field) .name = #field, .value = &kmsan_options.field
static const struct option option[] = {
    {O(halt_on_error), BOOL, .help = "stop at the first report"},
    {O(exitcode), NUMBER, .max = 255, .help = "exit status after a report"},
    {O(log_path), STRING, .help = "stderr, stdout or a file's path; %p becomes the process id"},
    {O(symbolize), BOOL, .help = "name functions, files and lines"},
    {O(external_symbolizer_path), STRING, .help = "llvm-symbolizer to use, else found in PATH"},
    {O(suppressions), STRING, .help = "file of fun:, src:, origin:, var: lines"},
    {O(dedup), BOOL, .help = "print the same place and origin once"},
    {O(max_reports), NUMBER, .max = 1000000000, .help = "stop printing after so many; 0 = no limit"},
    {O(origins), CHOICE, .choices = {"chain", "alloc"},
        .help = "chain: also where values were stored; alloc: only where memory came from"},
    {O(origin_history_size), NUMBER, .max = 7, .help = "links of a chain that are kept"},
    {O(poison_on_free), BOOL, .help = "freed memory counts as uninitialised"},
    {O(alloc_stack), BOOL, .help = "allocations keep their whole stack, not the caller alone"},
    {O(quarantine), SIZE, .max = 1ul << 34, .help = "freed memory whose reuse is delayed"},
    {O(malloclog), NUMBER, .max = 10000000, .help = "operations of malloc(9) to remember"},
    {O(malloc_guard), STRING, .help = "malloc type that gets guard pages, * for all"},
    {O(report_format), CHOICE, .choices = {"text", "json", "netbsd", "linux"},
        .help = "form of the reports"},
    {O(color), CHOICE, .choices = {"auto", "always", "never"},
        .help = "colours in text reports; auto: on a terminal"},
    {O(source), BOOL, .help = "quote the line of code of the top frame"},
    {O(print_stats), BOOL, .help = "statistics and unused suppressions at exit"},
    {O(hz), NUMBER, .max = 100000,
        .help = "clock interrupts a second on each CPU; 0 = 100, when a callout needs them"},
    {O(user_strict), BOOL, .help = "kernel memory given as a user address is EFAULT, and the reverse"},
    {O(verbosity), NUMBER, .max = 2, .help = "1: say what the runtime does; 2: check it, too"},
    {O(help), BOOL, .help = "print this and go on"},
};
#define OPTIONS (sizeof(option) / sizeof(option[0]))

/* Edit distance, for "did you mean". Names are shorter than 32. */
static unsigned
distance(const char *a, const char *b)
{
	unsigned row[33], previous, diagonal;
	size_t n = str_length(b);

	if (n > 32)
		return 100;
	for (unsigned j = 0; j <= n; j++)
		row[j] = j;
	for (unsigned i = 1; a[i - 1] != '\0'; i++) {
		diagonal = row[0];
		row[0] = i;
		for (unsigned j = 1; j <= n; j++) {
			unsigned best = diagonal + (a[i - 1] != b[j - 1]);

			previous = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
			diagonal = previous;
		}
	}
	return row[n];
}

static const char *
nearest_name(const char *name)
{
	const char *best = option[0].name;

	for (unsigned i = 1; i < OPTIONS; i++)
		if (distance(name, option[i].name) < distance(name, best))
			best = option[i].name;
	return best;
}

static bool
parse_number(const char *s, unsigned long max, bool size, unsigned long *value)
{
	unsigned long v = 0;

	if (*s == '\0')
		return false;
	for (; *s >= '0' && *s <= '9'; s++) {
		if (v > (max - (unsigned long)(*s - '0')) / 10)
			return false;
		v = v * 10 + (unsigned long)(*s - '0');
	}
	if (size && (*s == 'k' || *s == 'm' || *s == 'g') && s[1] == '\0') {
		unsigned shift = *s == 'k' ? 10 : *s == 'm' ? 20 : 30;

		if (v > max >> shift)
			return false;
		v <<= shift;
		s++;
	}
	*value = v;
	return *s == '\0' && v <= max;
}

static bool
set_choice(const struct option *o, const char *value)
{
	for (unsigned i = 0; i < 5 && o->choices[i] != NULL; i++) {
		if (str_same(value, o->choices[i])) {
			*(unsigned *)o->value = i;
			return true;
		}
	}
	return false;
}

static bool
set(const struct option *o, const char *value)
{
	unsigned long number;

	switch (o->sort) {
	case BOOL:
		if (!str_same(value, "0") && !str_same(value, "1"))
			return false;
		*(bool *)o->value = *value == '1';
		return true;
	case NUMBER:
		if (!parse_number(value, o->max, false, &number))
			return false;
		*(unsigned *)o->value = (unsigned)number;
		return true;
	case SIZE:
		if (!parse_number(value, o->max, true, &number))
			return false;
		*(size_t *)o->value = number;
		return true;
	case STRING:
		*(const char **)o->value = value;
		return true;
	case CHOICE:
		return set_choice(o, value);
	}
	return false;
}

static void
print_values(struct text *out, const struct option *o)
{
	switch (o->sort) {
	case BOOL:
		text_print(out, "0 or 1");
		break;
	case NUMBER:
		text_print(out, "0 to %lu", o->max);
		break;
	case SIZE:
		text_print(out, "0 to %lu bytes, k, m or g may follow", o->max);
		break;
	case STRING:
		text_print(out, "a string");
		break;
	case CHOICE: {
		const char *separator = "";

		for (unsigned i = 0; i < 5 && o->choices[i] != NULL; i++) {
			text_print(out, "%s%s", separator, o->choices[i]);
			separator = i < 4 && o->choices[i + 1] != NULL &&
			            (i == 3 || o->choices[i + 2] == NULL)
			        ? " or "
			        : ", ";
		}
	}
	}
}

static int
bad_value(const struct option *o, const char *value)
{
	char buffer[200];
	struct text out;

	text_init(&out, buffer, sizeof(buffer));
	print_values(&out, o);
	kmsan_note("option %s: '%s' is not valid: %s", o->name, value, buffer);
	return -1;
}

static int
parse_one(char *word)
{
	char *value = word;

	while (*value != '\0' && *value != '=')
		value++;
	if (*value == '\0') {
		kmsan_note("option '%s' has no value: write %s=VALUE", word, nearest_name(word));
		return -1;
	}
	*value++ = '\0';
	for (unsigned i = 0; i < OPTIONS; i++)
		if (str_same(word, option[i].name))
			return set(&option[i], value) ? 0 : bad_value(&option[i], value);
	kmsan_note("unknown option '%s': did you mean '%s'?", word, nearest_name(word));
	return -1;
}

/* A ':' ends an option, ':' inside a path is written '\:'. */
int
kmsan_options_parse(char *text)
{
	while (*text != '\0') {
		char *word = text, *out = text;
		bool more;

		for (; *text != '\0' && *text != ':'; text++) {
			if (*text == '\\' && text[1] == ':')
				text++;
			*out++ = *text;
		}
		more = *text == ':';
		*out = '\0';
		if (more)
			text++;
		if (*word != '\0' && parse_one(word) != 0)
			return -1;
	}
	kmsan_options_changed();
	return 0;
}

static void
print_current(struct text *out, const struct option *o)
{
	switch (o->sort) {
	case BOOL:
		text_print(out, "%u", (unsigned)*(bool *)o->value);
		break;
	case NUMBER:
		text_print(out, "%u", *(unsigned *)o->value);
		break;
	case SIZE:
		text_print(out, "%zu", *(size_t *)o->value);
		break;
	case STRING:
		text_print(out, "%s", *(const char **)o->value);
		break;
	case CHOICE:
		text_print(out, "%s", o->choices[*(unsigned *)o->value]);
	}
}

void
kmsan_options_help(void)
{
	static char buffer[8192];
	struct text out;

	text_init(&out, buffer, sizeof(buffer));
	text_print(&out, "Options of kMSan, in KMSAN_OPTIONS as name=value:name=value\n");
	for (unsigned i = 0; i < OPTIONS; i++) {
		text_print(&out, "  %s=", option[i].name);
		print_current(&out, &option[i]);
		text_print(&out, "\n      %s (", option[i].help);
		print_values(&out, &option[i]);
		text_print(&out, ")\n");
	}
	kmsan_port_console(out.buf, out.used);
}
