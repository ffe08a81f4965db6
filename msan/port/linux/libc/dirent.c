/* SPDX-License-Identifier: BSD-2-Clause */
/* Directories, and walks over trees of files. */
#include "libc.h"
#include "sort.h"
#include <dirent.h>
#include <fts.h>
#include <ftw.h>
#include <glob.h>
#include <stdlib.h>
#include <fnmatch.h>
#include <wordexp.h>

FN(DIR *, opendir, (const char *path), (path), IN_STR(1, path), NOTHING);

/* An entry lies in libc's buffer, or in the program's: it is as long as it says. */
FN(struct dirent *, readdir, (DIR * dir), (dir), NOTHING, OUT_IF(r != NULL, r, r->d_reclen));
ALIAS(readdir64, readdir);

#pragma clang diagnostic ignored "-Wdeprecated-declarations"
FN(int, readdir_r, (DIR * dir, struct dirent *entry, struct dirent **out), (dir, entry, out),
    NOTHING, OUT_IF(r == 0, out, sizeof(*out));
    OUT_IF(r == 0 && *out != NULL, entry, entry->d_reclen));
ALIAS(readdir64_r, readdir_r);

FN(ssize_t, getdirentries, (int fd, char *buf, size_t size, off_t *base), (fd, buf, size, base),
    NOTHING, OUT_IF(r > 0, buf, (size_t)r);
    OUT_IF(r >= 0, base, sizeof(*base)));
ALIAS(getdirentries64, getdirentries);
FN(ssize_t, getdents64, (int fd, void *buf, size_t size), (fd, buf, size), NOTHING,
    OUT_IF(r > 0, buf, (size_t)r));

typedef int filter_fn(const struct dirent *);
typedef int order_fn(const struct dirent **, const struct dirent **);

/*
 * The list and its entries are libc's, initialised. It is sorted here: libc's sort would hand the
 * program pointers into libc's own stack, where dead frames have left marks.
 */
static int
sorted(const char *fn, struct dirent **list, int n, order_fn *order, unsigned arg, uintptr_t pc)
{
	struct sorter s = {.fn = fn, .arg_number = arg, .pc = pc};

	libc_call(); /* of the filter */
	if (n <= 0 || order == NULL)
		return n;
	s.compare = (compare_fn *)(uintptr_t)order;
	libc_sort(&s, list, (size_t)n, sizeof(*list));
	return n;
}

WRAP(int, scandir, (const char *path, struct dirent ***list, filter_fn *filter, order_fn *order))
{
	int n;

	IN_STR(1, path);
	n = scandir(path, list, filter, NULL);
	OUT_IF(n >= 0, list, sizeof(*list));
	return sorted(LIBC_NAME, n > 0 ? *list : NULL, n, order, 4, KMSAN_RET_ADDR);
}
ALIAS(scandir64, scandir);

WRAP(int, scandirat,
    (int fd, const char *path, struct dirent ***list, filter_fn *filter, order_fn *order))
{
	int n;

	IN_STR(2, path);
	n = scandirat(fd, path, list, filter, NULL);
	OUT_IF(n >= 0, list, sizeof(*list));
	return sorted(LIBC_NAME, n > 0 ? *list : NULL, n, order, 5, KMSAN_RET_ADDR);
}
ALIAS(scandirat64, scandirat);

/*
 * Tree walks: libc passes a name, a struct stat and a struct FTW that lie in its own frames. The
 * function travels in a variable of the thread, which is put back for walks within walks.
 */
static __thread __ftw_func_t ftw_function;
static __thread __nftw_func_t nftw_function;

static int
ftw_call(const char *path, const struct stat *st, int type)
{
	int r;

	libc_out_str(path);
	libc_out(st, sizeof(*st));
	libc_call();
	r = ftw_function(path, st, type);
	libc_called("ftw", 2, sizeof(r), (uintptr_t)ftw_function);
	return r;
}

