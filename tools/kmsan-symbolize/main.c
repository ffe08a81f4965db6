/* SPDX-License-Identifier: BSD-2-Clause */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kmsan/hooks.h>
#include <kmsan/options.h>

#include "common/tool.h"
#include "filter.h"
#include "layout.h"
#include "modules.h"
#include "msan/port/linux/layout.h"

#define BITS_MAX 65536

const char tool_name[] = "kmsan-symbolize";
const int tool_failure = 2;

static const char usage[] =
    "usage: kmsan-symbolize [--path=FOLDER]... [--symbolizer=PROGRAM] [ELF]... <LOG\n"
    "       kmsan-symbolize --serve\n"
    "\n"
    "Copies LOG and completes the reports in it that a program wrote with symbolize=0: functions,\n"
    "files, lines, variables, members of structures. A report names the files that it needs; they\n"
    "are looked for, by build id where there is one, else by name, among the ELF files given, in "
    "the\n"
    "folders given, and where they were when the program ran.\n"
    "--serve answers questions about structures, for the runtime.\n";

/* What the files shared with the runtime need of it. */
struct kmsan_options kmsan_options = {.symbolize = true, .external_symbolizer_path = ""};

void
kmsan_note(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(format, ap);
	va_end(ap);
}

/* Questions, one a line, until the end of the input; each answer ends with an empty line. */
static int
serve(void)
{
	static struct layout_bits bits[BITS_MAX];
	struct layout_query query;
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (layout_parse_query(line, &query, bits, BITS_MAX))
			layout_answer(&query, stdout);
		putchar('\n');
		fflush(stdout);
	}
	free(line);
	layout_close();
	return 0;
}

/* Structures are read by a second process of this program: bad debug information ends that one. */
static void
serve_ourselves(void)
{
	static char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n > 0)
		kmsan_linux_layout_tool = path;
}

static int
bad(const char *what, const char *path)
{
	complain("%s: there is no such %s", path, what);
	return 2;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"path", required_argument, NULL, 'p'},
	    {"symbolizer", required_argument, NULL, 'y'},
	    {"serve", no_argument, NULL, 's'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	bool good;
	int option;

	while ((option = getopt_long(argc, argv, "p:h", options, NULL)) != -1) {
		switch (option) {
		case 'p':
			if (!modules_add_folder(optarg))
				return bad("folder", optarg);
			break;
		case 'y':
			kmsan_options.external_symbolizer_path = optarg;
			break;
		case 's':
			return serve();
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	for (; optind < argc; optind++)
		if (!modules_add_file(argv[optind]))
			return bad("file", argv[optind]);
	serve_ourselves();
	good = filter(stdin, stdout);
	modules_clear();
	if (!good)
		perror("kmsan-symbolize");
	return good ? 0 : 1;
}
