/* SPDX-License-Identifier: BSD-2-Clause */
#include "audit.h"

#include <stdlib.h>
#include <string.h>

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
