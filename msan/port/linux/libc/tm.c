/* SPDX-License-Identifier: BSD-2-Clause */
/* struct tm: which of its fields a function or a format reads and writes. */
#include "libc.h"
#include <time.h>

enum {
	SEC = 1,
	MIN = 2,
	HOUR = 4,
	MDAY = 8,
	MON = 16,
	YEAR = 32,
	WDAY = 64,
	YDAY = 128,
	ISDST = 256,
	OFFSET = 512,
	ZONE = 1024,
	CLOCK = SEC | MIN | HOUR,
	DATE = MDAY | MON | YEAR,
	ALL = 2047
};

static const struct {
	unsigned short offset, size;
} fields[] = {
#define FIELD(name)                                                                                \
	{                                                                                          \
		offsetof(struct tm, name), sizeof(((struct tm *)0)->name)                          \
	}
    FIELD(tm_sec),
    FIELD(tm_min),
    FIELD(tm_hour),
    FIELD(tm_mday),
    FIELD(tm_mon),
    FIELD(tm_year),
    FIELD(tm_wday),
    FIELD(tm_yday),
    FIELD(tm_isdst),
    FIELD(tm_gmtoff),
    FIELD(tm_zone),
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static void
fields_in(const char *fn, unsigned arg, const struct tm *tm, unsigned set, uintptr_t pc)
{
	for (unsigned i = 0; tm != NULL && i < FIELDS; i++)
		if ((set >> i & 1) != 0)
			libc_in(fn, arg, (const char *)tm + fields[i].offset, fields[i].size,
			    KMSAN_KIND_VALUE, pc);
}

static void
fields_out(const struct tm *tm, unsigned set)
{
	for (unsigned i = 0; i < FIELDS; i++)
		if ((set >> i & 1) != 0)
			libc_out((const char *)tm + fields[i].offset, fields[i].size);
}

/* The fields that a conversion of strftime stands for. */
static unsigned
conversion(char c)
{
	switch (c) {
	case 'a':
	case 'A':
	case 'u':
	case 'w':
		return WDAY;
	case 'b':
	case 'B':
	case 'h':
	case 'm':
		return MON;
	case 'c':
		return CLOCK | DATE | WDAY;
	case 'C':
	case 'y':
	case 'Y':
		return YEAR;
	case 'd':
	case 'e':
		return MDAY;
	case 'D':
	case 'F':
	case 'x':
		return DATE;
	case 'g':
	case 'G':
	case 'V':
		return YEAR | WDAY | YDAY;
	case 'H':
	case 'I':
	case 'k':
	case 'l':
	case 'p':
	case 'P':
		return HOUR;
	case 'j':
		return YDAY;
	case 'M':
		return MIN;
	case 'r':
	case 'T':
	case 'X':
		return CLOCK;
	case 'R':
		return HOUR | MIN;
	case 's':
		return CLOCK | DATE | ISDST;
	case 'S':
		return SEC;
	case 'U':
	case 'W':
		return WDAY | YDAY;
	case 'z':
		return ISDST | OFFSET;
	case 'Z':
		return ISDST | ZONE;
	case '+':
		return ALL;
	default:
		return 0;
	}
}

static unsigned
format_fields(const char *fmt)
{
	unsigned set = 0;

	while ((fmt = strchr(fmt, '%')) != NULL) {
		fmt++;
		fmt += strspn(fmt, "_-0^#+:");
		fmt += strspn(fmt, "0123456789");
		fmt += strspn(fmt, "EO");
		if (*fmt == '\0')
			break;
		set |= conversion(*fmt++);
	}
	return set;
}

#define IN_TM(arg, tm, set) fields_in(LIBC_NAME, arg, tm, set, KMSAN_RET_ADDR)

FN(size_t, strftime, (char *buf, size_t size, const char *fmt, const struct tm *tm),
    (buf, size, fmt, tm), IN_STR(3, fmt);
    IN_TM(4, tm, format_fields(fmt)), OUT_IF(r > 0, buf, r + 1));
FN(size_t, strftime_l, (char *buf, size_t size, const char *fmt, const struct tm *tm, locale_t l),
    (buf, size, fmt, tm, l), IN_STR(3, fmt);
    IN_TM(4, tm, format_fields(fmt)), OUT_IF(r > 0, buf, r + 1));
FN(size_t, wcsftime_l,
    (wchar_t * buf, size_t size, const wchar_t *fmt, const struct tm *tm, locale_t l),
    (buf, size, fmt, tm, l), IN_WCS(3, fmt);
    IN_TM(4, tm, CLOCK | DATE), OUT_IF(r > 0, buf, (r + 1) * sizeof(wchar_t)));
FN(size_t, wcsftime, (wchar_t * buf, size_t size, const wchar_t *fmt, const struct tm *tm),
    (buf, size, fmt, tm), IN_WCS(3, fmt);
    IN_TM(4, tm, CLOCK | DATE), OUT_IF(r > 0, buf, (r + 1) * sizeof(wchar_t)));

/*
 * strptime writes what the format names. Of a date it also derives the days of week and year, and
 * from a day of the year or a week number month and day.
 */
static void
parsed(const char *fn, const char *s, const char *fmt, const char *end, const struct tm *tm,
    uintptr_t pc)
{
	unsigned set = format_fields(fmt);

	/* Up to where it ended; of a string that did not match, the start. */
	libc_in(fn, 1, s, end == NULL ? libc_strn(s, 1) : (size_t)(end - s) + (*end == '\0'),
	    KMSAN_KIND_VALUE, pc);
	if (end == NULL)
		return;
	if ((set & (DATE | WDAY | YDAY)) != 0)
		set |= WDAY | YDAY;
	if (strstr(fmt, "%j") != NULL || strstr(fmt, "%U") != NULL || strstr(fmt, "%W") != NULL)
		set |= MON | MDAY;
	if (strstr(fmt, "%s") != NULL)
		set = ALL;
	else if (strstr(fmt, "%z") == NULL)
		set &= ~(unsigned)(ISDST | OFFSET | ZONE);
	fields_out(tm, set);
}

FN(char *, strptime, (const char *s, const char *fmt, struct tm *tm), (s, fmt, tm), IN_STR(2, fmt),
    parsed(LIBC_NAME, s, fmt, r, tm, KMSAN_RET_ADDR));
FN(char *, strptime_l, (const char *s, const char *fmt, struct tm *tm, locale_t l), (s, fmt, tm, l),
    IN_STR(2, fmt), parsed(LIBC_NAME, s, fmt, r, tm, KMSAN_RET_ADDR));

FN(time_t, mktime, (struct tm * tm), (tm), IN_TM(1, tm, CLOCK | DATE | ISDST), OUT_OBJ(tm));
ALIAS(timelocal, mktime);
FN(time_t, timegm, (struct tm * tm), (tm), IN_TM(1, tm, CLOCK | DATE), OUT_OBJ(tm));
FN(char *, asctime, (const struct tm *tm), (tm), IN_TM(1, tm, CLOCK | DATE | WDAY), OUT_STR(r));
FN(char *, asctime_r, (const struct tm *tm, char *buf), (tm, buf),
    IN_TM(1, tm, CLOCK | DATE | WDAY), OUT_STR(r));

#define IN_TIME(t) IN(1, t, sizeof(*t))
#define OUT_TM	   OUT_IF(r != NULL, r, sizeof(*r))

FN(char *, ctime, (const time_t *t), (t), IN_TIME(t), OUT_STR(r));
FN(char *, ctime_r, (const time_t *t, char *buf), (t, buf), IN_TIME(t), OUT_STR(r));
FN(struct tm *, localtime, (const time_t *t), (t), IN_TIME(t), OUT_TM);
FN(struct tm *, gmtime, (const time_t *t), (t), IN_TIME(t), OUT_TM);
FN(struct tm *, localtime_r, (const time_t *t, struct tm *tm), (t, tm), IN_TIME(t), OUT_TM);
FN(struct tm *, gmtime_r, (const time_t *t, struct tm *tm), (t, tm), IN_TIME(t), OUT_TM);
FN(struct tm *, getdate, (const char *s), (s), IN_STR(1, s), OUT_TM);
FN(int, getdate_r, (const char *s, struct tm *tm), (s, tm), IN_STR(1, s),
    OUT_IF(r == 0, tm, sizeof(*tm)));
