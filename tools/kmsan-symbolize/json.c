/* SPDX-License-Identifier: BSD-2-Clause */
#include "json.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 16

struct parser {
	const char *at;
	unsigned depth;
};

static struct json *parse_value(struct parser *p);

static void
skip_blanks(struct parser *p)
{
	p->at += strspn(p->at, " \t\r\n");
}

static bool
take(struct parser *p, char c)
{
	skip_blanks(p);
	if (*p->at != c)
		return false;
	p->at++;
	return true;
}

/* The value of 4 hexadecimal digits; -1. */
static int
parse_hex4(const char *text)
{
	char digits[5] = "";
	char *end;
	long value;

	if (strspn(text, "0123456789abcdefABCDEF") < 4)
		return -1;
	memcpy(digits, text, 4);
	value = strtol(digits, &end, 16);
	return (int)value;
}

/* As UTF-8, of a character or of half of one: written again it is what it was to a reader. */
static size_t
put_character(char *to, unsigned c)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xc0 | c >> 6);
		to[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	to[0] = (char)(0xe0 | c >> 12);
	to[1] = (char)(0x80 | (c >> 6 & 63));
	to[2] = (char)(0x80 | (c & 63));
	return 3;
}

/* One escape, behind its backslash; how many bytes it became, 0: that is none. */
static size_t
parse_escape(struct parser *p, char *to)
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	char c = *p->at;
	const char *letter;
	int code;

	if (c == 'u') {
		code = parse_hex4(p->at + 1);
		if (code <= 0)
			return 0;
		p->at += 5;
		return put_character(to, (unsigned)code);
	}
	letter = c != '\0' ? strchr(letters, c) : NULL;
	if (letter == NULL)
		return 0;
	p->at++;
	*to = meant[letter - letters];
	return 1;
}

/* What stands between quotes; the result is never longer. */
static char *
parse_string(struct parser *p)
{
	size_t used = 0, n;
	const char *end;
	char *text;

	if (!take(p, '"'))
		return NULL;
	for (end = p->at; *end != '\0' && *end != '"'; end++)
		end += *end == '\\' && end[1] != '\0';
	text = malloc((size_t)(end - p->at) + 1);
	while (text != NULL && *p->at != '"') {
		if (*p->at == '\0')
			goto bad;
		if (*p->at != '\\') {
			text[used++] = *p->at++;
			continue;
		}
		p->at++;
		n = parse_escape(p, text + used);
		if (n == 0)
			goto bad;
		used += n;
	}
	if (text == NULL)
		return NULL;
	p->at++;
	text[used] = '\0';
	return text;
bad:
	free(text);
	return NULL;
}

static struct json *
parse_other(struct parser *p)
{
	size_t length = strspn(p->at, "0123456789+-.abcdefghijklmnopqrstuvwxyzE");
	struct json *value = length > 0 ? json_new(JSON_OTHER, NULL, NULL) : NULL;

	if (value == NULL)
		return NULL;
	value->text = strndup(p->at, length);
	p->at += length;
	return value;
}

static struct json *
parse_list(struct parser *p, enum json_kind kind, char end)
{
	struct json *list = json_new(kind, NULL, NULL), *value, **last;
	char *name = NULL;

	if (list == NULL)
		return NULL;
	last = &list->child;
	if (take(p, end))
		return list;
	do {
		if (kind == JSON_OBJECT && ((name = parse_string(p)) == NULL || !take(p, ':')))
			goto bad;
		value = parse_value(p);
		if (value == NULL)
			goto bad;
		value->name = name;
		name = NULL;
		*last = value;
		last = &value->next;
	} while (take(p, ','));
	if (take(p, end))
		return list;
bad:
	free(name);
	json_free(list);
	return NULL;
}

static struct json *
parse_value(struct parser *p)
{
	struct json *value = NULL;

	if (++p->depth > DEPTH_MAX)
		return NULL;
	skip_blanks(p);
	if (*p->at == '"') {
		value = json_new(JSON_STRING, NULL, NULL);
		if (value != NULL && (value->text = parse_string(p)) == NULL) {
			json_free(value);
			return NULL;
		}
	} else if (take(p, '{')) {
		value = parse_list(p, JSON_OBJECT, '}');
	} else if (take(p, '[')) {
		value = parse_list(p, JSON_ARRAY, ']');
	} else {
		value = parse_other(p);
	}
	p->depth--;
	return value;
}

struct json *
json_parse(const char *text, const char **end)
{
	struct parser p = {.at = text};
	struct json *value = parse_value(&p);

	*end = p.at;
	return value;
}

void
json_free(struct json *value)
{
	struct json *next;

	for (; value != NULL; value = next) {
		next = value->next;
		json_free(value->child);
		free(value->name);
		free(value->text);
		free(value);
	}
}

static void
print_string(const char *text, FILE *out)
{
	putc('"', out);
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			fprintf(out, "\\u%04x", c);
		else
			putc(c, out);
	}
	putc('"', out);
}

void
json_print(const struct json *value, FILE *out)
{
	const struct json *child;

	if (value->kind == JSON_STRING) {
		print_string(value->text, out);
		return;
	}
	if (value->kind == JSON_OTHER) {
		fputs(value->text != NULL ? value->text : "null", out);
		return;
	}
	putc(value->kind == JSON_OBJECT ? '{' : '[', out);
	for (child = value->child; child != NULL; child = child->next) {
		if (child->name != NULL) {
			print_string(child->name, out);
			putc(':', out);
		}
		json_print(child, out);
		if (child->next != NULL)
			putc(',', out);
	}
	putc(value->kind == JSON_OBJECT ? '}' : ']', out);
}

struct json *
json_member(const struct json *value, const char *name)
{
	struct json *child = value != NULL && value->kind == JSON_OBJECT ? value->child : NULL;

	while (child != NULL && strcmp(child->name, name) != 0)
		child = child->next;
	return child;
}

const char *
json_string(const struct json *value, const char *name)
{
	const struct json *member = json_member(value, name);

	return member != NULL && member->kind == JSON_STRING ? member->text : NULL;
}

const char *
json_other(const struct json *value, const char *name)
{
	const struct json *member = json_member(value, name);

	return member != NULL && member->kind == JSON_OTHER ? member->text : NULL;
}

struct json *
json_new(enum json_kind kind, const char *name, const char *text)
{
	struct json *value = calloc(1, sizeof(*value));

	if (value == NULL)
		return NULL;
	value->kind = kind;
	value->name = name != NULL ? strdup(name) : NULL;
	value->text = text != NULL ? strdup(text) : NULL;
	if ((name != NULL && value->name == NULL) || (text != NULL && value->text == NULL)) {
		json_free(value);
		return NULL;
	}
	return value;
}

struct json *
json_append(struct json *parent, struct json *value)
{
	struct json **last;

	if (parent == NULL) {
		json_free(value);
		return NULL;
	}
	for (last = &parent->child; *last != NULL; last = &(*last)->next)
		continue;
	*last = value;
	return value;
}

void
json_remove(struct json *parent, struct json *child)
{
	struct json **link = &parent->child;

	while (*link != NULL && *link != child)
		link = &(*link)->next;
	if (*link == NULL)
		return;
	*link = child->next;
	child->next = NULL;
	json_free(child);
}
