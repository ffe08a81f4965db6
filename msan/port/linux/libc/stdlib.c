/* SPDX-License-Identifier: BSD-2-Clause */
/* The rest of stdlib.h: environment, random numbers, temporary files, terminals. */
#include "libc.h"
#include <malloc.h>
#include <pty.h>
#include <stdlib.h>
#include <utmp.h>

WRAP(char *, getenv, (const char *name))
{
	IN_STR(1, name);
	return getenv(name);
}

WRAP(char *, secure_getenv, (const char *name))
{
	IN_STR(1, name);
	return secure_getenv(name);
}

WRAP(int, setenv, (const char *name, const char *value, int overwrite))
{
	IN_STR(1, name);
	IN_STR(2, value);
	return setenv(name, value, overwrite);
}

WRAP(int, unsetenv, (const char *name))
{
	IN_STR(1, name);
	return unsetenv(name);
}

WRAP(int, putenv, (char *string))
{
	IN_STR(1, string);
	return putenv(string);
}

WRAP(char *, realpath, (const char *path, char *out))
{
	char *r;

	IN_STR(1, path);
	r = realpath(path, out);
	OUT_STR(r);
	return r;
}

WRAP(char *, canonicalize_file_name, (const char *path))
{
	IN_STR(1, path);
	return canonicalize_file_name(path);
}

WRAP(int, system, (const char *command))
{
	IN_STR(1, command);
	return system(command);
}

