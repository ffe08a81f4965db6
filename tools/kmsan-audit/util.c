/* SPDX-License-Identifier: BSD-2-Clause */
#include "audit.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
say(const char *format, va_list ap)
{
	fflush(stdout);
	fputs("kmsan-audit: ", stderr);
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
	exit(2);
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

void *
grow(void **array, size_t *n, size_t size)
{
	/* The room is the next power of two. */
	if ((*n & (*n - 1)) == 0) {
		*array = realloc(*array, (*n == 0 ? 1 : *n * 2) * size);
		if (*array == NULL)
			die("out of memory");
	}
	memset((char *)*array + *n * size, 0, size);
	return (char *)*array + (*n)++ * size;
}

void
names_add(struct names *names, const char *name)
{
	char **slot = grow((void **)&names->v, &names->n, sizeof(*names->v));

	*slot = format_string("%s", name);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
names_sort(struct names *names)
{
	if (names->n > 0)
		qsort(names->v, names->n, sizeof(*names->v), compare);
}

bool
names_have(const struct names *names, const char *name)
{
	return names->n > 0 &&
	       bsearch(&name, names->v, names->n, sizeof(*names->v), compare) != NULL;
}

char *
read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	char *data = NULL;
	size_t n, room = 0;

	*size = 0;
	if (file == NULL)
		return NULL;
	do {
		room = room * 2 + 65536;
		data = realloc(data, room + 1);
		if (data == NULL)
			die("out of memory");
		n = fread(data + *size, 1, room - *size, file);
		*size += n;
	} while (*size == room);
	if (ferror(file)) {
		int error = errno;

		fclose(file);
		free(data);
		errno = error;
		return NULL;
	}
	fclose(file);
	data[*size] = '\0';
	return data;
}
