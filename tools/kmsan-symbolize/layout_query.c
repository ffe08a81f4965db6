/* SPDX-License-Identifier: BSD-2-Clause */
/* One line of the protocol: what, path, address, name, size, ranges, with tabs between. */
#include "layout.h"

#include <stdlib.h>
#include <string.h>

#define OFFSET_MAX ((uint64_t)1 << 40)

/* The next field, ended here; NULL: there is none. */
static char *
field(char **line)
{
	char *start = *line, *tab;

	if (start == NULL)
		return NULL;
	tab = strchr(start, '\t');
	*line = tab != NULL ? tab + 1 : NULL;
	if (tab != NULL)
		*tab = '\0';
	return start;
}

static bool
number(const char *text, int base, uint64_t *value, char **end)
{
	if (text == NULL || strchr("0123456789abcdefABCDEF", text[0]) == NULL || text[0] == '\0')
		return false;
	*value = strtoull(text, end, base);
	return true;
}

static bool
whole_number(const char *text, uint64_t *value)
{
	char *end;

	return number(text, 0, value, &end) && *end == '\0';
}

/* Bits lie behind those before; touching ones become one. */
static bool
add_bits(struct layout_bits *bits, size_t max, size_t *count, uint64_t lo, uint64_t hi)
{
	if (*count > 0 && bits[*count - 1].hi == lo) {
		bits[*count - 1].hi = hi;
		return true;
	}
	if (*count == max || (*count > 0 && bits[*count - 1].hi > lo))
		return false;
	bits[(*count)++] = (struct layout_bits){lo, hi};
	return true;
}

static bool
add_mask(struct layout_bits *bits, size_t max, size_t *count, uint64_t byte, uint64_t mask)
{
	unsigned i;

	for (i = 0; i < 8; i++)
		if ((mask >> i & 1) != 0 &&
		    !add_bits(bits, max, count, byte * 8 + i, byte * 8 + i + 1))
			return false;
	return mask > 0 && mask <= 0xff;
}

/* "4+4,12:f0": 4 bytes from 4 on, and those bits of byte 12. */
static bool
parse_ranges(const char *text, struct layout_bits *bits, size_t max, size_t *count)
{
	uint64_t first, second;
	char *end;

	for (*count = 0;; text = end + 1) {
		if (!number(text, 10, &first, &end) || first > OFFSET_MAX)
			return false;
		if (*end == '+') {
			if (!number(end + 1, 10, &second, &end) || second == 0 ||
			    second > OFFSET_MAX ||
			    !add_bits(bits, max, count, first * 8, (first + second) * 8))
				return false;
		} else if (*end == ':') {
			if (!number(end + 1, 16, &second, &end) ||
			    !add_mask(bits, max, count, first, second))
				return false;
		} else {
			return false;
		}
		if (*end != ',')
			return *end == '\0';
	}
}

bool
layout_parse_query(char *line, struct layout_query *query, struct layout_bits *bits, size_t max)
{
	static const char *const words[] = {
	    [LAYOUT_VARIABLE] = "variable",
	    [LAYOUT_HEAP] = "heap",
	    [LAYOUT_GLOBAL] = "global",
	    [LAYOUT_TYPE] = "type",
	};
	const char *what = field(&line), *ranges;
	char *size, *end;
	size_t i;

	memset(query, 0, sizeof(*query));
	for (i = 0; i < sizeof(words) / sizeof(words[0]) && strcmp(what, words[i]) != 0; i++)
		continue;
	if (i == sizeof(words) / sizeof(words[0]))
		return false;
	query->what = (enum layout_what)i;
	query->path = field(&line);
	if (!whole_number(field(&line), &query->address))
		return false;
	query->name = field(&line);
	size = field(&line);
	end = size != NULL ? strchr(size, '~') : NULL;
	query->rounded = end != NULL && end[1] == '\0';
	if (query->rounded)
		*end = '\0';
	if (!whole_number(size, &query->size) || query->size > OFFSET_MAX)
		return false;
	ranges = field(&line);
	query->bits = bits;
	return line == NULL && ranges != NULL && parse_ranges(ranges, bits, max, &query->count);
}
