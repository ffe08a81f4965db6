/* SPDX-License-Identifier: BSD-2-Clause */
/* Regular expressions, obstacks, arguments. */
#include "libc.h"
#include "format.h"
#include <argp.h>
#include <obstack.h>
#include <regex.h>
#include <stdlib.h>

FN(int, regcomp, (regex_t * re, const char *pattern, int flags), (re, pattern, flags),
    IN_STR(2, pattern), OUT_OBJ(re));

WRAP(int, regexec, (const regex_t *re, const char *s, size_t n, regmatch_t *match, int flags))
{
	int r;

	IN(1, re, sizeof(*re));
	if ((flags & REG_STARTEND) != 0) {
		IN(4, match, sizeof(*match));
		IN(2, s + match[0].rm_so, (size_t)(match[0].rm_eo - match[0].rm_so));
	} else {
		IN_STR(2, s);
	}
	r = regexec(re, s, n, match, flags);
	OUT_IF(r == 0 && !re->no_sub, match, n * sizeof(*match));
	return r;
}

FN(size_t, regerror, (int error, const regex_t *re, char *buf, size_t size), (error, re, buf, size),
    NOTHING, OUT_IF(size > 0, buf, r < size ? r : size));

/* GNU's own interface: registers in the program's structure, their arrays from libc's malloc. */
FN(const char *, re_compile_pattern, (const char *pattern, size_t n, struct re_pattern_buffer *re),
    (pattern, n, re), IN(1, pattern, n), OUT_OBJ(re));
FN(regoff_t, re_search,
    (struct re_pattern_buffer * re, const char *s, regoff_t n, regoff_t start, regoff_t range,
	struct re_registers *registers),
    (re, s, n, start, range, registers), IN(2, s, n < 0 ? 0 : (size_t)n),
    OUT_IF(r >= 0, registers, sizeof(*registers)));
FN(regoff_t, re_match,
    (struct re_pattern_buffer * re, const char *s, regoff_t n, regoff_t start,
	struct re_registers *registers),
    (re, s, n, start, registers), IN(2, s, n < 0 ? 0 : (size_t)n),
    OUT_IF(r >= 0, registers, sizeof(*registers)));

/* The stack below this frame, where libc's frames come to lie while it calls the program back. */
static __attribute__((noinline)) void
clean_stack_below(void)
{
	char space[16384];

	/* Keeps the array: its address is what counts. */
	__asm__ volatile("" : : "r"(space) : "memory");
	libc_out(space, sizeof(space));
}

WRAP(error_t, argp_parse,
    (const struct argp *restrict argp, int argc, char **restrict argv, unsigned flags,
	int *restrict index, void *input))
{
	error_t r;

	IN(3, argv, (size_t)argc * sizeof(*argv));
	clean_stack_below();
	r = argp_parse(argp, argc, argv, flags, index, input);
	OUT_IF(r == 0, index, sizeof(*index));
	libc_call();
	return r;
}

/*
 * obstack.h's macros look into the structure and into the chunks' heads, which libc writes. The
 * chunks come from the program's allocator.
 */
static void
chunk_out(const struct obstack *h)
{
	libc_out(h, sizeof(*h));
	libc_out(h->chunk, offsetof(struct _obstack_chunk, contents));
}

WRAP(int, _obstack_begin,
    (struct obstack * h, int size, int align, void *(*get)(long), void (*put)(void *)))
{
	int r = _obstack_begin(h, size, align, get, put);

	chunk_out(h);
	libc_call();
	return r;
}

WRAP(int, _obstack_begin_1,
    (struct obstack * h, int size, int align, void *(*get)(void *, long),
	void (*put)(void *, void *), void *arg))
{
	int r = _obstack_begin_1(h, size, align, get, put, arg);

	chunk_out(h);
	libc_call();
	return r;
}

/*
 * The object that grows moves to a new chunk, and the old one may be freed: its marks wait in
 * memory of libc's.
 */
