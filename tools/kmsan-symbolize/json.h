/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_SYMBOLIZE_JSON_H
#define KMSAN_SYMBOLIZE_JSON_H

/* JSON values, as much of them as a report needs: read, changed, written again. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum json_kind { JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_OTHER };

struct json {
	enum json_kind kind;
	char *name; /* of a member; else NULL */
	char *text; /* STRING: without escapes; OTHER (numbers, true, ...): as it stands there */
	struct json *child; /* OBJECT, ARRAY: the first */
	struct json *next;
};

/*
 * The value that text begins with, and where it ends; NULL: that is none, or it is nested deeper
 * than 16, has a NUL character in a string, or there is no memory. json_free() it.
 */
struct json *json_parse(const char *text, const char **end);

void json_free(struct json *value); /* with all behind it */
void json_print(const struct json *value, FILE *out);

/* A member; NULL: there is none, or value is NULL or no object. */
struct json *json_member(const struct json *value, const char *name);

/* A member's text if it is of that kind, else NULL. */
const char *json_string(const struct json *value, const char *name);
const char *json_other(const struct json *value, const char *name);

/*
 * New values; name and text are copied, NULL: none. json_append adds behind the last child of a
 * parent (or frees the value, parent NULL) and returns it. NULL when there is no memory.
 */
struct json *json_new(enum json_kind kind, const char *name, const char *text);
struct json *json_append(struct json *parent, struct json *value);

/* Take a child out of its parent and free it. */
void json_remove(struct json *parent, struct json *child);

#endif