/* The template is changed in place: its X become letters. */
#define TEMPLATE(name, params, args)                                                               \
	WRAP(int, name, params)                                                                    \
	{                                                                                          \
		int r;                                                                             \
                                                                                                   \
		IN_STR(1, path);                                                                   \
		r = name args;                                                                     \
		OUT_IF(r >= 0, path, strlen(path) + 1);                                            \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")

TEMPLATE(mkstemp, (char *path), (path));
TEMPLATE(mkostemp, (char *path, int flags), (path, flags));
TEMPLATE(mkstemps, (char *path, int suffix), (path, suffix));
TEMPLATE(mkostemps, (char *path, int suffix, int flags), (path, suffix, flags));
ALIAS(mkstemp64, mkstemp);
ALIAS(mkostemp64, mkostemp);
ALIAS(mkstemps64, mkstemps);
ALIAS(mkostemps64, mkostemps);

WRAP(char *, mkdtemp, (char *path))
{
	char *r;

	IN_STR(1, path);
	r = mkdtemp(path);
	OUT_STR(r);
	return r;
}

WRAP_LAZY(char *, mktemp, (char *path), "")
{
	char *r;

	IN_STR(1, path);
	r = LAZY(mktemp)(path);
	OUT_STR(r);
	return r;
}

/* The state buffer is libc's from here on; random() changes it. */
WRAP(char *, initstate, (unsigned seed, char *state, size_t size))
{
	char *r = initstate(seed, state, size);

	OUT_IF(r != NULL, state, size);
	return r;
}

WRAP(int, initstate_r, (unsigned seed, char *state, size_t size, struct random_data *data))
{
	int r;

	IN(4, &data->state, sizeof(data->state));
	r = initstate_r(seed, state, size, data);
	if (r == 0) {
		OUT(state, size);
		OUT_OBJ(data);
	}
	return r;
}

WRAP(int, setstate_r, (char *state, struct random_data *data))
{
	int r;

	IN(2, data, sizeof(*data));
	r = setstate_r(state, data);
	OUT_OBJ(data);
	return r;
}

WRAP(int, srandom_r, (unsigned seed, struct random_data *data))
{
	IN(2, data, sizeof(*data));
	return srandom_r(seed, data);
}

WRAP(int, random_r, (struct random_data * data, int32_t *out))
{
	int r;

	IN(1, data, sizeof(*data));
	r = random_r(data, out);
	OUT_IF(r == 0, out, sizeof(*out));
	return r;
}

WRAP(int, rand_r, (unsigned *seed))
{
	IN(1, seed, sizeof(*seed));
	return rand_r(seed);
}

/* Three shorts in, the next three out in their place. */
#define RAND48(type, name)                                                                         \
	WRAP(type, name, (unsigned short x[3]))                                                    \
	{                                                                                          \
		IN(1, x, 3 * sizeof(x[0]));                                                        \
		return name(x);                                                                    \
	}                                                                                          \
	_Static_assert(1, "")

RAND48(double, erand48);
RAND48(long, nrand48);
RAND48(long, jrand48);
RAND48(unsigned short *, seed48);

WRAP(void, lcong48, (unsigned short x[7]))
{
	IN(1, x, 7 * sizeof(x[0]));
	lcong48(x);
}

#define RAND48_R(name, type)                                                                       \
	WRAP(int, name, (struct drand48_data * data, type * out))                                  \
	{                                                                                          \
		int r;                                                                             \
                                                                                                   \
		IN(1, data, sizeof(*data));                                                        \
		r = name(data, out);                                                               \
		OUT_IF(r == 0, out, sizeof(*out));                                                 \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")

RAND48_R(drand48_r, double);
RAND48_R(lrand48_r, long);
RAND48_R(mrand48_r, long);

#define XRAND48_R(name, type)                                                                      \
	WRAP(int, name, (unsigned short x[3], struct drand48_data *data, type *out))               \
	{                                                                                          \
		int r;                                                                             \
                                                                                                   \
		IN(1, x, 3 * sizeof(x[0]));                                                        \
		r = name(x, data, out);                                                            \
		OUT_OBJ(data);                                                                     \
		OUT_IF(r == 0, out, sizeof(*out));                                                 \
		return r;                                                                          \
	}                                                                                          \
	_Static_assert(1, "")

XRAND48_R(erand48_r, double);
XRAND48_R(nrand48_r, long);
XRAND48_R(jrand48_r, long);

WRAP(int, srand48_r, (long seed, struct drand48_data *data))
{
	int r = srand48_r(seed, data);

	OUT_OBJ(data);
	return r;
}

WRAP(int, seed48_r, (unsigned short x[3], struct drand48_data *data))
{
	int r;

	IN(1, x, 3 * sizeof(x[0]));
	r = seed48_r(x, data);
	OUT_OBJ(data);
	return r;
}

WRAP(int, lcong48_r, (unsigned short x[7], struct drand48_data *data))
{
	int r;

	IN(1, x, 7 * sizeof(x[0]));
	r = lcong48_r(x, data);
	OUT_OBJ(data);
	return r;
}

WRAP(int, getloadavg, (double *out, int n))
{
	int r = getloadavg(out, n);

	OUT_IF(r > 0, out, (size_t)r * sizeof(*out));
	return r;
}

WRAP(int, getsubopt, (char **options, char *const *tokens, char **value))
{
	char *start;
	size_t n;
	int r;

	IN(1, options, sizeof(*options));
	start = *options;
	n = strchrnul(start, ',') - start;
	IN(1, start, n + 1);
	for (size_t i = 0; tokens[i] != NULL; i++)
		IN_STR(2, tokens[i]);
	r = getsubopt(options, tokens, value);
	OUT_OBJ(options);
	OUT_OBJ(value);
	OUT(start + n, 1);
	return r;
}

WRAP(int, rpmatch, (const char *s))
{
	IN_STR(1, s);
	return rpmatch(s);
}

WRAP(int, ptsname_r, (int fd, char *buf, size_t size))
{
	int r = ptsname_r(fd, buf, size);

	OUT_IF(r == 0, buf, libc_strn(buf, size));
	return r;
}

WRAP(int, openpty,
    (int *master, int *slave, char *name, const struct termios *t, const struct winsize *w))
{
	int r;

	IN(4, t, sizeof(*t));
	IN(5, w, sizeof(*w));
	r = openpty(master, slave, name, t, w);
	if (r == 0) {
		OUT_OBJ(master);
		OUT_OBJ(slave);
		OUT_STR(name);
	}
	return r;
}

WRAP(pid_t, forkpty, (int *master, char *name, const struct termios *t, const struct winsize *w))
{
	pid_t r;

	IN(3, t, sizeof(*t));
	IN(4, w, sizeof(*w));
	r = forkpty(master, name, t, w);
	if (r >= 0) {
		OUT_OBJ(master);
		OUT_STR(name);
	}
	return r;
}

/*
 * These return structures in memory that the caller passes as a hidden first argument and gets
 * back as the result: so they are written here.
 */
WRAP(struct mallinfo2 *, mallinfo2, (struct mallinfo2 * out))
{
	*out = mallinfo2();
	OUT_OBJ(out);
	return out;
}

WRAP_LAZY(struct mallinfo *, mallinfo, (struct mallinfo * out), "")
{
	struct mallinfo *r = LAZY(mallinfo)(out);

	OUT_OBJ(out);
	return r;
}
