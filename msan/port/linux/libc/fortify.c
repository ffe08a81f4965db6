/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fortified forms of string.h's copies, where the compiler left them as calls. After libc's
 * test of the room they are the plain function; so the plain wrapper's effects come first. Names
 * and arguments are those of the source.
 */
#include "libc.h"
#include <limits.h>
#include <stdlib.h>

void *__memcpy_chk(void *, const void *, size_t, size_t);
void *__memmove_chk(void *, const void *, size_t, size_t);
void *__mempcpy_chk(void *, const void *, size_t, size_t);
void *__memset_chk(void *, int, size_t, size_t);
void __explicit_bzero_chk(void *, size_t, size_t);
char *__strcpy_chk(char *, const char *, size_t);
char *__stpcpy_chk(char *, const char *, size_t);
char *__strcat_chk(char *, const char *, size_t);
char *__strncpy_chk(char *, const char *, size_t, size_t);
char *__stpncpy_chk(char *, const char *, size_t, size_t);
char *__strncat_chk(char *, const char *, size_t, size_t);

/* Too much for the room: libc stops the program, before anything is marked. */
#define COPY_CHK(name)                                                                             \
	WRAP(void *, name, (void *dst, const void *src, size_t n, size_t room))                    \
	{                                                                                          \
		if (n <= room)                                                                     \
			COPIED(dst, src, n);                                                       \
		return name(dst, src, n, room);                                                    \
	}                                                                                          \
	_Static_assert(1, "")

COPY_CHK(__memcpy_chk);
COPY_CHK(__memmove_chk);
COPY_CHK(__mempcpy_chk);

FN(void *, __memset_chk, (void *dst, int c, size_t n, size_t room), (dst, c, n, room), NOTHING,
    OUT(dst, n));

WRAP(void, __explicit_bzero_chk, (void *dst, size_t n, size_t room))
{
	__explicit_bzero_chk(dst, n, room);
	OUT(dst, n);
}

#define STRCPY_CHK(name)                                                                           \
	WRAP(char *, name, (char *dst, const char *src, size_t room))                              \
	{                                                                                          \
		size_t n = strlen(src) + 1;                                                        \
                                                                                                   \
		IN(2, src, n);                                                                     \
		if (n <= room)                                                                     \
			COPIED(dst, src, n);                                                       \
		return name(dst, src, room);                                                       \
	}                                                                                          \
	_Static_assert(1, "")

STRCPY_CHK(__strcpy_chk);
STRCPY_CHK(__stpcpy_chk);

WRAP(char *, __strcat_chk, (char *dst, const char *src, size_t room))
{
	size_t at = strlen(dst), n = strlen(src) + 1;

	IN(1, dst, at + 1);
	IN(2, src, n);
	if (at + n <= room)
		COPIED(dst + at, src, n);
	return __strcat_chk(dst, src, room);
}

#define STRNCPY_CHK(name)                                                                          \
	WRAP(char *, name, (char *dst, const char *src, size_t max, size_t room))                  \
	{                                                                                          \
		size_t n = libc_strn(src, max);                                                    \
                                                                                                   \
		IN(2, src, n);                                                                     \
		if (max <= room) {                                                                 \
			COPIED(dst, src, n);                                                       \
			OUT(dst + n, max - n);                                                     \
		}                                                                                  \
		return name(dst, src, max, room);                                                  \
	}                                                                                          \
	_Static_assert(1, "")

STRNCPY_CHK(__strncpy_chk);
STRNCPY_CHK(__stpncpy_chk);

WRAP(char *, __strncat_chk, (char *dst, const char *src, size_t max, size_t room))
{
	size_t at = strlen(dst), n = strnlen(src, max);

	IN(1, dst, at + 1);
	IN_STRN(2, src, max);
	if (at + n < room) {
		COPIED(dst + at, src, n);
		OUT(dst + at + n, 1);
	}
	return __strncat_chk(dst, src, max, room);
}

/* Others that the headers make calls of. */
char *__realpath_chk(const char *, char *, size_t);
int __gethostname_chk(char *, size_t, size_t);
int __getdomainname_chk(char *, size_t, size_t);
int __getlogin_r_chk(char *, size_t, size_t);
int __ttyname_r_chk(int, char *, size_t, size_t);
int __ptsname_r_chk(int, char *, size_t, size_t);
size_t __confstr_chk(int, char *, size_t, size_t);
int __getgroups_chk(int, unsigned *, size_t);
size_t __fread_chk(void *, size_t, size_t, size_t, void *);
size_t __fread_unlocked_chk(void *, size_t, size_t, size_t, void *);
size_t __mbstowcs_chk(wchar_t *, const char *, size_t, size_t);
size_t __wcstombs_chk(char *, const wchar_t *, size_t, size_t);
int __wctomb_chk(char *, wchar_t, size_t);
size_t __wcrtomb_chk(char *, wchar_t, mbstate_t *, size_t);
wchar_t *__wcscpy_chk(wchar_t *, const wchar_t *, size_t);
wchar_t *__wmemcpy_chk(wchar_t *, const wchar_t *, size_t, size_t);
wchar_t *__wmemmove_chk(wchar_t *, const wchar_t *, size_t, size_t);
wchar_t *__wmemset_chk(wchar_t *, wchar_t, size_t, size_t);

