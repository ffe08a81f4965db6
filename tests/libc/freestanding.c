/* SPDX-License-Identifier: BSD-2-Clause */
/* FLAGS: -ffreestanding */
/*
 * Under -ffreestanding memcpy and friends stay calls by these names, and clang's back end calls the
 * same names for the pass's own copies: from shadow to context and to private stack slots, in the
 * middle of passing arguments. The program's copies carry marks; the pass's must change nothing.
 */
#include "check.h"
#include <stdarg.h>
#include <strings.h>

static volatile int branch;
#define DECIDE(x)                                                                                  \
	do {                                                                                       \
		if (x)                                                                             \
			branch++;                                                                  \
	} while (0)

static char a_space[64], b_space[64];

static void
copies(char *a, char *b)
{
	UNINIT(b, 20);
	UNINIT(a + 3, 2);
	SILENT(memcpy(b, a, 10));
	CLEAN(b, 3);
	DIRTY(b + 3, 2);
	CLEAN(b + 5, 5);
	DIRTY(b + 10, 10);
	SILENT(memset(b, 0, 12));
	CLEAN(b, 12);
	DIRTY(b + 12, 8);
	SILENT(memmove(a + 1, a, 10));
	CLEAN(a, 4);
	DIRTY(a + 4, 2);
	CLEAN(a + 6, 10);
	REPORTS("memcmp():arg1", 4, DECIDE(memcmp(a, b, 8)));
	INITED(a, 60);
	INITED(b, 60);
}

/* Varargs: in registers and on the stack, more than the context has room for. */
static __attribute__((noinline)) long
nth(int n, ...)
{
	va_list ap;
	long r = 0;

	va_start(ap, n);
	while (n-- > 0)
		r = va_arg(ap, long);
	va_end(ap);
	return r;
}

static __attribute__((noinline)) double
nth_double(int n, ...)
{
	va_list ap;
	double r = 0;

	va_start(ap, n);
	while (n-- > 0)
		r = va_arg(ap, double);
	va_end(ap);
	return r;
}

static __attribute__((noinline)) long
nth_copied(int n, ...)
{
	va_list ap, copy;
	long r = 0;

	va_start(ap, n);
	(void)va_arg(ap, long);
	va_copy(copy, ap);
	while (n-- > 1)
		r = va_arg(copy, long);
	va_end(copy);
	va_end(ap);
	return r;
}

#define TEN(x) x, x, x, x, x, x, x, x, x, x

static void
varargs(void)
{
	volatile long one = 1;
	long bad;

	SILENT(DECIDE(nth(1, one)));
	SILENT(DECIDE(nth(9, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, one)));
	SILENT(DECIDE(nth_copied(9, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, one)));
	SILENT(DECIDE(nth_double(3, 1.0, 2.0, 3.0) > 2.5));
	SILENT(DECIDE(nth_double(10, TEN(1.5)) > 2.5));
	SILENT(DECIDE(nth(200, TEN(1L), TEN(1L), TEN(1L), TEN(1L), TEN(1L), TEN(1L), TEN(1L),
	    TEN(1L), TEN(1L), TEN(1L), TEN(1L), TEN(1L), TEN(1L), TEN(1L), TEN(1L), TEN(1L),
	    TEN(1L), TEN(1L), TEN(1L), TEN(one))));
	/* An argument that is uninitialised is reported at the call. */
	UNINIT(hide(&bad), sizeof(bad));
	REPORTS(NULL, 0, nth(2, 1L, bad));
	/* And the next call is not troubled by what the last one left. */
	SILENT(DECIDE(nth(2, 1L, one)));
}

/* Structures by value: through the context up to 800 bytes, cleared above. */
#define BY_VALUE(size)                                                                             \
	struct s##size {                                                                           \
		char bytes[size];                                                                  \
	};                                                                                         \
	static __attribute__((noinline)) int last##size(struct s##size s, int i)                   \
	{                                                                                          \
		return s.bytes[i];                                                                 \
	}                                                                                          \
	static void value##size(void)                                                              \
	{                                                                                          \
		static struct s##size s;                                                           \
                                                                                                   \
		SILENT(DECIDE(last##size(s, size - 1)));                                           \
		UNINIT((char *)hide(&s) + 5, 3);                                                   \
		SILENT(DECIDE(last##size(s, size - 1)));                                           \
		SILENT(DECIDE(last##size(s, 4)));                                                  \
		if (size <= 800)                                                                   \
			REPORTS(NULL, 0, DECIDE(last##size(s, 6)));                                \
		DIRTY(&s.bytes[5], 3);                                                             \
		CLEAN(s.bytes, 5);                                                                 \
		CLEAN(&s.bytes[8], size - 8);                                                      \
	}

BY_VALUE(24)
BY_VALUE(100)
BY_VALUE(700)
BY_VALUE(800)
BY_VALUE(1000)
BY_VALUE(5000)

/* A structure that is returned in memory, and assigned. */
static __attribute__((noinline)) struct s700
make(int bad)
{
	struct s700 s;

	memset(&s, 0, sizeof(s));
	if (bad >= 0)
		UNINIT((char *)hide(&s) + bad, 1);
	return s;
}

static void
values(void)
{
	static struct s700 s, t;

	value24();
	value100();
	value700();
	value800();
	value1000();
	value5000();
	s = make(-1);
	CLEAN(&s, sizeof(s));
	s = make(300);
	TRUE(kmsan_test(&s, sizeof(s)) == 300);
	t = s;
	TRUE(kmsan_test(&t, sizeof(t)) == 300);
	CLEAN(&t.bytes[301], 399);
}

int
main(void)
{
	char *a = hide(a_space), *b = hide(b_space);

	copies(a, b);
	varargs();
	values();
	return passed();
}
