/* SPDX-License-Identifier: BSD-2-Clause */
/* What llvm-symbolizer, versions 14 to 22, says. Nothing in it is trusted. */
#define _GNU_SOURCE
#include <string.h>

#include "symbol.h"

struct line {
	const char *text;
	size_t length;
};

/* The next line, without its newline; false at the end, or if it is not ended by one. */
static bool
next_line(const char **at, struct line *line)
{
	const char *end = strchr(*at, '\n');

	if (end == NULL)
		return false;
	line->text = *at;
	line->length = (size_t)(end - *at);
	*at = end + 1;
	return true;
}

static bool
is_unknown(const struct line *line)
{
	return line->length >= 2 && line->text[0] == '?' && line->text[1] == '?' &&
	       (line->length == 2 || line->text[2] == ':');
}

/* Cut ":<number>" off the end. "?" counts as 0. */
static bool
cut_number(struct line *line, unsigned *number)
{
	uint64_t value = 0;
	size_t i = line->length;

	while (i > 0 && line->text[i - 1] != ':')
		i--;
	if (i == 0 || i == line->length || line->length - i > 10)
		return false;
	for (size_t j = i; j < line->length; j++) {
		char c = line->text[j];

		if (c == '?' && line->length - i == 1)
			break;
		if (c < '0' || c > '9')
			return false;
		value = value * 10 + (unsigned)(c - '0');
	}
	*number = value > UINT32_MAX ? 0 : (unsigned)value;
	line->length = i - 1;
	return true;
}

static void
copy_text(char *to, size_t size, const char *text, size_t length)
{
	if (length >= size)
		length = size - 1;
	memcpy(to, text, length);
	to[length] = '\0';
}

/*
 * Compilers write the directory that they ran in and the name that they were given: below the
 * current directory that name is the shorter and stable one.
 */
static void
copy_file(char *to, size_t size, struct line file, const char *cwd)
{
	size_t length = strlen(cwd);

	if (is_unknown(&file) || file.length == 0) {
		to[0] = '\0';
		return;
	}
	if (length > 1 && file.length > length + 1 && memcmp(file.text, cwd, length) == 0 &&
	    file.text[length] == '/') {
		file.text += length + 1;
		file.length -= length + 1;
	}
	while (file.length > 2 && file.text[0] == '.' && file.text[1] == '/') {
		file.text += 2;
		file.length -= 2;
	}
	/* The end of a long name says more than its beginning. */
	if (file.length >= size) {
		file.text += file.length - (size - 1);
		file.length = size - 1;
	}
	copy_text(to, size, file.text, file.length);
}

static void
copy_function(char *to, size_t size, const struct line *line)
{
	char whole[2048];

	if (is_unknown(line)) {
		to[0] = '\0';
		return;
	}
	/* Parameters are cut off before the name is: a cut list could not be recognised. */
	copy_text(whole, sizeof(whole), line->text, line->length);
	kmsan_symbol_bare_name(whole);
	copy_text(to, size, whole, strlen(whole));
}

int
kmsan_symbol_parse_code(const char *reply, const char *cwd, struct kmsan_frame *frames, size_t max)
{
	struct line function, position;
	struct kmsan_frame *frame;
	unsigned line, column;
	size_t n = 0;

	while (*reply != '\0') {
		if (!next_line(&reply, &function) || !next_line(&reply, &position))
			return -1;
		if (function.length == 0 || !cut_number(&position, &column) ||
		    !cut_number(&position, &line))
			return -1;
		if (n == max || (is_unknown(&function) && is_unknown(&position)))
			continue;
		frame = &frames[n++];
		memset(frame, 0, sizeof(*frame));
		copy_function(frame->function, sizeof(frame->function), &function);
		copy_file(frame->file, sizeof(frame->file), position, cwd);
		/* Line 0: the compiler says that the code is of no line. */
		frame->line = line;
		frame->column = line != 0 ? column : 0;
	}
	return (int)n;
}

static bool
same_name(const struct line *line, const char *name)
{
	return line->length == strlen(name) && memcmp(line->text, name, line->length) == 0;
}

/* The compiler's variables for the lengths of an array stand right before the array. */
static bool
is_length(const struct line *name)
{
	static const char prefix[] = "__vla_expr";

	return name->length > strlen(prefix) && memcmp(name->text, prefix, strlen(prefix)) == 0;
}

