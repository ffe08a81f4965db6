/* SPDX-License-Identifier: BSD-2-Clause */
#include "layout.h"

#include <stdlib.h>
#include <string.h>

#define BITS_MAX 65536

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

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--serve") == 0)
		return serve();
	return 2;
}
