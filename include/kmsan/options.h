/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_OPTIONS_H
#define KMSAN_OPTIONS_H

/*
 * The options of KMSAN_OPTIONS, for the rooms of the runtime: set once at start, before any
 * instrumented code, and only read afterwards. docs/OPTIONS.md describes each.
 */

#include <kmsan/types.h>

#ifdef __cplusplus
extern "C" {
#endif

enum kmsan_origins { KMSAN_ORIGINS_CHAIN, KMSAN_ORIGINS_ALLOC };
enum kmsan_format { KMSAN_FORMAT_TEXT, KMSAN_FORMAT_JSON, KMSAN_FORMAT_NETBSD, KMSAN_FORMAT_LINUX };
enum kmsan_color { KMSAN_COLOR_AUTO, KMSAN_COLOR_ALWAYS, KMSAN_COLOR_NEVER };

struct kmsan_options {
	/* what is found, and kept */
	unsigned origins;             /* enum kmsan_origins */
	unsigned origin_history_size; /* links of a chain, 0 to 7 */
	bool poison_on_free;
	bool alloc_stack;         /* allocations keep their whole stack */
	size_t quarantine;        /* bytes of freed memory whose reuse is delayed */
	unsigned malloclog;       /* operations to remember, 0 = none */
	const char *malloc_guard; /* "" = none, "*" = all, else a malloc type's name */
	bool user_strict;         /* kernel memory given as a user address is EFAULT, and the reverse */
	unsigned hz;              /* clock interrupts a second, 0 = no clock */

	/* what is said */
	bool symbolize;
	const char *external_symbolizer_path; /* "" = found in PATH */
	unsigned report_format;               /* enum kmsan_format */
	unsigned color;                       /* enum kmsan_color */
	bool source;                          /* quote the line of the top frame */
	bool print_stats;
	unsigned verbosity;
	const char *log_path;     /* "stderr", "stdout" or a prefix; %p = pid */
	const char *suppressions; /* "" = none, else a file */

	/* what follows */
	bool dedup;
	unsigned max_reports; /* 0 = no limit */
	bool halt_on_error;
	int exitcode;
	bool help;
};
extern struct kmsan_options kmsan_options;

/*
 * Read "name=value:name=value" on top of what is set. Values that are strings are kept by
 * pointer into text, which is written to and must stay. Returns 0, or -1 after saying on the
 * console what was wrong and which name or value is nearest.
 */
int kmsan_options_parse(char *text);

/*
 * A field was set in another way: what was derived from alloc_stack and poison_on_free is made anew.
 * Requires: no other lwp allocates now.
 */
void kmsan_options_changed(void);

/* Print each option with its value and meaning. */
void kmsan_options_help(void);

#ifdef __cplusplus
}
#endif

#endif
