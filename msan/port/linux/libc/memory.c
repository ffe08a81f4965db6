/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * memcpy and friends by their plain names. Two kinds of caller: a program under -ffreestanding or
 * through a pointer, whose copies must carry shad and orig; and the back end of clang, for the
 * pass's own copies between shadow, context and private stack slots, which must carry nothing and
 * may come in the middle of a sequence that fills the context.
 */
#include "libc.h"
#include <strings.h>
#include <unistd.h>
#include <msan/context.h>
#include <msan/shadow.h>

/* Is this memory of the program, and not of the pass? */
static inline bool
is_programs(const void *p, size_t n)
{
	uintptr_t offset = (uintptr_t)p - (uintptr_t)kmsan_port_context();

	return kmsan_port_shadowed(p, n) && offset >= sizeof(struct kmsan_context);
}

static inline void
copied(void *dst, const void *src, size_t n, uintptr_t pc)
{
	if (n != 0 && is_programs(dst, n) && is_programs(src, n))
		shadow_copy(dst, src, n, pc);
}

static inline void
filled(void *dst, size_t n)
{
	if (n != 0 && is_programs(dst, n))
		libc_out(dst, n);
}

WRAP(void *, memcpy, (void *dst, const void *src, size_t n))
{
	size_t held = context_va_arg_held(kmsan_port_context(), src, n);

	copied(dst, src, n, KMSAN_RET_ADDR);
	/*
	 * clang <= 16 copies the shad of more than 800 bytes of variadic arguments, and with it
	 * what comes next in the context: origins, which would pass for shad. clang 17 and later do this.
	 */
	if (__builtin_expect(held != n, 0))
		memset((char *)dst + held, 0, n - held);
	return memcpy(dst, src, held);
}

WRAP(void *, memmove, (void *dst, const void *src, size_t n))
{
	copied(dst, src, n, KMSAN_RET_ADDR);
	return memmove(dst, src, n);
}

WRAP(void *, mempcpy, (void *dst, const void *src, size_t n))
{
	copied(dst, src, n, KMSAN_RET_ADDR);
	return mempcpy(dst, src, n);
}
ALIAS(__mempcpy, mempcpy);

WRAP(void, bcopy, (const void *src, void *dst, size_t n))
{
	copied(dst, src, n, KMSAN_RET_ADDR);
	bcopy(src, dst, n);
}

WRAP(void *, memset, (void *dst, int c, size_t n))
{
	filled(dst, n);
	return memset(dst, c, n);
}

WRAP(void, bzero, (void *dst, size_t n))
{
	filled(dst, n);
	bzero(dst, n);
}

WRAP(void, explicit_bzero, (void *dst, size_t n))
{
	filled(dst, n);
	explicit_bzero(dst, n);
}

WRAP(void *, memccpy, (void *dst, const void *src, int c, size_t n))
{
	const char *hit = memchr(src, c, n);
	size_t used = hit != NULL ? (size_t)(hit - (const char *)src) + 1 : n;

	/* The bytes that were searched decide how much is copied. */
	IN(2, src, used);
	COPIED(dst, src, used);
	return memccpy(dst, src, c, n);
}

/* Every byte keeps its bits: they are inverted in place. */
WRAP(void *, memfrob, (void *p, size_t n))
{
	return memfrob(p, n);
}

WRAP(void, swab, (const void *from, void *to, ssize_t n))
{
	const char *src = from;
	char *dst = to;

	/* Pairs change places; the source is read first, since it may be the destination. */
	for (ssize_t i = 0; i + 1 < n; i += 2) {
		char pair[2];

		COPIED(&pair[0], &src[i + 1], 1);
		COPIED(&pair[1], &src[i], 1);
		COPIED(&dst[i], pair, 2);
		kmsan_mark(pair, 2, KMSAN_STATE_INITED);
	}
	swab(from, to, n);
}
