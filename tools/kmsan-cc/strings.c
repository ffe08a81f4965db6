/* SPDX-License-Identifier: BSD-2-Clause */
#include "kmsan-cc.h"

#include <stdlib.h>
#include <string.h>

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
