/* SPDX-License-Identifier: BSD-2-Clause */
#include "kmsan-cc.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void
die(const char *format, ...)
{
	va_list ap;

	fputs("kmsan-cc: ", stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
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
	int n;

	va_start(ap, format);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	s = allocate((size_t)n + 1);
	va_start(ap, format);
	vsnprintf(s, (size_t)n + 1, format, ap);
	va_end(ap);
	return s;
}

bool
has_prefix(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

void
strings_add(struct strings *list, const char *s)
{
	if (list->n + 2 > list->room) {
		list->room = list->room * 2 + 16;
		list->v = realloc(list->v, list->room * sizeof(*list->v));
		if (list->v == NULL)
			die("out of memory");
	}
	list->v[list->n++] = (char *)(size_t)s;
	list->v[list->n] = NULL;
}

void
strings_add_all(struct strings *list, const struct strings *more)
{
	for (size_t i = 0; i < more->n; i++)
		strings_add(list, more->v[i]);
}

char *
read_file(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	size_t room = 1 << 16, n, have = 0;
	char *data;

	if (f == NULL)
		return NULL;
	data = allocate(room + 1);
	while ((n = fread(data + have, 1, room - have, f)) > 0) {
		have += n;
		if (have == room) {
			room *= 2;
			data = realloc(data, room + 1);
			if (data == NULL)
				die("out of memory");
		}
	}
	if (ferror(f)) { /* a directory, say */
		free(data);
		data = NULL;
	} else {
		data[have] = '\0';
		*size = have;
	}
	fclose(f);
	return data;
}
