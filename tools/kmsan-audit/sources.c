/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attributes that work for MSan and do nothing here: no_sanitize("memory") and no_sanitize_memory. The
 * compiler leaves no trace of them in what it makes, so the sources that the debug information names
 * are read, where they are. What a macro stands for is found where the macro is defined.
 */
#include "audit.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	const char *s;
	unsigned line;
};

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static void
advance(struct reader *r, size_t n)
{
	for (; n > 0 && *r->s != '\0'; n--)
		r->line += *r->s++ == '\n';
}

static void
skip_comment(struct reader *r)
{
	const char *end = strstr(r->s + 2, r->s[1] == '/' ? "\n" : "*/");

	advance(r, end == NULL ? strlen(r->s) : (size_t)(end - r->s) + (r->s[1] == '/' ? 0 : 2));
}

static void
skip_literal(struct reader *r)
{
	char quote = *r->s;

	advance(r, 1);
	while (*r->s != '\0' && *r->s != quote && *r->s != '\n')
		advance(r, *r->s == '\\' && r->s[1] != '\0' ? 2 : 1);
	advance(r, *r->s == quote);
}

/* Does the line have this text in it, where the reader is? */
static bool
line_has(const char *text, const char *s, const char *what)
{
	const char *end = s + strcspn(s, "\n");

	while (s > text && s[-1] != '\n')
		s--;
	return memmem(s, (size_t)(end - s), what, strlen(what)) != NULL;
}

/* After "no_sanitize": ("...", "memory") */
static bool
names_memory(const char *s)
{
	s += strspn(s, " \t\n");
	return *s == '(' && memmem(s, strcspn(s, ")"), "\"memory\"", strlen("\"memory\"")) != NULL;
}

/* The attribute that starts here and is without effect, or NULL. */
static const char *
attribute(const char *text, const char *s, size_t n)
{
	static const char *const words[] = {"no_sanitize_memory", "__no_sanitize_memory__"};
	static const char *const with[] = {"no_sanitize", "__no_sanitize__"};
	const char *found = NULL;

	for (size_t i = 0; i < 2; i++) {
		if (n == strlen(words[i]) && strncmp(s, words[i], n) == 0)
			found = "no_sanitize_memory";
		if (n == strlen(with[i]) && strncmp(s, with[i], n) == 0 && names_memory(s + n))
			found = "no_sanitize(\"memory\")";
	}
	/* Both, so that one source does for both; or a question whether there is such an attribute. */
	if (found == NULL || line_has(text, s, "\"kernel-memory\"") ||
	    line_has(text, s, "__has_attribute"))
		return NULL;
	return found;
}

static void
read_source(struct findings *findings, const struct image *image, const char *path)
{
	size_t size;
	char *text = read_file(path, &size);
	struct reader r = {text, 1};

	while (text != NULL && *r.s != '\0') {
		if (r.s[0] == '/' && (r.s[1] == '/' || r.s[1] == '*')) {
			skip_comment(&r);
		} else if (*r.s == '"' || *r.s == '\'') {
			skip_literal(&r);
		} else if (is_word(*r.s)) {
			size_t n = 1;
			const char *found;

			while (is_word(r.s[n]))
				n++;
			found = attribute(text, r.s, n);
			if (found != NULL) {
				struct finding *f =
				    grow((void **)&findings->v, &findings->n, sizeof(*f));

				f->kind = ATTRIBUTE;
				f->file = image->title;
				f->function = found;
				f->where = format_string("%s:%u", path, r.line);
			}
			advance(&r, n);
		} else {
			advance(&r, 1);
		}
	}
	free(text);
}

void
rules_sources(struct findings *findings, const struct image *image)
{
	struct names sources = {0};

	lines_sources(image->lines, &sources);
	for (size_t i = 0; i < sources.n; i++)
		read_source(findings, image, sources.v[i]);
}
