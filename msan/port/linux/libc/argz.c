/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Vectors of strings in one block, which libc reallocates: what it allocates is initialised, so only
 * the program's two variables need marks.
 */
#include "libc.h"
#include <argz.h>
#include <envz.h>

#define IN_VAR(arg, p) IN(arg, p, sizeof(*(p)))
#define IN_ARGZ                                                                                    \
	IN_VAR(1, argz);                                                                           \
	IN_VAR(2, n);                                                                              \
	IN(1, *argz, *n)
#define OUT_ARGZ                                                                                   \
	OUT_IF(r == 0, argz, sizeof(*argz));                                                       \
	OUT_IF(r == 0, n, sizeof(*n))

FN(error_t, argz_create, (char *const *argv, char **argz, size_t *n), (argv, argz, n),
    for (size_t i = 0; argv[i] != NULL; i++) IN_STR(1, argv[i]),
    OUT_IF(r == 0, argz, sizeof(*argz));
    OUT_IF(r == 0, n, sizeof(*n)));
FN(error_t, argz_create_sep, (const char *s, int c, char **argz, size_t *n), (s, c, argz, n),
    IN_STR(1, s), OUT_ARGZ);
FN(error_t, argz_add, (char **argz, size_t *n, const char *s), (argz, n, s), IN_ARGZ;
    IN_STR(3, s), OUT_ARGZ);
FN(error_t, argz_add_sep, (char **argz, size_t *n, const char *s, int c), (argz, n, s, c), IN_ARGZ;
    IN_STR(3, s), OUT_ARGZ);
FN(error_t, argz_append, (char **argz, size_t *n, const char *s, size_t size), (argz, n, s, size),
    IN_ARGZ;
    IN(3, s, size), OUT_ARGZ);
FN(error_t, argz_insert, (char **argz, size_t *n, char *before, const char *s),
    (argz, n, before, s), IN_ARGZ;
    IN_STR(4, s), OUT_ARGZ);
FN(error_t, argz_replace,
    (char **argz, size_t *n, const char *s, const char *with, unsigned *count),
    (argz, n, s, with, count), IN_ARGZ;
    IN_STR(3, s); IN_STR(4, with), OUT_ARGZ);
FN(size_t, argz_count, (const char *argz, size_t n), (argz, n), IN(1, argz, n), NOTHING);
FN(error_t, envz_add, (char **argz, size_t *n, const char *name, const char *value),
    (argz, n, name, value), IN_ARGZ;
    IN_STR(3, name); IN_STR(4, value), OUT_ARGZ);
FN(error_t, envz_merge, (char **argz, size_t *n, const char *s, size_t size, int override),
    (argz, n, s, size, override), IN_ARGZ;
    IN(3, s, size), OUT_ARGZ);
FN(char *, envz_entry, (const char *argz, size_t n, const char *name), (argz, n, name),
    IN(1, argz, n);
    IN_STR(3, name), NOTHING);
FN(char *, envz_get, (const char *argz, size_t n, const char *name), (argz, n, name),
    IN(1, argz, n);
    IN_STR(3, name), NOTHING);

/* argv[] gets pointers to the strings, and NULL. */
WRAP(void, argz_extract, (const char *argz, size_t n, char **argv))
{
	IN(1, argz, n);
	argz_extract(argz, n, argv);
	OUT(argv, (argz_count(argz, n) + 1) * sizeof(*argv));
}

WRAP(void, argz_stringify, (char *argz, size_t n, int c))
{
	IN(1, argz, n);
	argz_stringify(argz, n, c);
}

WRAP(void, argz_delete, (char **argz, size_t *n, char *entry))
{
	IN_VAR(1, argz);
	IN_VAR(2, n);
	IN_STR(3, entry);
	argz_delete(argz, n, entry);
	OUT_OBJ(argz);
	OUT_OBJ(n);
}
ALIAS(__argz_count, argz_count);
ALIAS(__argz_stringify, argz_stringify);

WRAP(void, envz_remove, (char **argz, size_t *n, const char *name))
{
	IN_ARGZ;
	IN_STR(3, name);
	envz_remove(argz, n, name);
}

WRAP(void, envz_strip, (char **argz, size_t *n))
{
	IN_ARGZ;
	envz_strip(argz, n);
}