static int
nftw_call(const char *path, const struct stat *st, int type, struct FTW *ftwbuf)
{
	int r;

	libc_out_str(path);
	libc_out(st, sizeof(*st));
	libc_out(ftwbuf, sizeof(*ftwbuf));
	libc_call();
	r = nftw_function(path, st, type, ftwbuf);
	libc_called("nftw", 2, sizeof(r), (uintptr_t)nftw_function);
	return r;
}

WRAP(int, ftw, (const char *path, __ftw_func_t function, int depth))
{
	__ftw_func_t outer = ftw_function;
	int r;

	IN_STR(1, path);
	ftw_function = function;
	r = ftw(path, ftw_call, depth);
	ftw_function = outer;
	return r;
}
ALIAS(ftw64, ftw);

WRAP(int, nftw, (const char *path, __nftw_func_t function, int depth, int flags))
{
	__nftw_func_t outer = nftw_function;
	int r;

	IN_STR(1, path);
	nftw_function = function;
	r = nftw(path, nftw_call, depth, flags);
	nftw_function = outer;
	return r;
}
ALIAS(nftw64, nftw);

/* fts: everything is libc's memory; the sort is the program's and sees that memory only. */
FN(FTS *, fts_open,
    (char *const *paths, int options, int (*order)(const FTSENT **, const FTSENT **)),
    (paths, options, order), for (size_t i = 0; paths[i] != NULL; i++) IN_STR(1, paths[i]),
    libc_call());
ALIAS(fts64_open, fts_open);
ALIAS(fts64_read, fts_read);
ALIAS(fts64_children, fts_children);
FN(FTSENT *, fts_read, (FTS * fts), (fts), NOTHING, libc_call());
FN(FTSENT *, fts_children, (FTS * fts, int options), (fts, options), NOTHING, libc_call());

/*
 * glob's results are from libc's malloc. What gl_flags and gl_offs say counts only with the flag
 * that uses them.
 */
static __thread int (*glob_error)(const char *, int);

static int
glob_call(const char *path, int error)
{
	int r;

	libc_out_str(path);
	libc_call();
	r = glob_error(path, error);
	libc_called("glob", 3, sizeof(r), (uintptr_t)glob_error);
	return r;
}

WRAP(int, glob, (const char *pattern, int flags, int (*error)(const char *, int), glob_t *out))
{
	int (*outer)(const char *, int) = glob_error;
	int r;

	IN_STR(1, pattern);
	if ((flags & GLOB_DOOFFS) != 0)
		IN(4, &out->gl_offs, sizeof(out->gl_offs));
	if ((flags & GLOB_APPEND) != 0)
		IN(4, &out->gl_pathc, sizeof(out->gl_pathc) + sizeof(out->gl_pathv));
	glob_error = error;
	r = glob(pattern, flags, error != NULL ? glob_call : NULL, out);
	glob_error = outer;
	OUT_OBJ(&out->gl_pathc);
	OUT_OBJ(&out->gl_pathv);
	OUT_OBJ(&out->gl_offs);
	OUT_OBJ(&out->gl_flags);
	libc_call();
	return r;
}
ALIAS(glob64, glob);

WRAP(void, globfree, (glob_t * g))
{
	IN(1, &g->gl_pathv, sizeof(g->gl_pathv));
	globfree(g);
	OUT_OBJ(&g->gl_pathv);
}
ALIAS(globfree64, globfree);

FN(int, fnmatch, (const char *pattern, const char *s, int flags), (pattern, s, flags),
    IN_STR(1, pattern);
    IN_STR(2, s), NOTHING);

FN(int, wordexp, (const char *words, wordexp_t *out, int flags), (words, out, flags),
    IN_STR(1, words), OUT_OBJ(out));
FN(int, glob_pattern_p, (const char *s, int quote), (s, quote), IN_STR(1, s), NOTHING);
