/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Strings that are searched for any byte of a set. The set is read as a whole: which bytes of it
 * were compared is no business of the caller's.
 */

#include <kmsan/kmsan.h>

#include "msan/libkern/read.h"

/* For read_decides: 1: in the set. 2: the end of the string. 0: neither. */
static int
in_set_or_nul(uint8_t byte, const void *arg)
{
	const char *set = arg;

	for (size_t i = 0;; i++)
		if ((uint8_t)set[i] == byte)
			return byte == 0 ? 2 : 1;
		else if (set[i] == '\0')
			return 0;
}

static int
stops(uint8_t byte, const void *arg)
{
	return in_set_or_nul(byte, arg) != 0;
}

static int
in_set(uint8_t byte, const void *arg)
{
	return in_set_or_nul(byte, arg) == 1;
}

static void
check_set(const char *name, const char *set, uintptr_t pc)
{
	size_t n = 0;

	while (set[n] != '\0')
		n++;
	read_all(name, set, n + 1, pc);
}

/* How many bytes of s stand in front of the first one in the set, or of the end. */
static size_t
outside(const char *s, const char *set)
{
	size_t n = 0;

	while (!stops((uint8_t)s[n], set))
		n++;
	return n;
}

size_t
kmsan_strspn(const char *s, const char *set)
{
	size_t n = 0;

	READ_ARGS("88");
	while (in_set((uint8_t)s[n], set))
		n++;
	check_set("strspn():arg2", set, KMSAN_RET_ADDR);
	read_decides("strspn():arg1", s, n + 1, in_set, set, KMSAN_RET_ADDR);
	return n;
}

size_t
kmsan_strcspn(const char *s, const char *set)
{
	size_t n = outside(s, set);

	READ_ARGS("88");
	check_set("strcspn():arg2", set, KMSAN_RET_ADDR);
	read_decides("strcspn():arg1", s, n + 1, stops, set, KMSAN_RET_ADDR);
	return n;
}

/* If nothing is found it does not matter whether the string ended before, but that it ended. */
char *
kmsan_strpbrk(const char *s, const char *set)
{
	size_t n;
	bool found;

	READ_ARGS("88");
	check_set("strpbrk():arg2", set, KMSAN_RET_ADDR);
	if (set[0] == '\0')
		return NULL;
	n = outside(s, set);
	found = s[n] != '\0';
	read_decides("strpbrk():arg1", s, n + 1,
	    found || read_shad(s + n) != 0 ? in_set_or_nul : in_set, set, KMSAN_RET_ADDR);
	return found ? (char *)(uintptr_t)(s + n) : NULL;
}

char *
kmsan_strsep(char **stringp, const char *delim)
{
	char *s;
	size_t n;

	READ_ARGS("88");
	read_all("strsep():arg1", stringp, sizeof(*stringp), KMSAN_RET_ADDR);
	s = *stringp;
	if (s == NULL)
		return NULL;
	n = outside(s, delim);
	check_set("strsep():arg2", delim, KMSAN_RET_ADDR);
	read_decides("strsep():arg1", s, n + 1, in_set_or_nul, delim, KMSAN_RET_ADDR);
	*stringp = s[n] == '\0' ? NULL : s + n + 1;
	kmsan_mark(stringp, sizeof(*stringp), KMSAN_STATE_INITED);
	s[n] = '\0';
	kmsan_mark(s + n, 1, KMSAN_STATE_INITED);
	return s;
}