int
kmsan_symbol_parse_locals(const char *reply, const char *variable, const char *cwd,
    struct kmsan_frame *frames, size_t max)
{
	struct line function, name, position, numbers;
	struct kmsan_frame *frame;
	bool arrays = strcmp(variable, "[]") == 0, after_length = false, wanted;
	unsigned line;
	size_t n = 0;

	/* "??" alone: nothing is known of the function. */
	if (strcmp(reply, "??\n") == 0)
		return 0;
	while (*reply != '\0') {
		if (!next_line(&reply, &function) || !next_line(&reply, &name) ||
		    !next_line(&reply, &position) || !next_line(&reply, &numbers))
			return -1;
		if (!cut_number(&position, &line))
			return -1;
		wanted = arrays ? after_length && !is_length(&name) : same_name(&name, variable);
		after_length = is_length(&name);
		if (!wanted || n == max || is_unknown(&position) || line == 0)
			continue;
		frame = &frames[n++];
		memset(frame, 0, sizeof(*frame));
		copy_text(frame->function, sizeof(frame->function), name.text, name.length);
		copy_file(frame->file, sizeof(frame->file), position, cwd);
		frame->line = line;
	}
	return (int)n;
}

/* The '(' that belongs to the ')' at the end; NULL: none. */
static char *
last_parentheses(char *function, char *end)
{
	size_t depth = 0;

	while (end > function) {
		end--;
		if (*end == ')')
			depth++;
		else if (*end == '(' && --depth == 0)
			return end;
	}
	return NULL;
}

static bool
ends_with(const char *text, size_t length, const char *end)
{
	size_t n = strlen(end);

	return length > n && memcmp(text + length - n, end, n) == 0;
}

static size_t
without_qualifiers(const char *function, size_t length)
{
	static const char *const qualifiers[] = {" const", " volatile", " &", " &&", "&", "&&"};
	size_t i;

	for (i = 0; i < sizeof(qualifiers) / sizeof(qualifiers[0]); i++)
		if (ends_with(function, length, qualifiers[i])) {
			size_t cut = length - strlen(qualifiers[i]);

			/* Only behind a parameter list: "operator&" is a name. */
			if (ends_with(function, cut, ")") || ends_with(function, cut, " const"))
				return without_qualifiers(function, cut);
		}
	return length;
}

static bool
is_identifier(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$';
}

/* The word before p is a keyword behind which a tag stands: "struct st st". */
static bool
is_tag(const char *line, const char *p)
{
	static const char *const words[] = {"struct", "union", "enum", "class"};
	size_t i, n;

	while (p > line && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		n = strlen(words[i]);
		if ((size_t)(p - line) >= n && memcmp(p - n, words[i], n) == 0 &&
		    (p - n == line || !is_identifier(p[-(ptrdiff_t)n - 1])))
			return true;
	}
	return false;
}

unsigned
kmsan_symbol_column(const char *line, const char *variable)
{
	size_t length = strlen(variable);
	const char *p;

	if (length == 0)
		return 0;
	for (p = line; (p = strstr(p, variable)) != NULL; p += length)
		if ((p == line || !is_identifier(p[-1])) && !is_identifier(p[length]) &&
		    !is_tag(line, p))
			return (unsigned)(p - line) + 1;
	return 0;
}

/* Behind the return type, which the demangled name of a template has. */
static char *
after_type(char *function)
{
	char *p, *name = function;
	size_t depth = 0;

	for (p = function; *p != '\0'; p++) {
		if (*p == '<' || *p == '(' || *p == '[')
			depth++;
		else if ((*p == '>' || *p == ')' || *p == ']') && depth > 0)
			depth--;
		else if (depth == 0 && *p == ' ')
			name = p + 1;
		/* What follows may be a type with spaces in it, or '<'. */
		if (depth == 0 && strncmp(p, "operator", 8) == 0 && !is_identifier(p[8]) &&
		    (p == function || !is_identifier(p[-1])))
			break;
	}
	return name;
}

void
kmsan_symbol_bare_name(char *function)
{
	size_t length = strlen(function);
	char *p;

	p = strstr(function, " [clone ");
	if (p != NULL)
		length = (size_t)(p - function);
	length = without_qualifiers(function, length);
	if (length > 0 && function[length - 1] == ')') {
		p = last_parentheses(function, function + length);
		if (p != NULL && p != function)
			length = (size_t)(p - function);
	}
	function[length] = '\0';
	p = after_type(function);
	if (*p != '\0')
		memmove(function, p, strlen(p) + 1);
}
