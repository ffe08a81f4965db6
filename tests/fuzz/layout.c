/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Debug information and symbol tables that are cut, wrong, or made up. The input is a question as
 * kmsan-symbolize --serve gets it, and behind its newline the ELF file that it is about.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "layout.h"
#include "msan/port/linux/symbol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_symbols(const char *path, uint64_t address)
{
	static struct kmsan_frame frame;
	char id[130];

	if (kmsan_symbol_table_find(path, address, &frame) &&
	    (memchr(frame.function, '\0', sizeof(frame.function)) == NULL || frame.offset > address))
		abort();
	if (kmsan_symbol_build_id(path, id, sizeof(id)) && strlen(id) % 2 != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct layout_bits bits[256];
	static char *text;
	static size_t text_size;
	struct layout_query query;
	const uint8_t *end = memchr(data, '\n', size < 512 ? size : 512);
	char line[512], path[64];
	size_t lines;
	FILE *out;
	int fd;

	if (end == NULL)
		return -1;
	memcpy(line, data, (size_t)(end - data));
	line[end - data] = '\0';
	if (!layout_parse_query(line, &query, bits, 256))
		return 0;
	fd = memfd_create("fuzz", MFD_CLOEXEC);
	size -= (size_t)(end + 1 - data);
	if (fd < 0 || write(fd, end + 1, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	query.path = path;
	out = open_memstream(&text, &text_size);
	lines = layout_answer(&query, out);
	fclose(out);
	/* A line for each that was promised. */
	for (const char *p = text; *p != '\0'; p++)
		lines -= *p == '\n';
	if (lines != 0)
		abort();
	free(text);
	layout_close();
	check_symbols(path, query.address);
	close(fd);
	return 0;
}
