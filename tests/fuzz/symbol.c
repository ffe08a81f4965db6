/* SPDX-License-Identifier: BSD-2-Clause */
/* What a symbolizer may say: the first byte chooses the question. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "msan/port/linux/symbol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FRAMES 4

static void
check(const struct kmsan_frame *frames, int n)
{
	if (n < -1 || n > FRAMES)
		abort();
	for (int i = 0; i < n; i++)
		if (memchr(frames[i].function, '\0', sizeof(frames[i].function)) == NULL ||
		    memchr(frames[i].file, '\0', sizeof(frames[i].file)) == NULL)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct kmsan_frame frames[FRAMES];
	char *text;
	size_t length;

	if (size == 0)
		return -1;
	text = malloc(size);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	length = strlen(text);
	if (data[0] % 3 == 0)
		check(frames, kmsan_symbol_parse_code(text, "/w", frames, FRAMES));
	else if (data[0] % 3 == 1) {
		check(frames, kmsan_symbol_parse_locals(text, "x", "/w", frames, FRAMES));
		check(frames, kmsan_symbol_parse_locals(text, "[]", "/w", frames, FRAMES));
		if (kmsan_symbol_column(text, "x") > strlen(text))
			abort();
	} else
		kmsan_symbol_bare_name(text);
	if (strlen(text) > length)
		abort();
	free(text);
	return 0;
}
