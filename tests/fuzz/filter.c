/* SPDX-License-Identifier: BSD-2-Clause */
/* Logs of any kind. Symbols are made up, so that no file is needed. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmsan/hooks.h>
#include <kmsan/options.h>

#include "filter.h"
#include "modules.h"
#include "msan/port/linux/symbol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct kmsan_options kmsan_options = {.symbolize = true};

void
kmsan_note(const char *format, ...)
{
	(void)format;
}

bool
kmsan_symbol_build_id(const char *path, char *text, size_t size)
{
	snprintf(text, size, "%02x", path[0]);
	return path[0] != '/';
}

static size_t
made_up_layout(const struct kmsan_layout_query *layout)
{
	uint64_t sum = 0;

	/* Touch all that the reader said there is. */
	for (size_t i = 0; i < layout->ranges; i++)
		sum += layout->range[i].first + layout->range[i].size + layout->range[i].bits;
	snprintf(layout->text, layout->text_size, "%s: %llu\nsecond\n", layout->name,
	    (unsigned long long)sum);
	return sum % 3 == 0 ? 0 : 2;
}

size_t
kmsan_port_symbol(const struct kmsan_symbol_query *query, struct kmsan_frame *frames, size_t max)
{
	size_t n = query->offset % 4 < max ? query->offset % 4 : max;

	if (query->what == KMSAN_SYMBOL_LAYOUT)
		return made_up_layout(query->layout);
	for (size_t i = 0; i < n; i++) {
		memset(&frames[i], 0, sizeof(frames[i]));
		snprintf(frames[i].function, sizeof(frames[i].function), "f%zu", i);
		if (query->offset % 3 != 0)
			snprintf(frames[i].file, sizeof(frames[i].file), "%.100s", query->path);
		frames[i].line = (unsigned)query->offset;
		frames[i].offset = query->offset % 5;
	}
	return n;
}

static size_t
newlines(const char *text, size_t size)
{
	size_t n = 0;

	while (size-- > 0)
		n += text[size] == '\n';
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = NULL;
	size_t text_size = 0;
	FILE *in, *out;

	if (size == 0)
		return 0;
	in = fmemopen((void *)(uintptr_t)data, size, "r");
	out = open_memstream(&text, &text_size);
	if (in == NULL || out == NULL || !filter(in, out))
		abort();
	fclose(in);
	fclose(out);
	/* What is not ours is copied: without reports nothing changes. */
	if (memmem(data, size, "#", 1) == NULL && memmem(data, size, "MSan: ", 6) == NULL &&
	    newlines(text, text_size) != newlines((const char *)data, size) + (data[size - 1] != '\n'))
		abort();
	free(text);
	modules_clear();
	return 0;
}