#define W sizeof(wchar_t)

FN(char *, __realpath_chk, (const char *path, char *out, size_t room), (path, out, room),
    IN_STR(1, path), OUT_STR(r));
FN(int, __gethostname_chk, (char *buf, size_t size, size_t room), (buf, size, room), NOTHING,
    OUT_IF(r == 0, buf, libc_strn(buf, size)));
FN(int, __getdomainname_chk, (char *buf, size_t size, size_t room), (buf, size, room), NOTHING,
    OUT_IF(r == 0, buf, libc_strn(buf, size)));
FN(int, __getlogin_r_chk, (char *buf, size_t size, size_t room), (buf, size, room), NOTHING,
    OUT_IF(r == 0, buf, libc_strn(buf, size)));
FN(int, __ttyname_r_chk, (int fd, char *buf, size_t size, size_t room), (fd, buf, size, room),
    NOTHING, OUT_IF(r == 0, buf, libc_strn(buf, size)));
FN(int, __ptsname_r_chk, (int fd, char *buf, size_t size, size_t room), (fd, buf, size, room),
    NOTHING, OUT_IF(r == 0, buf, libc_strn(buf, size)));
FN(size_t, __confstr_chk, (int name, char *buf, size_t size, size_t room), (name, buf, size, room),
    NOTHING, OUT_IF(r > 0, buf, r < size ? r : size));
FN(int, __getgroups_chk, (int n, unsigned *list, size_t room), (n, list, room), NOTHING,
    OUT_IF(n > 0 && r > 0, list, (size_t)r * sizeof(*list)));

/* In bytes, as in stdio.c. */
#define FREAD_CHK(name)                                                                            \
	WRAP(size_t, name, (void *p, size_t room, size_t size, size_t n, void *f))                 \
	{                                                                                          \
		size_t bytes, r;                                                                   \
                                                                                                   \
		if (size == 0 || n == 0 || __builtin_mul_overflow(size, n, &bytes))                \
			return name(p, room, size, n, f);                                          \
		r = name(p, room, 1, bytes, f);                                                    \
		OUT(p, r);                                                                         \
		return r == bytes ? n : r / size;                                                  \
	}                                                                                          \
	_Static_assert(1, "")

FREAD_CHK(__fread_chk);
FREAD_CHK(__fread_unlocked_chk);

FN(size_t, __mbstowcs_chk, (wchar_t * dst, const char *src, size_t n, size_t room),
    (dst, src, n, room), NOTHING,
    OUT_IF(r != (size_t)-1 && dst != NULL, dst, (r < n ? r + 1 : r) * W));
FN(size_t, __wcstombs_chk, (char *dst, const wchar_t *src, size_t n, size_t room),
    (dst, src, n, room), NOTHING, OUT_IF(r != (size_t)-1 && dst != NULL, dst, r < n ? r + 1 : r));
FN(int, __wctomb_chk, (char *out, wchar_t c, size_t room), (out, c, room), NOTHING,
    OUT_IF(r > 0, out, (size_t)r));
FN(size_t, __wcrtomb_chk, (char *out, wchar_t c, mbstate_t *state, size_t room),
    (out, c, state, room), IN(3, state, sizeof(*state)), OUT_IF(r <= MB_LEN_MAX, out, r));
FN(wchar_t *, __wcscpy_chk, (wchar_t * dst, const wchar_t *src, size_t room), (dst, src, room),
    IN_WCS(2, src);
    COPIED(dst, src, (wcslen(src) + 1) * W), NOTHING);
FN(wchar_t *, __wmemcpy_chk, (wchar_t * dst, const wchar_t *src, size_t n, size_t room),
    (dst, src, n, room), COPIED(dst, src, n *W), NOTHING);
FN(wchar_t *, __wmemmove_chk, (wchar_t * dst, const wchar_t *src, size_t n, size_t room),
    (dst, src, n, room), COPIED(dst, src, n *W), NOTHING);
FN(wchar_t *, __wmemset_chk, (wchar_t * dst, wchar_t c, size_t n, size_t room), (dst, c, n, room),
    NOTHING, OUT(dst, n *W));

char *__getwd_chk(char *, size_t);
FN(char *, __getwd_chk, (char *buf, size_t room), (buf, room), NOTHING, OUT_STR(r));
