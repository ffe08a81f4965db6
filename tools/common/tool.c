/* SPDX-License-Identifier: BSD-2-Clause */
#include "common/tool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

void
say(const char *format, va_list ap)
{
	fflush(stdout);
	fprintf(stderr, "%s: ", tool_name);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
}

void
complain(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(format, ap);
	va_end(ap);
}

void
die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(format, ap);
	va_end(ap);
	exit(tool_failure);
}

void *
allocate(size_t size)
{
	void *p = calloc(1, size);

	if (p == NULL)
		die("out of memory");
	return p;
}

char *
format_string(const char *format, ...)
{
	va_list ap;
	char *s;

	va_start(ap, format);
	if (vasprintf(&s, format, ap) < 0)
		die("out of memory");
	va_end(ap);
	return s;
}

char *
read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	char *data = NULL;
	size_t n, room = 0, have = 0;
	int error;

	if (file == NULL)
		return NULL;
	do {
		room = room * 2 + 65536;
		data = realloc(data, room + 1);
		if (data == NULL)
			die("out of memory");
		n = fread(data + have, 1, room - have, file);
		have += n;
	} while (have == room);
	error = ferror(file) ? errno : 0; /* a directory, say */
	fclose(file);
	if (error != 0) {
		free(data);
		errno = error;
		return NULL;
	}
	data[have] = '\0';
	*size = have;
	return data;
}