WRAP(void, _obstack_newchunk, (struct obstack * h, int more))
{
	size_t n = (size_t)(h->next_free - h->object_base);
	char *marks = NULL;

	if (n > 0 && kmsan_test(h->object_base, n) >= 0 && (marks = malloc(n)) != NULL)
		COPIED(marks, h->object_base, n);
	_obstack_newchunk(h, more);
	chunk_out(h);
	if (marks != NULL) {
		COPIED(h->object_base, marks, n);
		OUT(marks, n);
		free(marks);
	} else {
		OUT(h->object_base, n);
	}
	libc_call();
}

#undef obstack_free
WRAP(void, obstack_free, (struct obstack * h, void *object))
{
	obstack_free(h, object);
	OUT_OBJ(h);
	libc_call();
}
ALIAS(_obstack_free, obstack_free);

static int
obstack_printed(struct obstack *h, const char *fmt, va_list ap)
{
	int r = obstack_vprintf(h, fmt, ap);

	chunk_out(h);
	if (r > 0)
		libc_out(h->next_free - r, (size_t)r);
	libc_call();
	return r;
}

int __obstack_printf_chk(struct obstack *, int, const char *, ...);
int __obstack_vprintf_chk(struct obstack *, int, const char *, va_list);

WRAP(int, obstack_vprintf, (struct obstack *restrict h, const char *restrict fmt, va_list ap))
{
	IN_VFORMAT(2, fmt, 3, ap);
	return obstack_printed(h, fmt, ap);
}

WRAP(int, obstack_printf, (struct obstack *restrict h, const char *restrict fmt, ...))
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	IN_FORMAT(2, fmt, 3, ap);
	r = obstack_printed(h, fmt, ap);
	va_end(ap);
	return r;
}

WRAP(int, __obstack_printf_chk,
    (struct obstack *restrict h, int flag, const char *restrict fmt, ...))
{
	va_list ap;
	int r;

	(void)flag;
	va_start(ap, fmt);
	IN_FORMAT(2, fmt, 3, ap);
	r = obstack_printed(h, fmt, ap);
	va_end(ap);
	return r;
}

WRAP(int, __obstack_vprintf_chk,
    (struct obstack *restrict h, int flag, const char *restrict fmt, va_list ap))
{
	(void)flag;
	IN_VFORMAT(2, fmt, 3, ap);
	return obstack_printed(h, fmt, ap);
}

/* The same for two strings, one behind the other. */
#define IN_BOTH                                                                                    \
	IN(2, a, na < 0 ? 0 : (size_t)na);                                                         \
	IN(4, b, nb < 0 ? 0 : (size_t)nb)
FN(regoff_t, re_search_2,
    (struct re_pattern_buffer * re, const char *a, regoff_t na, const char *b, regoff_t nb,
	regoff_t start, regoff_t range, struct re_registers *registers, regoff_t stop),
    (re, a, na, b, nb, start, range, registers, stop), IN_BOTH,
    OUT_IF(r >= 0, registers, sizeof(*registers)));
FN(regoff_t, re_match_2,
    (struct re_pattern_buffer * re, const char *a, regoff_t na, const char *b, regoff_t nb,
	regoff_t start, struct re_registers *registers, regoff_t stop),
    (re, a, na, b, nb, start, registers, stop), IN_BOTH,
    OUT_IF(r >= 0, registers, sizeof(*registers)));

/* One byte for every character, in the program's memory. */
FN(int, re_compile_fastmap, (struct re_pattern_buffer * re), (re), NOTHING,
    OUT_IF(r == 0, re->fastmap, 256));

WRAP(void, re_set_registers,
    (struct re_pattern_buffer * re, struct re_registers *registers, __re_size_t n, regoff_t *starts,
	regoff_t *ends))
{
	re_set_registers(re, registers, n, starts, ends);
	OUT_OBJ(registers);
}
