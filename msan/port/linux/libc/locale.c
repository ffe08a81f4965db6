/* SPDX-License-Identifier: BSD-2-Clause */
/* Locales, messages and character sets. */
#include "libc.h"
#include <iconv.h>
#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <monetary.h>
#include <nl_types.h>

/* These hand out memory of libc's own mappings, which nothing else would mark. */
FN(char *, setlocale, (int category, const char *name), (category, name), IN_STR(2, name),
    OUT_STR(r));
FN(locale_t, newlocale, (int mask, const char *name, locale_t base), (mask, name, base),
    IN_STR(2, name), NOTHING);
FN(char *, nl_langinfo, (nl_item item), (item), NOTHING, OUT_STR(r));
FN(char *, nl_langinfo_l, (nl_item item, locale_t l), (item, l), NOTHING, OUT_STR(r));

WRAP(struct lconv *, localeconv, (void))
{
	struct lconv *r = localeconv();

	OUT_OBJ(r);
	/* The strings come first, and none is NULL. */
	for (char **s = &r->decimal_point; s <= &r->negative_sign; s++)
		OUT_STR(*s);
	return r;
}

#define OUT_MESSAGE(id) OUT_IF(r != (id), r, strlen(r) + 1)

FN(char *, gettext, (const char *id), (id), IN_STR(1, id), OUT_MESSAGE(id));
FN(char *, dgettext, (const char *domain, const char *id), (domain, id), IN_STR(1, domain);
    IN_STR(2, id), OUT_MESSAGE(id));
FN(char *, dcgettext, (const char *domain, const char *id, int category), (domain, id, category),
    IN_STR(1, domain);
    IN_STR(2, id), OUT_MESSAGE(id));

#define OUT_PLURAL                                                                                 \
	if (r != one && r != many)                                                                 \
	OUT_STR(r)

FN(char *, ngettext, (const char *one, const char *many, unsigned long n), (one, many, n),
    IN_STR(1, one);
    IN_STR(2, many), OUT_PLURAL);
FN(char *, dngettext, (const char *domain, const char *one, const char *many, unsigned long n),
    (domain, one, many, n), IN_STR(1, domain);
    IN_STR(2, one); IN_STR(3, many), OUT_PLURAL);
FN(char *, dcngettext,
    (const char *domain, const char *one, const char *many, unsigned long n, int category),
    (domain, one, many, n, category), IN_STR(1, domain);
    IN_STR(2, one); IN_STR(3, many), OUT_PLURAL);
FN(char *, textdomain, (const char *domain), (domain), IN_STR(1, domain), OUT_STR(r));
FN(char *, bindtextdomain, (const char *domain, const char *dir), (domain, dir), IN_STR(1, domain);
    IN_STR(2, dir), OUT_STR(r));
FN(char *, bind_textdomain_codeset, (const char *domain, const char *set), (domain, set),
    IN_STR(1, domain);
    IN_STR(2, set), OUT_STR(r));
FN(nl_catd, catopen, (const char *name, int flag), (name, flag), IN_STR(1, name), NOTHING);
FN(char *, catgets, (nl_catd cat, int set, int n, const char *text), (cat, set, n, text), NOTHING,
    OUT_IF(r != text, r, strlen(r) + 1));

/* There is no form with a va_list: nine amounts and more are not passed on. */
#define STRFMON(name, params, args)                                                                \
	WRAP(ssize_t, name, params)                                                                \
	{                                                                                          \
		ssize_t r;                                                                         \
		double x[8];                                                                       \
		va_list ap;                                                                        \
                                                                                                   \
		IN_STR(STRFMON_FORMAT, fmt);                                                       \
		va_start(ap, fmt);                                                                 \
		for (unsigned i = 0; i < 8; i++)                                                   \
			x[i] = va_arg(ap, double);                                                 \
		va_end(ap);                                                                        \
		r = name args;                                                                     \
		OUT_IF(r >= 0, buf, (size_t)r + 1);                                                \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")

#define STRFMON_FORMAT 3
STRFMON(strfmon, (char *buf, size_t size, const char *fmt, ...),
    (buf, size, fmt, x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]));
#undef STRFMON_FORMAT
#define STRFMON_FORMAT 4
STRFMON(strfmon_l, (char *buf, size_t size, locale_t l, const char *fmt, ...),
    (buf, size, l, fmt, x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]));

FN(iconv_t, iconv_open, (const char *to, const char *from), (to, from), IN_STR(1, to);
    IN_STR(2, from), NOTHING);

/* How far it came is in the variables, also when it failed. */
WRAP(size_t, iconv, (iconv_t cd, char **in, size_t *in_left, char **out, size_t *out_left))
{
	char *in_start, *out_start;
	size_t r;

	IN(2, in, sizeof(*in));
	IN(4, out, sizeof(*out));
	in_start = in != NULL ? *in : NULL;
	out_start = out != NULL ? *out : NULL;
	if (in_start != NULL)
		IN(3, in_left, sizeof(*in_left));
	if (out_start != NULL)
		IN(5, out_left, sizeof(*out_left));
	r = iconv(cd, in, in_left, out, out_left);
	if (in_start != NULL)
		IN(2, in_start, (size_t)(*in - in_start));
	if (out_start != NULL)
		OUT(out_start, (size_t)(*out - out_start));
	return r;
}
ALIAS(__dcgettext, dcgettext);
ALIAS(__dgettext, dgettext);
