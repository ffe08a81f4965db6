/* SPDX-License-Identifier: BSD-2-Clause */
/* The fortified forms for wide characters, as fortify.c has them for bytes. */
#include "libc.h"
#include "handlers.h"
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>

#define W sizeof(wchar_t)

wchar_t *__wcpcpy_chk(wchar_t *, const wchar_t *, size_t);
wchar_t *__wcscat_chk(wchar_t *, const wchar_t *, size_t);
wchar_t *__wcsncpy_chk(wchar_t *, const wchar_t *, size_t, size_t);
wchar_t *__wcpncpy_chk(wchar_t *, const wchar_t *, size_t, size_t);
wchar_t *__wcsncat_chk(wchar_t *, const wchar_t *, size_t, size_t);
wchar_t *__wmempcpy_chk(wchar_t *, const wchar_t *, size_t, size_t);
wchar_t *__fgetws_chk(wchar_t *, size_t, int, FILE *);
wchar_t *__fgetws_unlocked_chk(wchar_t *, size_t, int, FILE *);
size_t __mbsrtowcs_chk(wchar_t *, const char **, size_t, mbstate_t *, size_t);
size_t __wcsrtombs_chk(char *, const wchar_t **, size_t, mbstate_t *, size_t);
size_t __mbsnrtowcs_chk(wchar_t *, const char **, size_t, size_t, mbstate_t *, size_t);
size_t __wcsnrtombs_chk(char *, const wchar_t **, size_t, size_t, mbstate_t *, size_t);
int __ppoll_chk(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *, size_t);
int __mq_open_2(const char *, int);

FN(wchar_t *, __wcpcpy_chk, (wchar_t * dst, const wchar_t *src, size_t room), (dst, src, room),
    IN_WCS(2, src), COPIED(dst, src, (wcslen(src) + 1) * W));
FN(wchar_t *, __wmempcpy_chk, (wchar_t * dst, const wchar_t *src, size_t n, size_t room),
    (dst, src, n, room), COPIED(dst, src, n *W), NOTHING);

static size_t
wcsn(const wchar_t *s, size_t max)
{
	size_t n = wcsnlen(s, max);

	return n < max ? n + 1 : n;
}

#define WCSNCPY_CHK(name)                                                                          \
	WRAP(wchar_t *, name, (wchar_t * dst, const wchar_t *src, size_t max, size_t room))        \
	{                                                                                          \
		size_t n = wcsn(src, max);                                                         \
                                                                                                   \
		IN(2, src, n *W);                                                                  \
		if (max <= room) {                                                                 \
			COPIED(dst, src, n *W);                                                    \
			OUT(dst + n, (max - n) * W);                                               \
		}                                                                                  \
		return name(dst, src, max, room);                                                  \
	}                                                                                          \
	_Static_assert(1, "")

WCSNCPY_CHK(__wcsncpy_chk);
WCSNCPY_CHK(__wcpncpy_chk);

WRAP(wchar_t *, __wcscat_chk, (wchar_t * dst, const wchar_t *src, size_t room))
{
	size_t at = wcslen(dst), n = wcslen(src) + 1;

	IN_WCS(1, dst);
	IN_WCS(2, src);
	if (at + n <= room)
		COPIED(dst + at, src, n * W);
	return __wcscat_chk(dst, src, room);
}

WRAP(wchar_t *, __wcsncat_chk, (wchar_t * dst, const wchar_t *src, size_t max, size_t room))
{
	size_t at = wcslen(dst), n = wcsnlen(src, max);

	IN_WCS(1, dst);
	IN(2, src, wcsn(src, max) * W);
	if (at + n < room) {
		COPIED(dst + at, src, n * W);
		OUT(dst + at + n, W);
	}
	return __wcsncat_chk(dst, src, max, room);
}

FN(wchar_t *, __fgetws_chk, (wchar_t * s, size_t room, int size, FILE *f), (s, room, size, f),
    NOTHING, OUT_IF(r != NULL, s, (wcslen(s) + 1) * W));
FN(wchar_t *, __fgetws_unlocked_chk, (wchar_t * s, size_t room, int size, FILE *f),
    (s, room, size, f), NOTHING, OUT_IF(r != NULL, s, (wcslen(s) + 1) * W));

/* *src is NULL when the end was reached. */
#define RESTARTABLE_CHK(name, params, args)                                                        \
	FN(                                                                                        \
	    size_t, name, params, args, IN(2, src, sizeof(*src)),                                  \
	    if (dst != NULL && r != (size_t)-1) {                                                  \
		    OUT(dst, (*src == NULL ? r + 1 : r) * sizeof(*dst));                           \
		    OUT_OBJ(src);                                                                  \
	    })

RESTARTABLE_CHK(__mbsrtowcs_chk,
    (wchar_t * dst, const char **src, size_t n, mbstate_t *state, size_t room),
    (dst, src, n, state, room));
RESTARTABLE_CHK(__wcsrtombs_chk,
    (char *dst, const wchar_t **src, size_t n, mbstate_t *state, size_t room),
    (dst, src, n, state, room));
RESTARTABLE_CHK(__mbsnrtowcs_chk,
    (wchar_t * dst, const char **src, size_t max, size_t n, mbstate_t *state, size_t room),
    (dst, src, max, n, state, room));
RESTARTABLE_CHK(__wcsnrtombs_chk,
    (char *dst, const wchar_t **src, size_t max, size_t n, mbstate_t *state, size_t room),
    (dst, src, max, n, state, room));

/* Not wide, but fortified: calls that the headers make when an argument is constant. */
WRAP(int, __ppoll_chk,
    (struct pollfd * p, nfds_t n, const struct timespec *t, const sigset_t *mask, size_t room))
{
	sigset_t copy;
	int r;

	for (nfds_t i = 0; i < n; i++) {
		IN(1, &p[i].fd, sizeof(p[i].fd));
		IN(1, &p[i].events, sizeof(p[i].events));
	}
	IN(3, t, sizeof(*t));
	IN(4, mask, KERNEL_SET);
	r = __ppoll_chk(p, n, t, libc_open_mask(mask, &copy), room);
	for (nfds_t i = 0; r >= 0 && i < n; i++)
		OUT_OBJ(&p[i].revents);
	return r;
}

FN(int, __mq_open_2, (const char *name, int flags), (name, flags), IN_STR(1, name), NOTHING);
